import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Tag } from '#ui/Tag.tsx'
import { PAPERS_KEY } from './counterKeys.ts'
import { type CounterViewNow, hallTexts } from './texts.ts'
import type { CounterWork } from './useCounterWork.ts'

const TAGS = { green: 'success', question: 'warning', missing: 'danger' } as const

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
  const good = papers.filter(({ verdict }) => verdict === 'green').length
  const seen = papers.filter(({ seenAt }) => seenAt !== null).length
  return (
    <details className="counter-papers">
      <summary>
        {t('matter.papersSeen', { seen, count: papers.length })}
        {good > 0 && <> · {t('matter.papersGood', { count: good })}</>}
        <span className="kern-sr-only"> {t('matter.papersHint', { key: PAPERS_KEY })}</span>
      </summary>
      <ul>
        {papers.map(({ paper, name, seenAt, verdict }) => (
          <li key={paper}>
            <CheckBox checked={seenAt !== null} onChange={(ticked) => onNote([{ service, paper }], ticked)}>
              {name[language]} {verdict && <Tag kind={TAGS[verdict]} text={t(`matter.verdict.${verdict}`)} />}
            </CheckBox>
          </li>
        ))}
      </ul>
    </details>
  )
}
