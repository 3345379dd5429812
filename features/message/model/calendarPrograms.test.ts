import ICAL from 'ical.js'
import { expect, it } from 'vitest'
import { isoInstant, plus } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import type { MessageFacts } from '../model.ts'
import { composeMessage } from './compose.ts'

/** What a calendar program reads in the file beside a mail. */
function readBy(changes: Partial<MessageFacts>) {
  const { calendar } = composeMessage({ ...MAIL_FACTS, ...changes })
  const root = new ICAL.Component(ICAL.parse(calendar?.content ?? impossible('no file')))
  const [event, ...more] = root.getAllSubcomponents('vevent')
  if (!event || more.length > 0) throw new Error('one entry in each file')
  const { uid, sequence, startDate, endDate, location, summary } = new ICAL.Event(event)
  return {
    method: root.getFirstPropertyValue('method'),
    status: event.getFirstPropertyValue('status'),
    uid,
    sequence,
    starts: startDate.toJSDate().toISOString(),
    minutes: endDate.subtractDate(startDate).toSeconds() / 60,
    location,
    summary,
    organizer: event.getFirstPropertyValue('organizer'),
  }
}

it.each(LANGUAGES)(
  'another program reads creation, change and cancellation as one entry, in %s',
  (language) => {
    const later = plus(MAIL_FACTS.appointmentAt, 86_400_000)
    const made = readBy({ language, kind: 'booked' })
    const moved = readBy({ language, kind: 'moved', appointmentAt: later, movedCount: 1 })
    const gone = readBy({ language, kind: 'cancelled', appointmentAt: later, movedCount: 1 })
    expect(made).toMatchObject({
      method: 'PUBLISH',
      status: 'CONFIRMED',
      starts: isoInstant(MAIL_FACTS.appointmentAt),
      minutes: MAIL_FACTS.minutes,
      organizer: 'mailto:termine@neuwalden.example',
    })
    expect(made.location).toContain('Rathausplatz 1')
    expect(made.summary).toContain('Kundenzentrum Altmarkt')
    expect(moved).toMatchObject({ method: 'PUBLISH', status: 'CONFIRMED', starts: isoInstant(later) })
    expect(gone).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', starts: isoInstant(later) })
    expect(new Set([made.uid, moved.uid, gone.uid]).size).toBe(1)
    const sequences = [made, moved, gone].map(({ sequence }) => sequence)
    expect(sequences).toEqual([0, 1, 2])
  },
)

it('an entry that a closing took out comes back with every news after it, each time', () => {
  const news: readonly Partial<MessageFacts>[] = [
    { kind: 'booked' },
    { kind: 'closed', replacement: null, closings: 1 },
    { kind: 'reopened', closings: 2 },
    { kind: 'closed', replacement: null, closings: 3 },
    { kind: 'moved', movedCount: 1, closings: 3 },
    { kind: 'cancelled', movedCount: 1, closings: 3 },
  ]
  const read = news.map(readBy)
  expect(read.map(({ method }) => method)).toEqual([
    'PUBLISH',
    'CANCEL',
    'PUBLISH',
    'CANCEL',
    'PUBLISH',
    'CANCEL',
  ])
  expect(read.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5])
})

it('a new address changes the entry, too', () => {
  expect(
    readBy({ kind: 'relocated', addressChanges: 1, relocation: { firstDay: null, stepFree: true } }),
  ).toMatchObject({
    sequence: 1,
    method: 'PUBLISH',
  })
})
