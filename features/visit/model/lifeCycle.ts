export const VISIT_STATES = [
  'held',
  'booked',
  'waiting',
  'called',
  'serving',
  'parked',
  'done',
  'missed',
  'expired',
  'cancelled',
  'no_show',
  'settled',
  'left',
] as const
export type VisitState = (typeof VISIT_STATES)[number]

type Transition = {
  readonly from: readonly (VisitState | 'new')[]
  /** A list: back to the one in which the visit was before. */
  readonly to: VisitState | 'same' | readonly VisitState[]
}

/**
 * What may happen to a visit: the one table of its life cycle. The database holds the same pairs as the
 * CHECK `journal_transition`; a test compares them.
 */
export const TRANSITIONS = {
  held: { from: ['new'], to: 'held' },
  hold_extended: { from: ['held'], to: 'same' },
  contact_given: { from: ['held'], to: 'same' },
  name_corrected: { from: ['held', 'booked'], to: 'same' },
  booked: { from: ['held'], to: 'booked' },
  coming_said: { from: ['booked'], to: 'same' },
  moved: { from: ['booked'], to: 'same' },
  expired: { from: ['held'], to: 'expired' },
  cancelled: { from: ['booked'], to: 'cancelled' },
  ticket_drawn: { from: ['new'], to: 'waiting' },
  checked_in: { from: ['booked'], to: 'waiting' },
  called: { from: ['waiting'], to: 'called' },
  called_again: { from: ['called'], to: 'same' },
  started: { from: ['called'], to: 'serving' },
  finished: { from: ['serving'], to: 'done' },
  missed: { from: ['called'], to: 'missed' },
  returned: { from: ['missed'], to: 'waiting' },
  withdrawn: { from: ['called'], to: 'waiting' },
  credited: { from: ['waiting', 'parked', 'missed'], to: 'same' },
  need_noted: { from: ['booked', 'waiting', 'called', 'serving', 'parked', 'missed'], to: 'same' },
  matters_changed: { from: ['booked', 'waiting', 'called', 'serving', 'parked'], to: 'same' },
  papers_seen: { from: ['called', 'serving'], to: 'same' },
  split_off: { from: ['waiting', 'called', 'serving', 'parked'], to: 'same' },
  exchanged: { from: ['waiting'], to: 'booked' },
  went_away: { from: ['waiting', 'called'], to: 'waiting' },
  came_back: { from: ['waiting'], to: 'same' },
  parked: { from: ['waiting', 'serving'], to: 'parked' },
  fetched: { from: ['parked'], to: 'serving' },
  unparked: { from: ['parked'], to: 'waiting' },
  sent_on: { from: ['serving'], to: 'waiting' },
  untied: { from: ['waiting', 'parked', 'missed'], to: 'same' },
  taken_over: { from: ['called', 'serving'], to: 'same' },
  call_undone: { from: ['called'], to: 'waiting' },
  withdraw_undone: { from: ['waiting'], to: 'called' },
  start_undone: { from: ['serving'], to: 'called' },
  finish_undone: { from: ['done'], to: 'serving' },
  missed_undone: { from: ['missed'], to: 'called' },
  send_undone: { from: ['waiting'], to: 'serving' },
  park_undone: { from: ['parked'], to: 'serving' },
  fetch_undone: { from: ['serving'], to: 'parked' },
  unpark_undone: { from: ['waiting'], to: 'parked' },
  take_over_undone: { from: ['called', 'serving'], to: 'same' },
  matters_undone: { from: ['booked', 'waiting', 'called', 'serving', 'parked'], to: 'same' },
  credit_undone: { from: ['waiting', 'parked', 'missed'], to: 'same' },
  need_undone: { from: ['booked', 'waiting', 'called', 'serving', 'parked', 'missed'], to: 'same' },
  away_undone: { from: ['waiting'], to: ['waiting', 'called'] },
  back_undone: { from: ['waiting'], to: 'same' },
  papers_undone: { from: ['called', 'serving'], to: 'same' },
  split_undone: { from: ['waiting', 'called', 'serving', 'parked'], to: 'same' },
  exchange_undone: { from: ['booked'], to: 'waiting' },
  retracted: { from: ['waiting'], to: 'cancelled' },
  leave_undone: { from: ['left'], to: ['waiting', 'called', 'serving', 'parked', 'missed'] },
  left: { from: ['waiting', 'called', 'serving', 'parked', 'missed'], to: 'left' },
  no_show: { from: ['booked'], to: 'no_show' },
  // All was done before: nobody has to come.
  settled: { from: ['booked'], to: 'settled' },
} as const satisfies Record<string, Transition>

/** An event of the journal. */
export type VisitEvent = keyof typeof TRANSITIONS
export const VISIT_EVENTS = Object.keys(TRANSITIONS) as readonly VisitEvent[]

/** Every way in which an event leads from one state to another. */
export function waysOf(event: VisitEvent): readonly { from: VisitState | 'new'; to: VisitState }[] {
  const { from, to }: Transition = TRANSITIONS[event]
  return from.flatMap((before) => {
    if (typeof to !== 'string') return to.map((each) => ({ from: before, to: each }))
    if (to !== 'same') return [{ from: before, to }]
    return before === 'new' ? [] : [{ from: before, to: before }]
  })
}

/**
 * The state after an event, or undefined if the event cannot happen in this state. `before`: what a visit was before the
 * event that is taken back, where that may have been one of several.
 */
export function stateAfter(
  from: VisitState | 'new',
  event: VisitEvent,
  before?: VisitState,
): VisitState | undefined {
  const ways = waysOf(event).filter((way) => way.from === from)
  return ways.length > 1 ? ways.find(({ to }) => to === before)?.to : ways[0]?.to
}

/** What each of these takes back, unless its reason in the journal names another event. */
const TAKES_BACK: Readonly<Partial<Record<VisitEvent, VisitEvent>>> = {
  call_undone: 'called',
  withdraw_undone: 'withdrawn',
  start_undone: 'started',
  finish_undone: 'finished',
  missed_undone: 'missed',
  send_undone: 'sent_on',
  park_undone: 'parked',
  fetch_undone: 'fetched',
  unpark_undone: 'unparked',
  take_over_undone: 'taken_over',
  matters_undone: 'matters_changed',
  credit_undone: 'credited',
  need_undone: 'need_noted',
  away_undone: 'went_away',
  back_undone: 'came_back',
  papers_undone: 'papers_seen',
  split_undone: 'split_off',
  exchange_undone: 'exchanged',
  leave_undone: 'left',
}

/** What takes an event back; undefined for what stays. */
export function undoOf(event: VisitEvent): VisitEvent | undefined {
  return VISIT_EVENTS.find((each) => TAKES_BACK[each] === event)
}

/** The journal of a visit without what was taken back: as if it had never happened. */
export function withoutTakenBack<
  Entry extends { readonly event: VisitEvent; readonly reason: string | null },
>(journal: readonly Entry[]): Entry[] {
  const kept: Entry[] = []
  for (const entry of journal) {
    const usual = TAKES_BACK[entry.event]
    const from = usual && kept.findLastIndex(({ event }) => event === (entry.reason ?? usual))
    if (from === undefined) kept.push(entry)
    else if (from >= 0) kept.splice(from)
  }
  return kept
}

/**
 * What happened since somebody exchanged their ticket for a time, if they did: whoever comes then comes anew, and nothing of
 * the wait before counts in the hall any more.
 */
export function sinceExchange<Entry extends { readonly event: VisitEvent }>(
  journal: readonly Entry[],
): readonly Entry[] {
  const last = journal.findLastIndex(
    ({ event }, index) => event === 'exchanged' && journal[index + 1]?.event !== 'exchange_undone',
  )
  return last < 0 ? journal : journal.slice(last + 1)
}

/** Is nothing more to come for a visit in this state? */
export function isOver(state: VisitState): boolean {
  return ['done', 'expired', 'cancelled', 'no_show', 'settled', 'left'].includes(state)
}

/** May another visit go on with the matters of one in this state: somebody was here for them, or should have been? */
export function mayBeFollowed(state: VisitState): boolean {
  return ['serving', 'done', 'left', 'no_show'].includes(state)
}
