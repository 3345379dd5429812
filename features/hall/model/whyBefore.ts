import type { Credit, VisitEvent } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { type Calling, canServe, dueKey, type Waiting } from './callOrder.ts'
import { creditIn, kindOf, minutesAway } from './reasons.ts'

/** What the journal says of a visit, in its order. */
export type OrderEntry = {
  readonly event: VisitEvent
  readonly happenedAt: Instant
  readonly reason: string | null
}

/** One of two people who are compared. */
export type Compared = Pick<Waiting, 'id' | 'ticketNumber' | 'dueAt' | 'services' | 'forCounterId'> & {
  readonly appointmentAt: Instant | null
  readonly arrivedAt: Instant
  readonly referenceAt: Instant
  readonly callableFrom: Instant
  readonly credits: readonly Credit[]
  readonly journal: readonly OrderEntry[]
}

/** The call that is asked about: when, where, and why this person if a colleague chose. */
export type ComparedCall = Calling & {
  readonly at: Instant
  readonly chosenFor: string | null
  readonly ceilingMinutes: number
}

/** The one reason why somebody was called before somebody else; times in UTC, minutes as they counted. */
export type WhyBefore =
  | { readonly kind: 'not_here_yet'; readonly at: Instant }
  | { readonly kind: 'called_before'; readonly at: Instant }
  | { readonly kind: 'away' | 'parked' | 'missed' | 'left'; readonly at: Instant }
  | { readonly kind: 'chosen'; readonly reason: string }
  | { readonly kind: 'other_counter' }
  | { readonly kind: 'not_callable_yet'; readonly from: Instant }
  | { readonly kind: 'credits'; readonly minutes: number; readonly credits: readonly Credit[] }
  | { readonly kind: 'earlier' | 'ticket' | 'counter_idle' }

/** Events after which somebody stands in the order again. */
const STANDS: ReadonlySet<VisitEvent> = new Set([
  'checked_in',
  'ticket_drawn',
  'withdrawn',
  'returned',
  'unparked',
  'sent_on',
  'came_back',
])
const GONE: Readonly<Partial<Record<VisitEvent, 'called_before' | 'away' | 'parked' | 'missed' | 'left'>>> = {
  called: 'called_before',
  started: 'called_before',
  fetched: 'called_before',
  finished: 'called_before',
  start_undone: 'called_before',
  finish_undone: 'called_before',
  missed_undone: 'called_before',
  send_undone: 'called_before',
  left: 'left',
  went_away: 'away',
  parked: 'parked',
  missed: 'missed',
}

/**
 * Why `first` was called and not `second`, at this call of `first`. Only what was true at that moment counts: credits
 * given later do not. What is true of the second person's standing comes first, then a colleague's choice, the counter,
 * and last the keys; for any two people exactly one reason holds.
 */
export function whyBefore(first: Compared, second: Compared, call: ComparedCall): WhyBefore {
  const then = second.journal.filter(({ happenedAt }) => happenedAt <= call.at)
  const standing = then.findLast(({ event }) => STANDS.has(event) || GONE[event] !== undefined)
  if (second.arrivedAt > call.at || standing === undefined)
    return { kind: 'not_here_yet', at: second.arrivedAt }
  const gone = GONE[standing.event]
  if (gone && !isBack(standing, call.at)) return { kind: gone, at: standing.happenedAt }
  if (call.chosenFor !== null) return { kind: 'chosen', reason: call.chosenFor }
  if (!canServe(call, second)) return { kind: 'other_counter' }
  if (second.callableFrom > call.at && first.callableFrom <= call.at)
    return { kind: 'not_callable_yet', from: second.callableFrom }
  return byKey(counted(first, call.at), counted(second, call.at), call)
}

/** Is the time over for which somebody said that they are away? */
function isBack({ event, happenedAt, reason }: OrderEntry, at: Instant): boolean {
  return event === 'went_away' && plus(happenedAt, (minutesAway(reason) ?? 0) * MINUTE) <= at
}

function byKey(first: Compared, second: Compared, call: ComparedCall): WhyBefore {
  // Both come early to a counter that stands idle: whose time comes first goes first.
  if (first.callableFrom > call.at) return { kind: 'counter_idle' }
  if (first.referenceAt < second.referenceAt) return { kind: 'earlier' }
  const counts = (person: Compared) => Math.min(minutesOf(person.credits), call.ceilingMinutes)
  const gained = counts(first)
  if (first.referenceAt > second.referenceAt || gained > counts(second))
    return { kind: 'credits', minutes: gained, credits: first.credits }
  return { kind: 'ticket' }
}

/** The person with the credits that they had at this moment. */
function counted(person: Compared, at: Instant): Compared {
  const given = person.journal.flatMap(({ event, reason, happenedAt }) => {
    const credit = event === 'credited' ? creditIn(reason) : undefined
    return credit ? [{ ...credit, happenedAt }] : []
  })
  const credits = person.credits.flatMap((credit) => {
    const entries = given.filter(({ source }) => kindOf(source) === credit.kind)
    const before = entries.findLast(({ happenedAt }) => happenedAt <= at)
    // Without an entry it came with the arrival.
    if (!before) return entries.length === 0 ? [credit] : []
    return [{ ...credit, minutes: before.minutes ?? credit.minutes }]
  })
  return { ...person, credits }
}

function minutesOf(credits: readonly Credit[]): number {
  return credits.reduce((sum, { minutes }) => sum + minutes, 0)
}

/** The key that somebody had at a moment: without the credits that came later. */
export function keyAt(person: Compared, at: Instant, ceilingMinutes: number): Instant {
  return dueKey(person.referenceAt, counted(person, at).credits, ceilingMinutes)
}
