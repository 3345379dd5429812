import { asId, type Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type Contact,
  isOver,
  type KnownMatter,
  type Matter,
  stateAfter,
  type Visit,
  type VisitChanges,
  type VisitEvent,
  type VisitState,
} from './model.ts'
import { putBackMatters, putBackNotes, putBackSteps, putBackVisit, type VisitBefore } from './store/before.ts'
import { type JournalEntry, writeJournal } from './store/journal.ts'
import { beginNextStep, setStep } from './store/step.ts'
import { insertVisit, loadVisit, updateVisit } from './store/visit.ts'
import { type NewVisit, NOTHING_YET } from './store/visitRow.ts'

export { type VisitBefore, visitNow } from './store/before.ts'
export { contactOf, contactRow, deleteContact, deleteContactsBefore, saveContact } from './store/contact.ts'
export { servedMinutes } from './store/duration.ts'
export { lastJournalNumber, saidComing, waitsOf, wasMovedAfter, wasNameCorrected } from './store/journal.ts'
export { changePeople, earlierVisits, mattersOf, setAnswers, setMatters, setOutcome } from './store/matter.ts'
export {
  allMobiles,
  deleteMobiles,
  markTurnTold,
  mobileOf,
  mobilesBefore,
  moveMobile,
  saveMobile,
  type ToldByMobile,
} from './store/mobile.ts'
export { addNote, deleteNotesBefore, notesOf, type VisitNote } from './store/note.ts'
export {
  forgetPapersSeen,
  handPapersOn,
  type MatterPaper,
  papersSeen,
  writePapersSeen,
} from './store/paper.ts'
export { forgetGreen, paperChecks, writePaperChecks } from './store/paperCheck.ts'
export { findBookings, visitsOfReference } from './store/search.ts'
export { counterOfStep } from './store/step.ts'
export {
  dueElsewhere,
  missedUntilNow,
  openVisitsBefore,
  tiedTo,
  visitsWithExpiredClaim,
} from './store/sweep.ts'
export {
  chooseKind,
  firstWaiting,
  followLanguage,
  holdOfBrowser,
  loadVisit,
  lockLinked,
  lockVisit,
  lockVisitAt,
  sentElsewhere,
  tryLockLinked,
  visitByBookingNumber,
  visitByLink,
  visitsOfSite,
  type Waits,
  waitingAlike,
  waitingBySite,
} from './store/visit.ts'
export type { NewVisit } from './store/visitRow.ts'

const pending = new WeakMap<object, JournalEntry[]>()

/** The visit that follows the first of two linked ones, while it is still to come. */
export async function secondToCome(tx: Tx, { linked, state }: Visit): Promise<Visit | undefined> {
  if (!linked || linked.second || isOver(state)) return undefined
  const second = await loadVisit(tx, linked.visitId)
  return second?.state === 'booked' ? second : undefined
}

/** The visit that this one follows: what went before it to the same matters, or at another site. */
export async function visitBefore(tx: Tx, id: Id<'visit'>): Promise<Visit | undefined> {
  const row = await tx.first(db.selectFrom('visit').select('follows_visit_id').where('id', '=', id))
  return row?.follows_visit_id ? loadVisit(tx, asId<'visit'>(row.follows_visit_id)) : undefined
}

/** Keeps an entry for the end of the transaction, where each site's counter row is locked last. */
function journal(tx: Tx, entry: Omit<JournalEntry, 'recordedAt'>): void {
  const entries = pending.get(tx.transaction) ?? []
  entries.push({ ...entry, recordedAt: tx.now })
  pending.set(tx.transaction, entries)
  tx.touch(entry.siteId)
  tx.beforeCommit('journal', async () => writeJournal(tx, entries), 'last')
}

/**
 * Begins a visit with its matters, its step and what happened so far: `held` (then `booked` at once, by staff) or
 * `ticket_drawn`. One journal entry for each event; `reason` is what they say why.
 */
export async function beginVisit(
  tx: Tx,
  visit: NewVisit,
  matters: readonly (Matter | KnownMatter)[],
  events: readonly ('held' | 'booked' | 'ticket_drawn')[],
  contact: Contact | null = null,
  reason: string | null = null,
): Promise<Visit> {
  const { linkHash: _, followsVisitId: __, ...begun } = visit
  let state: VisitState | undefined
  for (const [index, event] of events.entries()) {
    const to = stateAfter(state ?? 'new', event) ?? impossible(`${event} cannot follow ${state}`)
    journal(tx, {
      siteId: visit.siteId,
      visitId: visit.id,
      visitVersion: index + 1,
      event,
      from: state ?? null,
      to,
      counterId: null,
      happenedAt: tx.now,
      reason,
    })
    state = to
  }
  const now = { state: state ?? impossible('a visit begins with an event'), version: events.length }
  insertVisit(tx, visit, now, matters, contact)
  return { ...NOTHING_YET, ...begun, ...now }
}

/**
 * Lets an event happen to a visit, with its changes and its journal entry, or says why it cannot:
 * `not_possible` in this state, `changed_meanwhile` if somebody wrote since it was read.
 */
export async function applyEvent(
  tx: Tx,
  visit: Visit,
  event: VisitEvent,
  changes: VisitChanges = {},
  { happenedAt = tx.now, reason = null }: { happenedAt?: Instant; reason?: string | null } = {},
): Promise<Result<Visit, 'not_possible' | 'changed_meanwhile'>> {
  const to = stateAfter(visit.state, event)
  if (!to) return fail('not_possible')
  const all: VisitChanges = { ...leftBehind(visit, to), ...changes }
  if (!(await updateVisit(tx, visit, to, all))) return fail('changed_meanwhile')
  await followStep(tx, visit, event, changes.counterId ?? visit.counterId)
  const after: Visit = { ...visit, ...all, state: to, version: visit.version + 1 }
  journal(tx, {
    siteId: after.siteId,
    visitId: visit.id,
    visitVersion: after.version,
    event,
    from: visit.state,
    to,
    counterId: after.counterId ?? visit.counterId,
    happenedAt,
    reason,
  })
  if (after.siteId !== visit.siteId) tx.touch(visit.siteId)
  if (isOver(to)) tx.touch(`visit ${visit.id}`)
  return ok(after)
}

/**
 * Takes back what happened to a visit a moment ago: it, its steps and its matters are exactly as they were before, and
 * the journal has one entry more. `event` is the one that takes back; `reason` names what it takes back where that is not
 * the usual one. `not_possible` and `changed_meanwhile` as for every event.
 */
export async function putBack(
  tx: Tx,
  visit: Visit,
  event: VisitEvent,
  before: VisitBefore,
  reason: VisitEvent | null,
): Promise<Result<Visit, 'not_possible' | 'changed_meanwhile'>> {
  const to = stateAfter(visit.state, event, before.visit.state)
  if (to === undefined || to !== before.visit.state) return fail('not_possible')
  if (!(await putBackVisit(tx, visit, before))) return fail('changed_meanwhile')
  await putBackSteps(tx, visit.id, before)
  await putBackMatters(tx, visit.id, before)
  await putBackNotes(tx, visit.id, before)
  const after = (await loadVisit(tx, visit.id)) ?? impossible('a visit vanished')
  journal(tx, {
    siteId: visit.siteId,
    visitId: visit.id,
    visitVersion: after.version,
    event,
    from: visit.state,
    to,
    counterId: after.counterId ?? visit.counterId,
    happenedAt: tx.now,
    reason,
  })
  if (isOver(visit.state)) tx.touch(`visit ${visit.id}`)
  return ok(after)
}

const BEGINS_STEP: ReadonlySet<VisitEvent> = new Set(['called', 'fetched', 'taken_over'])
const REOPENS_STEP: ReadonlySet<VisitEvent> = new Set(['withdrawn', 'missed', 'went_away', 'parked'])

/** What belongs to a state and goes with it: the counter, what somebody was parked for, that they are away. */
function leftBehind(visit: Visit, to: VisitState): VisitChanges {
  return {
    ...(to !== 'called' && to !== 'serving' && { counterId: null }),
    ...(to !== 'parked' && visit.parkedFor !== null && { parkedFor: null }),
    ...(to !== 'waiting' && visit.awayUntil !== null && { awayUntil: null, onTheWay: false }),
  }
}

/** The visit's step opens with the call and closes with the end at the counter; a hand-over begins the next one. */
async function followStep(
  tx: Tx,
  visit: Visit,
  event: VisitEvent,
  counterId: Id<'counter'> | null,
): Promise<void> {
  if (BEGINS_STEP.has(event)) setStep(tx, visit.id, 'active', counterId)
  if (event === 'finished') setStep(tx, visit.id, 'done', counterId)
  if (REOPENS_STEP.has(event)) setStep(tx, visit.id, 'open', null)
  if (event === 'sent_on') await beginNextStep(tx, visit.id, counterId)
}
