import { type Journal, playDay } from '#apps/bench/promise/truth.ts'
import { makeDay, type Somebody, type World } from '#apps/bench/promise/world.ts'
import { instant, isoInstant, localDate, MINUTE } from '#kernel/instant.ts'
import { addDays, startOfDay, weekdayOf } from '#kernel/wallTime.ts'

/** A visit of a simulated centre, as a queue system would have recorded it. Moments in minutes since 1970. */
export type Recorded = {
  readonly person: Somebody
  readonly midnight: number
  readonly arrival: number | null
  readonly appointment: number | null
  called: number | null
  ended: number | null
  counter: number | null
  gone: boolean
}

const ZONE = 'Europe/Berlin'
const OPENS = 8 * 60

/** Plays days of a world on the working days from a Monday on, and records them. `watch` sees them, too. */
export function recordDays(
  world: World,
  days: number,
  watch: (number: number) => Journal = () => ({}),
): Recorded[][] {
  let date = localDate('2026-01-05')
  return Array.from({ length: days }, (_, number) => {
    while (weekdayOf(date) > 5) date = addDays(date, 1)
    const midnight = startOfDay(date, ZONE) / MINUTE
    date = addDays(date, 1)
    return recordDay(world, number, midnight, watch(number))
  })
}

function recordDay(world: World, number: number, midnight: number, watch: Journal): Recorded[] {
  const opens = midnight + OPENS
  const day = makeDay(world, number)
  const records = new Map(
    day.people.map((person): [Somebody, Recorded] => [
      person,
      {
        ...{ person, midnight, called: null, ended: null, counter: null, gone: false },
        arrival: person.arrives === null ? null : opens + person.arrives,
        appointment: person.appointment === null ? null : opens + person.appointment,
      },
    ]),
  )
  playDay(world, day, {
    ...watch,
    called(person, at, gone) {
      const record = records.get(person)
      if (record) Object.assign(record, { called: opens + at, gone })
      watch.called?.(person, at, gone)
    },
    served(person, counter, minutes, at) {
      const record = records.get(person)
      if (record) Object.assign(record, { counter, ended: opens + at - person.gap })
      watch.served?.(person, counter, minutes, at)
    },
  })
  return [...records.values()]
}

export const iso = (minutes: number | null) => (minutes === null ? '' : isoInstant(instant(minutes * MINUTE)))

/** The file of visits that such records make. */
export function visitsFile(days: readonly Recorded[][], { counters = true } = {}): string {
  const lines = days
    .flat()
    .map(({ person, arrival, appointment, called, ended, counter, gone }) =>
      [
        'Mitte',
        `service ${person.service + 1}`,
        appointment === null ? 'walk-in' : 'booked',
        counters && counter !== null ? `counter ${counter + 1}` : '',
        iso(arrival),
        iso(appointment),
        iso(called),
        iso(ended),
        arrival === null ? 'no show' : gone ? 'left' : 'served',
      ].join(','),
    )
  return ['site,service,class,counter,arrival,appointment,called,ended,outcome', ...lines].join('\n')
}

/** The file that a display makes which is read every so many minutes: number called, people waiting, open counters. */
export function snapshotsFile(days: readonly Recorded[][], every: number): string {
  const lines = days.flatMap((records) => {
    const opens = (records[0]?.midnight ?? 0) + OPENS
    const came = records.filter(({ arrival }) => arrival !== null)
    const last = Math.max(...came.map(({ called }) => called ?? 0))
    return Array.from({ length: Math.floor((last - opens) / every) + 1 }, (_, nth) => {
      const at = opens + nth * every
      const drawn = came.filter(({ arrival }) => (arrival ?? at) <= at).length
      const called = came.filter((each) => each.called !== null && each.called <= at).length
      const open = came.filter((each) => each.called !== null && each.called <= at && (each.ended ?? 0) > at)
      const number = called === 0 ? '---' : `A${String(called).padStart(3, '0')}`
      return `Mitte;A;${iso(at)};${number};${drawn - called};${Math.max(1, open.length)}`
    })
  })
  return ['Standort;Warteschlange;Zeit;Aufgerufen;Wartende;Offene Schalter', ...lines].join('\n')
}
