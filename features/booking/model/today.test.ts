import { expect, it } from 'vitest'
import { newId } from '#kernel/id.ts'
import { HOUR, parseInstant, plus } from '#kernel/instant.ts'
import { bookableFrom, type StoppedToday, stopAt } from './today.ts'

const NOON = parseInstant('2027-03-01T11:00:00Z')
const MIDNIGHT = plus(NOON, 12 * HOUR)
const [site, elsewhere] = [newId<'site'>(NOON), newId<'site'>(NOON)]
const [long, short, other] = [newId<'service'>(NOON), newId<'service'>(NOON), newId<'service'>(NOON)]
const stopped = (serviceId = long, bookableFrom = MIDNIGHT): StoppedToday => ({
  ...{ siteId: site, serviceId, bookableFrom },
  stop: bookableFrom === MIDNIGHT ? 'full_today' : 'closed_today',
})

it('of several services the one that is stopped longest decides, and only at its site', () => {
  const stops = new Map([[site, [stopped(long), stopped(short, NOON)]]])
  expect(bookableFrom(stops, site, [short])).toBe(NOON)
  expect(bookableFrom(stops, site, [short, long])).toBe(MIDNIGHT)
  expect(bookableFrom(stops, site, [other])).toBeUndefined()
  expect(bookableFrom(stops, elsewhere, [long])).toBeUndefined()
})

it('a time is refused for the reason that holds for it, and given from the moment on which it ends', () => {
  const stops = [stopped(short, NOON)]
  expect(stopAt(stops, [short], plus(NOON, -1))).toBe('closed_today')
  expect(stopAt(stops, [short], NOON)).toBeUndefined()
  expect(stopAt(stops, [long], plus(NOON, -1))).toBeUndefined()
  expect(stopAt([stopped(long)], [short, long], plus(MIDNIGHT, -1))).toBe('full_today')
})
