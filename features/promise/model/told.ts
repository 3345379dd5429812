import type { Told } from '#features/hall/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Corrected } from './correction.ts'

/** Whoever is called within that hears it to the minute, others to five. Minutes. */
const SOON = 30
/** An interval that is wider says no more than "about an hour". Minutes. */
const WIDE = 45
const ABOUT = 30
/** With less time left nobody goes anywhere. Minutes. */
const WORTH_LEAVING = 5
/** What was told stays until it is wrong by so much, or by a quarter of its width. Minutes. */
const STEADY = 2

/** What is told of a call that is foreseen at a moment, rounded outwards. */
export function tell(now: Instant, { back, low, middle, high }: Corrected): Told {
  const step = high <= SOON ? MINUTE : 5 * MINUTE
  const from = Math.max(roundDown(plus(now, low * MINUTE), step), roundDown(now, MINUTE)) as Instant
  const until = roundUp(plus(now, high * MINUTE), step)
  return {
    from,
    until,
    soon: from <= now,
    aboutMinutes: high - low > WIDE ? Math.max(ABOUT, Math.round(middle / ABOUT) * ABOUT) : null,
    backBy: back < WORTH_LEAVING ? null : roundDown(plus(now, back * MINUTE), MINUTE),
  }
}

/**
 * What is told on, so that it does not jump about: what was told before, as long as it still holds about as well.
 * "Back by" comes earlier at once when it has to.
 */
export function tellOn(before: Told | undefined, fresh: Told, now: Instant): Told {
  if (!before || !holdsStill(before, fresh, now)) return fresh
  const soon = before.soon || before.from <= now
  const backBy = backHolds(before.backBy, fresh.backBy, now) ? before.backBy : fresh.backBy
  return soon === before.soon && backBy === before.backBy ? before : { ...before, soon, backBy }
}

function holdsStill(before: Told, fresh: Told, now: Instant): boolean {
  if (before.until <= now || before.aboutMinutes !== fresh.aboutMinutes) return false
  const enough = Math.max(STEADY * MINUTE, (before.until - before.from) / 4)
  // The beginning of what was told may be over; what matters is when the call can come from now on.
  const began = Math.max(before.from, now)
  const near = (one: number, other: number) => Math.abs(one - other) <= enough
  return near(began, Math.max(fresh.from, now)) && near(before.until, fresh.until)
}

function backHolds(before: Instant | null, fresh: Instant | null, now: Instant): boolean {
  if (before === null) return fresh === null
  if (before <= now) return false
  if (fresh === null || fresh < before - MINUTE) return false
  return fresh <= before + STEADY * MINUTE * 2
}

function roundDown(at: Instant, step: number): Instant {
  return (Math.floor(at / step) * step) as Instant
}

function roundUp(at: Instant, step: number): Instant {
  return (Math.ceil(at / step) * step) as Instant
}
