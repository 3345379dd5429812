import { expect, it } from 'vitest'
import { newId } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { givenToday, type StoppedToday, stopAt } from './today.ts'

const NOON = parseInstant('2027-03-01T11:00:00Z')
const MIDNIGHT = plus(NOON, 12 * HOUR)
const [site, long, short] = [newId<'site'>(NOON), newId<'service'>(NOON), newId<'service'>(NOON)]
const stopped = (
  serviceId = long,
  bookableFrom = MIDNIGHT,
  bookableUntil: Instant | null = null,
): StoppedToday => ({
  ...{ siteId: site, serviceId, bookableFrom, bookableUntil },
  stop: bookableUntil === null && bookableFrom !== MIDNIGHT ? 'closed_today' : 'full_today',
})
const [longOne, shortOne] = [
  { id: long, minutes: 30 },
  { id: short, minutes: 10 },
]
const justLong = { services: [longOne], minutes: 30 }
const justShort = { services: [shortOne], minutes: 10 }
const both = { services: [shortOne, longOne], minutes: 40 }

it('of several services all must allow a time', () => {
  const stops = [stopped(long, NOON), stopped(short, plus(NOON, -HOUR), plus(NOON, 4 * HOUR))]
  expect(givenToday(stops, justLong)).toEqual({ notBefore: NOON, lastToday: undefined })
  expect(givenToday(stops, justShort)).toEqual({
    notBefore: plus(NOON, -HOUR),
    lastToday: plus(NOON, 4 * HOUR),
  })
  const other = { services: [{ id: newId<'service'>(NOON), minutes: 5 }], minutes: 5 }
  expect(givenToday(stops, other)).toEqual({ notBefore: undefined, lastToday: undefined })
  expect(givenToday(stops, both)).toMatchObject({ notBefore: NOON })
})

it('what takes longer than one person with this service has to begin earlier by as much', () => {
  const stops = [stopped(short, NOON, plus(NOON, 4 * HOUR))]
  expect(givenToday(stops, both).lastToday).toBe(plus(NOON, 4 * HOUR - 30 * MINUTE))
  // Papers that were looked at before may make it shorter; nobody comes later for that.
  expect(givenToday(stops, { ...justShort, minutes: 5 }).lastToday).toBe(plus(NOON, 4 * HOUR))
})

it('a time is refused for the reason that holds for it, and given from the moment on which it ends', () => {
  const stops = [stopped(short, NOON)]
  expect(stopAt(stops, justShort, plus(NOON, -1))).toBe('closed_today')
  expect(stopAt(stops, justShort, NOON)).toBeUndefined()
  expect(stopAt(stops, justLong, plus(NOON, -1))).toBeUndefined()
  expect(stopAt([stopped(long)], both, plus(MIDNIGHT, -1))).toBe('full_today')
})

it('what would end too late is refused, and what ends in time is given', () => {
  const stops = [stopped(long, NOON, plus(NOON, HOUR))]
  const asked = [-1, 0, HOUR, HOUR + 1].map((later) => stopAt(stops, justLong, plus(NOON, later)))
  expect(asked).toEqual(['full_today', undefined, undefined, 'full_today'])
})
