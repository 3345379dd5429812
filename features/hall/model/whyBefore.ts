import { type Credit, type VisitEvent, withoutTakenBack } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import {
  type ArrivalSettings,
  arrival,
  type Calling,
  canServe,
  dueKey,
  inCallOrder,
  type Waiting,
} from './callOrder.ts'
import { creditIn, kindOf, minutesAway } from './reasons.ts'

/** What the journal says of a visit, in its order. */
export type OrderEntry = {
  readonly event: VisitEvent
  readonly happenedAt: Instant
  readonly reason: string | null
}

/** One of two people who are compared, as they stand now; what they were at a call, their journal says. */
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
  readonly rules: ArrivalSettings
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
  left: 'left',
  went_away: 'away',
  parked: 'parked',
  missed: 'missed',
}

/** Events that change what is left to do for somebody, or which counter may call them. */
const HANDED: ReadonlySet<VisitEvent> = new Set(['sent_on', 'matters_changed', 'split_off'])
/** Events that change from when on somebody can be called. */
const DEFERRED: ReadonlySet<VisitEvent> = new Set(['missed', 'returned', 'sent_on'])

/**
 * Why `first` was called and not `second`, at this call of `first`. Only what was true at that moment counts: credits
 * given later do not, nor a later hand-over or missed call. What is true of the second person's standing comes first,
 * then a colleague's choice, the counter, and last the keys; for any two people exactly one reason is given, and it is
 * true.
 */
export function whyBefore(first: Compared, second: Compared, call: ComparedCall): WhyBefore {
  const then = journalAt(second, call.at)
  const standing = then.findLast(({ event }) => STANDS.has(event) || GONE[event] !== undefined)
  if (standing === undefined) return { kind: 'not_here_yet', at: numberedAt(second) }
  const gone = GONE[standing.event]
  if (gone && !isBack(standing, call.at)) return { kind: gone, at: standing.happenedAt }
  if (call.chosenFor !== null) return { kind: 'chosen', reason: call.chosenFor }
  if (!wasHandedOver(second) && !canServe(call, second)) return { kind: 'other_counter' }
  const from = callableFromAt(second, call)
  const own = callableFromAt(first, call)
  if (from > call.at && own <= call.at) return { kind: 'not_callable_yet', from }
  // Whose time comes first goes first at a counter that stands idle, and nobody early while another can be called.
  if (own > call.at) return { kind: own <= from ? 'counter_idle' : 'other_counter' }
  return byKey(counted(first, call.at), counted(second, call.at), call)
}

/** What had happened to somebody by then; what was taken back by then had not. */
function journalAt({ journal }: Compared, at: Instant): OrderEntry[] {
  return withoutTakenBack(journal.filter(({ happenedAt }) => happenedAt <= at))
}

/** When somebody came into the hall with this number: whoever was split off came earlier, but without it. */
function numberedAt({ journal, arrivedAt }: Compared): Instant {
  return journal.find(({ event }) => STANDS.has(event))?.happenedAt ?? arrivedAt
}

/** Was what is left to do another at some time? The journal does not keep what it was then. */
function wasHandedOver({ journal }: Compared): boolean {
  return journal.some(({ event }) => HANDED.has(event))
}

/** From when on somebody who stood in the order at a moment could be called. */
function callableFromAt(person: Compared, { at, rules }: ComparedCall): Instant {
  const last = journalAt(person, at).findLast(({ event }) => DEFERRED.has(event))
  // Whoever stands again after a missed call or a hand-over can be called at once.
  if (last) return last.happenedAt
  if (!person.journal.some(({ event }) => DEFERRED.has(event))) return person.callableFrom
  return arrival(numberedAt(person), person.appointmentAt, rules).callableFrom
}

/** Is the time over for which somebody said that they are away? */
function isBack({ event, happenedAt, reason }: OrderEntry, at: Instant): boolean {
  return event === 'went_away' && plus(happenedAt, (minutesAway(reason) ?? 0) * MINUTE) <= at
}

/**
 * What the keys say. Where they say that the second person came first, only the counter can have been the reason: the
 * order calls nobody before somebody who comes first and whom this counter could have called.
 */
function byKey(first: Compared, second: Compared, { rules }: ComparedCall): WhyBefore {
  const ceiling = rules.creditCeilingMinutes
  const [next] = inCallOrder(
    [first, second].map((person) => ({
      ...person,
      dueAt: dueKey(person.referenceAt, person.credits, ceiling),
    })),
  )
  if (next?.id !== first.id) return { kind: 'other_counter' }
  if (first.referenceAt < second.referenceAt) return { kind: 'earlier' }
  const gained = (person: Compared) => Math.min(minutesOf(person.credits), ceiling)
  if (first.referenceAt > second.referenceAt || gained(first) > gained(second))
    return { kind: 'credits', minutes: gained(first), credits: first.credits }
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
