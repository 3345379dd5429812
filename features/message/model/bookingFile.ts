import type { MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import { writeFact } from './blocks.ts'
import { calendarFile, calendarUid } from './calendar.ts'
import { texts } from './phrases.ts'
import { numberFact, placeOf, serviceFacts, thenFacts, wayFact } from './visitFacts.ts'

/** A booking as a file for calendars; `cancels` takes its entry out again. */
export type BookingFile = { readonly name: string; readonly content: string; readonly cancels: boolean }

/**
 * The one file for calendars, beside mails and behind the link: whichever is opened later changes the entry of the
 * other. Two linked visits are one entry from the first to the end of the second, which names both times.
 */
export function bookingFile(facts: MessageFacts, subject: string): BookingFile {
  const t = texts(facts.language)
  const cancels = takesEntryOut(facts)
  const content = calendarFile({
    uid: calendarUid(facts.visitId, facts.city.senderAddress),
    sequence: sequenceOf(facts),
    stamp: facts.now,
    start: facts.appointmentAt,
    minutes: facts.minutes,
    title: t('calendar.title', { site: oneLine(facts.site.name) }),
    place: facts.visitKind === 'video' ? t('calendar.video') : placeOf(facts),
    text: cancels ? oneLine(subject) : textOf(facts),
    url: cancels ? facts.startPage : facts.link,
    organizer: { name: facts.city.senderName, email: facts.city.senderAddress },
    cancelled: cancels,
  })
  return { name: `${t('calendar.file')}.ics`, content, cancels }
}

/** Is there nothing to come to any more: given up, settled, or lost without another time held instead? */
function takesEntryOut({ kind, replacement }: MessageFacts): boolean {
  return kind === 'cancelled' || kind === 'settled' || (kind === 'closed' && !replacement)
}

/**
 * Programs keep the entry with the higher number (RFC 5546, 2.1.5), so whatever changes it counts. Who gives the visit up
 * changes nothing that is counted: that is one more.
 */
function sequenceOf({ kind, movedCount, addressChanges, prechecks, closings }: MessageFacts): number {
  const givenUp = kind === 'cancelled' || kind === 'settled'
  return movedCount + addressChanges + prechecks + closings + (givenUp ? 1 : 0)
}

function textOf(facts: MessageFacts): string {
  const t = texts(facts.language)
  const papers = facts.services.flatMap((service) => service.papers)
  return [
    ...[
      ...serviceFacts(facts),
      ...thenFacts(facts),
      numberFact(facts),
      ...(facts.visitKind === 'on_site' ? [wayFact(facts)] : []),
    ].map(writeFact),
    ...(facts.videoLink ? [facts.videoLink] : []),
    ...(papers.length > 0
      ? [`${t('papers.heading')}:`, ...papers.map((paper) => `* ${oneLine(paper)}`)]
      : []),
  ].join('\n')
}
