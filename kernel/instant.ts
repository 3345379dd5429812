declare const instantBrand: unique symbol
declare const dayBrand: unique symbol
declare const timeBrand: unique symbol

/** A point in time: whole milliseconds since 1970-01-01T00:00Z. No zone; wall time is derived with a site's zone. */
export type Instant = number & { readonly [instantBrand]: true }

/** A calendar day without zone, written YYYY-MM-DD. */
export type LocalDate = string & { readonly [dayBrand]: true }

/** A wall time, written HH:MM (00:00 to 24:00), in the zone of the site it belongs to. */
export type LocalTime = string & { readonly [timeBrand]: true }

/** The only way to learn what time it is. Tests and demo cities bring their own. */
export type Clock = { readonly now: () => Instant }

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Reads milliseconds since the epoch as an instant; fractions are cut. Throws on values that are no time. */
export function instant(milliseconds: number): Instant {
  if (!Number.isFinite(milliseconds)) throw new RangeError(`not an instant: ${milliseconds}`)
  return Math.trunc(milliseconds) as Instant
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/**
 * Is this text an instant that can be worked with: one that parseInstant reads, before the year 9999? (The last days
 * of that year lie in the year 10000 somewhere, which no day written YYYY-MM-DD can name.)
 */
export function isInstantText(text: string): boolean {
  return INSTANT.test(text) && !text.startsWith('9999') && Number.isFinite(Date.parse(text))
}

/** Reads an ISO 8601 text with zone or offset, e.g. 2026-11-23T08:00:00Z. Throws on anything else. */
export function parseInstant(text: string): Instant {
  if (!INSTANT.test(text)) throw new RangeError(`not an instant: ${text}`)
  return instant(Date.parse(text))
}

/** Writes an instant as ISO 8601 in UTC, e.g. 2026-11-23T08:00:00.000Z. */
export function isoInstant(at: Instant): string {
  return new Date(at).toISOString()
}

/** The instant that lies the given milliseconds later (or earlier, if negative). */
export function plus(at: Instant, milliseconds: number): Instant {
  return instant(at + milliseconds)
}

/** Reads YYYY-MM-DD as a day. Throws if no such day exists. */
export function localDate(text: string): LocalDate {
  const valid = /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
  if (!valid) throw new RangeError(`not a day: ${text}`)
  return text as LocalDate
}

/** Reads HH:MM (00:00 to 24:00) as a wall time. Throws on anything else. */
export function localTime(text: string): LocalTime {
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)) throw new RangeError(`not a wall time: ${text}`)
  return text as LocalTime
}
