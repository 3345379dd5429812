import type { ClosureTexts, SettingContact, SettingTexts, UnitTexts } from '#db/json.ts'
import type { ReminderChannel } from '#features/visit/model/reminder.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, instant, type LocalDate, type LocalTime } from '#kernel/instant.ts'
import type { SpokenLanguage } from '#kernel/language.ts'
import { addDays, dayOf, instantOf, timeOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Addresses, SiteAddress } from './model/relocation.ts'

/** Kinds of sites: a house, a house for a while, or a stop of the mobile team on certain days. */
export const SITE_KINDS = ['permanent', 'temporary', 'mobile'] as const
export type SiteKind = (typeof SITE_KINDS)[number]

/** The one row of settings. All lengths are minutes unless the name says days. */
export type Settings = {
  readonly texts: SettingTexts
  readonly timeZone: string
  readonly region: string
  readonly senderName: string
  readonly senderAddress: string
  readonly contact: SettingContact
  readonly holdMinutes: number
  readonly holdLimitMinutes: number
  readonly confirmMinutes: number
  readonly confirmBeforeMinutes: number
  readonly confirmLeastMinutes: number
  readonly horizonDays: number
  readonly bookingLeadMinutes: number
  readonly earlyMinutes: number
  readonly lateMinutes: number
  readonly appointmentCreditMinutes: number
  readonly creditCeilingMinutes: number
  /** Of newly released capacity this share goes to the waitlist. Percent. */
  readonly waitlistPercent: number
  /** Of each hour this share is for people without appointment, unless a site has its own. Percent. */
  readonly walkInPercent: number
  /** Of what may be booked this share is kept for telephone and desk until 24 hours before. Percent. */
  readonly callerPercent: number
  /** Of what may be booked this share is released only so many days before. Percent. */
  readonly shortTermPercent: number
  readonly shortTermDays: number
  /** Do citizens still book for the day that has begun? */
  readonly onlineToday: boolean
  /** Between these wall times a new day becomes bookable, once a day; null: as soon as the horizon reaches it. */
  readonly releaseOpens: LocalTime | null
  readonly releaseCloses: LocalTime | null
  /** The longest time that a counter is worked in a day, breaks not counted. */
  readonly longestDayMinutes: number
  /** Staff agreement: the planned minutes must be enough in so many of a hundred cases. */
  readonly coveredPercent: number
  /** So many open bookings of one family of services a person may have. */
  readonly openBookingsLimit: number
  /** For so many people by name may one contact have open bookings. */
  readonly namesLimit: number
  /** So often may a booking be moved by its link. */
  readonly movesLimit: number
  /** So many days after a visit its link still says what was settled. */
  readonly linkDays: number
  /** So many hours before a visit people are reminded of it, unless a service has its own; the earliest first. */
  readonly reminderHours: readonly number[]
  /** Through what, unless a service has its own. */
  readonly reminderChannels: readonly ReminderChannel[]
  /** From whom SMS come; null where the city sends none. */
  readonly smsSender: string | null
  /** Papers that nothing looks for viruses in: they wait, or are flattened and marked as unchecked. */
  readonly papersUnscanned: Unscanned
  /** Where video visits take place, with {room} in it; null where there are none. */
  readonly videoLink: string | null
  /** How long a contact gets no other time online after one that ran out unconfirmed. */
  readonly unconfirmedPauseMinutes: number
  /** Hashes that a proof of work needs at most on a quiet day, and when many ask at once. */
  readonly proofFloor: number
  readonly proofCeiling: number
}

/** What may happen to papers where no scanner for viruses is set up. */
export const UNSCANNED = ['wait', 'mark'] as const
export type Unscanned = (typeof UNSCANNED)[number]

/** How the city shares its time and releases it; a part of its settings. */
export type SharingSettings = Pick<
  Settings,
  | 'walkInPercent'
  | 'callerPercent'
  | 'shortTermPercent'
  | 'shortTermDays'
  | 'waitlistPercent'
  | 'onlineToday'
  | 'horizonDays'
  | 'coveredPercent'
  | 'longestDayMinutes'
  | 'releaseOpens'
  | 'releaseCloses'
>

/** A department or group. */
export type Unit = { readonly id: Id<'unit'>; readonly key: string; readonly texts: UnitTexts }

/** Hours of one weekday (1 Monday to 7 Sunday), wall time of the site. */
export type OpeningHours = {
  readonly weekday: number
  readonly opens: LocalTime
  readonly closes: LocalTime
}

/** An address in one line; no line ends between postcode and town: "Markt 1, 59980 Neuwalden". */
export function addressLine({
  street,
  postcode,
  town,
}: {
  readonly street: string
  readonly postcode: string
  readonly town: string
}): string {
  return `${street}, ${postcode}\u00a0${town}`
}

/** A place with hours to which citizens come, at the address that it has today (siteOn for any other day). */
export type Site = SiteAddress & {
  readonly id: Id<'site'>
  readonly key: string
  readonly unitKey: string
  readonly kind: SiteKind
  /** Languages spoken there; German is one of them. */
  readonly languages: readonly SpokenLanguage[]
  readonly timeZone: string
  readonly hours: readonly OpeningHours[]
  /** Where it was, is and will be. */
  readonly addresses: Addresses
  /** Hours of single dates from the day before yesterday on, instead of those of their weekdays; a mobile site has none. */
  readonly specialHours?: readonly SpecialHours[]
  /** The days on which the mobile team is there, in order; only a site of the kind `mobile` has any. */
  readonly stops?: readonly SiteStop[]
}

/** Hours of one date, wall time of the site: a long evening, a Saturday before elections. */
export type SpecialHours = { readonly day: LocalDate; readonly opens: LocalTime; readonly closes: LocalTime }

/** A day on which the mobile team serves a site, wall time of the site. */
export type SiteStop = { readonly day: LocalDate; readonly opens: LocalTime; readonly closes: LocalTime }

/** A postcode with a district of it and its middle, from which distances are measured. */
export type Locality = {
  readonly postcode: string
  readonly district: string
  readonly latitude: number
  readonly longitude: number
}

/** Days, both included, on which a site is closed, or some hours of them; without a site all are. */
export type Closure = {
  /** Null for a public holiday, which the region's law gives. */
  readonly id: Id<'closure'> | null
  readonly siteId: Id<'site'> | null
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly texts: ClosureTexts
  /** Closed only between these two wall times of each day; without them, or null, all day. */
  readonly starts?: LocalTime | null
  readonly ends?: LocalTime | null
}

/** From one instant to another, the second not included. */
export type Span = { readonly opens: Instant; readonly closes: Instant }

/** What the questions about hours need of a site. */
export type Hours = Pick<Site, 'id' | 'timeZone' | 'hours' | 'specialHours' | 'stops'>

/** How far ahead nextOpening() looks. */
const LOOK_AHEAD_DAYS = 100

/** The closure that keeps a site shut on a whole day, if any. */
export function closureOn(
  site: Pick<Site, 'id'>,
  closures: readonly Closure[],
  day: LocalDate,
): Closure | undefined {
  return closuresOn(site, closures, day).find(({ starts }) => !starts)
}

/** The closure that keeps a site shut at an instant, if any: all day, or in these hours of it. */
export function closureAt(
  site: Pick<Hours, 'id' | 'timeZone'>,
  closures: readonly Closure[],
  now: Instant,
): Closure | undefined {
  const day = dayOf(now, site.timeZone)
  const time = timeOf(now, site.timeZone)
  const isNow = ({ starts, ends }: Closure) => !!starts && !!ends && starts <= time && time < ends
  return closureOn(site, closures, day) ?? closuresOn(site, closures, day).find(isNow)
}

/** The closures of a site on a day, of all of it or of some hours. */
export function closuresOn(
  site: Pick<Site, 'id'>,
  closures: readonly Closure[],
  day: LocalDate,
): readonly Closure[] {
  return closures.filter(
    ({ siteId, firstDay, lastDay }) =>
      (siteId === null || siteId === site.id) && firstDay <= day && day <= lastDay,
  )
}

/** What is left of spans when a site closes between two instants of them. */
function outside(spans: readonly Span[], shut: Span): Span[] {
  return spans.flatMap(({ opens, closes }) =>
    [
      { opens, closes: instant(Math.min(shut.opens, closes)) },
      { opens: instant(Math.max(shut.closes, opens)), closes },
    ].filter((part) => part.opens < part.closes),
  )
}

/**
 * The spans in which a site is open on a day, in order and without overlap. Hours are wall time of the site,
 * so a span that a clock change runs through is an hour longer or shorter. Empty on closed days.
 */
export function openSpans(site: Hours, closures: readonly Closure[], day: LocalDate): readonly Span[] {
  if (closureOn(site, closures, day)) return []
  const spans = wallHoursOn(site, day).map(({ opens, closes }) => ({
    opens: instantOf(day, opens, site.timeZone),
    closes: instantOf(day, closes, site.timeZone),
  }))
  return closuresOn(site, closures, day).reduce<readonly Span[]>((open, { starts, ends }) => {
    if (!starts || !ends) return open
    const shut = { opens: instantOf(day, starts, site.timeZone), closes: instantOf(day, ends, site.timeZone) }
    return outside(open, shut)
  }, join(spans))
}

/**
 * The hours of a day as they stand in the plan, closures not counted: those of the date, else those of its weekday; and
 * those of a stop.
 */
export function wallHoursOn(
  { hours, specialHours = [], stops = [] }: Pick<Hours, 'hours' | 'specialHours' | 'stops'>,
  day: LocalDate,
): readonly { readonly opens: LocalTime; readonly closes: LocalTime }[] {
  const weekday = weekdayOf(day)
  const special = specialHours.filter((one) => one.day === day)
  const own = special.length > 0 ? special : hours.filter((one) => one.weekday === weekday)
  return [...own, ...stops.filter((stop) => stop.day === day)]
}

/** Hours of single dates that are not over, in order. */
export function specialHoursAhead(
  site: Pick<Site, 'specialHours' | 'timeZone'>,
  now: Instant,
): readonly SpecialHours[] {
  const today = dayOf(now, site.timeZone)
  return (site.specialHours ?? []).filter(({ day }) => day >= today)
}

/** The hour that spring skips can turn spans around or push them into each other. */
function join(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = []
  for (const span of spans.filter((one) => one.opens < one.closes).sort((a, b) => a.opens - b.opens)) {
    const last = joined.at(-1)
    if (last === undefined || last.closes < span.opens) joined.push(span)
    else if (last.closes < span.closes) joined[joined.length - 1] = { ...last, closes: span.closes }
  }
  return joined
}

/** When the site closes that is open at this instant; undefined when it is closed. */
export function closesAt(site: Hours, closures: readonly Closure[], now: Instant): Instant | undefined {
  const spans = openSpans(site, closures, dayOf(now, site.timeZone))
  return spans.find(({ opens, closes }) => opens <= now && now < closes)?.closes
}

/** Is the site open at this instant? */
export function isOpenAt(site: Hours, closures: readonly Closure[], now: Instant): boolean {
  return closesAt(site, closures, now) !== undefined
}

/** When the site opens next, at this instant or later; undefined when it does not within 100 days. */
export function nextOpening(site: Hours, closures: readonly Closure[], from: Instant): Instant | undefined {
  if (site.hours.length === 0 && !site.specialHours?.length && !site.stops?.length) return undefined
  const today = dayOf(from, site.timeZone)
  for (let days = 0; days < LOOK_AHEAD_DAYS; days++) {
    const spans = openSpans(site, closures, addDays(today, days))
    const next = spans.find(({ opens }) => opens >= from)
    if (next) return next.opens
  }
  return undefined
}

/** The stops of a mobile site that are not over, in order. */
export function stopsAhead(site: Pick<Site, 'stops' | 'timeZone'>, now: Instant): readonly SiteStop[] {
  return (site.stops ?? []).filter(({ day, closes }) => instantOf(day, closes, site.timeZone) > now)
}

/** Can people come to this site at all? To a mobile one only while a stop is to come. */
export function isServed(site: Pick<Site, 'kind' | 'stops' | 'timeZone'>, now: Instant): boolean {
  if (site.kind !== 'mobile') return true
  // Asked by every search: the last stop says it all.
  const last = site.stops?.at(-1)
  return last !== undefined && instantOf(last.day, last.closes, site.timeZone) > now
}
