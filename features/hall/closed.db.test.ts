import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { closeSite, reopenSite } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { createHallWatch, type HallView, openElsewhere, overrideIntake, type Promises } from './actions.ts'
import type { IntakeStop, Told } from './model.ts'
import { kioskOutlook, minutesThere } from './pages/kioskOutlook.ts'

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

it('somebody before a full hall hears of another site only when they would be called there, once they are there', async () => {
  const { here, nearest, service } = await run(async (tx) => {
    const here = await siteOf(tx, 'mitte')
    const service = (await listServices(tx)).find(({ key }) => key === 'identity-card') ?? impossible('none')
    const [nearest] = await openElsewhere(tx, here, service.id)
    return { here, service, nearest: nearest ?? impossible('no other site') }
  })
  const database = {
    ...city.database,
    withAuthority: <T>(_: unknown, work: (tx: Tx) => Promise<T>) => run(work),
  } as typeof city.database
  const way = minutesThere(nearest.km)
  const inMinutes = (minutes: number) => plus(NOON, minutes * MINUTE)
  const told = (from: number, until: number): Told => ({
    from: inMinutes(from),
    until: inMinutes(until),
    soon: from === 0,
    aboutMinutes: null,
    backBy: null,
  })
  /** Here it takes two hours; there somebody who stands there now is called at once, others as given. */
  const seen = (stop: IntakeStop | null) => ({
    stop,
    endsBy: null,
    spareMinutes: null,
    extraMinutes: 0,
    seenAt: NOON,
  })
  const hears = async (later: Told | undefined, stop: IntakeStop | null = null) => {
    const promises: Pick<Promises, 'look' | 'intake' | 'outlook'> = {
      look: async () => true,
      intake: (_, site) => seen(site.id === here.id ? null : stop),
      outlook(_, site, _services, minutes = 0) {
        if (site.id === here.id) return told(120, 130)
        if (site.id !== nearest.site.id) return undefined
        return minutes === 0 ? told(0, 5) : minutes === way ? later : undefined
      },
    }
    const deps = { database, promises: promises as Promises }
    return (await kioskOutlook(deps, city.authority, here, service, 'de')).elsewhere
  }
  expect((await hears(told(60, 70)))?.title).toContain(nearest.site.texts.name.de)
  expect(await hears(told(115, 125))).toBeUndefined()
  expect(await hears(undefined)).toBeUndefined()
  expect(await hears(told(60, 70), 'ends_late')).toBeUndefined()
  // A manager has closed intake there, whatever the look says.
  const closed = { service: null, takesIn: false, until: null, reason: 'disturbance' } as const
  await run((tx) => overrideIntake(tx, nearest.site, closed))
  expect(await hears(told(60, 70))).toBeUndefined()
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
