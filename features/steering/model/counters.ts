import { type Changes, type Hours, spanOf } from './changes.ts'
import type { SiteDay, SiteKnown, Span, WorkedCounter } from './siteDay.ts'

/** Whoever works longer than that has a break (Arbeitszeitgesetz § 4). Minutes. */
const WITHOUT_BREAK = 360
const BREAK = 30

/** The counters of a day under changes of the counters themselves and of the opening hours. */
export function countersUnder(day: SiteDay, known: SiteKnown, changes: Changes): readonly WorkedCounter[] {
  const closed = new Set<string>(changes.closed)
  const skills = new Map<string, WorkedCounter['services']>(
    changes.skills.map(({ counterId, services }) => [counterId, services]),
  )
  const shifts = new Map<string, Hours>(changes.shifts.map((shift) => [shift.counterId, shift]))
  const there = new Set(day.counters.map(({ id }) => id))
  const opened = known.counters.flatMap(({ id, services }) => {
    const shift = shifts.get(id)
    return shift && !there.has(id) ? newCounter(id, services, spanOf(shift)) : []
  })
  const standing = day.counters.flatMap((counter) => {
    const shift = shifts.get(counter.id)
    if (shift) return { ...newCounter(counter.id, counter.services, spanOf(shift)), pace: counter.pace }
    return changes.hours ? withHours(counter, day, spanOf(changes.hours)) : counter
  })
  const added = changes.added.flatMap((one, group) =>
    newCounters(`added ${group}`, one.counters, one.services, spanOf(one)),
  )
  return [...standing, ...opened]
    .filter(({ id }) => !closed.has(id))
    .map(withSkills(skills))
    .concat(added)
}

function withSkills(skills: ReadonlyMap<string, WorkedCounter['services']>) {
  return (counter: WorkedCounter): WorkedCounter => {
    const services = skills.get(counter.id)
    return services === undefined ? counter : { ...counter, services }
  }
}

/** Some counters of the same kind; whoever works more than six hours has a break of half an hour, one after the other. */
export function newCounters(
  name: string,
  count: number,
  services: WorkedCounter['services'],
  span: Span,
): WorkedCounter[] {
  return Array.from({ length: count }, (_, nth) =>
    newCounter(`${name} ${nth}`, services, span, nth - (count - 1) / 2),
  )
}

function newCounter(
  id: string,
  services: WorkedCounter['services'],
  { from, until }: Span,
  turn = 0,
): WorkedCounter {
  const middle = (from + until - BREAK) / 2
  // Turns that would lie too near to an end share a time.
  const reach = Math.max(0, (until - from) / 2 - 2 * BREAK)
  const begins = middle + Math.max(-reach, Math.min(reach, turn * BREAK))
  const breaks = until - from > WITHOUT_BREAK ? [{ from: begins, until: begins + BREAK }] : []
  return { id, services, from, until, breaks, pace: 1 }
}

/**
 * A shift that began with the day's hours or before still does so much before, and one that lasted to their end or beyond
 * still does; others stay. A counter for which nothing is left is not there.
 */
function withHours(counter: WorkedCounter, { opens, closes }: SiteDay, hours: Span): WorkedCounter[] {
  const from = counter.from <= opens ? counter.from + hours.from - opens : Math.max(counter.from, hours.from)
  const until =
    counter.until >= closes ? counter.until + hours.until - closes : Math.min(counter.until, hours.until)
  if (from >= until) return []
  const breaks = counter.breaks.filter((one) => one.from > from && one.until < until)
  return [{ ...counter, from, until, breaks }]
}
