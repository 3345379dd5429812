import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalTime, MINUTE } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'

/** What stands in a hall and belongs to one site. */
export const DEVICE_KINDS = ['display', 'kiosk'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/** The device's secret lies in this cookie; the database has only its digest. */
export const DEVICE_COOKIE = 'dran_device'

/** As long as browsers keep a cookie at most; every look at the page of a display begins it anew. Seconds. */
export const COOKIE_SECONDS = 400 * 24 * 60 * 60

/** A code is typed within this time; then the device shows another one. */
export const CODE_LASTS = 10 * MINUTE

/** Letters and digits of a code. */
export const CODE_LENGTH = 6

/** More devices than that wait for nobody: the one that waited longest shows a new code. */
export const MOST_WAITING = 200

/** `seenAt` is written at most so often. */
export const SEEN_EVERY = MINUTE

/** A device asks at least once a minute; after so long without a word it is off or cut off. */
export const OFFLINE_AFTER = 3 * MINUTE

/** What a display says, how loud, and how it is noticed. */
export type DisplaySettings = {
  readonly language: Language
  /** Smaller beside the first one; null for one language only. */
  readonly secondLanguage: Language | null
  /** Of chime and speech, 0 to 100. */
  readonly volume: number
  /** No sound between these times of the site's day; both or none, and they may span midnight. */
  readonly quietFrom: LocalTime | null
  readonly quietUntil: LocalTime | null
  /** Speaks number and counter after the chime. */
  readonly speaks: boolean
  /** Flashes the whole screen at a call, for people who do not hear it. */
  readonly flashes: boolean
}

/** A device that belongs to a site. */
export type Device = {
  readonly id: Id<'device'>
  readonly kind: DeviceKind
  readonly siteId: Id<'site'>
  readonly name: string
  readonly pairedAt: Instant
  readonly seenAt: Instant
  readonly settings: DisplaySettings
}

/** Since when a device is offline; null while it is heard of. */
export function offlineSince(seenAt: Instant, now: Instant): Instant | null {
  return now - seenAt > OFFLINE_AFTER ? seenAt : null
}

/** The code that somebody means who typed small letters, blanks or hyphens; undefined for a text that cannot be one. */
export function readCode(typed: string): string | undefined {
  const code = typed.replace(/[\s-]/g, '').toUpperCase()
  return /^[0-9A-Z]{6}$/.test(code) ? code : undefined
}

/** A code as it is shown, easy to read aloud: two groups of three. */
export function shownCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`
}

/** What a request asks for, as far as it is a device's matter. */
const DISPLAY_ROUTES = /^(\/display|\/api\/sites\/:site\/display)(\/|$)/
const KIOSK_ROUTES = /^(\/kiosk(\/|$)|\/api\/sites\/:site\/(check-in|tickets)$)/

/** Which kind of device a route is for; undefined for all others. */
export function deviceOfRoute(route: string): DeviceKind | undefined {
  if (DISPLAY_ROUTES.test(route)) return 'display'
  return KIOSK_ROUTES.test(route) ? 'kiosk' : undefined
}

/** What is known of whoever asks for a device's route. */
export type Admission = {
  readonly required: boolean
  /** Undefined for a browser that is paired with nothing. */
  readonly device: Pick<Device, 'kind' | 'siteId'> | undefined
}

/**
 * May this browser have what is meant for a device of this kind? `siteId` is null where the route names no site. Where
 * pairing is required, only a device that belongs to this very site.
 */
export function isAdmitted(
  { required, device }: Admission,
  kind: DeviceKind,
  siteId: Id<'site'> | null,
): boolean {
  if (!required) return true
  return device !== undefined && device.kind === kind && siteId !== null && device.siteId === siteId
}
