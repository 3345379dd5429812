import { getSettings } from '#features/authority/actions.ts'
import { type MatterRefusal, readMatters } from '#features/catalogue/actions.ts'
import { kindsFor } from '#features/catalogue/model.ts'
import { queueWishMessage } from '#features/message/actions.ts'
import { lockVisit, mattersOf } from '#features/visit/actions.ts'
import type { Contact, Links, VisitKind } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type DayPart, deadlineOf, WISH_DAYS, type WishChannel, type WishTerms } from '../model/waitlist.ts'
import { UNCONFIRMED_LIMIT } from '../model.ts'
import { minutesFound } from '../store/precheck.ts'
import { lockList, writeLog } from '../store/waitlistLog.ts'
import {
  askedFor,
  beginWaiting,
  insertWish,
  liveWishOf,
  loadWish,
  type NewWish,
  type Wish,
  wishByLink,
  wishContact,
} from '../store/wish.ts'
import { oneAtATime } from '../store.ts'
import { askedAgain } from './change.ts'
import { lacksPhone } from './contact.ts'
import { digestOfTold } from './person.ts'
import { contactDigest, personInLine } from './personInLine.ts'
import { sitesOffering, type TimeQuestion } from './search.ts'
import { endWish } from './wishEnd.ts'
import { joinedFacts } from './wishFacts.ts'

/** What somebody asks of the list. Empty lists mean: any. */
export type WishRequest = {
  readonly matters: TimeQuestion['matters']
  readonly siteKeys: readonly string[]
  readonly weekdays: readonly number[]
  readonly parts: readonly DayPart[]
  /** First day that suits; today if earlier or missing. */
  readonly firstDay?: LocalDate | undefined
  readonly untilDay: LocalDate
  /** By service key: the day from which the legal deadline counts, where the catalogue knows one. */
  readonly statedDates: Readonly<Record<string, LocalDate>>
  readonly language: Language
  /** How the visit shall take place; on site where that is left open. */
  readonly kind?: VisitKind | undefined
}

/** `not_at_one_counter`: no counter of the wished sites can do all of it alone, and an offer is a single time. */
export type WishRefusal =
  | MatterRefusal
  | 'not_offered'
  | 'not_at_one_counter'
  | 'bad_days'
  | 'kind_not_offered'

/** `scarce`: one of the services asks for a birth date. */
type ReadTerms = WishTerms & Pick<Wish, 'matters' | 'kind'> & { readonly scarce: boolean }

/** Checks what is asked of the list against catalogue, sites and days. */
async function readTerms(
  tx: Tx,
  asked: Omit<WishRequest, 'language'>,
): Promise<Result<ReadTerms, WishRefusal>> {
  const read = await readMatters(tx, asked.matters)
  if (!read.ok) return read
  const { services, matters, minutes } = read.value
  const offering = await sitesOffering(
    tx,
    services.map(({ id }) => id),
  )
  const sites = offering.sites.filter(({ key }) => asked.siteKeys.includes(key))
  if (offering.sites.length === 0 || sites.length < new Set(asked.siteKeys).size) return fail('not_offered')
  const able = offering.atOneCounter.filter((site) => sites.length === 0 || sites.includes(site))
  if (able.length === 0) return fail(services.length > 1 ? 'not_at_one_counter' : 'not_offered')
  const settings = await getSettings(tx)
  const { timeZone } = settings
  const kind = asked.kind ?? 'on_site'
  if (kind !== 'on_site' && !kindsFor(services, settings).includes(kind)) return fail('kind_not_offered')
  const today = dayOf(tx.now, timeZone)
  const firstDay = asked.firstDay && asked.firstDay > today ? asked.firstDay : today
  const { untilDay } = asked
  if (untilDay < firstDay || untilDay > addDays(today, WISH_DAYS)) return fail('bad_days')
  return ok({
    scarce: services.some(({ scarce }) => scarce),
    kind,
    serviceIds: services.map(({ id }) => id),
    matters: matters.map(({ service, people }) => ({ serviceId: service.id, people })),
    minutes,
    siteIds: sites.map(({ id }) => id),
    weekdays: [...new Set(asked.weekdays)].toSorted(),
    parts: [...new Set(asked.parts)],
    firstDay,
    untilDay,
    before: null,
    deadlineOn: deadlineOf(
      services.map(({ key, deadline }) => ({
        deadlineDays: deadline?.days ?? null,
        statedOn: asked.statedDates[key] ?? null,
      })),
    ),
  })
}

function newWish(
  tx: Tx,
  links: Links,
  terms: ReadTerms,
  more: Pick<NewWish, 'state' | 'channel' | 'language' | 'visitId' | 'person'>,
): NewWish {
  const id = newId<'wish'>(tx.now)
  const linkHash = links.digestOf(links.tokenOf(tx.authority.key, id, 1))
  return { ...terms, ...more, id, queuedAt: tx.now, linkHash }
}

/**
 * Somebody asks for a place on the list. It counts once the link in the mail has been pressed.
 * `too_many_open`: this address has enough mails whose links nobody has pressed.
 */
export async function askForWish(
  tx: Tx,
  links: Links,
  asked: WishRequest &
    Omit<Contact, 'phone'> & {
      readonly email: string
      /** For those who want to be called. */
      readonly phone?: string | null
      /** The digest of name and birth date, where a scarce service asks for it. */
      readonly birth?: Buffer | null
    },
): Promise<
  Result<{ readonly id: Id<'wish'> }, WishRefusal | 'no_birth_date' | 'phone_missing' | 'too_many_open'>
> {
  const terms = await readTerms(tx, asked)
  if (!terms.ok) return terms
  const { name, companions = [], email, language, birth = null } = asked
  if (terms.value.scarce && !birth) return fail('no_birth_date')
  const contact = { name, companions, email, phone: asked.phone ?? null }
  if (lacksPhone(terms.value, contact)) return fail('phone_missing')
  const person = contactDigest(tx, links, contact) ?? impossible('an address is a key')
  await oneAtATime(tx, `asked ${person.toString('hex')}`)
  if ((await askedFor(tx, person)) >= UNCONFIRMED_LIMIT) return fail('too_many_open')
  const wish = newWish(tx, links, terms.value, {
    state: 'asked',
    channel: 'online',
    language,
    visitId: null,
    person,
  })
  await insertWish(tx, wish, contact, terms.value.scarce ? birth : null)
  const mail = { wishId: wish.id, kind: 'wish_confirm', language, channel: 'mail' } as const
  await queueWishMessage(tx, { ...mail, recipient: email })
  return ok({ id: wish.id })
}

/**
 * The link in the mail was pressed: the wish joins the line. An earlier wish of the same person is replaced; for the
 * same matters it hands its place on, so that a wish can be changed. Pressed twice it stays. `too_many_names`: with
 * this contact as many others wait as may online; the wish can still be confirmed when one of them has left.
 */
export async function confirmWish(
  tx: Tx,
  links: Links,
  wishId: Id<'wish'>,
): Promise<Result<null, 'wish_over' | 'too_many_names'>> {
  await lockList(tx)
  const wish = await loadWish(tx, wishId)
  if (wish?.state === 'waiting') return ok(null)
  if (wish?.state !== 'asked') return fail('wish_over')
  const contact = (await wishContact(tx, wishId)) ?? impossible('a wish without contact')
  return join(tx, links, wish, contact)
}

async function join(
  tx: Tx,
  links: Links,
  wish: Wish,
  contact: Contact,
): Promise<Result<null, 'wish_over' | 'too_many_names'>> {
  const joining = await personInLine(tx, links, contact, wish.channel)
  if (!joining) return fail('too_many_names')
  const { person, earlier } = joining
  if (earlier) await endWish(tx, earlier, 'replaced')
  const inherits = earlier && sameMatters(earlier, wish)
  const place = inherits
    ? { queuedAt: earlier.queuedAt, refusals: earlier.refusals }
    : { queuedAt: tx.now, refusals: 0 }
  if (!(await beginWaiting(tx, wish.id, { ...place, person }))) return fail('wish_over')
  await writeLog(tx, { event: 'joined', wishId: wish.id, facts: joinedFacts({ ...wish, ...place }) })
  return ok(null)
}

function sameMatters(a: Wish, b: Wish): boolean {
  const written = (wish: Wish) =>
    wish.matters
      .map(({ serviceId, people }) => `${serviceId} ${people}`)
      .toSorted()
      .join()
  return a.visitId === b.visitId && written(a) === written(b)
}

/** Staff sets somebody on the list who calls or stands at the desk: it counts at once. */
export async function addWishForCaller(
  tx: Tx,
  links: Links,
  asked: WishRequest & {
    readonly channel: Exclude<WishChannel, 'online'>
    readonly contact: Contact
    readonly birthDate?: LocalDate | undefined
  },
): Promise<Result<{ readonly id: Id<'wish'> }, WishRefusal | 'no_birth_date' | 'phone_missing'>> {
  const terms = await readTerms(tx, asked)
  if (!terms.ok) return terms
  const { channel, contact, language } = asked
  const birth = terms.value.scarce ? await digestOfTold(tx, links, contact.name, asked.birthDate) : null
  if (terms.value.scarce && !birth) return fail('no_birth_date')
  if (lacksPhone(terms.value, contact)) return fail('phone_missing')
  const person = contactDigest(tx, links, contact)
  await lockList(tx)
  const wish = newWish(tx, links, terms.value, { state: 'asked', channel, language, visitId: null, person })
  await insertWish(tx, wish, contact, birth)
  const written = (await loadWish(tx, wish.id)) ?? impossible('a wish was just written')
  const joined = await join(tx, links, written, contact)
  if (!joined.ok) impossible('staff sets everybody on the list')
  return ok({ id: wish.id })
}

/**
 * A booking shall become earlier. Its link has proven whose it is, so the wish counts at once; asked again, it
 * replaces the one before and keeps its place. `not_at_one_counter`: also for one of two linked visits.
 */
export async function wishEarlier(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  asked: Pick<WishRequest, 'siteKeys' | 'weekdays' | 'parts'>,
): Promise<Result<{ readonly id: Id<'wish'> }, WishRefusal | 'not_booked'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'booked' || visit.appointmentAt === null) return fail('not_booked')
  if (visit.linked) return fail('not_at_one_counter')
  const matters = await askedAgain(tx, (await mattersOf(tx, [visitId])).get(visitId) ?? [])
  const terms = await readTerms(tx, { ...asked, matters, untilDay: visit.day, statedDates: {} })
  if (!terms.ok) return terms
  // What was found in the papers holds wherever the visit goes.
  const minutes = (await minutesFound(tx, visitId)) ?? visit.minutes
  await lockList(tx)
  const earlier = await liveWishOf(tx, { visitId })
  const wish = newWish(
    tx,
    links,
    { ...terms.value, kind: visit.kind, minutes, before: visit.appointmentAt },
    { state: 'asked', channel: 'online', language: visit.language, visitId, person: null },
  )
  await insertWish(tx, wish, null, null)
  if (earlier) await endWish(tx, earlier, 'replaced')
  const place = { queuedAt: earlier?.queuedAt ?? tx.now, refusals: earlier?.refusals ?? 0 }
  await beginWaiting(tx, wish.id, { ...place, person: null })
  await writeLog(tx, {
    event: 'joined',
    wishId: wish.id,
    facts: joinedFacts({ ...wish, serviceIds: terms.value.serviceIds, ...place }),
  })
  return ok({ id: wish.id })
}

/** Leaves the list, by the link or through staff. Pressed twice it is left. */
export async function leaveList(
  tx: Tx,
  wishId: Id<'wish'>,
  why: 'left' | 'removed',
): Promise<Result<null, 'wish_over'>> {
  await lockList(tx)
  const wish = await loadWish(tx, wishId)
  if (!wish || (wish.state === 'ended' && wish.whyEnded === 'accepted')) return fail('wish_over')
  if (wish.state !== 'ended') await endWish(tx, wish, why)
  return ok(null)
}

/** The wish behind a link; undefined for a token that opens nothing. */
export function linkedWish(tx: Tx, links: Links, token: string): Promise<Wish | undefined> {
  return wishByLink(tx, links.digestOf(token))
}

/** Does this booking want to become earlier already? */
export async function earlierWishOf(tx: Tx, visitId: Id<'visit'>): Promise<Wish | undefined> {
  return liveWishOf(tx, { visitId })
}
