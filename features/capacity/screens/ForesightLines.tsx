import { localDate, parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime, formatShortDay } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { capacityTexts, type PlanForesight } from './texts.ts'

export type ForesightLinesProps = { readonly site: string; readonly foresight: PlanForesight }

/** Days named one by one. */
const DAYS_SHOWN = 14

/** What a plan would do before it is published: whose place it costs, and which days win and lose times. */
export function ForesightLines({ site, foresight }: ForesightLinesProps) {
  const t = capacityTexts(useConsole().language)
  if (!foresight.workable)
    return <p className="console-status console-status--danger">{t('foresee.unworkable')}</p>
  return (
    <>
      <p className="kern-body">{t('effect.replaced', { count: foresight.replaced })}</p>
      <p className={foresight.unplaced > 0 ? 'console-status console-status--danger' : 'kern-body'}>
        {t('effect.unplaced', { count: foresight.unplaced })}
      </p>
      <Losing site={site} foresight={foresight} />
      <Days days={foresight.days} />
    </>
  )
}

/** Bookings that would have no place any more, the first of them by time and service; nobody is named. */
export function Losing({
  site,
  foresight: { losing, unplaced },
}: {
  readonly site: string
  readonly foresight: Pick<PlanForesight, 'losing' | 'unplaced'>
}) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  if (losing.length === 0) return null
  const more = unplaced - losing.length
  return (
    <ul className="plan-services" aria-label={t('foresee.losing')}>
      {losing.map(({ startsAt, services }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two people may have the same time, and nothing else is known of them
        <li key={`${startsAt} ${index}`}>
          {formatDayAndTime(parseInstant(startsAt), zoneOf(directory, site), language)} ·{' '}
          {services.map((service) => serviceTitle(directory, service)).join(', ')}
        </li>
      ))}
      {more > 0 && <li>{t('fault.more', { count: more })}</li>}
    </ul>
  )
}

function Days({ days }: Pick<PlanForesight, 'days'>) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const other = days.filter(({ won, lost }) => won > 0 || lost > 0)
  if (other.length === 0) return <p className="kern-body">{t('foresee.sameTimes')}</p>
  const sum = (of: 'won' | 'lost') => other.reduce((all, day) => all + day[of], 0)
  return (
    <>
      <p className="kern-body">
        <strong>{t('foresee.sum', { won: sum('won'), lost: sum('lost') })}</strong>
      </p>
      <ul className="plan-services" aria-label={t('foresee.days')}>
        {other.slice(0, DAYS_SHOWN).map(({ day, won, lost }) => (
          <li key={day}>
            {t('foresee.day', { day: formatShortDay(localDate(day), language) })}{' '}
            {[
              won > 0 ? t('foresee.won', { count: won }) : '',
              lost > 0 ? t('foresee.lost', { count: lost }) : '',
            ]
              .filter((part) => part !== '')
              .join(', ')}
          </li>
        ))}
        {other.length > DAYS_SHOWN && <li>{t('foresee.moreDays', { count: other.length - DAYS_SHOWN })}</li>}
      </ul>
    </>
  )
}
