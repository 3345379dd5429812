import type { Id } from '#kernel/id.ts'
import type { NewPlace } from '../model.ts'

/** A place that stands, and whether any claim does on it. */
export type StandingPlace = NewPlace & { readonly id: Id<'place'>; readonly claimed: boolean }

/** Places that the rules do not give (any more) and nobody has claimed: they may go. */
export function outdatedPlaces(
  wanted: readonly NewPlace[],
  standing: readonly StandingPlace[],
): readonly Id<'place'>[] {
  return standing
    .filter((place) => !place.claimed && !wanted.some((one) => isSame(one, place)))
    .map((place) => place.id)
}

/**
 * Wanted places for which there is none yet. One that overlaps a standing place of its counter has to wait until
 * that is free of claims, else the counter would be promised twice.
 */
export function missingPlaces(
  wanted: readonly NewPlace[],
  standing: readonly NewPlace[],
): readonly NewPlace[] {
  return wanted.filter((one) => !standing.some((place) => overlaps(one, place)))
}

function isSame(a: NewPlace, b: NewPlace): boolean {
  return (
    a.counterId === b.counterId &&
    a.day === b.day &&
    a.firstCell === b.firstCell &&
    a.endCell === b.endCell &&
    a.breakFirstCell === b.breakFirstCell &&
    a.breakEndCell === b.breakEndCell &&
    a.durationPercent === b.durationPercent
  )
}

function overlaps(a: NewPlace, b: NewPlace): boolean {
  return a.counterId === b.counterId && a.day === b.day && a.firstCell < b.endCell && b.firstCell < a.endCell
}
