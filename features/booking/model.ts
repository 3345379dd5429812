import { instantOfCell, type Place, startsOf } from '#features/capacity/model.ts'
import { plainNumber } from '#features/visit/model/phone.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'

export { EMAIL_LIMIT, readEmail } from '#features/message/model/address.ts'

/** The settings of an authority that decide how long a time is kept. Minutes. */
export type HoldSettings = {
  readonly holdMinutes: number
  readonly holdLimitMinutes: number
  readonly confirmMinutes: number
  readonly confirmBeforeMinutes: number
  readonly confirmLeastMinutes: number
}

/** Until when a time is held while the form is filled in. */
export function holdUntil(now: Instant, settings: HoldSettings): Instant {
  return plus(now, settings.holdMinutes * MINUTE)
}

/** The end of a hold after one more press; `limit_reached` if it cannot become later. */
export function extendedUntil(
  now: Instant,
  started: Instant,
  until: Instant,
  settings: HoldSettings,
): Result<Instant, 'limit_reached'> {
  const limit = plus(started, settings.holdLimitMinutes * MINUTE)
  const wanted = Math.min(holdUntil(now, settings), limit) as Instant
  return wanted > until ? ok(wanted) : fail('limit_reached')
}

/**
 * Until when the link in the mail can be pressed: some time from now, at most until two hours before the visit,
 * but at least ten minutes (all settings), and never past the visit itself.
 */
export function confirmUntil(now: Instant, appointmentAt: Instant, settings: HoldSettings): Instant {
  const latest = plus(appointmentAt, -settings.confirmBeforeMinutes * MINUTE)
  const regular = Math.min(plus(now, settings.confirmMinutes * MINUTE), latest)
  const least = plus(now, settings.confirmLeastMinutes * MINUTE)
  return Math.min(Math.max(regular, least), Math.max(appointmentAt, now)) as Instant
}

/** So many times at most wait for the links of mails to one address, so that nobody's mailbox is flooded. */
export const UNCONFIRMED_LIMIT = 5

/** A name as typed, with white space and characters that hide or reorder text taken out. */
export function cleanName(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

export const NAME_LIMIT = 120
export const PHONE_LIMIT = 40
/** So many people more than the one who books can come to one visit. */
export const COMPANIONS_LIMIT = 11

/** Reads a telephone number of six characters or more: digits with the usual separators, in plain characters; undefined for anything else. */
export function readPhone(text: string): string | undefined {
  const number = plainNumber(text)
  return /^[+(]{0,2}[0-9][0-9 ()/.-]{5,37}$/.test(number) ? number : undefined
}

/** A time that could be booked: site, start, and how many minutes. */
export type FreeTime = {
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly startsAt: Instant
  readonly cell: number
  /** What no single place can do goes on here: the second of two linked visits. */
  readonly second?: SecondTime
}

/** When the second of two linked visits begins, and what it is for. */
export type SecondTime = { readonly startsAt: Instant; readonly services: readonly Id<'service'>[] }

/**
 * Every time at which some place of a site has the cells free, once each, earliest first, then by site, so that
 * the same question has the same answer.
 */
export function freeTimes(
  places: readonly Place[],
  sites: readonly { readonly id: Id<'site'>; readonly timeZone: string }[],
  minutes: number,
  services: readonly Id<'service'>[],
  notBefore: Instant,
): FreeTime[] {
  const zones = new Map(sites.map((site) => [site.id, site.timeZone]))
  const times = new Map<string, FreeTime>()
  for (const place of places) {
    const zone = zones.get(place.siteId)
    if (zone === undefined) continue
    for (const cell of startsOf(place, minutes, services)) {
      const key = `${place.siteId} ${place.day} ${cell}`
      if (times.has(key)) continue
      const startsAt = instantOfCell(place.day, cell, zone)
      if (startsAt >= notBefore) times.set(key, { siteId: place.siteId, day: place.day, startsAt, cell })
    }
  }
  return [...times.values()].sort((a, b) => a.startsAt - b.startsAt || (a.siteId < b.siteId ? -1 : 1))
}

/** A booking number as people read it: in two groups. */
export function writeBookingNumber(number: string): string {
  return `${number.slice(0, 4)} ${number.slice(4)}`.trim()
}

/** Reads matters as an address carries them: service keys with people, e.g. identity-card:2,registration:1. */
export function readMattersText(text: string): { serviceKey: string; people: number }[] {
  return text.split(',').flatMap((part) => {
    const [serviceKey, people] = part.split(':')
    return serviceKey ? [{ serviceKey, people: Math.max(1, Number(people) || 1) }] : []
  })
}
