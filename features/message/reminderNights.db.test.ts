import { afterAll, beforeAll, expect, test } from 'vitest'
import { type City, openCity } from '#test/city.ts'
import { spendNights } from '#test/reminderNights.ts'

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 8 })
})
afterAll(() => city.drop())

// Ten thousand: reminderNights.long.test.ts.
const REMINDERS = 160

test('the mail server away, senders killed, connections cut, clocks that leap and change: each reminder is accepted once and in time, or flagged', async () => {
  const { reminders, accepted, flagged, uncertain, ...faults } = await spendNights(city, REMINDERS)
  expect(reminders).toBe(REMINDERS)
  expect(faults).toEqual({ untimely: 0, lost: 0, untrue: 0 })
  // None twice; what never came in is flagged; and nothing is flagged without a reason.
  expect(Object.keys(accepted).filter((times) => Number(times) > 1)).toEqual([])
  expect(accepted[0] ?? 0).toBeLessThanOrEqual(flagged)
  expect(flagged).toBeLessThanOrEqual(uncertain)
  expect(flagged).toBeGreaterThan(0)
  await city.unchanged()
})

test('control: where what is flagged is repeated some come twice', async () => {
  const { accepted } = await spendNights(city, REMINDERS / 2, true)
  expect(accepted[2] ?? 0).toBeGreaterThan(0)
})
