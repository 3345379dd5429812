import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** So long before they meant to be back people are told: the way takes time. */
const BEFORE = 3 * MINUTE

/** When somebody is told who will be back by then; at once where that is near. */
export function returnDue(backAt: Instant, now: Instant): Instant {
  const due = plus(backAt, -BEFORE)
  return due > now ? due : now
}
