import { expect, it } from 'vitest'
import type { Promises } from '#features/hall/actions.ts'
import type { Told } from '#features/hall/model.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { PublicWaits } from '../actions.ts'
import { createPublicWaits } from './publicWaits.ts'

it('reads the sites once for all who ask together', async () => {
  let reads = 0
  const withAuthority = async () => ({ at: ++reads, sites: [] }) as unknown as PublicWaits
  const waits = createPublicWaits({ database: { withAuthority } as unknown as Database })
  const city = { key: 'city', demoOffset: 0 } as Authority
  const all = await Promise.all([waits(city), waits(city), waits(city)])
  expect(all.map(({ at }) => at)).toEqual([1, 1, 1])
  expect(reads).toBe(1)
})

it('promises no call to whoever comes when the site is closed', async () => {
  const at = parseInstant('2027-03-01T10:30:00Z')
  const told: Told = { from: at, until: at, backBy: at, soon: false, aboutMinutes: null }
  const site = { closesAt: plus(at, 30 * MINUTE), site: {}, services: [{ service: { id: 'card' } }] }
  const answers: unknown[] = [{ at, sites: [site] }, new Map()]
  const withAuthority = async () => answers.shift()
  const promises = { look: async () => true, outlook: () => told } as unknown as Promises
  const waits = createPublicWaits({ database: { withAuthority } as unknown as Database, promises })
  const city = { key: 'city', demoOffset: 0 } as Authority
  const arriving = (await waits(city)).sites[0]?.services[0]?.arriving ?? []
  expect(arriving.filter((each) => each.told).map(({ inMinutes }) => inMinutes)).toEqual([0, 15])
})
