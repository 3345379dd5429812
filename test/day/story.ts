import type { VisitEvent, VisitState } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** A line of the journal. */
export type Line = {
  readonly number: number
  readonly version: number
  readonly event: VisitEvent
  readonly from: VisitState | null
  readonly to: VisitState
  readonly counter: string | null
  readonly happenedAt: Instant
  readonly recordedAt: Instant
  readonly reason: string | null
}

/** What the journal and the visit say of one person at the end of the day. */
export type Story = {
  readonly visit: string
  readonly origin: 'booking' | 'ticket'
  readonly state: VisitState
  /** The number at the end. */
  readonly ticket: string | null
  readonly appointmentAt: Instant | null
  readonly arrivedAt: Instant | null
  /** The visit that they were split off from. */
  readonly follows: string | null
  readonly outcomes: readonly (string | null)[]
  readonly lines: readonly Line[]
}

/**
 * What may come after what, written down by hand from what people do, not from the table of the life cycle: whoever has
 * been called is there, has missed it, or the call is taken back, and so on. `new` is the beginning.
 */
const AFTER = {
  new: ['held', 'ticket_drawn'],
  held: ['booked', 'hold_extended', 'contact_given', 'name_corrected', 'expired'],
  booked: ['moved', 'coming_said', 'name_corrected', 'need_noted', 'cancelled', 'checked_in', 'no_show'],
  waiting: [
    ...['called', 'went_away', 'left', 'parked', 'credited', 'need_noted', 'matters_changed', 'split_off'],
    ...['withdraw_undone', 'send_undone', 'unpark_undone', 'matters_undone', 'split_undone', 'retracted'],
    'untied',
  ],
  away: ['came_back', 'called', 'went_away', 'left', 'credited', 'need_noted', 'matters_changed', 'untied'],
  called: [
    ...['called_again', 'started', 'missed', 'withdrawn', 'went_away', 'taken_over', 'left'],
    ...['need_noted', 'matters_changed', 'split_off', 'papers_seen', 'papers_undone'],
    ...['call_undone', 'take_over_undone', 'matters_undone', 'split_undone'],
  ],
  serving: [
    ...['finished', 'parked', 'sent_on', 'taken_over', 'left', 'need_noted', 'matters_changed', 'split_off'],
    ...['start_undone', 'fetch_undone', 'take_over_undone', 'matters_undone', 'split_undone'],
    ...['papers_seen', 'papers_undone'],
  ],
  parked: [
    ...['unparked', 'fetched', 'left', 'credited', 'need_noted', 'matters_changed', 'split_off'],
    ...['park_undone', 'matters_undone', 'split_undone', 'untied'],
  ],
  missed: ['returned', 'left', 'credited', 'need_noted', 'missed_undone', 'untied'],
  done: ['finish_undone'],
  left: ['leave_undone'],
  over: [],
} as const satisfies Readonly<Record<string, readonly VisitEvent[]>>
/** Where somebody is. */
export type Place = keyof typeof AFTER

/** Where an event leads to, in the words of AFTER; without an entry nobody moves. */
const LEADS: Readonly<Partial<Record<VisitEvent, Place>>> = {
  held: 'held',
  booked: 'booked',
  expired: 'over',
  cancelled: 'over',
  no_show: 'over',
  checked_in: 'waiting',
  ticket_drawn: 'waiting',
  called: 'called',
  started: 'serving',
  call_undone: 'waiting',
  withdraw_undone: 'called',
  start_undone: 'called',
  finish_undone: 'serving',
  missed_undone: 'called',
  send_undone: 'serving',
  park_undone: 'serving',
  fetch_undone: 'parked',
  unpark_undone: 'parked',
  retracted: 'over',
  fetched: 'serving',
  withdrawn: 'waiting',
  returned: 'waiting',
  unparked: 'waiting',
  sent_on: 'waiting',
  came_back: 'waiting',
  went_away: 'away',
  parked: 'parked',
  missed: 'missed',
  finished: 'done',
  left: 'left',
}

const ENDS: readonly VisitState[] = ['done', 'left', 'cancelled', 'no_show']
const AT_COUNTER: readonly VisitState[] = ['called', 'serving']
/** The events by which somebody comes to a counter, or to another one. */
const TO_COUNTER: readonly VisitEvent[] = ['called', 'taken_over', 'take_over_undone', 'fetched']
/** So often somebody is called before they have missed it. */
const CALLS = 2
/** After a missed call people wait so long, unless they show up before. */
const MISSED_MINUTES = 10
/** The minutes are over when the server next looks. */
const LOOKED_AT_WITHIN = 2

/** What has become of somebody until a line of their story. */
type SoFar = {
  readonly place: Place
  readonly calls: number
  readonly misses: number
  readonly counter: string | null
  readonly before: Line | undefined
  /** They said that they come back then, and have not come back. */
  readonly awayUntil: Instant | null
  readonly missedAt: Instant | null
}
const BEGINNING: SoFar = {
  ...{ place: 'new', calls: 0, misses: 0, counter: null },
  ...{ before: undefined, awayUntil: null, missedAt: null },
}

function after(so: SoFar, line: Line): SoFar {
  const { event, to, happenedAt } = line
  const minutes = Number(/^minutes_(\d+)$/.exec(line.reason ?? '')?.[1] ?? 0)
  return {
    // Back to where they were before they were said to have gone.
    place: LEADS[event] ?? (event === 'leave_undone' ? placeOf(to) : so.place),
    calls: event === 'called' ? 1 : event === 'called_again' ? so.calls + 1 : so.calls,
    misses: so.misses + (event === 'missed' ? 1 : event === 'missed_undone' ? -1 : 0),
    counter: AT_COUNTER.includes(to) ? line.counter : so.counter,
    before: line,
    awayUntil:
      event === 'went_away'
        ? plus(happenedAt, minutes * MINUTE)
        : event === 'came_back' || to !== 'waiting'
          ? null
          : so.awayUntil,
    missedAt: event === 'missed' ? happenedAt : so.missedAt,
  }
}

function placeOf(state: VisitState): Place {
  return BACK.find((place) => place === state) ?? 'over'
}

const BACK = ['waiting', 'called', 'serving', 'parked', 'missed'] as const

type Rule = (line: Line, so: SoFar) => string | false

/** What must hold of every line, after all that came before it. */
const RULES: readonly Rule[] = [
  ({ event }, { place, before }) => !allows(place, event) && `cannot follow ${before?.event ?? 'nothing'}`,
  ({ version }, { before }) => version !== (before?.version ?? 0) + 1 && `has the version ${version}`,
  ({ from }, { before }) => from !== (before?.to ?? null) && `begins as ${from}`,
  ({ happenedAt }, { before }) =>
    before !== undefined && happenedAt < before.happenedAt && 'goes back in time',
  ({ number }, { before }) => before !== undefined && number <= before.number && 'has an earlier number',
  ({ happenedAt, recordedAt }) => recordedAt < happenedAt && 'was written before it happened',
  ({ event }, { calls }) => event === 'missed' && calls < CALLS && `after ${calls} calls`,
  ({ event }, { misses, before }) =>
    misses >= 2 && before?.event === 'missed' && event !== 'left' && 'after a second missed call',
  ({ to, counter }) => AT_COUNTER.includes(to) && counter === null && 'at no counter',
  ({ event, to, counter }, so) =>
    AT_COUNTER.includes(to) &&
    !TO_COUNTER.includes(event) &&
    counter !== so.counter &&
    `at ${counter}, though they were at ${so.counter}`,
  ({ event, counter }, so) => event === 'taken_over' && counter === so.counter && 'by the same counter',
  ({ event, reason, happenedAt }, { awayUntil }) =>
    event === 'called' &&
    reason === null &&
    awayUntil !== null &&
    happenedAt < awayUntil &&
    'though they are away by their word',
  ({ event, happenedAt }, { missedAt }) =>
    event === 'returned' &&
    (missedAt === null || happenedAt > plus(missedAt, (MISSED_MINUTES + LOOKED_AT_WITHIN) * MINUTE)) &&
    'later than after ten minutes',
]

function allows(place: Place, event: VisitEvent): boolean {
  const events: readonly VisitEvent[] = AFTER[place]
  return events.includes(event)
}

/** Where somebody is after some lines of their story: in the hall, at a counter, away and so on. */
export function placeAfter(lines: readonly Line[]): Place {
  return lines.reduce(after, BEGINNING).place
}

/** All that is wrong with one person's story; empty where it is right. */
export function faultsOf(story: Story): string[] {
  const name = story.ticket ?? story.visit
  const faults: string[] = []
  let so = BEGINNING
  for (const line of story.lines) {
    for (const rule of RULES) {
      const fault = rule(line, so)
      if (fault) faults.push(`${name} ${line.version} ${line.event}: ${fault}`)
    }
    so = after(so, line)
  }
  return [...faults, ...endFaults(story).map((fault) => `${name}: ${fault}`)]
}

/** What is wrong with how a story ends. */
function endFaults({ state, ticket, origin, appointmentAt, outcomes, lines }: Story): string[] {
  const came = lines.some(({ event }) => event === 'checked_in' || event === 'ticket_drawn')
  const served = lines.some(({ event }) => event === 'sent_on' || event === 'finished')
  const rules: readonly (readonly [boolean, string])[] = [
    [lines.at(-1)?.to === state, `is ${state} after ${lines.at(-1)?.event ?? 'nothing'}`],
    [ENDS.includes(state), `ends as ${state}`],
    [came === (ticket !== null), 'has a number without having come, or none'],
    [(origin === 'booking') === (appointmentAt !== null), 'is booked for no time, or comes by chance at one'],
    [outcomes.length > 0, 'came for nothing'],
    [state !== 'done' || outcomes.every((outcome) => outcome !== null), 'is done without an outcome'],
    [served || outcomes.every((outcome) => outcome === null), 'has an outcome without having been served'],
  ]
  return rules.flatMap(([holds, fault]) => (holds ? [] : [fault]))
}
