import { drawn, luckOf, seedOf } from '#features/promise/model/random.ts'
import { turnedBack } from '#features/promise/model/thinPast.ts'
import type { SiteDay, Visitor, WorkedCounter } from './siteDay.ts'

/** Whoever somebody stands for came within so many minutes of them. */
const APART = 150
/** Appointments begin on such minutes. */
const GRID = 5
/** Apart from what the kernel and the scenarios draw. */
const PURPOSE = 201

/**
 * A thin day as full as it would be: everybody as often as they stand for people, at other times of the day, and all
 * counters that were planned, because few people do not come to all of them. The same each time.
 */
export function filledDay(day: SiteDay, planned: readonly WorkedCounter[], oneOf: number): SiteDay {
  const there = new Set(day.counters.map(({ id }) => id))
  return {
    ...day,
    counters: [...day.counters, ...planned.filter(({ id }) => !there.has(id))],
    visitors: day.visitors.flatMap((one) =>
      Array.from({ length: oneOf }, (_, nth) => (nth === 0 ? one : another(one, nth, day))),
    ),
  }
}

function another(one: Visitor, nth: number, { opens, closes }: SiteDay): Visitor {
  const id = `${one.id} stands for ${nth}`
  const by = (drawn(luckOf(0, PURPOSE), seedOf(id)) - 0.5) * 2 * APART
  const { appointment, arrival } = one
  if (appointment === null)
    return { ...one, id, arrival: arrival === null ? null : turnedBack(arrival + by, opens, closes - 1) }
  const last = closes - Math.max(one.minutes, GRID)
  const later = Math.floor(turnedBack(appointment + by, opens, Math.max(last, opens)) / GRID) * GRID
  return { ...one, id, appointment: later, arrival: arrival === null ? null : arrival + later - appointment }
}
