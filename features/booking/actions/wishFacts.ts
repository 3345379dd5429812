import type { RefusedTime, WaitingWish, WishTerms } from '../model/waitlist.ts'
import type { JoinedFacts } from '../model/waitlistReplay.ts'
import type { Wish } from '../store/wish.ts'

/** What decides about a wish, as the log keeps it. */
export function joinedFacts(wish: WishTerms & Pick<WaitingWish, 'queuedAt' | 'refusals'>): JoinedFacts {
  const { serviceIds, minutes, siteIds, weekdays, parts, firstDay, untilDay } = wish
  const { before, deadlineOn, queuedAt, refusals } = wish
  const terms = { serviceIds, minutes, siteIds, weekdays, parts, firstDay, untilDay, before, deadlineOn }
  return { ...terms, queuedAt, refusals }
}

/** A wish as the order and the allocation see it. */
export function inLine(wish: Wish, refused: readonly RefusedTime[]): WaitingWish {
  return { ...joinedFacts(wish), id: wish.id, refused }
}
