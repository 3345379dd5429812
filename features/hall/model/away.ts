import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { isAway, type Waiting } from './callOrder.ts'
import type { Told } from './told.ts'

/** Nobody is away for longer by one word of their own. Minutes. */
const LONGEST_AWAY = 60
/** Nor by what they were told: whoever waits longer is told so little that they ask again. Minutes. */
const LONGEST_PROMISED = 240
/** Less time than that more is not worth a question. Minutes. */
const WORTH_ASKING = 5

/** How long somebody is away who says so: for some minutes, or until they have to be back by what they were told. */
type StayAway = { readonly minutes: number } | { readonly backBy: Instant }

/**
 * For how many whole minutes from now on somebody is not called who says that they are away. What holds already (`before`)
 * is a floor: their words can only raise it, and whoever is back earlier says so. Undefined where the time that they were
 * told is over.
 */
export function minutesUntilBack(
  asked: StayAway,
  { awayUntil }: Pick<Waiting, 'awayUntil'>,
  now: Instant,
): number | undefined {
  const wanted =
    'minutes' in asked
      ? Math.min(asked.minutes, LONGEST_AWAY)
      : Math.min(minutesTo(asked.backBy, now), LONGEST_PROMISED)
  return wanted <= 0 ? undefined : Math.max(wanted, awayUntil === null ? 0 : minutesTo(awayUntil, now))
}

/** Rounded up: nobody is called before the minute that they were told is over. */
function minutesTo(at: Instant, now: Instant): number {
  return Math.ceil((at - now) / MINUTE)
}

/**
 * Until when somebody could stay away by what is foreseen now: from the hall, or, where they are away, for longer than
 * they said. Null where there is nothing to offer. Only their own press makes it true.
 */
export function couldStayUntil(
  visit: Pick<Waiting, 'awayUntil'>,
  told: Pick<Told, 'backBy'> | undefined,
  now: Instant,
): Instant | null {
  const backBy = told?.backBy ?? null
  if (backBy === null || backBy <= now) return null
  if (!isAway(visit, now) || visit.awayUntil === null) return backBy
  return backBy >= plus(visit.awayUntil, WORTH_ASKING * MINUTE) ? backBy : null
}
