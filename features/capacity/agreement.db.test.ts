import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { callNext, drawTicket, finish, openCounter, startServing } from '#features/hall/actions.ts'
import { type Instant, localDate, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { type AgreedService, agreementReport } from './actions/agreement.ts'
import { allShares, changeShares, undoShares } from './actions/changeShares.ts'
import { foreseeShares } from './actions/foreseeShares.ts'
import { listCounters, releasePlaces } from './actions.ts'
import { LEAST_CASES } from './model/agreement.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const NEXT_MONDAY = localDate('2027-03-08')
const links = makeLinks(TEST_SECRET)

let city: City
let site: Site
let counter: Parameters<typeof openCounter>[1]

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
  city.database.withAuthority(city.authority, work, { at })

beforeAll(async () => {
  city = await openCity({ connections: 2 })
  await run(async (tx) => {
    site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const day = dayOf(tx.now, site.timeZone)
    await releasePlaces(tx, { untilDay: addDays(day, 14) })
    const [first] = await listCounters(tx, site.id)
    counter = { siteId: site.id, counterId: first?.id ?? impossible('no counter'), day }
    await openCounter(tx, counter)
  })
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

/** Serves one party after another at the counter, each for so many seconds. */
async function serve(seconds: readonly number[], people = 1, service = 'identity-card'): Promise<void> {
  for (const each of seconds) {
    await run(async (tx) => {
      const matters = [{ serviceKey: service, people }]
      const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
      const drawn = await drawTicket(tx, links, wish, async () => true)
      if (!drawn.ok) throw new Error(drawn.code)
      await callNext(tx, counter)
      await startServing(tx, counter)
    })
    await run((tx) => finish(tx, counter, 'done'), plus(NINE, each * 1000))
  }
}

/** How long the workplace needs for a hundred planned minutes that day. */
function pace(percent: number): Promise<unknown> {
  const place = `${quoteIdentifier(city.authority.schema)}.place`
  const values = [percent, counter.counterId, counter.day]
  return asOwner(city.ownerUrl, (client) =>
    client.query(`UPDATE ${place} SET duration_percent = $1 WHERE counter_id = $2 AND day = $3`, values),
  )
}

async function checked(key = 'identity-card'): Promise<AgreedService> {
  const { services } = await run((tx) => agreementReport(tx, site, NEXT_MONDAY))
  return services.find(({ service }) => service.key === key) ?? impossible(`no ${key}`)
}

describe('the staff agreement', () => {
  test('is not judged before enough was measured', async () => {
    await serve(Array.from({ length: LEAST_CASES - 1 }, () => 40 * 60))
    expect(await checked()).toMatchObject({ cases: LEAST_CASES - 1, measured: null, isKept: true })
  })

  test('is broken where the planned minutes are too few, and says what it costs to keep it', async () => {
    await serve([40 * 60])
    const one = await checked()
    expect(one).toMatchObject({
      cases: LEAST_CASES,
      measured: { coveredPercent: 0, neededMinutes: 40 },
      isKept: false,
    })
    expect(one.service.minutes).toBeLessThan(40)
    expect(one.timesNeeded).toBeGreaterThan(0)
    expect(one.timesNeeded).toBeLessThan(one.times)
  })

  test('measures from the start of serving, in minutes that have begun', async () => {
    await serve(Array.from({ length: 270 }, () => 14 * 60 + 1))
    // 270 of 300 within a quarter of an hour.
    expect(await checked()).toMatchObject({
      cases: LEAST_CASES + 270,
      measured: { coveredPercent: 90, neededMinutes: 15 },
      isKept: true,
    })
  })

  test('another share is worked out for the whole city before it is decided, and holds afterwards', async () => {
    const [city] = await run(allShares)
    const shares = { ...(city?.shares ?? impossible('no city')), coveredPercent: 95 }
    const wish = { siteId: null, shares }
    const seen = await run((tx) => foreseeShares(tx, wish, 0))
    const agreed = seen.ok ? seen.value.agreement : impossible(seen.code)
    const one = agreed.find(({ service }) => service === 'identity-card') ?? impossible('no service')
    // 15 minutes are enough for 270 of 300; 95 of a hundred ask for the 40 of the slowest.
    expect(one).toMatchObject({ coveredPercent: 90, neededMinutes: 40 })
    expect(one.timesNeeded).toBeLessThan(one.times)
    const same = await run((tx) =>
      foreseeShares(tx, { siteId: null, shares: { ...shares, coveredPercent: 85 } }, 0),
    )
    expect(same).toMatchObject({ ok: true, value: { agreement: [] } })
    expect(await run((tx) => changeShares(tx, wish, null))).toMatchObject({ ok: true })
    expect((await checked()).isKept).toBe(false)
    const newest = (await run(allShares))[0]?.newest ?? impossible('no change')
    expect(await run((tx) => undoShares(tx, newest, () => true))).toMatchObject({ ok: true })
    expect((await checked()).isKept).toBe(true)
  })

  test('a shorter longest day says which shifts would be too long, and leaves them as they are', async () => {
    const [city] = await run(allShares)
    const shares = city?.shares ?? impossible('no city')
    const asked = (longestDayMinutes: number) =>
      run(async (tx) => {
        const seen = await foreseeShares(tx, { siteId: null, shares: { ...shares, longestDayMinutes } }, 0)
        return seen.ok ? seen.value.tooLong : impossible(seen.code)
      })
    expect(await asked(600)).toEqual([])
    const found = await asked(120)
    expect(found.find((one) => one.site === 'mitte')?.shifts).toBeGreaterThan(0)
  })

  test('leaves out who came as two, and workplaces of another pace', async () => {
    const before = await checked()
    await serve([3600], 2)
    expect((await checked()).cases).toBe(before.cases)
    await pace(150)
    expect(await checked()).toMatchObject({ cases: 0, measured: null })
    await pace(100)
    expect((await checked()).cases).toBe(before.cases)
  })
})
