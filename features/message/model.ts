import type { Way } from '#features/visit/model/channel.ts'
import { isOver, type Verdict, type VisitKind, type VisitState } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { REMINDED_LATEST } from './model/reminder.ts'
import type { Sender } from './model/sender.ts'
import type { Wording } from './model/template.ts'

export type { Carrier, CarrierLine, Delivery } from './model/carrier.ts'
export { paperWords, verdictWord } from './model/paperWords.ts'
export { newsUntil, type ShortText, shortText } from './model/short.ts'

/**
 * Mails about a visit; `relocated`: its site has another address on its day than was known; `reminder`: it is near;
 * `papers_checked`: somebody has looked at its papers before it; `papers_refused`: files of them could
 * not be taken; `settled`: all is done, nobody has to come; `ready`: what it was for can be fetched.
 */
export const VISIT_MESSAGE_KINDS = [
  'confirm',
  'booked',
  'moved',
  'cancelled',
  'closed',
  'reopened',
  'relocated',
  'reminder',
  'papers_checked',
  'papers_refused',
  'settled',
  'ready',
] as const
export type VisitMessageKind = (typeof VISIT_MESSAGE_KINDS)[number]

/**
 * To whoever waits and left a mobile number: the number that they drew, their turn is near, it is time to come back. By
 * SMS alone, at any hour: they are about a wait that is going on.
 */
export const HALL_MESSAGE_KINDS = ['ticket', 'soon', 'come_back'] as const
export type HallMessageKind = (typeof HALL_MESSAGE_KINDS)[number]

/** Mails about a wish on the waitlist: press the link, answer an offer, the wish has ended. */
export const WISH_MESSAGE_KINDS = ['wish_confirm', 'wish_offer', 'wish_ended'] as const
export type WishMessageKind = (typeof WISH_MESSAGE_KINDS)[number]

/** Hours in which the link of a new wish can be pressed. */
export const WISH_CONFIRM_HOURS = 24

/** The mail that proves a contact before anything is held: a code to type. */
export const CHECK_MESSAGE_KINDS = ['contact_code'] as const
export type CheckMessageKind = (typeof CHECK_MESSAGE_KINDS)[number]

/** A mail with made-up facts, by which an administrator sees how the city's own words arrive. */
export const TRIAL_MESSAGE_KINDS = ['trial'] as const

export const MESSAGE_KINDS = [
  ...VISIT_MESSAGE_KINDS,
  ...HALL_MESSAGE_KINDS,
  ...WISH_MESSAGE_KINDS,
  ...CHECK_MESSAGE_KINDS,
  ...TRIAL_MESSAGE_KINDS,
] as const

/** `unknown`: the connection died after the last byte; at most once wins, and staff sees it flagged. */
export const MESSAGE_STATES = ['due', 'sending', 'sent', 'failed', 'unknown'] as const

type Of<Visit, Wish, Check, Kind> = {
  readonly visitId: Visit
  readonly wishId: Wish
  readonly checkId: Check
  readonly kind: Kind
}

/** What a message is about: a visit, a wish on the waitlist, the check of a contact, or words that are tried. */
export type About =
  | Of<Id<'visit'>, null, null, VisitMessageKind>
  | Of<Id<'visit'>, null, null, HallMessageKind>
  | Of<null, Id<'wish'>, null, WishMessageKind>
  | Of<null, null, Id<'contactCheck'>, CheckMessageKind>
  | (Of<null, null, null, 'trial'> & { readonly draftId: Id<'templateDraft'> })

/** A row of the outbox. */
export type Message = About & {
  readonly id: Id<'message'>
  /** The attempt that is under way. */
  readonly attemptId: Id<'attempt'>
  /** Under which an SMS gateway knows it, if not by its id: it did not arrive, and is sent once more. */
  readonly gatewayKey?: Id<'gatewayKey'>
  readonly language: Language
  readonly attempts: number
  readonly createdAt: Instant
  /** The time of which it tells: of a reminder that of the visit, of a call back that of coming back. */
  readonly aboutAt: Instant | null
} & Way

/** A message about somebody's turn in the hall. */
export type TurnMessage = Extract<Message, { kind: HallMessageKind }>

export function isTurnMessage(message: Message): message is TurnMessage {
  return (HALL_MESSAGE_KINDS as readonly string[]).includes(message.kind)
}

/** What the rules of a site say of coming early and late, in minutes. */
export type Punctuality = { readonly early: number; readonly late: number }

/** What a mail tells: everything it needs in one plain value, in the reader's language where it is text. */
export type MessageFacts = {
  readonly kind: VisitMessageKind
  readonly language: Language
  readonly messageId: Id<'message'>
  readonly visitId: Id<'visit'>
  readonly now: Instant
  /** Whom to greet; null where nobody has proven that the address is theirs, or the contact is deleted. */
  readonly name: string | null
  /** Who else comes, by name. */
  readonly companions: readonly string[]
  readonly appointmentAt: Instant
  /** When the second of two linked visits begins, and what it is for. */
  readonly second: { readonly at: Instant; readonly titles: readonly string[] } | null
  /** How the visit takes place; with the number to call, or the address of the video. */
  readonly visitKind: VisitKind
  readonly phone: string | null
  readonly videoLink: string | null
  readonly minutes: number
  readonly movedCount: number
  /** So often its site announced another address for its day; the entry in the calendar changes with each. */
  readonly addressChanges: number
  /** So often something was said of its papers: each time it may have become shorter or longer. */
  readonly prechecks: number
  /** So often its person was written to because its site closes, or opens after all. */
  readonly closings: number
  readonly bookingNumber: string
  readonly site: MessageSite
  /** People are called so many minutes before their time at the earliest, and keep their place so many after it. */
  readonly punctuality?: Punctuality
  /** Of the mail about papers that were looked at. */
  readonly checked?: CheckedPapers
  /** Of the mail about papers that could not be taken. */
  readonly refused?: readonly RefusedPaper[]
  /** Of mails that say what to bring: papers can be sent before the visit, and are not all there. */
  readonly beforehand?: PapersBeforehand
  readonly services: readonly MessageService[]
  /** The visit's own page. */
  readonly link: string
  /** Where a new time can be found. */
  readonly startPage: string
  /** Until when a held time waits for the press of the link. */
  readonly heldUntil: Instant | null
  /** The time that is held for somebody whose own cannot be kept; null where none was found. */
  readonly replacement?: {
    readonly startsAt: Instant
    /** When the second of two linked visits would begin. */
    readonly secondAt: Instant | null
    readonly until: Instant
    readonly site: MessageSite
  } | null
  /** In mails about a move of the site; without a day it does not move before the visit after all. */
  readonly relocation?: { readonly firstDay: LocalDate | null; readonly stepFree: boolean }
  readonly city: MessageCity
} & Told

/** How the city words a mail by itself. */
type Told = {
  readonly wording?: Wording
  /** All facts are made up, and the mail says so. */
  readonly isTrial?: true
  /** It is read on paper: nothing hangs on it, and nothing can be pressed. */
  readonly onPaper?: true
}

/** What a mail about a wish tells. */
export type WishFacts = Pick<
  MessageFacts,
  'language' | 'messageId' | 'now' | 'name' | 'startPage' | 'city' | keyof Told
> & {
  readonly kind: WishMessageKind
  readonly services: readonly Pick<MessageService, 'title' | 'people'>[]
  /** The wish's own page. */
  readonly link: string
  readonly timeZone: string
  readonly untilDay: LocalDate
  /** Until when the link of a new wish can be pressed. */
  readonly confirmUntil: Instant
  /** How the visit would take place. */
  readonly visitKind: VisitKind
  /** What is offered, in mails that offer. */
  readonly offer: {
    readonly startsAt: Instant
    readonly until: Instant
    readonly minutes: number
    readonly site: MessageSite
  } | null
  /** The booked time that an offer would replace. */
  readonly bookedAt: Instant | null
}

/** What the mail with a code tells. */
export type CheckFacts = Pick<
  MessageFacts,
  'language' | 'messageId' | 'now' | 'startPage' | 'city' | keyof Told
> & {
  readonly kind: CheckMessageKind
  /** Six digits. */
  readonly code: string
  readonly until: Instant
  readonly timeZone: string
}

/** All that a mail can tell. */
export type MailFacts = MessageFacts | WishFacts | CheckFacts | TurnFacts

/** What an SMS tells of somebody's turn in the hall. */
export type TurnFacts = Pick<
  MessageFacts,
  'language' | 'messageId' | 'now' | 'startPage' | 'city' | 'link' | keyof Told
> & {
  readonly kind: HallMessageKind
  /** What displays call. */
  readonly number: string
  /** Later it says nothing any more. */
  readonly until: Instant
}

/** Is this the mail with a code? */
export function isAboutCheck(facts: MailFacts): facts is CheckFacts {
  return facts.kind === 'contact_code'
}

/** Is it about somebody's turn in the hall? */
export function isAboutTurn(facts: MailFacts): facts is TurnFacts {
  return (HALL_MESSAGE_KINDS as readonly string[]).includes(facts.kind)
}

/** Is it about a visit? */
export function isAboutVisit(facts: MailFacts): facts is MessageFacts {
  return !isAboutCheck(facts) && !isAboutWish(facts) && !isAboutTurn(facts)
}

/** Is a mail about a wish? */
export function isAboutWish(facts: MailFacts): facts is WishFacts {
  return (WISH_MESSAGE_KINDS as readonly string[]).includes(facts.kind)
}

export type MessageSite = {
  readonly name: string
  /** A mobile team stops here: it has no terminal. */
  readonly mobile: boolean
  readonly street: string
  readonly postcode: string
  readonly town: string
  readonly way: string
  readonly timeZone: string
}

export type MessageService = {
  readonly title: string
  /** Of the matter: the same at every visit to it, written for people. */
  readonly reference: string
  readonly people: number
  readonly papers: readonly string[]
}

/** A paper of which files could not be taken, and why, in the reader's language. */
export type RefusedPaper = { readonly title: string; readonly words: string }

/** Papers that can be sent before the visit by its link, in the reader's language. */
export type PapersBeforehand = {
  /** What has still to be sent by somebody who has sent some; empty: nothing came yet. */
  readonly missing: readonly string[]
  /** By when, so that somebody can look at them in time; null: that is over, and they can still be sent. */
  readonly until: Instant | null
}

/** What was said of papers before the visit, in the reader's language. */
export type CheckedPapers = {
  readonly papers: readonly {
    readonly title: string
    readonly verdict: Verdict
    /** What is wrong; empty where it is good. */
    readonly words: string
  }[]
  /** Nothing came of what is needed, so there was nothing to look at. */
  readonly nothingCame: boolean
  /** Came, and nobody has looked at them yet. */
  readonly unseen: readonly string[]
  /** The booked time has no room for so many minutes. */
  readonly anotherTime: boolean
  /** What was found makes it shorter or longer than the catalogue says, and its time has room for that. */
  readonly changesMinutes: boolean
  readonly minutes: number
}

export type MessageCity = {
  readonly name: string
  readonly phone: string
  readonly address: string
  readonly senderName: string
  readonly senderAddress: string
  /** From whom its SMS come; null where it sends none. */
  readonly smsSender: string | null
  /** Of the site that the mail is about, if it has one of its own. */
  readonly siteSender?: Sender
}

/** What became of the visit while its message waited. */
export type Occasion = {
  readonly kind: VisitMessageKind
  readonly state: VisitState
  readonly appointmentAt: Instant | null
  readonly heldUntil: Instant | null
  /** Of mails about a move: the site does not move before the visit, and nobody was told that it would. */
  readonly unheard?: boolean
  /** Of reminders: the time of which they tell. */
  readonly aboutAt?: Instant | null
  /** Of reminders and of news of a closing: the visit has lost its place to one, of which its person is told. */
  readonly unplaced?: boolean
}

/**
 * Does the message still say something true and useful? A link whose hold is over, a booking that is cancelled
 * meanwhile (that has a message of its own), or anything after the time of the visit is not sent (law 4), but that what it
 * was for is ready. A reminder is
 * of the time that stands, and only while its person may still have to set out. That a time falls away is said only while
 * it does, and that it stands after all only while it stands: who has taken another time meanwhile would lose that one.
 */
export function isWorthSending(
  { kind, state, appointmentAt, heldUntil, unheard, aboutAt, unplaced }: Occasion,
  now: Instant,
): boolean {
  if (kind === 'ready') return state === 'done' || state === 'settled'
  if (appointmentAt === null || appointmentAt <= now) return false
  if (kind === 'reminder')
    return (
      state === 'booked' &&
      unplaced !== true &&
      aboutAt === appointmentAt &&
      now <= plus(appointmentAt, -REMINDED_LATEST)
    )
  if (kind === 'confirm') return state === 'held' && heldUntil !== null && heldUntil > now
  if (kind === 'cancelled' || kind === 'settled') return state === kind
  if (kind === 'closed') return state === 'booked' && unplaced === true
  if (kind === 'reopened') return state === 'booked' && unplaced !== true
  if (kind === 'relocated') return state === 'booked' && unheard !== true
  return !isOver(state)
}

/** Why a message was given up that was not worth sending any more. */
export const OUT_OF_DATE = 'out_of_date'

/** Many short tries instead of long back-off: a mail about a held time is worth little tomorrow. */
const TRIES = 48
const PAUSE_MINUTES = 5

/** When to try again after a failure before the last byte; undefined when it is given up. */
export function nextTry(attempts: number, now: Instant): Instant | undefined {
  if (attempts >= TRIES) return undefined
  return plus(now, (attempts <= 3 ? 0.25 : PAUSE_MINUTES) * MINUTE)
}

/** The Message-ID of a message for ever: a repeat by hand is recognised by it. */
export function messageId(id: Id<'message'>, domain: string): string {
  return `<${id}@${domain}>`
}
