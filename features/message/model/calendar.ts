import ical, { ICalCalendarMethod, ICalEventClass, ICalEventStatus } from 'ical-generator'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { domainOf, oneLine, plainSpaces } from './address.ts'

/** A visit as an entry in somebody's calendar. */
export type CalendarEntry = {
  /** The same for ever: a newer file with it replaces the older entry. */
  readonly uid: string
  /** Grows with every change, also with the one that cancels. */
  readonly sequence: number
  /** When this file is made. */
  readonly stamp: Instant
  readonly start: Instant
  readonly minutes: number
  readonly title: string
  readonly place: string
  readonly text: string
  readonly url: string
  readonly organizer: { readonly name: string; readonly email: string }
  readonly cancelled?: boolean
}

/**
 * An iCalendar file (RFC 5545, RFC 5546) with one entry. Times are UTC, which needs no table of zones and is right
 * on every day of a clock change. The method is PUBLISH and never REQUEST: nobody shall be asked to answer the city.
 * CANCEL takes an entry away.
 */
export function calendarFile(entry: CalendarEntry): string {
  const cancelled = entry.cancelled === true
  const calendar = ical({
    prodId: { company: 'Dran', product: 'Dran', language: 'DE' },
    method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  })
  calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    stamp: isoInstant(entry.stamp),
    start: isoInstant(entry.start),
    end: isoInstant(plus(entry.start, entry.minutes * MINUTE)),
    summary: plainText(entry.title),
    location: plainText(entry.place),
    description: plainText(entry.text),
    url: entry.url,
    organizer: { name: parameterText(entry.organizer.name), email: entry.organizer.email },
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    class: ICalEventClass.PRIVATE,
  })
  // Every line has an end, the last one too (RFC 5545, 3.1).
  return `${calendar.toString().trimEnd()}\r\n`
}

/** The name of a visit's entry, the same in every file about it: mails and pages change one entry, not add a second. */
export function calendarUid(visitId: Id<'visit'>, senderAddress: string): string {
  return `${visitId}@${domainOf(senderAddress)}`
}

/** Parameters know no escapes (RFC 5545, 3.2): quotation marks and line breaks cannot stand in them. */
function parameterText(text: string): string {
  return oneLine(text.replaceAll(/["\\]/g, ' ')) || '-'
}

/** Texts know line breaks and no other control characters (RFC 5545, 3.3.11). */
function plainText(text: string): string {
  return plainSpaces(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
}
