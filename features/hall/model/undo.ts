import { undoOf, type VisitEvent } from '#features/visit/model.ts'
import { type Instant, plus } from '#kernel/instant.ts'

/** What can be taken back for some seconds: events of a visit, and what is more than one or none. */
export const UNDOABLE = [
  'called',
  'withdrawn',
  'started',
  'finished',
  'missed',
  'left',
  'parked',
  'fetched',
  'unparked',
  'sent_on',
  'sent_to_site',
  'taken_over',
  'matters_changed',
  'papers_seen',
  'split_off',
  'credited',
  'need_noted',
  'went_away',
  'came_back',
  'exchanged',
  'paused',
  'resumed',
] as const
export type Undoable = (typeof UNDOABLE)[number]

/** Can this event be taken back by itself? */
export function isUndoable(event: VisitEvent): event is VisitEvent & Undoable {
  return UNDOABLE.some((each) => each === event)
}

/** What a clerk did a moment ago can be taken back for so long. Milliseconds. */
export const UNDO_FOR = 10_000

/** Until when something done at this moment can be taken back. */
export function undoUntil(doneAt: Instant): Instant {
  return plus(doneAt, UNDO_FOR)
}

/**
 * The event that takes something back from a visit, with the reason for the journal where the visit's last event is not
 * the one that was asked for: a second miss ends a visit. Undefined for a break, which is no event of a visit.
 */
export function undoEvent(
  done: Undoable,
  state: string,
): { readonly event: VisitEvent; readonly reason: VisitEvent | null } | undefined {
  if (done === 'paused' || done === 'resumed') return undefined
  if (done === 'missed' && state === 'left') return { event: 'leave_undone', reason: 'missed' }
  const event = undoOf(done === 'sent_to_site' ? 'finished' : done)
  return event && { event, reason: null }
}
