import { afterAll, beforeAll, expect, test } from 'vitest'
import { type City, openCity } from '#test/city.ts'
import { spendNights } from '#test/reminderNights.ts'

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 8 })
})
afterAll(() => city.drop())

test('ten thousand reminders around both changes of the clocks: each is accepted once and in time, or flagged', async () => {
  const found = await spendNights(city, 10_000)
  console.log(JSON.stringify(found))
  const { reminders, accepted, flagged, uncertain, ...faults } = found
  expect(reminders).toBe(10_000)
  expect(faults).toEqual({ untimely: 0, lost: 0, untrue: 0 })
  expect(Object.keys(accepted).filter((times) => Number(times) > 1)).toEqual([])
  expect(accepted[0] ?? 0).toBeLessThanOrEqual(flagged)
  expect(flagged).toBeLessThanOrEqual(uncertain)
})
