import { type LocalDate, localDate, localTime } from '#kernel/instant.ts'
import type { Weekday } from '#kernel/wallTime.ts'
import { formatDay, formatShortDay, formatWeekday } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { minutesOf } from '../model/shiftPlan.ts'
import { capacityTexts, type PlanEffects, type PublishedPlan } from './texts.ts'
import { hoursInWords, openHours } from './typedHours.ts'
import { WEEKDAYS } from './weekTyped.ts'

export type PlanEffectProps = {
  readonly published: PublishedPlan
  readonly effects: PlanEffects
  readonly changed: boolean
  readonly day: LocalDate
}

/** What would come of the plan: what is wrong with it, whom it concerns, which times it gives. */
export function PlanEffect({ published, effects, changed, day }: PlanEffectProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  return (
    <>
      <section className="console-panel" aria-labelledby="plan-effect">
        <h2 className="console-panel__title" id="plan-effect">
          {t('effect.title')}
        </h2>
        <div role="status">
          <FaultList published={published} faults={effects.faults.filter(({ error }) => error)} />
          <BookingLines effects={effects} changed={changed} />
          {changed && <ServiceLines services={effects.services} />}
        </div>
        <FaultList published={published} faults={effects.faults.filter(({ error }) => !error)} />
      </section>
      <HourTable effects={effects} day={day} />
    </>
  )
}

/** Every fault in words, errors first; what is wrong with a counter on several days stands once. */
export function FaultList({ published, faults }: Pick<PlanEffectProps, 'published'> & Faults) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const groups = [...Map.groupBy(faults, ({ code, counter }) => `${code} ${counter}`).values()]
  if (groups.length === 0) return null
  return (
    <ul className="plan-faults">
      {groups.slice(0, SHOWN).map((group) => (
        <FaultLine key={`${group[0]?.code} ${group[0]?.counter}`} published={published} faults={group} />
      ))}
      {groups.length > SHOWN && (
        <li className="plan-fault">{t('fault.more', { count: groups.length - SHOWN })}</li>
      )}
    </ul>
  )
}

type Faults = { readonly faults: PlanEffects['faults'] }

const SHOWN = 12

function FaultLine({ published, faults }: Pick<PlanEffectProps, 'published'> & Faults) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const [first] = faults
  if (!first) return null
  const name = published.counters.find(({ counter }) => counter === first.counter)?.label[language]
  const when = new Set(
    faults.flatMap(({ day, weekday }) => {
      if (day) return [formatShortDay(localDate(day), language)]
      return weekday !== null && isWeekday(weekday) ? [formatWeekday(weekday, language)] : []
    }),
  )
  return (
    <li className={first.error ? 'plan-fault plan-fault--error' : 'plan-fault'}>
      <strong>{t(first.error ? 'fault.error' : 'fault.warning')}</strong>{' '}
      {[name ?? t('counter.unknown'), ...when].join(', ')}: {t(`fault.${first.code}`)}
      {ABOUT_HOURS.some((code) => code === first.code) && <HoursThen published={published} faults={faults} />}
    </li>
  )
}

/** Faults for which it helps to know when the site is open. */
const ABOUT_HOURS = ['outside_hours', 'stands_outside_hours', 'across_closing'] as const

/** When the site is open on the days of these faults, and where that is changed. */
function HoursThen({ published, faults }: Pick<PlanEffectProps, 'published'> & Faults) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  if (published.mobile) return null
  const open = new Map(
    faults.flatMap(({ day, weekday }) => {
      const spans = day
        ? openHours(published, localDate(day))
        : published.hours.filter((one) => one.weekday === weekday)
      const known = WEEKDAYS.find((one) => one === weekday)
      const name = day ? formatShortDay(localDate(day), language) : known && formatWeekday(known, language)
      return name
        ? [[name, spans.length === 0 ? t('week.closed') : hoursInWords(spans, language)] as const]
        : []
    }),
  )
  const [hours, ...others] = new Set(open.values())
  if (!hours) return null
  return (
    <span className="plan-hours__shares">
      {others.length === 0
        ? t('week.open', { hours })
        : t('week.open', { hours: [...open].map((pair) => pair.join(' ')).join('; ') })}{' '}
      <RouteLink to={`/hours/${published.site}`}>{t('week.link')}</RouteLink>
    </span>
  )
}

const isWeekday = (number: number): number is Weekday => number >= 1 && number <= 7

function BookingLines({ effects, changed }: Pick<PlanEffectProps, 'effects' | 'changed'>) {
  const t = capacityTexts(useConsole().language)
  if (!changed) return <p className="kern-body">{t('effect.unchanged')}</p>
  return (
    <>
      <p className="kern-body">{t('effect.replaced', { count: effects.replaced })}</p>
      <p className={effects.unplaced > 0 ? 'console-status console-status--danger' : 'kern-body'}>
        {t('effect.unplaced', { count: effects.unplaced })}
      </p>
    </>
  )
}

function ServiceLines({ services }: { readonly services: PlanEffects['services'] }) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const other = services.filter(({ before, after }) => before !== after)
  if (other.length === 0) return <p className="kern-body">{t('effect.sameTimes')}</p>
  return (
    <ul className="plan-services" aria-label={t('effect.services')}>
      {other.map(({ service, before, after }) => (
        <li key={service}>
          {t(after > before ? 'effect.more' : 'effect.fewer', {
            service: serviceTitle(directory, service),
            count: Math.abs(after - before),
            after,
          })}
        </li>
      ))}
    </ul>
  )
}

/** Parts of an hour that are kept for somebody, in the order in which they are named. */
const SHARES = ['walkIn', 'callers', 'shortTerm'] as const

function HourTable({ effects, day }: Pick<PlanEffectProps, 'effects' | 'day'>) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  return (
    <section className="console-panel" aria-labelledby="plan-hours">
      <h2 className="console-panel__title" id="plan-hours">
        {t('hours.title', { day: formatDay(day, language) })}
      </h2>
      <HourLines hours={effects.days.find((one) => one.day === day)?.hours ?? []} />
    </section>
  )
}

/** The times of a day hour by hour, and how many of them each share is. */
export function HourLines({ hours }: Pick<PlanEffects['days'][number], 'hours'>) {
  const t = capacityTexts(useConsole().language)
  return (
    <>
      {hours.length === 0 ? (
        <p className="console-empty">{t('hours.none')}</p>
      ) : (
        <ul className="plan-hours">
          {hours.map(({ from, times, free, ...shares }) => {
            const hour = Math.floor(minutesOf(localTime(from)) / 60)
            const kept = SHARES.filter((share) => shares[share] > 0)
            return (
              <li key={from}>
                {t('hours.line', { from: hour, until: hour + 1, times, free })}
                {kept.length > 0 && (
                  <span className="plan-hours__shares">
                    {t('hours.shares', {
                      shares: kept.map((share) => t(`hours.${share}`, { times: shares[share] })).join(', '),
                    })}
                  </span>
                )}
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}
