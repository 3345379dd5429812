import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MortalCity, openMortalCity } from './crash.ts'
import { killDatabase, killServers } from './killing.ts'

const TIMES = 20

let city: MortalCity

beforeAll(async () => {
  city = await openMortalCity()
})
afterAll(() => city.close())

test.each([
  ['server', () => killServers(city, TIMES, 1_500, 300)],
  // A database that falls more than five times in a minute is given up.
  ['whole database', () => killDatabase(city, TIMES, 12_500, 1_000)],
])('the %s killed twenty times during bookings loses none that was confirmed', async (what, run) => {
  const found = await run()
  const { confirmed, repeated, recoveries } = found
  console.log(
    `${what}: ${confirmed} confirmed, ${repeated} sent again, longest gap ${Math.max(...recoveries)} ms`,
  )
  expect(found).toMatchObject({ faults: [], lost: [], broken: [], replayedOtherwise: [] })
})
