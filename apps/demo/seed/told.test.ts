import { expect, it } from 'vitest'
import { newId } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { tellingsOf } from './told.ts'

const NINE = parseInstant('2027-03-01T08:00:00Z')
const site = newId<'site'>(NINE)

it('the past holds about as often as it says, and tells nothing to whoever was called at once', () => {
  const calls = Array.from({ length: 600 }, (_, nth) => {
    const arrivedAt = plus(NINE, nth * MINUTE)
    return {
      ...{ siteId: site, visitId: newId<'visit'>(arrivedAt), booked: nth % 2 === 0, arrivedAt },
      calledAt: plus(arrivedAt, (nth % 30) * MINUTE),
    }
  })
  const tellings = tellingsOf(calls)
  expect(tellings).toHaveLength(580)
  const calledAt = new Map(calls.map((call) => [call.visitId, call.calledAt]))
  const held = tellings.filter(({ visitId, told }) => {
    const at = calledAt.get(visitId) ?? 0
    return told.from <= at && at <= told.until
  })
  expect(held.length / tellings.length).toBeGreaterThan(0.85)
  expect(held.length / tellings.length).toBeLessThan(0.99)
  for (const { raw } of tellings) {
    expect(raw.back).toBeLessThanOrEqual(raw.low)
    expect(raw.low).toBeLessThanOrEqual(raw.middle)
    expect(raw.middle).toBeLessThanOrEqual(raw.high)
  }
})
