import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { hallTexts, type VisitNow } from './texts.ts'
import { arrivalWords } from './visitWords.ts'

/** What a clerk must know of a person before they sit down. */
export function CounterFacts({ visit, zone }: { readonly visit: VisitNow; readonly zone: string }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  return (
    <>
      <ul className="counter-matters" aria-label={t('visit.matters')}>
        {visit.services.map((key) => (
          <li key={key}>{serviceTitle(directory, key)}</li>
        ))}
      </ul>
      <dl className="counter-facts">
        <Fact term={t('visit.people')} value={common('people', { count: visit.people })} />
        <Fact term={t('visit.planned')} value={common('minutes', { count: visit.minutes })} />
        <Fact term={t('visit.language')} value={common(`language.${visit.language}`)} />
        <Fact term={t('visit.came')} value={arrivalWords(visit, zone, language, t)} />
        {visit.missedCount > 0 && <Fact term={t('visit.missed')} value={t('visit.missedOnce')} />}
      </dl>
    </>
  )
}

function Fact({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}
