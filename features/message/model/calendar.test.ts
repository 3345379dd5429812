import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { type Instant, instant, MINUTE, parseInstant } from '#kernel/instant.ts'
import { type CalendarEntry, calendarFile, calendarUid } from './calendar.ts'

const ENTRY: CalendarEntry = {
  uid: calendarUid(asId('01930000-0000-7000-8000-000000000002'), 'termine@neuwalden.example'),
  sequence: 2,
  stamp: parseInstant('2027-03-01T07:00:00Z'),
  start: parseInstant('2027-03-29T08:40:00Z'),
  minutes: 25,
  title: 'Termin: Kundenzentrum Altmarkt',
  place: 'Kundenzentrum Altmarkt, Rathausplatz 1',
  text: 'Bringen Sie mit:\n* Ihren Ausweis; auch einen alten',
  url: 'https://termine.neuwalden.example/v/abcdefghijklmnopqrstuv',
  organizer: { name: 'Stadt Neuwalden', email: 'termine@neuwalden.example' },
}

type Property = {
  readonly name: string
  readonly parameters: Readonly<Record<string, string>>
  readonly value: string
}

/** A strict reader of RFC 5545, sharing nothing with the writer: throws on what the grammar does not allow. */
function readCalendar(file: string): { calendar: Property[]; event: Property[] } {
  if (!file.endsWith('\r\n')) throw new Error('the last line has no end')
  const physical = file.slice(0, -2).split('\r\n')
  for (const line of physical) {
    if (new TextEncoder().encode(line).length > 75) throw new Error(`longer than 75 octets: ${line}`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar forbids just these.
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) throw new Error(`control character: ${line}`)
  }
  const properties = physical
    .join('\r\n')
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .map(readLine)
  const at = (name: string, value: string) => {
    const found = properties.flatMap((each, index) =>
      each.name === name && each.value === value ? [index] : [],
    )
    if (found.length !== 1) throw new Error(`${name}:${value} ${found.length} times`)
    return found[0] ?? -1
  }
  const [start, end] = [at('BEGIN', 'VEVENT'), at('END', 'VEVENT')]
  if (at('BEGIN', 'VCALENDAR') !== 0 || at('END', 'VCALENDAR') !== properties.length - 1)
    throw new Error('frame')
  if (end !== properties.length - 2) throw new Error('properties behind the component')
  return { calendar: properties.slice(1, start), event: properties.slice(start + 1, end) }
}

function readLine(line: string): Property {
  const name = /^[A-Z0-9-]+/.exec(line)?.[0]
  if (!name) throw new Error(`no name: ${line}`)
  const parameters: Record<string, string> = {}
  let rest = line.slice(name.length)
  for (;;) {
    const parameter = /^;([A-Z0-9-]+)=(?:"([^"]*)"|([^";:,]*))/.exec(rest)
    if (!parameter) break
    parameters[parameter[1] ?? ''] = parameter[2] ?? parameter[3] ?? ''
    rest = rest.slice(parameter[0].length)
  }
  if (!rest.startsWith(':')) throw new Error(`no value: ${line}`)
  return { name, parameters, value: rest.slice(1) }
}

/** TEXT values: a comma, semicolon or backslash is always escaped. */
function readText(value: string): string {
  if (!/^([^\\,;]|\\[\\,;nN])*$/.test(value)) throw new Error(`not a TEXT: ${value}`)
  return value.replaceAll(/\\(.)/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign))
}

function readUtc(value: string): Instant {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value)
  if (!parts) throw new Error(`not a UTC time: ${value}`)
  const [, year, month, day, hour, minute, second] = parts
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function one(properties: readonly Property[], name: string): Property {
  const found = properties.filter((property) => property.name === name)
  if (found.length !== 1 || !found[0]) throw new Error(`${name} ${found.length} times`)
  return found[0]
}

describe('an entry', () => {
  it('is read by a strict reader as it was meant', () => {
    const { calendar, event } = readCalendar(calendarFile(ENTRY))
    expect(one(calendar, 'VERSION').value).toBe('2.0')
    expect(one(calendar, 'METHOD').value).toBe('PUBLISH')
    expect(one(calendar, 'PRODID').value).not.toBe('')
    expect(one(event, 'UID').value).toBe('01930000-0000-7000-8000-000000000002@neuwalden.example')
    expect(one(event, 'SEQUENCE').value).toBe('2')
    expect(one(event, 'STATUS').value).toBe('CONFIRMED')
    // Who else sees the calendar does not see what it is for.
    expect(one(event, 'CLASS').value).toBe('PRIVATE')
    expect(readUtc(one(event, 'DTSTAMP').value)).toBe(ENTRY.stamp)
    expect(readUtc(one(event, 'DTSTART').value)).toBe(ENTRY.start)
    expect(readUtc(one(event, 'DTEND').value)).toBe(ENTRY.start + 25 * MINUTE)
    expect(readText(one(event, 'SUMMARY').value)).toBe(ENTRY.title)
    expect(readText(one(event, 'LOCATION').value)).toBe(ENTRY.place)
    expect(readText(one(event, 'DESCRIPTION').value)).toBe(ENTRY.text)
    expect(one(event, 'URL').value).toBe(ENTRY.url)
    const organizer = one(event, 'ORGANIZER')
    expect(organizer.parameters).toEqual({ CN: 'Stadt Neuwalden' })
    expect(organizer.value).toBe('mailto:termine@neuwalden.example')
    // Nobody is asked to answer.
    expect(event.some(({ name }) => name === 'ATTENDEE')).toBe(false)
  })

  it('cancelled has the same name', () => {
    const { calendar, event } = readCalendar(calendarFile({ ...ENTRY, cancelled: true }))
    expect(one(calendar, 'METHOD').value).toBe('CANCEL')
    expect(one(event, 'STATUS').value).toBe('CANCELLED')
    expect(one(event, 'UID').value).toBe(ENTRY.uid)
  })

  it('is right around both clock changes, whatever the machine thinks the zone is', () => {
    for (const start of [
      '2027-03-28T00:30:00Z',
      '2027-03-28T01:00:00Z',
      '2027-10-31T00:30:00Z',
      '2027-10-31T01:30:00Z',
    ]) {
      const { event } = readCalendar(calendarFile({ ...ENTRY, start: parseInstant(start), minutes: 60 }))
      expect(readUtc(one(event, 'DTSTART').value)).toBe(parseInstant(start))
      expect(readUtc(one(event, 'DTEND').value)).toBe(parseInstant(start) + 60 * MINUTE)
    }
  })
})

it('whatever stands in the texts, the file keeps its shape', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.constantFrom(
      'a\r\nEND:VEVENT',
      'a\nATTENDEE:mailto:b@c.example',
      'a\rb',
      ';,:"\\n',
      '"X=\r\n:y',
      '😀'.repeat(50),
    ),
  )
  const file = fc.record({
    title: text,
    place: text,
    text,
    name: text,
    at: fc.integer({ min: 0, max: 4e12 }),
  })
  fc.assert(
    fc.property(file, ({ name, at, ...texts }) => {
      const written = calendarFile({
        ...ENTRY,
        ...texts,
        start: instant(at),
        organizer: { ...ENTRY.organizer, name },
      })
      const { event } = readCalendar(written)
      expect(event.map((property) => property.name).sort()).toEqual(
        readCalendar(calendarFile({ ...ENTRY, ...texts }))
          .event.map((property) => property.name)
          .sort(),
      )
      readText(one(event, 'SUMMARY').value)
      readText(one(event, 'DESCRIPTION').value)
    }),
    { numRuns: 500 },
  )
})
