import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { closeSite, reopenSite } from '#features/capacity/actions.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { createHallWatch, type HallView, openElsewhere } from './actions.ts'

const NOON = plus(TEST_START, 3 * HOUR)
const REASON = { reason: { de: 'Rohrbruch', 'de-simple': 'Ein Rohr ist kaputt', en: 'Burst pipe' } }

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 6 })
})
afterAll(async () => {
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NOON) =>
  city.database.withAuthority(city.authority, work, { at })
const siteOf = async (tx: Tx, key: string) => (await findSite(tx, key)) ?? impossible('no such site')

async function close(key = 'mitte') {
  const closed = await run(async (tx) => {
    const site = await siteOf(tx, key)
    const today = dayOf(NOON, site.timeZone)
    return closeSite(tx, site, {
      counterIds: [],
      firstDay: today,
      lastDay: today,
      starts: null,
      ends: null,
      texts: REASON,
    })
  })
  return closed.ok ? closed.value.closingId : impossible(closed.code)
}

it('whoever follows a hall hears that its site closes and opens, in every language, and nothing in between', async () => {
  const looks: (() => unknown)[] = []
  const wakeUps: WakeUps = {
    watch: (_, look) => {
      looks.push(look)
      return { stop: () => undefined }
    },
    lookNow: () => undefined,
  } as Partial<WakeUps> as WakeUps
  const database = {
    ...city.database,
    withAuthority: <T>(_: unknown, work: (tx: Tx) => Promise<T>) => run(work),
  } as typeof city.database
  const watch = createHallWatch(database, wakeUps, () => city.authority)
  const heard: HallView[] = []
  watch.follow(city.authority, await run((tx) => siteOf(tx, 'mitte')), (view) => void heard.push(view))
  const look = async () => {
    for (const one of looks) await one()
  }
  await look()
  const closing = await close()
  await look()
  await look()
  await run(async (tx) => reopenSite(tx, await siteOf(tx, 'mitte'), closing))
  await look()
  expect(heard.map(({ closed }) => closed?.de ?? null)).toEqual([
    null,
    expect.stringMatching(/^Geschlossen: Rohrbruch\. Wir öffnen wieder am Dienstag/),
    null,
  ])
  expect(heard[1]?.closed?.['de-simple']).toContain('Ein Rohr ist kaputt')
  expect(heard[1]?.closed?.en).toContain('We open again on Tuesday')
})

it('somebody before a closed door is told of the nearest sites that are open, and of no closed one', async () => {
  const named = () =>
    run(async (tx) =>
      (await openElsewhere(tx, await siteOf(tx, 'mitte'))).map(({ site, km }) => ({ key: site.key, km })),
    )
  const before = await named()
  expect(before.length).toBeGreaterThan(0)
  expect(before.map(({ km }) => km)).toEqual(before.map(({ km }) => km).toSorted((a, b) => a - b))
  const [nearest] = before
  if (!nearest) throw new Error('no other site')
  await close(nearest.key)
  expect((await named()).map(({ key }) => key)).not.toContain(nearest.key)
})
