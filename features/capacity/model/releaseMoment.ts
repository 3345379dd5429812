import { type Instant, type LocalDate, type LocalTime, MINUTE, plus } from '#kernel/instant.ts'
import { instantOf } from '#kernel/wallTime.ts'

/** Wall times between which a new day becomes bookable; the second is not included. */
export type ReleaseWindow = { readonly opens: LocalTime; readonly closes: LocalTime }

/**
 * The minute of a day at which its new times become bookable. `random`, from 0 to below 1, must be such that nobody can
 * know it: whoever waits with a script at a known moment would be the first each day.
 */
export function releaseMoment(
  day: LocalDate,
  { opens, closes }: ReleaseWindow,
  zone: string,
  random: number,
): Instant {
  const first = instantOf(day, opens, zone)
  const minutes = Math.max(1, Math.floor((instantOf(day, closes, zone) - first) / MINUTE))
  return plus(first, Math.floor(random * minutes) * MINUTE)
}
