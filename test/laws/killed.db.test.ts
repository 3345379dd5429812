import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { asOwner } from '#test/city.ts'
import {
  bookWithoutEnd,
  confirmed,
  databaseIsBack,
  lostBookings,
  type MortalCity,
  openMortalCity,
} from './crash.ts'
import { CLIENTS, killDatabase, killServers, startNode } from './killing.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 180_000 })

const BETWEEN_MS = 800
/** Most of it is a process that starts anew; beside other tests on a slow machine that alone took 16 seconds. */
const RECOVERED_MS = 60_000

let city: MortalCity

beforeAll(async () => {
  city = await openMortalCity()
})
afterAll(() => city.close())

test.each([
  ['server', () => killServers(city, 1, BETWEEN_MS)],
  ['whole database', () => killDatabase(city, 1, BETWEEN_MS)],
])(
  'kill -9 of the %s loses no confirmed booking, call, ticket or arrival, and screens and phones come back',
  async (_, run) => {
    const found = await run()
    expect(found).toMatchObject({ faults: [], lost: [], broken: [], replayedOtherwise: [] })
    expect(found.hall.faults).toEqual([])
    for (const count of [found.repeated, found.hall.repeated, found.hall.calls, found.hall.arrivals])
      expect(count).toBeGreaterThan(0)
    expect(Math.max(...found.recoveries)).toBeLessThan(RECOVERED_MS)
  },
)

// The control. What killed processes have written stays with the system, so the guard is that a commit is written
// before it is told: without it, and with a writer that is in no hurry, confirmed bookings are gone.
test('without waiting for the commit to be written, confirmed bookings are lost', async () => {
  await asOwner(city.ownerUrl, async (client) => {
    await client.query('ALTER SYSTEM SET synchronous_commit = off')
    await client.query("ALTER SYSTEM SET wal_writer_delay = '10s'")
    await client.query("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
    await client.query('SELECT pg_reload_conf()')
  })
  const node = await startNode(city)
  let lost = 0
  for (let time = 0; time < 3 && lost === 0; time++) {
    const stream = await bookWithoutEnd(city, node, CLIENTS)
    await confirmed(stream, 4 * CLIENTS)
    const told = [...stream.acknowledged]
    city.kill()
    await stream.abandon()
    await databaseIsBack(city)
    lost = (await lostBookings(city, told)).length
  }
  expect(lost).toBeGreaterThan(0)
  node.stop()
})
