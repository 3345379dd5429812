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
])('the %s killed twenty times loses no confirmed booking, call, ticket or arrival', async (what, run) => {
  const found = await run()
  const { confirmed, repeated, recoveries, hall } = found
  console.log(
    `${what}: ${confirmed} confirmed, ${repeated} sent again, longest gap ${Math.max(...recoveries)} ms;`,
    `hall: ${hall.calls} calls, ${hall.tickets} tickets, ${hall.arrivals} arrivals, ${hall.repeated} sent again`,
  )
  expect(found).toMatchObject({ faults: [], lost: [], broken: [], replayedOtherwise: [] })
  expect(hall.faults).toEqual([])
})
