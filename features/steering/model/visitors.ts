import { drawn, luckOf, seedOf } from '#features/promise/model/random.ts'
import type { Id } from '#kernel/id.ts'
import { type Changes, spanOf } from './changes.ts'
import type { SiteDay, SiteKnown, Span, Visitor } from './siteDay.ts'

/** What is drawn for somebody when a scenario changes who comes. Apart from what the kernel draws. */
const PURPOSES = {
  copies: 101,
  moved: 102,
  changesWay: 103,
  when: 104,
  comes: 105,
  stays: 106,
  late: 107,
  goes: 108,
  follows: 109,
} as const

/** Draws from 0 to 1 for somebody; the same in every run. */
function luck(purpose: keyof typeof PURPOSES, { id }: Pick<Visitor, 'id'>): number {
  return drawn(luckOf(0, PURPOSES[purpose]), seedOf(id))
}

/** Who is there in addition comes within so many minutes of somebody who was there. */
const APART = 30
/** Appointments begin on such minutes. */
const GRID = 5

/**
 * Who comes on a day under changes of demand, of the share without appointment, of no-shows and of hours, in this
 * order. What is drawn belongs to each person, so that a greater change keeps what a smaller one did.
 */
export function visitorsUnder(day: SiteDay, known: SiteKnown, changes: Changes): readonly Visitor[] {
  const { bookedDemandPercent, walkInDemandPercent, walkInPercent, noShowPercent, hours } = changes
  let visitors = day.visitors
  if (bookedDemandPercent !== 100 || walkInDemandPercent !== 100)
    visitors = visitors.flatMap((one) =>
      copies(one, day, one.appointment === null ? walkInDemandPercent : bookedDemandPercent),
    )
  if (walkInPercent !== null) visitors = withShare(visitors, known, walkInPercent / 100)
  if (noShowPercent !== null) visitors = withNoShows(visitors, known, noShowPercent / 100)
  if (hours === null) return visitors
  const span = spanOf(hours)
  return visitors.map((one) => movedTo(span, day, one))
}

/** So many of somebody as the percent says: fewer are left out by chance, more come at about their time. */
function copies(visitor: Visitor, { opens, closes }: SiteDay, percent: number): Visitor[] {
  const whole = Math.floor(percent / 100)
  const count = whole + (luck('copies', visitor) < percent / 100 - whole ? 1 : 0)
  return Array.from({ length: count }, (_, nth) => {
    if (nth === 0) return visitor
    const copy = { ...visitor, id: `${visitor.id} ${nth}` }
    const by = (luck('moved', copy) - 0.5) * 2 * APART
    if (copy.appointment !== null) {
      const wanted = copy.appointment + Math.round(by / GRID) * GRID
      const appointment = Math.max(Math.min(opens, copy.appointment), Math.min(wanted, closes - GRID))
      const arrival = copy.arrival === null ? null : copy.arrival + appointment - copy.appointment
      return { ...copy, appointment, arrival }
    }
    if (copy.arrival === null) return copy
    const at = copy.arrival + by
    const [first, last] = [Math.min(opens, copy.arrival), Math.max(closes - 1, copy.arrival)]
    return { ...copy, arrival: Math.min(Math.max(at, first), last) }
  })
}

/** As many come, but more or fewer of them with an appointment. */
function withShare(visitors: readonly Visitor[], { shares, lateness }: SiteKnown, wanted: number): Visitor[] {
  const { walkIn, noShow } = shares
  const times = visitors.flatMap(({ appointment, arrival }) =>
    appointment === null && arrival !== null ? arrival : [],
  )
  return visitors.map((one) => {
    if (one.appointment !== null) {
      if (wanted <= walkIn || luck('changesWay', one) >= (wanted - walkIn) / (1 - walkIn)) return one
      const at = pick(times, luck('when', one)) ?? one.appointment
      return { ...one, appointment: null, arrival: one.arrival === null ? null : at }
    }
    if (one.arrival === null || wanted >= walkIn) return one
    if (luck('changesWay', one) >= (walkIn - wanted) / walkIn) return one
    const appointment = Math.floor(one.arrival / GRID) * GRID
    const comes = luck('comes', one) >= noShow
    return { ...one, appointment, arrival: comes ? appointment + lateBy(one, lateness) : null }
  })
}

/** More or fewer of those with an appointment do not come. */
function withNoShows(
  visitors: readonly Visitor[],
  { shares, lateness }: SiteKnown,
  wanted: number,
): Visitor[] {
  const { noShow } = shares
  return visitors.map((one) => {
    if (one.appointment === null) return one
    if (one.arrival !== null) {
      const stays = wanted > noShow && luck('stays', one) < (wanted - noShow) / (1 - noShow)
      return stays ? { ...one, arrival: null } : one
    }
    const comes = wanted < noShow && luck('stays', one) < (noShow - wanted) / noShow
    return comes ? { ...one, arrival: one.appointment + lateBy(one, lateness) } : one
  })
}

function lateBy(visitor: Visitor, lateness: Float64Array): number {
  return pick(lateness, luck('late', visitor)) ?? 0
}

function pick(values: ArrayLike<number>, share: number): number | undefined {
  return values[Math.floor(share * values.length)]
}

/** Stretches or presses somebody's time from the day's hours into others. */
export function movedTo(
  hours: Span,
  { opens, closes }: Pick<SiteDay, 'opens' | 'closes'>,
  one: Visitor,
): Visitor {
  if (hours.from === opens && hours.until === closes) return one
  const scale = (hours.until - hours.from) / Math.max(closes - opens, 1)
  const moved = (at: number) => hours.from + (at - opens) * scale
  const { appointment, arrival } = one
  if (appointment === null) return { ...one, arrival: arrival === null ? null : moved(arrival) }
  const later = Math.floor(moved(appointment) / GRID) * GRID
  return { ...one, appointment: later, arrival: arrival === null ? null : later + arrival - appointment }
}

/** Does somebody go to a new site that draws so many of a hundred? */
export function goes(visitor: Visitor, percent: number): boolean {
  return luck('goes', visitor) < percent / 100
}

/**
 * Where somebody goes whose site moves in with another: there (`here`), to one of the others, or nowhere (undefined). A
 * greater share keeps those whom a smaller one had.
 */
export function followsTo(
  visitor: Visitor,
  { mergedPercent, mergedElsewhere }: Pick<Changes, 'mergedPercent' | 'mergedElsewhere'>,
): 'here' | Id<'site'> | undefined {
  let left = luck('follows', visitor) * 100 - mergedPercent
  if (left < 0) return 'here'
  for (const { siteId, percent } of mergedElsewhere) {
    left -= percent
    if (left < 0) return siteId
  }
  return undefined
}
