import { type Instant, MINUTE } from '#kernel/instant.ts'

/** Calls older than this are shown but not sounded: whoever was meant has gone, or the display was away. */
const SOUNDED_FOR = 5 * MINUTE

/** May a call still be heard? Only while somebody is being called, and not late. */
export function isSounded(
  { calledAt, current }: { readonly calledAt: Instant; readonly current: boolean },
  now: Instant,
): boolean {
  return current && now - calledAt < SOUNDED_FOR
}
