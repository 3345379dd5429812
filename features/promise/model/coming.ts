import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** A number drawn without appointment on a day like today, as if it had been today. */
export type Drawn = {
  readonly at: Instant
  readonly services: readonly Id<'service'>[]
  /** Planned. */
  readonly minutes: number
}

/** The same as somebody who may come today: how likely, and their place among all of those days, to which their luck belongs. */
export type MayDraw = Drawn & { readonly chance: number; readonly nth: number }

/** So many numbers of a usual day stand beside what today has shown. */
const USUAL = 60
/** Of fewer days each is taken several times with a smaller chance, else how many come would hardly vary. */
const FEW_DAYS = 4

type Before = { readonly drawn: readonly Drawn[]; readonly days: number; readonly today: number }

/**
 * Who may draw a number within so many minutes: everybody who drew one on some days like today, each with the chance that
 * as many come as on one of them, and more likely on a day on which more came so far: a Poisson stream, thinned. Their
 * luck stays theirs as the day goes on, and a busier day adds people and takes nobody away.
 */
export function mayComeAfter(now: Instant, before: Before, minutes: number): MayDraw[] {
  if (before.days === 0) return []
  const sorted = before.drawn.toSorted((a, b) => a.at - b.at)
  const copies = Math.ceil(FEW_DAYS / before.days)
  const chance = Math.min(1, 1 / (copies * oneOf(now, before)))
  return sorted.flatMap((one, place) =>
    one.at <= now || one.at > plus(now, minutes * MINUTE)
      ? []
      : Array.from({ length: copies }, (_, copy) => ({
          ...one,
          chance,
          nth: place + copy * sorted.length,
        })),
  )
}

/**
 * Who probably still draws a number within so many minutes, after what was drawn on some days like today: of all those
 * days together one in as many as there were days, and more on a day on which more came so far.
 */
export function comingAfter(now: Instant, before: Before, minutes: number): Drawn[] {
  if (before.days === 0) return []
  const sorted = before.drawn.toSorted((a, b) => a.at - b.at)
  const each = oneOf(now, before)
  const later = sorted.filter(({ at }) => at > now && at <= plus(now, minutes * MINUTE))
  return Array.from({ length: Math.floor(later.length / each + 0.5) }, (_, nth) => {
    return later[Math.min(Math.floor((nth + 0.5) * each), later.length - 1)]
  }).flatMap((one) => one ?? [])
}

/** Of so many who drew a number on all of those days together one does so today. */
function oneOf(now: Instant, { drawn, days, today }: Before): number {
  const usual = drawn.filter(({ at }) => at <= now).length / days
  return (days * (usual + USUAL)) / (today + USUAL)
}
