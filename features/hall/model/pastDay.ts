import { type CreditKind, type VisitEvent, type VisitState, withoutTakenBack } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { type Calling, canServe } from './callOrder.ts'
import { type CreditSource, creditIn, kindOf, minutesAway } from './reasons.ts'

/** What the journal says of a visit on a day that is over, in its order. */
export type PastEntry = {
  readonly event: VisitEvent
  readonly to: VisitState
  readonly counterId: Id<'counter'> | null
  readonly happenedAt: Instant
  readonly reason: string | null
}

/** One time at a counter: from the call until the counter was free again. */
export type Stay = {
  readonly counterId: Id<'counter'>
  readonly from: Instant
  readonly until: Instant
  /** A colleague chose this person, fetched them back or took them over: not the call order's doing. */
  readonly chosen: boolean
  readonly endedBy: VisitEvent
  /** Only this counter could call them; null: whoever can do their matters. */
  readonly only: Id<'counter'> | null
  /** Milliseconds from the end of the stay until they waited again; null: they did not. */
  readonly backAfter: number | null
}

/** A time in the hall in which nobody could be called: away by their word, or set aside. */
export type Absence = {
  readonly from: Instant
  readonly until: Instant
  /** So many minutes had been said, and nobody came back before they were over; null otherwise. */
  readonly saidMinutes: number | null
}

/** Somebody who came on a day that is over, without anything that names them. */
export type PastPerson = {
  readonly id: Id<'visit'>
  readonly ticketNumber: string
  readonly arrivedAt: Instant
  readonly appointmentAt: Instant | null
  readonly services: readonly Id<'service'>[]
  /** Planned; how long they take if it is not known better. */
  readonly minutes: number
  /** Credits other than the appointment's, and since when they count. */
  readonly given: readonly { readonly source: CreditSource; readonly at: Instant }[]
  readonly absences: readonly Absence[]
  readonly stays: readonly Stay[]
  /** Then they went without having been served any more; null: they waited for nothing. */
  readonly leftAt: Instant | null
}

/** What is known of a person besides the journal. */
export type PastFacts = Omit<PastPerson, 'given' | 'absences' | 'stays' | 'leftAt'> & {
  readonly credits: readonly CreditKind[]
}

/** A day of a site that is over. The counters have the skills of today: those of the day are not kept. */
export type PastDay = {
  readonly people: readonly PastPerson[]
  readonly counters: readonly Calling[]
}

const AT_COUNTER: ReadonlySet<VisitState> = new Set(['called', 'serving'])

type Opened = Pick<Stay, 'counterId' | 'from' | 'chosen' | 'only'>

/** Reads what happened to somebody from the journal. `counters` are those of the site. */
export function pastPerson(
  facts: PastFacts,
  entries: readonly PastEntry[],
  counters: readonly Calling[],
): PastPerson {
  const { credits, ...person } = facts
  const stays: Stay[] = []
  const absences: Absence[] = []
  const now: {
    stay: Opened | null
    absence: { readonly from: Instant; readonly minutes: number | null } | null
    leftAt: Instant | null
  } = { stay: null, absence: null, leftAt: null }

  const comeBack = (at: Instant) => {
    const last = stays.at(-1)
    if (last && last.backAfter === null) stays[stays.length - 1] = { ...last, backAfter: at - last.until }
  }
  const getUp = (at: Instant, endedBy: VisitEvent) => {
    if (now.stay) stays.push({ ...now.stay, until: at, endedBy, backAfter: null })
    now.stay = null
  }
  const endAbsence = (at: Instant) => {
    if (!now.absence) return
    const { from, minutes } = now.absence
    const said = minutes === null ? null : plus(from, minutes * MINUTE)
    const over = said !== null && said <= at
    absences.push({ from, until: over ? said : at, saidMinutes: over ? minutes : null })
    now.absence = null
  }
  const sitDown = ({ event, happenedAt, reason }: PastEntry, counterId: Id<'counter'>) => {
    const last = stays.at(-1)
    comeBack(happenedAt)
    const chosen = reason !== null || event === 'fetched' || event === 'taken_over'
    const needed = { services: person.services, forCounterId: null }
    const able = counters.some((each) => each.counterId === counterId && canServe(each, needed))
    const only = !able || last?.endedBy === 'sent_on' ? counterId : null
    now.stay = { counterId, from: happenedAt, chosen, only }
  }

  // Some seconds at a counter that were taken back are nobody's stay.
  for (const entry of withoutTakenBack(entries)) {
    const { event, to, counterId, happenedAt } = entry
    if (AT_COUNTER.has(to) && counterId !== null) {
      endAbsence(happenedAt)
      if (now.stay && now.stay.counterId !== counterId) getUp(happenedAt, event)
      if (!now.stay) sitDown(entry, counterId)
      continue
    }
    const wasServed = now.stay !== null
    getUp(happenedAt, event)
    if (event === 'came_back' || event === 'unparked' || to === 'left') endAbsence(happenedAt)
    if (to === 'waiting') comeBack(happenedAt)
    if (event === 'went_away') {
      endAbsence(happenedAt)
      now.absence = { from: happenedAt, minutes: minutesAway(entry.reason) ?? 0 }
    }
    if (event === 'parked' && !wasServed) {
      endAbsence(happenedAt)
      now.absence = { from: happenedAt, minutes: null }
    }
    if (event === 'left' && !wasServed) now.leftAt = happenedAt
  }
  const { leftAt } = now
  return { ...person, given: givenOf(facts, entries), absences, stays, leftAt }
}

/** Credits other than the appointment's: at their entries in the journal, else from the arrival on. */
function givenOf({ credits, arrivedAt }: PastFacts, entries: readonly PastEntry[]): PastPerson['given'] {
  const written = entries.flatMap(({ event, reason, happenedAt }) => {
    const source = event === 'credited' ? creditIn(reason)?.source : undefined
    return source ? [{ source, at: happenedAt }] : []
  })
  const named = new Set(written.map(({ source }) => kindOf(source)))
  const unwritten = credits.filter((kind) => kind !== 'appointment' && !named.has(kind))
  return [...unwritten.map((source) => ({ source, at: arrivedAt })), ...written]
}
