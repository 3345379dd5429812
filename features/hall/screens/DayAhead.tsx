import { parseInstant } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Details } from '#ui/Details.tsx'
import { dayRoute } from '../contract/day.ts'
import { hallTexts } from './texts.ts'

/** It is looked at once a minute; the first answer is there some seconds after it was asked for (milliseconds). */
const EVERY = 15_000

type Day = Output<typeof dayRoute>

/** How today goes on at a site: its end, who is late, and what one counter more or less would change. */
export function DayPanel({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const { data } = useRead(dayRoute, { params: { site } }, { every: EVERY })
  if (!data) return null
  return (
    <section className="console-panel" aria-labelledby="hall-day">
      <h2 className="console-panel__title" id="hall-day">
        {t('day.title')}
      </h2>
      <DayWords day={data} site={site} />
      {data.due.map(({ counter, label, why }) => (
        <p className="console-line" key={counter}>
          {t(`day.due.${why}.other`, { counter: label[language] })}
        </p>
      ))}
      {data.changes.length > 0 && <ChangeList day={data} site={site} />}
      {data.late.length > 0 && (
        <Details title={t('day.lateList')}>
          <LateList day={data} site={site} />
        </Details>
      )}
    </section>
  )
}

export type DayLineProps = {
  readonly site: string
  /** The counter at which this is read, unless it is on a break. */
  readonly counter: string | undefined
}

/** The same at a counter, in a line or two, and whether it should call nobody else. */
export function DayLine({ site, counter }: DayLineProps) {
  const { language } = useConsole()
  const { data } = useRead(dayRoute, { params: { site } }, { every: EVERY })
  if (!data || data.at === null) return null
  const due = data.due.find((each) => each.counter === counter)
  return (
    <>
      {/* Read out when it comes up, not each time it is looked at. */}
      <div role="status">
        {due && <Alert kind="warning" title={hallTexts(language)(`day.due.${due.why}`)} />}
      </div>
      <DayWords day={data} site={site} />
    </>
  )
}

type DayProps = { readonly day: Day; readonly site: string }

function DayWords({ day, site }: DayProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const clock = useClock(site)
  const { at, end, withWalkIns, late } = day
  if (at === null) return <p className="console-line">{t('day.unknown')}</p>
  if (end === null) return <p className="console-line">{t('day.nobody')}</p>
  return (
    <>
      <p className="console-line">
        <strong>{t('day.end', { time: clock(end.probably) })}</strong>{' '}
        {t('day.surely', { time: clock(end.surely) })}
        {!withWalkIns && ` ${t('day.withoutWalkIns')}`}
      </p>
      <p className="console-line">{t('day.late', { count: late.length })}</p>
    </>
  )
}

function useClock(site: string) {
  const { language, directory } = useConsole()
  return (moment: string) => formatTime(parseInstant(moment), zoneOf(directory, site), language)
}

function LateList({ day, site }: DayProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const clock = useClock(site)
  return (
    <ul className="console-list">
      {byCall(day.late).map(({ visit, ticketNumber, appointmentAt, calledAt, afterClosing }) => (
        <li className="console-item" key={visit}>
          <span className={ticketNumber === null ? 'console-item__main' : 'console-number'}>
            {ticketNumber ??
              t('day.appointment', { time: appointmentAt === null ? '' : clock(appointmentAt) })}
          </span>
          <span className="console-item__meta">
            {calledAt === null
              ? t('day.noCounter')
              : t(afterClosing ? 'day.afterClosing' : 'day.calledAt', { time: clock(calledAt) })}
          </span>
        </li>
      ))}
    </ul>
  )
}

function ChangeList({ day, site }: DayProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const clock = useClock(site)
  return (
    <>
      <h3 className="console-panel__title">{t('day.changes')}</h3>
      <ul className="console-list">
        {day.changes.map(({ change, counters, until, waitMinutes, endMinutes, served }) => (
          <li className="console-item" key={`${change} ${counters[0]?.counter}`}>
            <span className="console-item__main">
              {t(`day.${change}`, {
                counters: counters.map(({ label }) => label[language]).join(t('day.or')),
                time: clock(until),
              })}
            </span>
            <span className="console-item__meta">
              {t('day.effect', { wait: signed(waitMinutes), end: signed(endMinutes) })}
              {served !== 0 && `, ${t(served > 0 ? 'day.more' : 'day.fewer', { count: Math.abs(served) })}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Who is called by nobody stands last. */
function byCall(late: Day['late']): Day['late'] {
  const last = '9'
  return late.toSorted((a, b) => (a.calledAt ?? last).localeCompare(b.calledAt ?? last))
}

/** A number of minutes with its sign, as it is printed. */
function signed(minutes: number): string {
  return minutes === 0 ? '±0' : minutes > 0 ? `+${minutes}` : `−${-minutes}`
}
