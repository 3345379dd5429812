import { findSite, getSettings } from '#features/authority/actions.ts'
import type { Settings, Site } from '#features/authority/model.ts'
import { bookMinutes, rememberedDay, rememberTaken, rereadDay } from '#features/capacity/actions.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import { type RememberedDay, roomFor } from '#features/capacity/model/remembered.ts'
import { cellOf, cellsFor, instantOfCell, type Place } from '#features/capacity/model.ts'
import { findServicesById, type MatterRefusal, readMatters } from '#features/catalogue/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { kindsFor, ticketPrefixOf } from '#features/catalogue/model.ts'
import { queueMessage } from '#features/message/actions.ts'
import {
  applyEvent,
  beginVisit,
  chooseKind,
  contactOf,
  deleteContact,
  holdOfBrowser,
  mattersOf,
  type NewVisit,
  saveContact,
  visitsWithExpiredClaim,
} from '#features/visit/actions.ts'
import {
  type Channel,
  type Contact,
  type Links,
  type Matter,
  namesOf,
  type Visit,
  type VisitKind,
} from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { randomCode } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PersonRefusal } from '../model/person.ts'
import { confirmUntil, extendedUntil, holdUntil, UNCONFIRMED_LIMIT } from '../model.ts'
import { birthOf, saveBirth } from '../store/person.ts'
import { claimsOf, keepClaimUntil, oneAtATime, takeCells, takeFreeCells, unconfirmedFor } from '../store.ts'
import { hasProven } from './check.ts'
import { dropClaims, giveBack } from './freed.ts'
import { noteOddity } from './oddity.ts'

import { countPerson, pauseAfter } from './person.ts'
import { sitesOffering, type TimeQuestion } from './search.ts'

/** Which time is wanted, for what, and through whom. */
export type HoldRequest = {
  readonly matters: TimeQuestion['matters']
  readonly siteKey: string
  readonly startsAt: Instant
  readonly language: Language
  readonly channel: Channel
  /** The browser that fills in the form; null when staff books in one step. */
  readonly browser: string | null
}

/** A hold as its form shows it. */
export type HeldBooking = {
  readonly visit: Visit
  readonly until: Instant
  readonly canExtend: boolean
  readonly matters: readonly Matter[]
  readonly contact: Contact | undefined
}

export type HoldRefusal =
  | MatterRefusal
  | 'unknown_site'
  | 'not_offered'
  | 'time_past'
  | 'beyond_horizon'
  | 'time_taken'

/** Length of a booking number: 23 characters to the eighth, too many to guess at a kiosk that slows down. */
const BOOKING_NUMBER_LENGTH = 8

/** A time that can be had: everything but the cells. */
export type Wanted = {
  readonly settings: Settings
  readonly site: Site
  readonly services: readonly Service[]
  readonly matters: readonly Matter[]
  readonly minutes: number
}

/** Checks a wish against catalogue, site and horizon; everything but the cells. */
export async function readWish(
  tx: Tx,
  wish: Pick<HoldRequest, 'matters' | 'siteKey' | 'startsAt'>,
): Promise<Result<Wanted, Exclude<HoldRefusal, 'time_taken'>>> {
  const asked = await readMatters(tx, wish.matters)
  if (!asked.ok) return asked
  const { services, minutes } = asked.value
  const site = await findSite(tx, wish.siteKey)
  if (!site) return fail('unknown_site')
  const offering = await sitesOffering(
    tx,
    services.map((service) => service.id),
  )
  if (!offering.some((each) => each.id === site.id)) return fail('not_offered')
  const settings = await getSettings(tx)
  if (wish.startsAt < plus(tx.now, settings.bookingLeadMinutes * MINUTE)) return fail('time_past')
  const horizon = addDays(dayOf(tx.now, site.timeZone), settings.horizonDays)
  if (dayOf(wish.startsAt, site.timeZone) > horizon) return fail('beyond_horizon')
  const matters = asked.value.matters.map(({ service, people }) => ({ serviceId: service.id, people }))
  return ok({ settings, site, services, matters, minutes })
}

/** How staff takes a time: at once, from all that is open. */
export const BY_STAFF = { until: null, asker: 'staff' } as const

/**
 * Takes the cells of the best place that still has them; undefined if none has, or if no more of these hours may be
 * booked by whoever asks. At first by what this node remembers, without waiting for an answer; when somebody else was
 * faster (TryAgain), by what the database says, place by place.
 */
export async function claimTime(
  tx: Tx,
  wanted: Wanted,
  visitId: Id<'visit'>,
  startsAt: Instant,
  { until, asker }: { readonly until: Instant | null; readonly asker: Asker },
): Promise<Id<'claim'> | undefined> {
  const { site, minutes } = wanted
  const day = dayOf(startsAt, site.timeZone)
  const firstCell = cellOf(startsAt, day, site.timeZone)
  // Between two cells nothing begins: the visit would last into cells that are not its own.
  if (instantOfCell(day, firstCell, site.timeZone) !== startsAt) return undefined
  const services = wanted.services.map((service) => service.id)
  const fitting = (known: RememberedDay) => roomFor(known, { firstCell, minutes, services, asker })
  const claimOn = (place: Place) => {
    const endCell = firstCell + cellsFor(minutes, place.durationPercent)
    const kind = until === null ? 'booked' : 'held'
    return { visitId, kind, placeId: place.id, day, firstCell, endCell, until } as const
  }
  const siteDay = { siteId: site.id, day }
  if (tx.attempt === 1) {
    const remembered = await rememberedDay(tx, siteDay)
    const place = (remembered && fitting(remembered)[0]) ?? fitting(await rereadDay(tx, siteDay))[0]
    if (!place) return undefined
    const claim = claimOn(place)
    await rememberTaken(tx, siteDay, place.id, claim)
    bookMinutes(tx, { ...siteDay, ...claim }, asker)
    return takeFreeCells(tx, claim)
  }
  for (const place of fitting(await rereadDay(tx, siteDay))) {
    const claim = await takeCells(tx, claimOn(place))
    if (!claim) continue
    bookMinutes(tx, { ...siteDay, ...claimOn(place) }, asker)
    return claim
  }
  return undefined
}

/**
 * Holds a time while its form is filled in. A browser has one live hold: a second one takes the place of the first,
 * with the contact typed so far; the same once more is the same hold.
 * Nobody else can take the cells until the hold ends (claim_cell_taken).
 */
export async function holdTime(
  tx: Tx,
  links: Links,
  request: HoldRequest,
): Promise<Result<Visit, HoldRefusal>> {
  const wish = await readWish(tx, request)
  if (!wish.ok) return wish
  if (request.browser) await oneAtATime(tx, `hold ${request.browser}`)
  const earlier = request.browser ? await holdOfBrowser(tx, request.browser) : undefined
  const typed = earlier && (await contactOf(tx, earlier.id))
  const live = earlier !== undefined && (await isLive(tx, earlier))
  if (earlier && live && (await isSameHold(tx, earlier, wish.value, request.startsAt))) return ok(earlier)
  // One that has run out keeps its cells until the sweep comes; its own browser need not wait for that.
  if (earlier && !live) await endHold(tx, earlier)
  const until = holdUntil(tx.now, wish.value.settings)
  const id = newId<'visit'>(tx.now)
  const asker = request.channel === 'online' ? 'online' : 'staff'
  const claim = await claimTime(tx, wish.value, id, request.startsAt, { until, asker })
  if (!claim) return fail('time_taken')
  if (earlier && live) await endHold(tx, earlier)
  const kind = earlier && allowedKind(wish.value, earlier.kind)
  const visit = newBooking(tx, links, wish.value, id, { ...request, kind })
  const held = await beginVisit(tx, visit, wish.value.matters, ['held'])
  if (typed) await saveContact(tx, held.id, typed)
  return ok(held)
}

/** The kind that was chosen before, if a visit for this wish may take place so; else on site. */
function allowedKind(
  { services, settings }: Pick<Wanted, 'services' | 'settings'>,
  kind: VisitKind,
): VisitKind {
  return kindsFor(services, settings).includes(kind) ? kind : 'on_site'
}

async function isLive(tx: Tx, hold: Visit): Promise<boolean> {
  const until = (await claimsOf(tx, hold.id))[0]?.until
  return until != null && until > tx.now
}

/** Is this hold the very time and matters that are asked for again? Then pressing twice changes nothing. */
async function isSameHold(tx: Tx, hold: Visit, wanted: Wanted, startsAt: Instant): Promise<boolean> {
  if (hold.siteId !== wanted.site.id || hold.appointmentAt !== startsAt) return false
  const written = (matters: readonly Matter[]) =>
    matters
      .map(({ serviceId, people }) => `${serviceId} ${people}`)
      .toSorted()
      .join()
  return written((await mattersOf(tx, [hold.id])).get(hold.id) ?? []) === written(wanted.matters)
}

/** A visit that begins as a booking of this wish. */
export function newBooking(
  tx: Tx,
  links: Links,
  { site, services, matters, minutes }: Wanted,
  id: Id<'visit'>,
  request: Pick<HoldRequest, 'startsAt' | 'language' | 'channel' | 'browser'> & {
    readonly kind?: VisitKind | undefined
  },
): NewVisit {
  return {
    ...EMPTY_VISIT,
    id,
    siteId: site.id,
    origin: 'booking',
    channel: request.channel,
    kind: request.kind ?? 'on_site',
    day: dayOf(request.startsAt, site.timeZone),
    people: Math.max(...matters.map((matter) => matter.people)),
    minutes,
    language: request.language,
    appointmentAt: request.startsAt,
    bookingNumber: randomCode(BOOKING_NUMBER_LENGTH),
    ticketPrefix: ticketPrefixOf(services),
    holdBrowser: request.browser,
    holdStartedAt: tx.now,
    createdAt: tx.now,
    linkHash: links.digestOf(links.tokenOf(tx.authority.key, id, 1)),
  }
}

const EMPTY_VISIT = {
  ticketNumber: null,
  arrivedAt: null,
  referenceAt: null,
  dueAt: null,
  callableFrom: null,
  missedCount: 0,
  counterId: null,
  calledAt: null,
  callCount: 0,
  linkGeneration: 1,
  movedCount: 0,
} as const

/** The live hold of a browser with all that its form shows; undefined when there is none or its time is over. */
export async function heldBooking(tx: Tx, browser: string): Promise<HeldBooking | undefined> {
  const visit = await holdOfBrowser(tx, browser)
  const claim = visit && (await claimsOf(tx, visit.id))[0]
  if (!visit || !claim?.until || claim.until <= tx.now) return undefined
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const extended = extendedUntil(tx.now, visit.holdStartedAt ?? tx.now, claim.until, await getSettings(tx))
  return {
    visit,
    until: claim.until,
    canExtend: extended.ok,
    matters,
    contact: await contactOf(tx, visit.id),
  }
}

/** One press keeps the time for another ten minutes, at most thirty in all. */
export async function extendHold(
  tx: Tx,
  browser: string,
): Promise<Result<Instant, 'no_hold' | 'limit_reached'>> {
  const held = await heldBooking(tx, browser)
  if (!held) return fail('no_hold')
  const until = extendedUntil(tx.now, held.visit.holdStartedAt ?? tx.now, held.until, await getSettings(tx))
  if (!until.ok) return until
  const applied = await applyEvent(tx, held.visit, 'hold_extended')
  if (!applied.ok) return fail('no_hold')
  await keepClaimUntil(tx, held.visit.id, until.value)
  return until
}

/** Who comes, and how the visit shall take place; on site where that is left open or is not offered. */
export type HeldContact = Contact & {
  readonly kind?: VisitKind
  /** The digest of name and birth date, where a scarce service asks for it. */
  readonly birth?: Buffer | null
}

/** Keeps what was typed with the hold, so that going back and forth loses nothing. */
export async function saveHoldContact(
  tx: Tx,
  browser: string,
  { kind = 'on_site', birth = null, ...contact }: HeldContact,
): Promise<Result<Visit, 'no_hold'>> {
  const held = await heldBooking(tx, browser)
  if (!held) return fail('no_hold')
  await saveContact(tx, held.visit.id, contact)
  const services = await findServicesById(
    tx,
    held.matters.map(({ serviceId }) => serviceId),
  )
  // A new name makes an earlier digest worthless.
  if (services.some(({ scarce }) => scarce)) await saveBirth(tx, held.visit.id, birth)
  const chosen = allowedKind({ services, settings: await getSettings(tx) }, kind)
  if (chosen !== held.visit.kind) await chooseKind(tx, held.visit.id, chosen)
  return ok({ ...held.visit, kind: chosen })
}

/** Shall somebody be called whose number is not known? */
export function lacksPhone({ kind }: Pick<Visit, 'kind'>, { phone }: Pick<Contact, 'phone'>): boolean {
  return kind === 'telephone' && !phone
}

/** Do more people come than are named? */
export function lacksNames({ people }: Pick<Visit, 'people'>, contact: Contact): boolean {
  return namesOf(contact).length < people
}

/** Why a form cannot be ended. `too_many_open`: this address has enough mails whose links nobody has pressed. */
export type ContactRefusal =
  | 'no_hold'
  | 'no_contact'
  | 'names_missing'
  | 'no_birth_date'
  | 'too_many_open'
  | PersonRefusal

/**
 * Ends the form: the booking is counted for its person, and the time waits for the link in the mail, which goes out
 * with this transaction's outbox row.
 */
export async function giveContact(
  tx: Tx,
  links: Links,
  browser: string,
): Promise<Result<{ visit: Visit; until: Instant; email: string }, ContactRefusal>> {
  const held = await heldBooking(tx, browser)
  if (!held) return fail('no_hold')
  const { contact } = held
  if (contact && lacksNames(held.visit, contact)) return fail('names_missing')
  const email = contact?.email
  if (!contact || !email || lacksPhone(held.visit, contact)) return fail('no_contact')
  const services = await findServicesById(
    tx,
    held.matters.map(({ serviceId }) => serviceId),
  )
  const isScarce = services.some(({ scarce }) => scarce)
  if (isScarce && !(await birthOf(tx, held.visit.id))) return fail('no_birth_date')
  const proven = await hasProven(tx, links, browser, email)
  const by = proven ? 'proven_citizen' : 'citizen'
  const counted = await countPerson(tx, links, { visitId: held.visit.id, contact, services, by })
  if (!counted.ok) return counted
  if ((await unconfirmedFor(tx, email)) >= UNCONFIRMED_LIMIT) {
    noteOddity(tx.authority.key, 'too_many_open')
    return fail('too_many_open')
  }
  const applied = await applyEvent(tx, held.visit, 'contact_given', { holdBrowser: null })
  if (!applied.ok) return fail('no_hold')
  const until = confirmUntil(
    tx.now,
    held.visit.appointmentAt ?? impossible('a hold has a time'),
    await getSettings(tx),
  )
  await keepClaimUntil(tx, held.visit.id, until)
  await queueMessage(tx, {
    visitId: held.visit.id,
    kind: 'confirm',
    language: held.visit.language,
    recipient: email,
  })
  return ok({ visit: applied.value, until, email })
}

/** Gives a held time back before its end. */
export async function releaseHold(tx: Tx, browser: string): Promise<void> {
  const visit = await holdOfBrowser(tx, browser)
  if (visit) await endHold(tx, visit)
}

async function endHold(tx: Tx, visit: Visit): Promise<void> {
  const applied = await applyEvent(tx, visit, 'expired', { holdBrowser: null })
  if (!applied.ok) return
  // A form given up gives back what was public a moment ago; a time that waited for its link was out of sight.
  if (visit.holdBrowser === null) await giveBack(tx, visit.id, 'expired')
  else await dropClaims(tx, visit.id)
  if (visit.holdBrowser === null) await pauseAfter(tx, visit.id)
  await deleteContact(tx, visit.id)
}

/** Ends holds whose time is over, some at a time; how many. */
export async function expireHolds(tx: Tx, limit = 100): Promise<number> {
  const visits = await visitsWithExpiredClaim(tx, limit)
  let ended = 0
  for (const visit of visits) {
    // Between the look and the lock it may have been extended, or its contact given.
    if (await isLive(tx, visit)) continue
    await endHold(tx, visit)
    ended++
  }
  return ended
}
