import { findSite, getSettings } from '#features/authority/actions.ts'
import type { Settings, Site } from '#features/authority/model.ts'
import {
  listEveryService,
  type MatterRefusal,
  matchStanding,
  readMatters,
} from '#features/catalogue/actions.ts'
import { type Service, ticketPrefixOf } from '#features/catalogue/model.ts'
import type { NewVisit } from '#features/visit/actions.ts'
import type { Channel, Links, Matter, VisitKind } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { randomCode } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { TodayStop } from '../model/today.ts'
import { sitesOffering, type TimeQuestion } from './search.ts'

/** Which time is wanted, for what, and through whom. */
export type HoldRequest = {
  readonly matters: TimeQuestion['matters']
  readonly siteKey: string
  readonly startsAt: Instant
  /** When the second of two linked visits begins, where no single place can do all; as early as it can if missing. */
  readonly secondAt?: Instant | undefined
  readonly language: Language
  readonly channel: Channel
  /** The browser that fills in the form; null when staff books in one step. */
  readonly browser: string | null
  /** Its person has chosen to book anew with the papers of a visit that came to nothing. */
  readonly goesOn?: boolean | undefined
}

export type HoldRefusal =
  | MatterRefusal
  | 'unknown_site'
  | 'not_offered'
  | 'time_past'
  | 'beyond_horizon'
  | 'time_taken'
  | TodayStop

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
  wish: Pick<HoldRequest, 'matters' | 'siteKey' | 'startsAt'> & Pick<TimeQuestion, 'standing'>,
): Promise<Result<Wanted, Exclude<HoldRefusal, 'time_taken' | TodayStop>>> {
  const asked = wish.standing
    ? matchStanding(await listEveryService(tx), wish.matters)
    : await readMatters(tx, wish.matters)
  if (!asked.ok) return asked
  const { services, minutes } = asked.value
  const site = await findSite(tx, wish.siteKey)
  if (!site) return fail('unknown_site')
  const offering = await sitesOffering(
    tx,
    services.map((service) => service.id),
  )
  if (!offering.sites.some((each) => each.id === site.id)) return fail('not_offered')
  const settings = await getSettings(tx)
  if (wish.startsAt < plus(tx.now, settings.bookingLeadMinutes * MINUTE)) return fail('time_past')
  const horizon = addDays(dayOf(tx.now, site.timeZone), settings.horizonDays)
  if (dayOf(wish.startsAt, site.timeZone) > horizon) return fail('beyond_horizon')
  const matters = asked.value.matters.map(({ service, ...matter }) => ({ serviceId: service.id, ...matter }))
  return ok({ settings, site, services, matters, minutes })
}

/** A booking number that nobody can guess. */
export function newBookingNumber(): string {
  return randomCode(BOOKING_NUMBER_LENGTH)
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
    bookingNumber: newBookingNumber(),
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
