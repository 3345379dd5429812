import { isSoon } from '#features/hall/model.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** What a phone is told: soon, time to come back, you could come earlier, you are called. */
export const PUSH_KINDS = ['soon', 'come_back', 'earlier', 'called'] as const
export type PushKind = (typeof PUSH_KINDS)[number]

export const PUSH_STATES = ['due', 'sending', 'sent', 'dropped'] as const

/** So long before they meant to be back people are told: the way takes time. */
export const BACK_BEFORE = 3 * MINUTE
/** A call older than this is no news. */
const CALL_LASTS = 5 * MINUTE

/** One thing that a phone is told once; the occasion tells it from the next of its kind. */
export type PushEvent = { readonly kind: PushKind; readonly occasion: string }

/** `wait`: which wait of the visit it is (waitsOf). */
type Turn = Pick<Visit, 'state' | 'awayUntil' | 'callableFrom' | 'calledAt'> & { readonly wait: number }

/**
 * What somebody's phone is to be told now; undefined while there is nothing to do. `ahead` is how many stand before
 * them in the call order; null once called. What is true twice has the same occasion, so that it is told once.
 */
export function pushFor(turn: Turn, ahead: number | null, now: Instant): PushEvent | undefined {
  if (turn.state === 'called') return calledNow(turn, now)
  if (turn.state !== 'waiting' || ahead === null) return undefined
  return turn.awayUntil === null ? soonNow(turn, ahead, now) : backNow(turn.awayUntil, ahead, now)
}

function calledNow({ calledAt }: Turn, now: Instant): PushEvent | undefined {
  if (calledAt === null || now - calledAt >= CALL_LASTS) return undefined
  return { kind: 'called', occasion: String(calledAt) }
}

function soonNow(turn: Turn, ahead: number, now: Instant): PushEvent | undefined {
  return isSoon(turn, ahead, now) ? { kind: 'soon', occasion: String(turn.wait) } : undefined
}

/** Who has said when they come back, is told of that time and nothing else; once they should be here, of no other. */
function backNow(awayUntil: Instant, ahead: number, now: Instant): PushEvent | undefined {
  const occasion = String(awayUntil)
  if (now >= plus(awayUntil, -BACK_BEFORE)) return { kind: 'come_back', occasion }
  return ahead === 0 ? { kind: 'earlier', occasion } : undefined
}

/** For how long a push service keeps a message for a phone that is off: afterwards it is not true any more. Seconds. */
export const KEPT_SECONDS: Readonly<Record<PushKind, number>> = {
  soon: 600,
  come_back: 300,
  earlier: 600,
  called: 180,
}

/** Phones that one visit may have: whoever came, and somebody with them. */
export const MOST_PHONES = 3

/** A try whose sender does not say how it ended is made again after so long. The phone knows a repeated message. */
export const TRY_LASTS = 30_000
/** Pauses between tries: whoever must be told now is not helped in half an hour. Milliseconds. */
const PAUSES = [2_000, 5_000, 15_000, 30_000] as const

/** When a message is tried again that could not be handed over; undefined when it is given up. */
export function nextTry(attempts: number, askedSeconds: number, now: Instant): Instant | undefined {
  const pause = PAUSES[attempts - 1]
  return pause === undefined ? undefined : plus(now, Math.max(pause, askedSeconds * 1_000))
}

/** The month whose key a phone is given. It needs no longer: what a phone was given is gone with the day. */
export function keyMonth(day: string): string {
  return day.slice(0, 7)
}
