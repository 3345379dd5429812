import { withoutTakenBack } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import type { PastEntry } from './pastDay.ts'
import { OTHER_SITE } from './reasons.ts'

/** A site's day counts only if so many counters were at work at the same moment: then so many people were there. */
export const LEAST_STAFF = 5
/** A line with fewer visits says nothing: it might be one colleague's. */
export const LEAST_VISITS = 5

/** A visit of a day that is over, as the numbers need it. `service`: null for several matters. */
export type CountedVisit = {
  readonly arrivedAt: Instant
  readonly appointmentAt: Instant | null
  readonly service: Id<'service'> | null
  /** Hour of the local day of the arrival, or of the appointment where that is later. */
  readonly hour: number
  readonly entries: readonly PastEntry[]
}

/** Something that took time: how often, and all together. */
export type Times = { readonly count: number; readonly seconds: number }

/** What is counted for a service and an hour, of all counters together. */
export type HouseLine = {
  readonly service: Id<'service'> | null
  readonly hour: number
  readonly visits: number
  readonly waiting: Times
  readonly way: Times
  readonly serving: Times
  readonly missed: number
  readonly parked: number
  /** Went without having been served, as they said or a colleague saw. */
  readonly left: number
  /** To another counter of the site. */
  readonly sentOn: number
  readonly sentToSite: number
  readonly takenOver: number
  readonly split: number
}

/** What the journals of days say about a house, and never about one person or one counter. */
export type HouseNumbers = {
  readonly lines: readonly HouseLine[]
  /** Calls out of order, by the reason that the colleague gave. */
  readonly chosen: ReadonlyMap<string, number>
  /** Numbers that colleagues drew though nobody was taken in any more, by their reason. */
  readonly drawnDespite: ReadonlyMap<string, number>
}

const AT_COUNTER = new Set(['called', 'serving'])

/** The most counters that were at work at the same moment on a day. One colleague sits at one counter at a time. */
export function mostAtWork(visits: readonly Pick<CountedVisit, 'entries'>[]): number {
  const steps = visits.flatMap(({ entries }) =>
    entries.flatMap((entry, index) => {
      const before = entries[index - 1]
      const was = before !== undefined && AT_COUNTER.has(before.to)
      const is = AT_COUNTER.has(entry.to)
      return was === is ? [] : [{ at: entry.happenedAt, change: is ? 1 : -1 }]
    }),
  )
  let [now, most] = [0, 0]
  for (const { change } of steps.toSorted((a, b) => a.at - b.at || a.change - b.change)) {
    now += change
    most = Math.max(most, now)
  }
  return most
}

/** Counts the visits of days that may be shown; lines with few visits are left out. */
export function houseNumbers(days: readonly (readonly CountedVisit[])[]): HouseNumbers {
  const shown = days
    .map(asItHappened)
    .filter((visits) => mostAtWork(visits) >= LEAST_STAFF)
    .flat()
  const groups = Map.groupBy(shown, ({ service, hour }) => `${hour} ${service ?? ''}`)
  const lines = [...groups.values()].filter(({ length }) => length >= LEAST_VISITS).map(lineOf)
  return {
    lines: lines.toSorted((a, b) => a.hour - b.hour),
    chosen: reasonsOf(shown, 'called'),
    drawnDespite: reasonsOf(shown, 'ticket_drawn'),
  }
}

function reasonsOf(visits: readonly CountedVisit[], wanted: PastEntry['event']): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { event, reason } of visits.flatMap(({ entries }) => entries))
    if (event === wanted && reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return counts
}

/** Without what was taken back within seconds, and without visits that began with it. */
export function asItHappened(visits: readonly CountedVisit[]): CountedVisit[] {
  return visits
    .filter(({ entries }) => entries.every(({ event }) => event !== 'retracted'))
    .map((visit) => ({ ...visit, entries: withoutTakenBack(visit.entries) }))
}

function lineOf(visits: readonly CountedVisit[]): HouseLine {
  const [first] = visits
  const entries = visits.flatMap((visit) => visit.entries)
  const count = (wanted: PastEntry['event'], why?: string) =>
    entries.filter(({ event, reason }) => event === wanted && (why === undefined || reason === why)).length
  return {
    service: first?.service ?? null,
    hour: first?.hour ?? 0,
    visits: visits.length,
    waiting: timesOf(visits.flatMap(waitOf)),
    way: timesOf(visits.flatMap(({ entries }) => between(entries, 'called', 'started'))),
    serving: timesOf(visits.flatMap(({ entries }) => between(entries, 'started', null))),
    missed: count('missed'),
    parked: count('parked'),
    left: count('left'),
    sentOn: count('sent_on'),
    sentToSite: count('finished', OTHER_SITE),
    takenOver: count('taken_over'),
    split: count('split_off'),
  }
}

function waitOf({ arrivedAt, appointmentAt, entries }: CountedVisit): number[] {
  const called = entries.find(({ event }) => event === 'called')
  return called ? [Math.max(0, called.happenedAt - Math.max(arrivedAt, appointmentAt ?? arrivedAt))] : []
}

/** From each `from` to the next `to`, or to whatever ends the time at the counter. */
function between(
  entries: readonly PastEntry[],
  from: PastEntry['event'],
  to: PastEntry['event'] | null,
): number[] {
  return entries.flatMap((entry, index) => {
    if (entry.event !== from) return []
    const end = entries
      .slice(index + 1)
      .find(({ event, to: state }) =>
        to === null ? !AT_COUNTER.has(state) : event === to || !AT_COUNTER.has(state),
      )
    return end && (to === null || end.event === to) ? [end.happenedAt - entry.happenedAt] : []
  })
}

function timesOf(times: readonly number[]): Times {
  return { count: times.length, seconds: Math.round(times.reduce((sum, each) => sum + each, 0) / 1000) }
}

/** The mean in minutes, with one digit; null for nothing. */
export function meanMinutes({ count, seconds }: Times): number | null {
  return count === 0 ? null : Math.round((seconds * 1000 * 10) / (count * MINUTE)) / 10
}
