import type { StoredAnswers } from '#db/json.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { MessageChannel } from './model/channel.ts'
import { isOver, type VisitState } from './model/lifeCycle.ts'
import type { Postal } from './model/postal.ts'
import type { Reminder } from './model/reminder.ts'

export {
  isOver,
  mayBeFollowed,
  sinceExchange,
  stateAfter,
  TRANSITIONS,
  undoOf,
  VISIT_EVENTS,
  VISIT_STATES,
  type VisitEvent,
  type VisitState,
  waysOf,
  withoutTakenBack,
} from './model/lifeCycle.ts'

export {
  PAPER_ANSWERS,
  type PaperAnswer,
  type PaperCheck,
  VERDICTS,
  type Verdict,
  WORDS_LIMIT,
} from './model/paperCheck.ts'

/** The two ways in which a visit begins. */
export const ORIGINS = ['booking', 'ticket'] as const
export type Origin = (typeof ORIGINS)[number]

/** Through whom it came. */
export const CHANNELS = ['online', 'telephone', 'desk', 'kiosk'] as const
export type Channel = (typeof CHANNELS)[number]

/** How a visit takes place: at the site, or the office calls, or both meet at a video link. */
export const VISIT_KINDS = ['on_site', 'telephone', 'video'] as const
export type VisitKind = (typeof VISIT_KINDS)[number]

/** How far a visit brought a matter. */
export const OUTCOMES = ['done', 'partly', 'not_possible', 'moved'] as const
export type Outcome = (typeof OUTCOMES)[number]
export const STEP_KINDS = ['counter'] as const
export const STEP_STATES = ['open', 'active', 'done'] as const

/** Why somebody is called earlier than their reference time says; each kind counts once. */
export const CREDIT_KINDS = ['appointment', 'self_service', 'need', 'pick_up', 'desk'] as const
export type CreditKind = (typeof CREDIT_KINDS)[number]
export type Credit = { readonly kind: CreditKind; readonly minutes: number }

/** What somebody needs in the hall and at the counter; nobody is asked why. */
export const NEEDS = ['step_free', 'infants', 'hearing', 'sight', 'language', 'quiet'] as const
export type Need = (typeof NEEDS)[number]

/** What a visit is parked for: it waits for a photo, for papers, for a colleague. */
export const PARKED_FOR = ['photo', 'papers', 'colleague'] as const
export type ParkedFor = (typeof PARKED_FOR)[number]

/** One party's coming to a site; instants in UTC, `day` is the site's local day. */
export type Visit = {
  readonly id: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly origin: Origin
  readonly channel: Channel
  readonly kind: VisitKind
  readonly state: VisitState
  readonly version: number
  readonly day: LocalDate
  readonly people: number
  readonly minutes: number
  readonly language: Language
  readonly appointmentAt: Instant | null
  readonly bookingNumber: string | null
  readonly ticketPrefix: string
  readonly ticketNumber: string | null
  readonly arrivedAt: Instant | null
  readonly referenceAt: Instant | null
  readonly dueAt: Instant | null
  readonly callableFrom: Instant | null
  readonly missedCount: number
  readonly counterId: Id<'counter'> | null
  readonly calledAt: Instant | null
  readonly callCount: number
  readonly holdBrowser: string | null
  readonly holdStartedAt: Instant | null
  readonly linkGeneration: number
  readonly movedCount: number
  readonly createdAt: Instant
  /** What brings somebody forward of their reference time, before the ceiling. */
  readonly credits: readonly Credit[]
  readonly needs: readonly Need[]
  /** They said that they come back at this time; not called before it. */
  readonly awayUntil: Instant | null
  /** Until then they are on the way from another site; missing or false for who is away from this one. */
  readonly onTheWay?: boolean
  readonly parkedFor: ParkedFor | null
  /** Handed over: only to this counter, or only what of the matters is left, never nothing. Null: any counter, all matters. */
  readonly forCounterId: Id<'counter'> | null
  readonly forServices: readonly Id<'service'>[] | null
  /** The other of two linked visits, and whether this one comes after it; missing or null for a visit of its own. */
  readonly linked?: Link | null
}

/** How a visit belongs to another one on the same day. */
export type Link = { readonly visitId: Id<'visit'>; readonly second: boolean }

/**
 * Of two linked visits the one that counts now: the second once the first is done and the person has gone on, or when
 * the first has ended without being served: its time still stands.
 */
export function countsNow(first: Visit, second: Visit): Visit {
  if (first.state === 'left') return second
  return first.state === 'done' && second.ticketNumber !== null ? second : first
}

/** How long it takes from the beginning of a visit to the end of the one that is linked after it, in minutes. */
export function minutesOfBoth(
  first: Pick<Visit, 'appointmentAt' | 'minutes'>,
  second: Pick<Visit, 'appointmentAt' | 'minutes'> | undefined,
): number {
  if (first.appointmentAt === null || second?.appointmentAt == null) return first.minutes
  return (second.appointmentAt - first.appointmentAt) / MINUTE + second.minutes
}

/** A service asked for, for n people. */
export type Matter = {
  readonly serviceId: Id<'service'>
  readonly people: number
  /** How the questions of the service were answered that decide what to bring; missing where nobody answered. */
  readonly answers?: StoredAnswers
}

/** A matter that has been brought: it has an id, and a reference for people, and outlives the visit. */
export type KnownMatter = Matter & {
  readonly id: Id<'matter'>
  readonly reference: string
  /** Which booking it would be that goes on with it, counted from 1; missing where none is meant to. */
  readonly goingOn?: number
}

/** A matter as one visit comes for it, with how far that visit brought it. */
export type VisitMatter = KnownMatter & { readonly outcome: Outcome | null }

/** A visit that went before, as a later one to the same matter tells of it. */
export type EarlierVisit = {
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly outcome: Outcome | null
}

/** A matter's reference as people read and say it: `V34A67CD9E` is V-34A-67C-D9E. */
export function writeReference(reference: string): string {
  return [reference.slice(0, 1), reference.slice(1, 4), reference.slice(4, 7), reference.slice(7)].join('-')
}

/** A number or reference as it is kept, from what somebody typed: without blanks and hyphens, in capitals. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** Is this code written like a matter's reference? No booking number is. */
export function isReference(code: string): boolean {
  return /^V[A-Z0-9]{9}$/.test(code)
}

/** Has this matter been brought before? */
export function isKnown(matter: Matter | KnownMatter): matter is KnownMatter {
  return 'id' in matter
}

/** Who comes; kept apart from the visit and deleted earlier. */
export type Contact = {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  /** Where SMS go, as E.164, if not to that number. */
  readonly mobile?: string | null
  /** Who else comes, by name; none if missing. */
  readonly companions?: readonly string[]
  /** How far somebody would go if their site closes, in kilometres; the usual distance (REACH_KM) if missing. */
  readonly reachKm?: number
  /** Of what they want to be reminded; missing or null where nobody asked them. */
  readonly reminders?: readonly Reminder[] | null
  /** By which way they hear of their visit; missing or null: by mail, where they gave an address. */
  readonly toldBy?: MessageChannel | null
  /** Where letters go; missing or null where nobody asked for any. */
  readonly postal?: Postal | null
}

/** How far people go for another time if they said nothing else, in kilometres as the crow flies. */
export const REACH_KM = 8
/** What can be chosen; 0: only the site that was booked. */
export const REACHES_KM = [0, 2, 5, 8, 15, 30] as const

/** Everybody whom a contact names, the one who booked first. */
export function namesOf({ name, companions = [] }: Pick<Contact, 'name' | 'companions'>): string[] {
  return [name, ...companions]
}

/** Days after a visit for which its contact is kept: as long as its link says something, unless that is set otherwise. */
export const CONTACT_DAYS = 14

/** Has the link of a visit said for so many days after it what was settled? Then it opens nothing any more. */
export function isForgotten(
  { state, day }: Pick<Visit, 'state' | 'day'>,
  today: LocalDate,
  linkDays: number,
): boolean {
  return isOver(state) && addDays(day, linkDays) < today
}

/** What a transition may change besides the state. */
export type VisitChanges = Partial<
  Pick<
    Visit,
    | 'siteId'
    | 'day'
    | 'appointmentAt'
    | 'bookingNumber'
    | 'ticketNumber'
    | 'arrivedAt'
    | 'referenceAt'
    | 'dueAt'
    | 'callableFrom'
    | 'missedCount'
    | 'counterId'
    | 'calledAt'
    | 'callCount'
    | 'holdBrowser'
    | 'movedCount'
    | 'minutes'
    | 'kind'
    | 'people'
    | 'ticketPrefix'
    | 'credits'
    | 'needs'
    | 'awayUntil'
    | 'onTheWay'
    | 'parkedFor'
    | 'forCounterId'
    | 'forServices'
  >
>

/** "I am here" on the phone counts from so long before the appointment. */
const ARRIVES_EARLIEST = 2 * HOUR

/** May somebody who has booked say on the phone that they are here: at the site, from two hours before their time on? */
export function mayArriveByPhone(
  { state, kind, appointmentAt }: Pick<Visit, 'state' | 'kind' | 'appointmentAt'>,
  now: Instant,
): boolean {
  if (state !== 'booked' || kind !== 'on_site' || appointmentAt === null) return false
  return now >= plus(appointmentAt, -ARRIVES_EARLIEST)
}

/** Where a video visit takes place: the city's address with a room that only those with this link can know. */
export function videoRoom(
  links: Pick<Links, 'tokenOf'>,
  authorityKey: string,
  { id, kind }: Pick<Visit, 'id' | 'kind'>,
  videoLink: string | null,
): string | null {
  if (kind !== 'video' || videoLink === null) return null
  return videoLink.replace('{room}', links.tokenOf(authorityKey, `room ${id}`, 1))
}

/** Makes and reads the secret links of visits; built from the installation's secret by the application. */
export type Links = {
  /**
   * The token of a visit's or a wish's link: 128 bits that only this installation can make. Of a person (`person `
   * and the normalised contact) it is the key by which they are counted without being named; `code ` gives the code of
   * a mail, `proof ` signs what a browser has to work on, `room ` names the video room of a visit, `here `
   * (with the time as generation) makes the short code that a hall shows; `address ` stands for a mail address that
   * refuses mails, `landlord ` opens the form that somebody else fills in for a visit, `bounce ` stands for an attempt at a
   * message, to which reports come back.
   */
  tokenOf(
    authorityKey: string,
    id:
      | Id<'visit'>
      | Id<'wish'>
      | `${'person' | 'code' | 'proof' | 'room' | 'here' | 'address' | 'landlord' | 'bounce'} ${string}`,
    generation: number,
  ): string
  /** What the database keeps of a token. */
  digestOf(token: string): Buffer
}
