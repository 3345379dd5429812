import { type Reachable, recipientBy } from '#features/visit/model/channel.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { loadCheckFacts } from './actions/check.ts'
import { letterOrCall } from './actions/letter.ts'
import { loadTrialFacts, withWording } from './actions/template.ts'
import { loadTurnFacts } from './actions/turn.ts'
import { loadVisitFacts, type PunctualityAt } from './actions/visit.ts'
import { loadWishFacts } from './actions/wish.ts'
import { remindersAhead } from './model/reminder.ts'
import {
  isTurnMessage,
  type MailFacts,
  type Message,
  type TurnMessage,
  type VisitMessageKind,
  type WishMessageKind,
} from './model.ts'
import { insertReminders, type Overdue, type PlannedReminders, replaceReminders } from './store/reminder.ts'
import { holdDue, insertMessage, insertRelocated } from './store.ts'

export { noteBounce, returnPathOf } from './actions/bounce.ts'
export { checkCode } from './actions/check.ts'
export { callWhomNoLetterReaches, letterArrives } from './actions/letter.ts'
export {
  countLateLetters,
  type LetterGround,
  letterRoom,
  lettersToPrint,
  makeLetterRun,
  mayUndo,
  noteReturnedLetter,
  postRun,
  runOf,
  undoRun,
} from './actions/letterRun.ts'
export { checkedPapers } from './actions/papers.ts'
export { addressDigest, tryNumberAgain } from './actions/refusal.ts'
export { noteReport } from './actions/report.ts'
export { followReturn, planReturn } from './actions/return.ts'
export { changeSender, sendersOf } from './actions/sender.ts'
export {
  draftTemplate,
  forgetDrafts,
  listTemplates,
  readTemplateOf,
  restoreTemplate,
  sendTrial,
  showDraft,
  writeTemplate,
} from './actions/template.ts'
export { forgetTurns, queueTurn } from './actions/turn.ts'
export { noteCall, sendAgain } from './actions/undelivered.ts'
export { fileOfBooking, type PunctualityAt } from './actions/visit.ts'
export {
  type AttemptEnd,
  claimDue,
  countDue,
  dropOutdated,
  endAttempt,
  endLostAttempts,
  markHanded,
} from './store/attempt.ts'
export { addRefusal, forgetRefusalsBefore, forgetRefusedAtOnce, refusalsOf } from './store/refusal.ts'
export { dropReminders as forgetReminders, type Overdue, takeReminders } from './store/reminder.ts'
export {
  lockUndelivered as findUndelivered,
  lockUndeliveredWish as findUndeliveredWish,
  readUndelivered as listUndelivered,
  readUndeliveredWishes as listUndeliveredWishes,
  type UndeliveredWish,
} from './store/undelivered.ts'
export { mattersOfWish } from './store/wish.ts'
export { dropWaiting, forgetRecipientsBefore } from './store.ts'

/** Puts a message about a visit into the outbox, in the visit's own transaction. */
export async function queueMessage(
  tx: Tx,
  message: { readonly visitId: Id<'visit'>; readonly kind: VisitMessageKind } & Pick<
    Message,
    'language' | 'channel' | 'recipient'
  >,
): Promise<void> {
  const told = message.channel === 'letter' ? await letterOrCall(tx, message) : message
  if (!told) return
  await insertMessage(tx, { ...message, ...told, wishId: null, checkId: null })
  tx.touch('outbox')
}

/** Files that are refused within so long of one another are told in one message, in milliseconds. */
const REFUSED_TOGETHER = 2 * MINUTE

/**
 * Tells, in a little while, of files that could not be taken: once for all that are refused until then, because the text
 * is made when it leaves.
 */
export async function queueRefused(
  tx: Tx,
  message: { readonly visitId: Id<'visit'> } & Pick<Message, 'language' | 'channel' | 'recipient'>,
): Promise<void> {
  if ((await holdDue(tx, 'papers_refused', [message.visitId])).length > 0) return
  const news = { ...message, kind: 'papers_refused' } as const
  const way = news.channel === 'letter' ? await letterOrCall(tx, news) : news
  if (!way) return
  const { channel, recipient } = way
  const told = { ...news, channel, recipient, wishId: null, checkId: null } as const
  await insertMessage(tx, told, plus(tx.now, REFUSED_TOGETHER))
}

/** Puts the news into the outbox, for an instant, that what a visit was for is ready; the message. */
export function queueReady(
  tx: Tx,
  message: { readonly visitId: Id<'visit'> } & Pick<Message, 'language' | 'channel' | 'recipient'>,
  dueAt: Instant,
): Promise<Id<'message'>> {
  return insertMessage(tx, { ...message, kind: 'ready', wishId: null, checkId: null }, dueAt)
}

/**
 * Writes the reminders of a booking as it stands now, in the transaction that books or moves it; those that cannot reach
 * its person are left out. Of two linked visits the first stands for both. `timeZone`: of its site; `overdue`: what was
 * to have left already and has not, and leaves now where it is still wanted.
 */
export function planReminders(
  tx: Tx,
  visit: Pick<Visit, 'id' | 'appointmentAt' | 'language'>,
  contact: Reachable,
  reminders: readonly Reminder[],
  timeZone: string,
  overdue: readonly Overdue[] = [],
): void {
  const planned = plannedFor(visit, { contact, reminders, timeZone }, tx.now, overdue)
  if (planned) insertReminders(tx, planned)
}

/** Of a booking that stands: who is reminded, of what they are reminded from now on, and where its site is. */
export type Replanned = Pick<Visit, 'id' | 'appointmentAt' | 'language'> & {
  readonly contact: Reachable
  readonly reminders: readonly Reminder[]
  readonly timeZone: string
}

/** Lets the reminders of many bookings be these from now on; what has left or is about to stays as it is. */
export function replanReminders(tx: Tx, bookings: readonly Replanned[]): Promise<void> {
  return replaceReminders(
    tx,
    bookings.flatMap((booking) => plannedFor(booking, booking, tx.now) ?? []),
  )
}

function plannedFor(
  { id, appointmentAt, language }: Pick<Visit, 'id' | 'appointmentAt' | 'language'>,
  { contact, reminders, timeZone }: Pick<Replanned, 'contact' | 'reminders' | 'timeZone'>,
  now: Instant,
  overdue: readonly Overdue[] = [],
): PlannedReminders | undefined {
  if (appointmentAt === null) return undefined
  const reaching = reminders.filter(({ channel }) => recipientBy(channel, contact) !== undefined)
  const late = reaching.filter((each) =>
    overdue.some(({ channel, hours }) => channel === each.channel && hours === each.hours),
  )
  const ahead = remindersAhead(appointmentAt, reaching, now, timeZone)
  return {
    visitId: id,
    at: appointmentAt,
    language,
    reminders: [...late.map((each) => ({ ...each, dueAt: now })), ...ahead].map((each) => ({
      ...each,
      recipient: recipientBy(each.channel, contact) ?? '',
    })),
  }
}

/**
 * Tells of a move of their site all these people, each once: whose mail about an earlier change still waits, reads in
 * it what is true when it leaves.
 */
export async function queueRelocated(
  tx: Tx,
  people: readonly ({ readonly visitId: Id<'visit'> } & Pick<
    Message,
    'language' | 'channel' | 'recipient'
  >)[],
): Promise<void> {
  const waiting = new Set(
    await holdDue(
      tx,
      'relocated',
      people.map(({ visitId }) => visitId),
    ),
  )
  const told = []
  for (const person of people) {
    if (waiting.has(person.visitId)) continue
    const way =
      person.channel === 'letter' ? await letterOrCall(tx, { ...person, kind: 'relocated' }) : person
    if (way) told.push({ ...person, channel: way.channel, recipient: way.recipient })
  }
  await insertRelocated(tx, told)
  tx.touch('outbox')
}

/**
 * Puts a message about a wish into the outbox, in the transaction that makes, offers or ends it; `dueAt`: it leaves then.
 */
export async function queueWishMessage(
  tx: Tx,
  message: { readonly wishId: Id<'wish'>; readonly kind: WishMessageKind } & Pick<
    Message,
    'language' | 'channel' | 'recipient'
  >,
  dueAt: Instant = tx.now,
): Promise<void> {
  await insertMessage(tx, { ...message, visitId: null, checkId: null }, dueAt)
  tx.touch('outbox')
}

/** Puts the mail with a code into the outbox, in the transaction that asks for the proof of a contact. */
export async function queueCheckMessage(
  tx: Tx,
  message: { readonly checkId: Id<'contactCheck'> } & Pick<Message, 'language' | 'recipient'>,
): Promise<void> {
  await insertMessage(tx, { ...message, channel: 'mail', kind: 'contact_code', visitId: null, wishId: null })
  tx.touch('outbox')
}

/**
 * Loads what a message tells, as it is true now; undefined when it is not worth sending any more.
 * `publicUrl` is how citizens reach this authority, without a slash at the end.
 */
export async function loadFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: Message,
  punctualityAt?: PunctualityAt,
): Promise<MailFacts | undefined> {
  if (message.kind === 'trial') return loadTrialFacts(tx, publicUrl, message)
  if (isTurnMessage(message)) return loadTurnFacts(tx, links, publicUrl, message)
  return withWording(tx, await plainFacts(tx, links, publicUrl, message, punctualityAt))
}

function plainFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: Exclude<Message, TurnMessage | { kind: 'trial' }>,
  punctualityAt?: PunctualityAt,
): Promise<MailFacts | undefined> {
  if (message.checkId !== null) return loadCheckFacts(tx, links, publicUrl, message)
  if (message.wishId !== null) return loadWishFacts(tx, links, publicUrl, message)
  return loadVisitFacts(tx, links, publicUrl, message, punctualityAt)
}
