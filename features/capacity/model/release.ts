import type { Id } from '#kernel/id.ts'
import { cellsFor, type NewPlace } from '../model.ts'
import { type PackedClaim, placeAnew, type Room } from './packing.ts'

/** A place that stands, and whether it is closed to new claims. */
export type StandingPlace = NewPlace & {
  readonly id: Id<'place'>
  readonly withdrawn: boolean
}

/** What has to happen so that the places of a site and day are as wanted, and nobody's booking is lost. */
export type DayRelease = {
  readonly make: readonly (NewPlace & { readonly id: Id<'place'> })[]
  /** Places that get the bounds of a wanted one. */
  readonly reshape: readonly { readonly id: Id<'place'>; readonly as: NewPlace }[]
  readonly remove: readonly Id<'place'>[]
  /** Places that go, but on which somebody's visit has begun: they stay until the day is over and take nobody new. */
  readonly withdraw: readonly Id<'place'>[]
  readonly moves: readonly ClaimMove[]
}

/** Where a claim goes; without a place it keeps its start and holds no cells. */
export type ClaimMove = {
  readonly claimId: Id<'claim'>
  readonly placeId: Id<'place'> | null
  readonly firstCell: number
  readonly endCell: number
}

/** Are the places as wanted, so that nothing has to be done? */
export function isAsWanted(wanted: readonly NewPlace[], standing: readonly StandingPlace[]): boolean {
  const known = new Set(wanted.map(signature))
  return (
    wanted.length === standing.length &&
    standing.every((place) => !place.withdrawn && known.has(signature(place)))
  )
}

/**
 * Plans a site's day: which places stay, change, come and go, and where every claim lies afterwards. Claims keep their
 * starts; those that fit nowhere are left without a place. No counter has two places at once.
 */
export function planDay(
  wanted: readonly NewPlace[],
  standing: readonly StandingPlace[],
  claims: readonly PackedClaim[],
  {
    skillsOf,
    newPlaceId,
  }: {
    readonly skillsOf: (counter: Id<'counter'>) => ReadonlySet<Id<'service'>>
    readonly newPlaceId: () => Id<'place'>
  },
): DayRelease {
  const partners = partnersOf(wanted, standing)
  const taken = new Set(partners.values())
  const make = wanted.filter((place) => !taken.has(place)).map((place) => ({ ...place, id: newPlaceId() }))
  const reshape = standing.flatMap((place) => {
    const as = partners.get(place.id)
    if (!as || (signature(as) === signature(place) && !place.withdrawn)) return []
    return [{ id: place.id, as }]
  })
  const ended = standing.filter((place) => !partners.has(place.id))
  const begun = new Set(claims.filter(({ fixed }) => fixed).map(({ placeId }) => placeId))
  const rooms: Room[] = [
    ...make,
    ...standing.flatMap(({ id }) => {
      const as = partners.get(id)
      return as ? [{ ...as, id }] : []
    }),
  ].map((place) => ({ ...place, skills: skillsOf(place.counterId) }))
  return {
    make,
    reshape,
    remove: ended.filter(({ id }) => !begun.has(id)).map(({ id }) => id),
    withdraw: ended.filter(({ id, withdrawn }) => begun.has(id) && !withdrawn).map(({ id }) => id),
    moves: movesOf(rooms, claims, placeAnew(rooms, claims).placed),
  }
}

/**
 * Which times kept for the waitlist cannot stay: their place goes or takes nobody new, it no longer has their cells, or a
 * booking needs them. All others stay hidden until the list has seen them, whatever else changes that day.
 */
export function displacedFreed(
  freed: readonly FreedTime[],
  standing: readonly StandingPlace[],
  { remove, withdraw, reshape, moves }: Omit<DayRelease, 'make'>,
): Id<'claim'>[] {
  const reshaped = new Map(reshape.map(({ id, as }) => [id, as]))
  const gone = new Set([...remove, ...withdraw])
  const places = new Map(
    standing.flatMap((place) =>
      gone.has(place.id) || (place.withdrawn && !reshaped.has(place.id))
        ? []
        : [[place.id, reshaped.get(place.id) ?? place]],
    ),
  )
  return freed.flatMap((time) => {
    const place = time.placeId === null ? undefined : places.get(time.placeId)
    const stays =
      place !== undefined &&
      hasCells(place, time) &&
      !moves.some((move) => move.placeId === time.placeId && meet(move, time))
    return stays ? [] : [time.id]
  })
}

type FreedTime = Cells & { readonly id: Id<'claim'>; readonly placeId: Id<'place'> | null }
type Cells = { readonly firstCell: number; readonly endCell: number }

function meet(a: Cells, b: Cells): boolean {
  return a.firstCell < b.endCell && b.firstCell < a.endCell
}

function hasCells(place: NewPlace, time: Cells): boolean {
  const { breakFirstCell, breakEndCell } = place
  const rests = breakFirstCell !== null && breakEndCell !== null
  return (
    place.firstCell <= time.firstCell &&
    time.endCell <= place.endCell &&
    !(rests && meet({ firstCell: breakFirstCell, endCell: breakEndCell }, time))
  )
}

/** What is to be written so that claims lie where a packing put them. */
export function movesOf(
  rooms: readonly Room[],
  claims: readonly PackedClaim[],
  placed: ReadonlyMap<Id<'claim'>, Id<'place'>>,
): ClaimMove[] {
  const percents = new Map(rooms.map((room) => [room.id, room.durationPercent]))
  return claims.flatMap((claim) => {
    if (claim.fixed) return []
    const placeId = placed.get(claim.id) ?? null
    const percent = placeId === null ? 100 : (percents.get(placeId) ?? 100)
    const endCell = claim.firstCell + cellsFor(claim.minutes, percent)
    if (placeId === claim.placeId && endCell === claim.endCell) return []
    return [{ claimId: claim.id, placeId, firstCell: claim.firstCell, endCell }]
  })
}

/**
 * Which wanted place each standing one becomes: the same one, else one that begins with it, else the one it shares most
 * of its time with. One that begins where a standing one begins is always that one, so that the constraint place_once
 * is never in the way, in whatever order they are written.
 */
function partnersOf(
  wanted: readonly NewPlace[],
  standing: readonly StandingPlace[],
): ReadonlyMap<Id<'place'>, NewPlace> {
  const partners = new Map<Id<'place'>, NewPlace>()
  const taken = new Set<NewPlace>()
  const match = (place: StandingPlace, as: NewPlace | undefined) => {
    if (as === undefined || taken.has(as) || partners.has(place.id)) return
    partners.set(place.id, as)
    taken.add(as)
  }
  const alike = [
    (place: NewPlace, one: NewPlace) => signature(one) === signature(place),
    (place: NewPlace, one: NewPlace) =>
      one.counterId === place.counterId && one.firstCell === place.firstCell,
  ]
  for (const isAlike of alike) {
    for (const place of standing)
      match(
        place,
        wanted.find((one) => !taken.has(one) && isAlike(place, one)),
      )
  }
  const shared = standing
    .flatMap((place) => wanted.map((as) => ({ place, as, cells: sharedCells(place, as) })))
    .filter(({ cells }) => cells > 0)
    .sort((a, b) => b.cells - a.cells)
  for (const { place, as } of shared) match(place, as)
  return partners
}

function sharedCells(place: NewPlace, other: NewPlace): number {
  if (place.counterId !== other.counterId) return 0
  return Math.min(place.endCell, other.endCell) - Math.max(place.firstCell, other.firstCell)
}

function signature(place: NewPlace): string {
  const { counterId, day, firstCell, endCell, breakFirstCell, breakEndCell, durationPercent, mode } = place
  return [counterId, day, firstCell, endCell, breakFirstCell, breakEndCell, durationPercent, mode].join()
}
