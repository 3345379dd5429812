import type { Id } from '#kernel/id.ts'
import type { NewPlace } from '../model.ts'

/** A place that stands; whether any claim does on it, and whether it is closed to new ones. */
export type StandingPlace = NewPlace & {
  readonly id: Id<'place'>
  readonly claimed: boolean
  readonly withdrawn: boolean
}

/** What has to happen so that the places are as the rules want them. */
export type ReleasePlan = {
  readonly make: readonly NewPlace[]
  /** Places that keep their claims and get the bounds of a wanted one. */
  readonly reshape: readonly { readonly id: Id<'place'>; readonly as: NewPlace }[]
  /** Places that keep their claims and take no new ones. */
  readonly withdraw: readonly Id<'place'>[]
}

/** Places that the rules do not give (any more) and nobody has claimed: they go first. */
export function outdatedPlaces(
  wanted: readonly NewPlace[],
  standing: readonly StandingPlace[],
): readonly Id<'place'>[] {
  const known = new Set(wanted.map(signature))
  return standing
    .filter((place) => !place.claimed && (place.withdrawn || !known.has(signature(place))))
    .map((place) => place.id)
}

/**
 * Plans what to do with the places that are left, all claimed or as wanted. A claimed place takes over the bounds of
 * the wanted place that it overlaps, so that its claims stay and the rest of the shift can be booked. No counter ever
 * has two places at once; where that cannot be had otherwise, the standing place is withdrawn or the wanted one waits.
 */
export function planRelease(wanted: readonly NewPlace[], standing: readonly StandingPlace[]): ReleasePlan {
  const wantedOf = Map.groupBy(wanted, counterDay)
  const standingOf = Map.groupBy(standing, counterDay)
  const plans = [...new Set([...wantedOf.keys(), ...standingOf.keys()])].map((key) =>
    planCounterDay(wantedOf.get(key) ?? [], standingOf.get(key) ?? []),
  )
  return {
    make: plans.flatMap((plan) => plan.make),
    reshape: plans.flatMap((plan) => plan.reshape),
    withdraw: plans.flatMap((plan) => plan.withdraw),
  }
}

function planCounterDay(wanted: readonly NewPlace[], standing: readonly StandingPlace[]): ReleasePlan {
  const partners = standing.map((place) => partnerOf(place, wanted, standing))
  const withdraw = standing.filter((place, index) => partners[index] === undefined && !place.withdrawn)
  const reshape = standing.flatMap((place, index) => {
    const as = partners[index]
    if (as === undefined || (signature(as) === signature(place) && !place.withdrawn)) return []
    return [{ id: place.id, as }]
  })
  const make = wanted.filter(
    (one) => !partners.includes(one) && !standing.some((place) => overlaps(one, place)),
  )
  return { make, reshape, withdraw: withdraw.map((place) => place.id) }
}

/** The wanted place whose bounds this one takes: the only one that meets it, and that meets no other standing place. */
function partnerOf(
  place: StandingPlace,
  wanted: readonly NewPlace[],
  standing: readonly StandingPlace[],
): NewPlace | undefined {
  const same = wanted.find((one) => signature(one) === signature(place))
  if (same) return same
  const met = wanted.filter((one) => overlaps(one, place))
  const [only] = met
  if (only === undefined || met.length > 1) return undefined
  return standing.every((other) => other === place || !overlaps(only, other)) ? only : undefined
}

function counterDay(place: NewPlace): string {
  return `${place.counterId} ${place.day}`
}

function signature(place: NewPlace): string {
  const { counterId, day, firstCell, endCell, breakFirstCell, breakEndCell, durationPercent } = place
  return [counterId, day, firstCell, endCell, breakFirstCell, breakEndCell, durationPercent].join()
}

function overlaps(a: NewPlace, b: NewPlace): boolean {
  return a.firstCell < b.endCell && b.firstCell < a.endCell
}
