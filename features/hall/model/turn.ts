import type { Visit } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** "Soon" means so many numbers before, at most. */
export const SOON_AHEAD = 2
/** Somebody who may not be called yet is told "soon" only so long before. Milliseconds. */
const CALLABLE_WITHIN = 5 * MINUTE

/** Is the turn of somebody near who waits in the hall, with so many before them in the call order? */
export function isSoon(
  { state, awayUntil, callableFrom }: Pick<Visit, 'state' | 'awayUntil' | 'callableFrom'>,
  ahead: number,
  now: Instant,
): boolean {
  if (state !== 'waiting' || awayUntil !== null || ahead > SOON_AHEAD) return false
  return (callableFrom ?? now) <= plus(now, CALLABLE_WITHIN)
}

/** Is somebody told of their turn by SMS, or could they be? */
export const TURN_SMS = ['no', 'offered', 'told'] as const
export type TurnSms = (typeof TURN_SMS)[number]
