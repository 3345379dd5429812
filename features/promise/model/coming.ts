import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** A number drawn without appointment on a day like today, as if it had been today. */
export type Drawn = {
  readonly at: Instant
  readonly services: readonly Id<'service'>[]
  /** Planned. */
  readonly minutes: number
}

/** So many numbers of a usual day stand beside what today has shown. */
const USUAL = 60
/** Nobody foresees further than that, unless they ask for the whole day. Minutes. */
const HORIZON = 120

/**
 * Who probably still draws a number within two hours, or within so many minutes, after what was drawn on some days like today: of all those
 * days together one in as many as there were days, and more on a day on which more came so far.
 */
export function comingAfter(
  now: Instant,
  { drawn, days, today }: { readonly drawn: readonly Drawn[]; readonly days: number; readonly today: number },
  minutes = HORIZON,
): Drawn[] {
  if (days === 0) return []
  const sorted = drawn.toSorted((a, b) => a.at - b.at)
  const usual = sorted.filter(({ at }) => at <= now).length / days
  const each = (days * (usual + USUAL)) / (today + USUAL)
  const later = sorted.filter(({ at }) => at > now && at <= plus(now, minutes * MINUTE))
  return Array.from({ length: Math.floor(later.length / each + 0.5) }, (_, nth) => {
    return later[Math.min(Math.floor((nth + 0.5) * each), later.length - 1)]
  }).flatMap((one) => one ?? [])
}
