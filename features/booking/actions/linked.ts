import { bookMinutes, rememberedDay, rememberTaken, rereadDay } from '#features/capacity/actions.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import {
  choosePair,
  divisions,
  needsTwo,
  type PlacedPair,
  type Split,
} from '#features/capacity/model/linked.ts'
import { type RememberedDay, roomForTwo } from '#features/capacity/model/remembered.ts'
import { cellOf, cellsFor, instantOfCell, type Place } from '#features/capacity/model.ts'
import { plannedMinutes } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { TryAgain } from '#platform/db/failure.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { takeCells, takeFreeCells } from '../store.ts'
import type { HoldRequest, Wanted } from './wanted.ts'

/** When two linked visits begin; without the second it begins as early as it can. */
export type LinkedTime = Pick<HoldRequest, 'startsAt' | 'secondAt'>

/** The two visits of a wish that no single place can do, with the places for them. */
export type LinkedWish = {
  readonly first: Wanted
  readonly second: Wanted
  readonly secondAt: Instant
  readonly pair: PlacedPair
}

/** Does this wish need two places at this time, because none of that site and day can do all? */
export async function isLinked(tx: Tx, { site, services }: Wanted, startsAt: Instant): Promise<boolean> {
  if (services.length < 2) return false
  const day = dayOf(startsAt, site.timeZone)
  const siteDay = { siteId: site.id, day }
  const { places } = (await rememberedDay(tx, siteDay)) ?? (await rereadDay(tx, siteDay))
  return needsTwo(
    places,
    services.map(({ id }) => id),
  )
}

/** The ways to divide a wish into two; only the one whose first visit is for these services, if they are given. */
export function splitsOf(
  matters: readonly { readonly service: Wanted['services'][number]; readonly people: number }[],
  first?: ReadonlySet<string>,
): Split[] {
  const part = (some: typeof matters) => ({
    services: some.map(({ service }) => service.id),
    minutes: plannedMinutes(some),
  })
  const ways = divisions(matters).filter(
    ([one]) => !first || (one.length === first.size && one.every(({ service }) => first.has(service.key))),
  )
  return ways.map(([one, other]) => ({ first: part(one), second: part(other) }))
}

/** Finds two places for a wish; undefined if no two have the time free. */
export async function findLinked(
  tx: Tx,
  wanted: Wanted,
  time: LinkedTime,
  asker: Asker,
  first?: ReadonlySet<string>,
): Promise<LinkedWish | undefined> {
  const { site, services, matters } = wanted
  const day = dayOf(time.startsAt, site.timeZone)
  const cellAt = (at: Instant) => cellOf(at, day, site.timeZone)
  const firstCell = cellAt(time.startsAt)
  if (instantOfCell(day, firstCell, site.timeZone) !== time.startsAt) return undefined
  const secondCell = time.secondAt === undefined ? undefined : cellAt(time.secondAt)
  const people = (id: Id<'service'>) => matters.find(({ serviceId }) => serviceId === id)?.people ?? 1
  const splits = splitsOf(
    services.map((service) => ({ service, people: people(service.id) })),
    first,
  )
  const choose = (known: RememberedDay) => choosePair(roomForTwo(known, asker), splits, firstCell, secondCell)
  const siteDay = { siteId: site.id, day }
  const known = tx.attempt === 1 ? await rememberedDay(tx, siteDay) : undefined
  const pair = (known && choose(known)) ?? choose(await rereadDay(tx, siteDay))
  const split = pair && splits[pair.split]
  if (!pair || !split) return undefined
  const part = (ids: readonly Id<'service'>[], minutes: number): Wanted => ({
    ...wanted,
    services: services.filter(({ id }) => ids.includes(id)),
    matters: matters.filter(({ serviceId }) => ids.includes(serviceId)),
    minutes,
  })
  const secondAt = instantOfCell(day, pair.second, site.timeZone)
  if (time.secondAt !== undefined && secondAt !== time.secondAt) return undefined
  return {
    first: part(split.first.services, split.first.minutes),
    second: part(split.second.services, split.second.minutes),
    secondAt,
    pair,
  }
}

/** A node tries so often by itself; the last time it gives in. */
const LAST_ATTEMPT = 3

/**
 * Takes the cells of both visits, or none; the claims in the order of the visits, undefined if somebody was faster.
 * Cells go in the order of the key claim_cell_taken, so that pairs never wait for each other in a ring.
 */
export async function claimLinked(
  tx: Tx,
  { first, second, pair }: LinkedWish,
  visitIds: readonly [Id<'visit'>, Id<'visit'>],
  startsAt: Instant,
  { until, asker }: { readonly until: Instant | null; readonly asker: Asker },
): Promise<readonly [Id<'claim'>, Id<'claim'>] | undefined> {
  const { site } = first
  const day = dayOf(startsAt, site.timeZone)
  const kind: 'booked' | 'held' = until === null ? 'booked' : 'held'
  const cellsAt = (place: Place, firstCell: number, minutes: number) => ({
    placeId: place.id,
    firstCell,
    endCell: firstCell + cellsFor(minutes, place.durationPercent),
    durationPercent: place.durationPercent,
  })
  const wanted = [
    { at: 0, visitId: visitIds[0], ...cellsAt(pair.firstPlace, pair.first, first.minutes) },
    { at: 1, visitId: visitIds[1], ...cellsAt(pair.secondPlace, pair.second, second.minutes) },
  ].toSorted((a, b) => (a.placeId === b.placeId ? a.firstCell - b.firstCell : a.placeId < b.placeId ? -1 : 1))
  const taken = new Map<number, Id<'claim'>>()
  for (const { at, ...cells } of wanted) {
    const claim = { ...cells, kind, day, until }
    await rememberTaken(tx, { siteId: site.id, day }, claim.placeId, claim)
    const id = tx.attempt === 1 ? takeFreeCells(tx, claim) : await takeCells(tx, claim)
    if (id) {
      bookMinutes(tx, { siteId: site.id, ...claim }, asker)
      taken.set(at, id)
    }
    // What was taken already goes back with the whole transaction.
    else if (tx.attempt < LAST_ATTEMPT) throw new TryAgain()
  }
  const [one, other] = [taken.get(0), taken.get(1)]
  return one && other ? [one, other] : undefined
}
