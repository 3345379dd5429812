import { expect, it } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import { readTime } from './kioskBooking.ts'

it('a time is read as the button carries it, and what only looks like one is none', () => {
  const startsAt = parseInstant('2027-03-01T09:00:00.000Z')
  expect(readTime('mitte 2027-03-01T09:00:00.000Z')).toEqual({ siteKey: 'mitte', startsAt })
  for (const text of [null, '', 'mitte', 'mitte 2026-99-99T99:99:99.000Z', 'Mitte 2027-03-01T09:00:00.000Z'])
    expect(readTime(text)).toBeUndefined()
})
