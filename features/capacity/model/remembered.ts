import type { Id } from '#kernel/id.ts'
import { cellBits, cellsFor, choosePlaces, type Place } from '../model.ts'
import { type Asker, fitsBudget, minutesLeft, minutesOfCells } from './budget.ts'
import type { PairRoom } from './linked.ts'

/** An hour's budget: what is open to staff and to citizens, and what is booked. Minutes. */
export type KnownBudget = { readonly open: number; readonly online: number; readonly booked: number }

/**
 * The places of a site's day as one node saw them last, with the budgets of its hours and what was taken through this
 * node since. An hour without a budget is not limited.
 */
export type RememberedDay = {
  /** By the clock of this process (`monotonic`): others write in its time, whatever time a demo city has. Milliseconds. */
  readonly readAt: number
  readonly places: readonly Place[]
  readonly budgets: ReadonlyMap<number, KnownBudget>
}

/** How long a node goes by what it remembers, in milliseconds. Others take and give back cells meanwhile. */
const REMEMBERED_MS = 10_000

/** Is it too old to go by? `now` by the same clock as `readAt`. */
export function isForgotten({ readAt }: Pick<RememberedDay, 'readAt'>, now: number): boolean {
  return now - readAt > REMEMBERED_MS
}

/** The same day after cells of a place have been taken. */
export function withTaken(
  day: RememberedDay,
  placeId: Id<'place'>,
  firstCell: number,
  endCell: number,
): RememberedDay {
  const places = day.places.map((place) =>
    place.id === placeId ? { ...place, taken: place.taken | cellBits(firstCell, endCell) } : place,
  )
  const budgets = new Map(day.budgets)
  for (const [hour, minutes] of minutesOfCells(firstCell, endCell)) {
    const known = budgets.get(hour)
    if (known) budgets.set(hour, { ...known, booked: known.booked + minutes })
  }
  return { ...day, places, budgets }
}

/** The places where somebody can have these minutes from a cell on, the best first: cells are free and budgets left. */
export function roomFor(
  day: RememberedDay,
  wanted: {
    readonly firstCell: number
    readonly minutes: number
    readonly services: readonly Id<'service'>[]
    readonly asker: Asker
  },
): Place[] {
  const { firstCell, minutes, services, asker } = wanted
  const leftOf = minutesLeftOn(day, asker)
  return choosePlaces(day.places, firstCell, minutes, services).filter(({ durationPercent }) =>
    fitsBudget(firstCell, cellsFor(minutes, durationPercent), leftOf),
  )
}

/** Where two linked visits have room: both together take of no hour more than it has left. */
export function roomForTwo(day: RememberedDay, asker: Asker): PairRoom {
  const leftOf = minutesLeftOn(day, asker)
  return {
    places: (firstCell, part) => roomFor(day, { ...part, firstCell, asker }),
    fits: (first, second) => {
      const own = minutesOfCells(first.firstCell, first.endCell)
      const { firstCell, endCell } = second
      return fitsBudget(firstCell, endCell - firstCell, (hour) => leftOf(hour) - (own.get(hour) ?? 0))
    },
  }
}

function minutesLeftOn({ budgets }: RememberedDay, asker: Asker): (hour: number) => number {
  return (hour) => {
    const budget = budgets.get(hour)
    return budget ? minutesLeft(budget, budget.booked, asker) : Number.POSITIVE_INFINITY
  }
}
