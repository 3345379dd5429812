import { isSounded } from '#features/hall/model.ts'
import type { Instant, LocalTime } from '#kernel/instant.ts'

/** A call as far as its sound goes. */
export type SoundedCall = { readonly call: number; readonly calledAt: Instant; readonly current: boolean }

/**
 * Which calls sound now, and the highest number heard of, which is all that must be remembered: numbers of a site
 * only grow. `heard` is undefined at the first load, when nothing sounds.
 */
export function callsToSound<C extends SoundedCall>(
  calls: readonly C[],
  heard: number | undefined,
  now: Instant,
): { readonly sound: readonly C[]; readonly heard: number } {
  const highest = Math.max(heard ?? 0, ...calls.map(({ call }) => call))
  if (heard === undefined) return { sound: [], heard: highest }
  const sound = calls.filter((one) => one.call > heard && isSounded(one, now))
  return { sound, heard: highest }
}

/** Is it quiet now? From is quiet already, until is not; quiet hours may span midnight, and there may be none. */
export function isQuiet(now: LocalTime, from: LocalTime | undefined, until: LocalTime | undefined): boolean {
  if (from === undefined || until === undefined) return false
  return from < until ? now >= from && now < until : now >= from || now < until
}
