import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { cellBits, type Place } from '../model.ts'

/** The places of a site's day as one node saw them last, with the cells that were taken through this node since. */
export type RememberedDay = { readonly readAt: Instant; readonly places: readonly Place[] }

/** How long a node goes by what it remembers. Others take and give back cells meanwhile. */
const REMEMBERED_MS = 10_000

/** Is it too old to go by? The clock of a demo city may also have been put back. */
export function isForgotten({ readAt }: RememberedDay, now: Instant): boolean {
  return Math.abs(now - readAt) > REMEMBERED_MS
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
  return { ...day, places }
}
