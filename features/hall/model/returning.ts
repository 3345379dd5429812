import type { Instant } from '#kernel/instant.ts'
import { inCallOrder, isAway, type Waiting } from './callOrder.ts'

/** With so many before them, at most, the turn of somebody who is away is near: they could come earlier. */
export const NEAR = 2

/** How pressing it is that somebody comes back: the time that they said has come, their turn is near, or neither. */
export const RETURN_MARKS = ['due', 'near', 'later'] as const
export type ReturnMark = (typeof RETURN_MARKS)[number]

/** Somebody who said to be away, as the return list of the information desk shows them. */
export type Returning<W> = {
  readonly visit: W
  readonly backAt: Instant
  /** Who would be called before them as things stand; whoever is away themselves is not. */
  readonly before: number
  readonly mark: ReturnMark
}

/**
 * Who said to be away until when, the earliest first. Whose time is over stays in the list until they are called or say
 * that they are back: somebody may still have to look for them.
 */
export function returningOf<
  W extends Pick<Waiting, 'id' | 'dueAt' | 'ticketNumber' | 'callableFrom' | 'awayUntil'>,
>(waiting: readonly W[], now: Instant): Returning<W>[] {
  const inOrder = inCallOrder(waiting)
  return inOrder
    .flatMap((visit, place) => {
      if (visit.awayUntil === null) return []
      const before = inOrder.slice(0, place).filter((each) => !isAway(each, now)).length
      const isNear = before <= NEAR && visit.callableFrom <= now
      const mark: ReturnMark = isAway(visit, now) ? (isNear ? 'near' : 'later') : 'due'
      return [{ visit, backAt: visit.awayUntil, before, mark }]
    })
    .toSorted((a, b) => a.backAt - b.backAt)
}
