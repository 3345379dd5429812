import { type Outcome, writeReference } from '#features/visit/model.ts'
import { localDate, parseInstant } from '#kernel/instant.ts'
import { formatDay, formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, siteName } from '#ui/console/directory.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { CounterPapers } from './CounterPapers.tsx'
import { type CounterViewNow, hallTexts, type VisitNow } from './texts.ts'
import type { CounterWork } from './useCounterWork.ts'
import { arrivalWords } from './visitWords.ts'

export type CounterFactsProps = {
  readonly visit: VisitNow
  readonly matters: CounterViewNow['matters']
  readonly afterwards: CounterViewNow['afterwards']
  readonly phone: string | null
  readonly videoLink: string | null
  readonly zone: string
  readonly onPapers: CounterWork['notePapers']
}

/** What a clerk must know of a person before they sit down. */
export function CounterFacts(props: CounterFactsProps) {
  const { visit, matters, afterwards, zone } = props
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  return (
    <>
      {visit.kind !== 'on_site' && <Reach {...props} />}
      <ul className="counter-matters" aria-label={t('visit.matters')}>
        {matters.map((matter) => (
          <li key={matter.reference}>
            {serviceTitle(directory, matter.service)}
            {matter.outcome && <Settled outcome={matter.outcome} />}
            <MatterHistory matter={matter} />
            {!matter.outcome && <CounterPapers matter={matter} onNote={props.onPapers} />}
          </li>
        ))}
      </ul>
      <dl className="counter-facts">
        <Fact term={t('visit.people')} value={common('people', { count: visit.people })} />
        <Fact term={t('visit.planned')} value={common('minutes', { count: visit.minutes })} />
        <Fact term={t('visit.language')} value={common(`language.${visit.language}`)} />
        <Fact term={t('visit.came')} value={arrivalWords(visit, zone, language, t)} />
        {visit.credits.some(({ kind }) => kind === 'self_service') && (
          <Fact term={t('visit.stepsDone')} value={t('credit.self_service')} />
        )}
        {afterwards && (
          <Fact
            term={t('visit.then')}
            value={t('visit.thenValue', {
              time: formatTime(parseInstant(afterwards.startsAt), zone, language),
              services: afterwards.services.map((key) => serviceTitle(directory, key)).join(', '),
            })}
          />
        )}
        {visit.part === 'second' && <Fact term={t('visit.part')} value={t('visit.partSecond')} />}
        {visit.missedCount > 0 && <Fact term={t('visit.missed')} value={t('visit.missedOnce')} />}
      </dl>
    </>
  )
}

/** How to reach somebody who is not here: the number to call, or the video to open. */
function Reach({ visit, phone, videoLink }: CounterFactsProps) {
  const t = hallTexts(useConsole().language)
  if (visit.kind === 'telephone') {
    return (
      <p className="counter-person__name">
        {t('kind.telephone')}:{' '}
        {phone ? (
          <a className="kern-link" href={`tel:${phone.replaceAll(/[^+0-9]/g, '')}`}>
            {t('person.call', { phone })}
          </a>
        ) : (
          t('person.noPhone')
        )}
      </p>
    )
  }
  return (
    <p className="counter-person__name">
      {t('kind.video')}:{' '}
      {videoLink && (
        <a className="kern-link" href={videoLink} target="_blank" rel="noreferrer">
          {t('person.openVideo')}
        </a>
      )}
    </p>
  )
}

/** Another counter has settled it today: nothing is left to do here. */
function Settled({ outcome }: { readonly outcome: Outcome }) {
  const t = hallTexts(useConsole().language)
  return <span className="console-line">{t('matter.settled', { outcome: t(`outcome.${outcome}`) })}</span>
}

/** The reference of a matter, and which visit to it this is. */
function MatterHistory({ matter }: { readonly matter: CounterViewNow['matters'][number] }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  return (
    <span className="console-line">
      {writeReference(matter.reference)}
      {matter.earlier.length > 0 && (
        <>
          {' · '}
          {t('matter.nth', { count: matter.earlier.length + 1 })}
          {matter.earlier.map(({ day, site, outcome }) => (
            <span className="console-line" key={day}>
              {formatDay(localDate(day), language)}, {siteName(directory, site)}
              {outcome && `: ${t(`outcome.${outcome}`)}`}
            </span>
          ))}
        </>
      )}
    </span>
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
