import { describe, expect, it, test } from 'vitest'
import { instant, isoInstant, MINUTE } from '#kernel/instant.ts'
import { readDay, readMoment } from './times.ts'

const BERLIN = 'Europe/Berlin'
const DAY = readDay('2026-03-02', BERLIN) ?? 0
const read = (text: string, zone = BERLIN) => {
  const reading = readMoment(text, zone, DAY)
  if (reading.kind === 'moment') return isoInstant(instant(reading.moment.at * MINUTE))
  return reading.kind === 'fault' ? reading.fault : null
}

test.each([
  ['2026-03-02 08:15', '2026-03-02T07:15:00.000Z'],
  ['2026-03-02T08:15:30', '2026-03-02T07:15:30.000Z'],
  ['2026-03-02T08:15:30.250', '2026-03-02T07:15:30.250Z'],
  ['2026-03-02T08:15Z', '2026-03-02T08:15:00.000Z'],
  ['2026-03-02T08:15:00+05:30', '2026-03-02T02:45:00.000Z'],
  ['2026-03-02 08:15 -0100', '2026-03-02T09:15:00.000Z'],
  ['02.03.2026 08:15', '2026-03-02T07:15:00.000Z'],
  ['2.3.26, 8:15:30 Uhr', '2026-03-02T07:15:30.000Z'],
  ['02.03.2026 8.15', '2026-03-02T07:15:00.000Z'],
  ['8:15', '2026-03-02T07:15:00.000Z'],
  ['24:00', '2026-03-02T23:00:00.000Z'],
  // Summer time, and the hour that autumn repeats: the first.
  ['2026-07-01 08:15', '2026-07-01T06:15:00.000Z'],
  ['2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
  ['2026-10-25 08:00', '2026-10-25T07:00:00.000Z'],
])('%s is read', (text, at) => {
  expect(read(text)).toBe(at)
})

test.each(['', '-', 'NULL', '0000-00-00 00:00:00', '00.00.0000 00:00'])('"%s" is nothing', (text) => {
  expect(read(text)).toBeNull()
})

test.each([
  '2026-02-29 08:15',
  '32.01.2026 08:15',
  '2026-03-02 25:15',
  '2026-03-02 08:75',
  '03/02/2026 08:15',
  '46083.34',
  'gestern',
  '2026-03-29 02:30',
  '2026-03-02',
])('%s is no time, and is said with what it is', (text) => {
  expect(read(text)).toContain(text)
})

describe('the zone of a file', () => {
  it('is that of its wall times, and of the days on which they lie', () => {
    expect(read('2026-03-02 08:15', 'America/New_York')).toBe('2026-03-02T13:15:00.000Z')
    const late = readMoment('2026-03-02T23:30:00Z', BERLIN)
    expect(late.kind === 'moment' && late.moment.day).toBe(readDay('03.03.2026', BERLIN))
  })

  it('needs a day for a time alone', () => {
    expect(readMoment('08:15', BERLIN)).toMatchObject({ kind: 'fault' })
    expect(readDay('2026-13-01', BERLIN)).toBeUndefined()
  })
})
