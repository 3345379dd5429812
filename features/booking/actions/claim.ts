import { bookMinutes, rememberedDay, rememberTaken, rereadDay } from '#features/capacity/actions.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import { type RememberedDay, roomFor } from '#features/capacity/model/remembered.ts'
import { cellOf, cellsFor, instantOfCell, type Place } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { lockPlaces } from '../store/claimLock.ts'
import { takeCells, takeFreeCells } from '../store.ts'
import type { Wanted } from './wanted.ts'

/**
 * Takes the cells of the best place that still has them; undefined if none has, or if no more of these hours may be
 * booked by whoever asks. At first by what this node remembers, without waiting for an answer; when somebody else was
 * faster (TryAgain), by what the database says, place by place.
 */
export async function claimTime(
  tx: Tx,
  wanted: Wanted,
  visitId: Id<'visit'>,
  startsAt: Instant,
  { until, asker }: { readonly until: Instant | null; readonly asker: Asker },
): Promise<Id<'claim'> | undefined> {
  const { site, minutes } = wanted
  const day = dayOf(startsAt, site.timeZone)
  const firstCell = cellOf(startsAt, day, site.timeZone)
  // Between two cells nothing begins: the visit would last into cells that are not its own.
  if (instantOfCell(day, firstCell, site.timeZone) !== startsAt) return undefined
  const services = wanted.services.map((service) => service.id)
  const fitting = (known: RememberedDay) => roomFor(known, { firstCell, minutes, services, asker })
  const claimOn = (place: Place) => {
    const { id: placeId, durationPercent } = place
    const endCell = firstCell + cellsFor(minutes, durationPercent)
    const kind = until === null ? 'booked' : 'held'
    return { visitId, kind, placeId, day, firstCell, endCell, durationPercent, until } as const
  }
  const siteDay = { siteId: site.id, day }
  if (tx.attempt === 1) {
    const remembered = await rememberedDay(tx, siteDay)
    const place = (remembered && fitting(remembered)[0]) ?? fitting(await rereadDay(tx, siteDay))[0]
    if (!place) return undefined
    const claim = claimOn(place)
    await rememberTaken(tx, siteDay, place.id, claim)
    bookMinutes(tx, { ...siteDay, ...claim }, asker)
    return takeFreeCells(tx, claim)
  }
  const places = fitting(await rereadDay(tx, siteDay))
  // In one order for all, whichever is taken in the end.
  lockPlaces(
    tx,
    places.map(({ id }) => id),
  )
  for (const place of places) {
    const claim = await takeCells(tx, claimOn(place))
    if (!claim) continue
    bookMinutes(tx, { ...siteDay, ...claimOn(place) }, asker)
    return claim
  }
  return undefined
}
