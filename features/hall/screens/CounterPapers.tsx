import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { PAPERS_KEY } from './counterKeys.ts'
import { type CounterViewNow, hallTexts } from './texts.ts'
import type { CounterWork } from './useCounterWork.ts'

export type CounterPapersProps = {
  readonly matter: CounterViewNow['matters'][number]
  readonly onNote: CounterWork['notePapers']
}

/**
 * The papers to be seen for a matter: one line that says how many are missing until it is opened, so that the keys stay
 * in sight. Each is ticked when the clerk has seen it.
 */
export function CounterPapers({ matter, onNote }: CounterPapersProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const { papers, service } = matter
  if (papers.length === 0) return null
  const seen = papers.filter(({ seenAt }) => seenAt !== null).length
  return (
    <details className="counter-papers">
      <summary>
        {t('matter.papersSeen', { seen, count: papers.length })}
        <span className="kern-sr-only"> {t('matter.papersHint', { key: PAPERS_KEY })}</span>
      </summary>
      <ul>
        {papers.map(({ paper, name, seenAt }) => (
          <li key={paper}>
            <CheckBox checked={seenAt !== null} onChange={(ticked) => onNote([{ service, paper }], ticked)}>
              {name[language]}
            </CheckBox>
          </li>
        ))}
      </ul>
    </details>
  )
}
