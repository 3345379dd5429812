import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalTime, MINUTE } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'

/** What stands in a hall and belongs to one site. An agent is a program on a terminal that owns its printer. */
export const DEVICE_KINDS = ['display', 'kiosk', 'agent'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/** Devices that are pages in a browser. */
export const PAGE_KINDS = ['display', 'kiosk'] as const satisfies readonly DeviceKind[]
export type PageKind = (typeof PAGE_KINDS)[number]

/** What an agent says of its printer. */
export const PRINTER_STATES = [
  'ready',
  'paper_low',
  'no_paper',
  'cover_open',
  'error',
  'unreachable',
] as const
export type PrinterState = (typeof PRINTER_STATES)[number]

/** A printer as it is known now: what its agent said last, or that the agent says nothing any more. */
export type PrinterNow = {
  readonly state: PrinterState | 'agent_silent'
  readonly since: Instant
}

/** An agent speaks every 20 seconds; after so long without a word nothing is sent to it. */
export const AGENT_SILENT_AFTER = MINUTE

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

/** What a screen shows while nobody is called: the calls so far, or what the house has to say. */
export const DISPLAY_CONTENTS = ['calls', 'house'] as const
export type DisplayContent = (typeof DISPLAY_CONTENTS)[number]

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
  /** What it shows while nobody is called. */
  readonly shows: DisplayContent
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
  /** Where a kiosk stands: its key in the drawn house; null where nobody has said. */
  readonly standsAt: string | null
  /** The kiosk for which an agent prints; null: for all kiosks of its site that have no agent of their own. */
  readonly kioskId: Id<'device'> | null
  /** What an agent said last of its printer; null before its first word, and for other devices. */
  readonly printer: { readonly state: PrinterState; readonly since: Instant } | null
}

/** The printer of an agent as far as it is known; null for other devices and before an agent's first word. */
export function printerNow({ printer, seenAt }: Device, now: Instant): PrinterNow | null {
  if (printer === null) return null
  return now - seenAt > AGENT_SILENT_AFTER ? { state: 'agent_silent', since: seenAt } : printer
}

/** Does a printer print in this state? */
export function prints(state: PrinterNow['state'] | undefined): boolean {
  return state === 'ready' || state === 'paper_low'
}

/** The agent that prints for a kiosk of a site: its own, else one for all, the first that can print. */
export function agentFor(
  devices: readonly Device[],
  siteId: Id<'site'>,
  kioskId: Id<'device'> | undefined,
  now: Instant,
): Device | undefined {
  const agents = devices.filter((each) => each.kind === 'agent' && each.siteId === siteId)
  const own = kioskId === undefined ? [] : agents.filter((each) => each.kioskId === kioskId)
  const fitting = own.length > 0 ? own : agents.filter((each) => each.kioskId === null)
  return fitting.find((each) => prints(printerNow(each, now)?.state)) ?? fitting[0]
}

/**
 * The agents whose scanners read for a kiosk: those that are set up for it. What a scanner reads opens visits, so one
 * that is set up for the whole site reads only where no page but the right one can ask: for the one paired kiosk of its
 * site, or in a demo, whose codes are nobody's.
 */
export function scannersFor(
  devices: readonly Device[],
  siteId: Id<'site'>,
  kioskId: Id<'device'> | undefined,
  isDemo: boolean,
): readonly Device[] {
  const here = devices.filter((each) => each.siteId === siteId)
  const agents = here.filter(({ kind }) => kind === 'agent')
  const own = kioskId === undefined ? [] : agents.filter((each) => each.kioskId === kioskId)
  if (own.length > 0) return own
  const kiosks = here.filter(({ kind }) => kind === 'kiosk')
  const isOnlyOne = kioskId !== undefined && kiosks.length === 1
  return isOnlyOne || (isDemo && kiosks.length === 0) ? agents.filter((each) => each.kioskId === null) : []
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
const KIOSK_ROUTES = /^(\/kiosk(\/|$)|\/api\/sites\/:site\/(check-in|tickets|print-jobs|scans)(\/|$))/

/** Which kind of device a route is for; undefined for all others. */
export function deviceOfRoute(route: string): PageKind | undefined {
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
