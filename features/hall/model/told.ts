import type { Instant } from '#kernel/instant.ts'

/** Whoever looks before they go is there in so many minutes. */
export const ARRIVING = [0, 15, 30, 45, 60] as const

/** Why what is told has just changed, where it is certain; of a counter, and nobody at it. */
export const TOLD_CAUSES = ['counter_closed', 'counter_paused', 'counter_opened', 'counter_back'] as const
export type ToldCause = (typeof TOLD_CAUSES)[number]

/**
 * What is told of a call: probably (nine times in ten) between two moments. In whole minutes, rounded outwards; corrected
 * by what really happened before.
 */
export type Told = {
  readonly from: Instant
  readonly until: Instant
  /** It can come at any moment from now on. */
  readonly soon: boolean
  /** So wide that the moments would say more than is known: about so many minutes from then on; null where they are said. */
  readonly aboutMinutes: number | null
  /** Whoever is back by then is missed two times in a hundred; null where there is no time to go anywhere. */
  readonly backBy: Instant | null
  /** Why it is another time than before, for some minutes after it changed. */
  readonly cause?: { readonly kind: ToldCause; readonly at: Instant }
}

/** What is wider than that is only long. Minutes. */
const LONG = 240

/** How a time is said, in the words of whoever says it: between two moments, by the second of them, or about how long. */
export function howTold({
  aboutMinutes,
  soon,
}: Pick<Told, 'aboutMinutes' | 'soon'>): 'about' | 'long' | 'soon' | 'between' {
  if (aboutMinutes !== null) return aboutMinutes > LONG ? 'long' : 'about'
  return soon ? 'soon' : 'between'
}
