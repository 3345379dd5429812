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
  'left',
] as const
export type VisitState = (typeof VISIT_STATES)[number]

type Transition = { readonly from: readonly (VisitState | 'new')[]; readonly to: VisitState | 'same' }

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
  matters_changed: { from: ['waiting', 'called', 'serving', 'parked'], to: 'same' },
  split_off: { from: ['waiting', 'called', 'serving', 'parked'], to: 'same' },
  went_away: { from: ['waiting', 'called'], to: 'waiting' },
  came_back: { from: ['waiting'], to: 'same' },
  parked: { from: ['waiting', 'serving'], to: 'parked' },
  fetched: { from: ['parked'], to: 'serving' },
  unparked: { from: ['parked'], to: 'waiting' },
  sent_on: { from: ['serving'], to: 'waiting' },
  taken_over: { from: ['called', 'serving'], to: 'same' },
  start_undone: { from: ['serving'], to: 'called' },
  finish_undone: { from: ['done'], to: 'serving' },
  missed_undone: { from: ['missed'], to: 'called' },
  send_undone: { from: ['waiting'], to: 'serving' },
  left: { from: ['waiting', 'called', 'serving', 'parked', 'missed'], to: 'left' },
  no_show: { from: ['booked'], to: 'no_show' },
} as const satisfies Record<string, Transition>

/** An event of the journal. */
export type VisitEvent = keyof typeof TRANSITIONS
export const VISIT_EVENTS = Object.keys(TRANSITIONS) as readonly VisitEvent[]

/** The state after an event, or undefined if the event cannot happen in this state. */
export function stateAfter(from: VisitState | 'new', event: VisitEvent): VisitState | undefined {
  const transition: Transition = TRANSITIONS[event]
  if (!transition.from.includes(from)) return undefined
  if (transition.to !== 'same') return transition.to
  return from === 'new' ? undefined : from
}

/** Is nothing more to come for a visit in this state? */
export function isOver(state: VisitState): boolean {
  return ['done', 'expired', 'cancelled', 'no_show', 'left'].includes(state)
}

/** May another visit go on with the matters of one in this state: somebody was here for them, or should have been? */
export function mayBeFollowed(state: VisitState): boolean {
  return ['serving', 'done', 'left', 'no_show'].includes(state)
}
