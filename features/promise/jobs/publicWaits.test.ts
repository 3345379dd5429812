import { expect, it } from 'vitest'
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
