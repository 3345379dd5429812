import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_START, testData } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { hoursHistory } from './actions/capacityHistory.ts'
import { allShares, changeShares, shareHistory, undoShares } from './actions/changeShares.ts'
import { foreseeShares, type SharesForesight } from './actions/foreseeShares.ts'
import { type DecidedShares, siteShares } from './model/shareRules.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
/** In the week that is looked at: a Wednesday, ten o'clock; two counters serve an identity card. */
const TEN = parseInstant('2027-03-10T09:00:00Z')

let city: City
let mitte: Id<'site'>

beforeAll(async () => {
  city = await openCity({ connections: 4 })
  mitte = (await run((tx) => findSite(tx, 'mitte')))?.id ?? impossible('no site')
})
afterEach(async () => {
  await city.unchanged()
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
})
afterAll(() => city.drop())

/** Each a second after the one before: changes stand in the order of their time. */
let seconds = 0
const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: plus(TEST_START, seconds++ * 1000) })

const lineOf = async (siteId: Id<'site'> | null) =>
  (await run(allShares)).find(({ site }) => (site?.id ?? null) === siteId) ?? impossible('no line')

/** Decides something for the city or a site beside what holds. */
async function decide(siteId: Id<'site'> | null, changed: Partial<DecidedShares>) {
  const { shares, newest } = await lineOf(siteId)
  return run((tx) => changeShares(tx, { siteId, shares: { ...shares, ...changed } }, newest))
}

async function undoNewest(siteId: Id<'site'> | null) {
  const { newest } = await lineOf(siteId)
  const undone = await run((tx) => undoShares(tx, newest ?? impossible('no change'), () => true))
  expect(undone.ok).toBe(true)
}

/** What is foreseen of all sites, in as many questions as it takes; what is free now, if nothing shall change. */
async function foresee(siteId: Id<'site'> | null, changed: Partial<DecidedShares>) {
  const { shares } = await lineOf(siteId)
  const wish = { siteId, shares: { ...shares, ...changed } }
  const parts: SharesForesight[] = []
  do {
    const seen = await run((tx) => foreseeShares(tx, wish, parts.at(-1)?.done ?? 0))
    parts.push(seen.ok ? seen.value : impossible(seen.code))
  } while ((parts.at(-1)?.done ?? 0) < (parts.at(-1)?.of ?? 0))
  const cards = parts.flatMap(({ services }) => services.filter(({ service }) => service === 'identity-card'))
  const sum = (of: 'before' | 'after') => cards.reduce((all, one) => all + one[of], 0)
  return {
    before: sum('before'),
    after: sum('after'),
    fullHours: parts.reduce((all, one) => all + one.fullHours, 0),
    example: parts[0]?.example,
  }
}

/** Identity cards that search offers at Mitte between ten and eleven, one after the other, as a citizen takes them. */
const startsAtTen = () =>
  run(async (tx) => {
    const found = await searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' })
    const { times } = found.ok ? found.value : impossible(found.code)
    return times.filter(({ startsAt }) => startsAt >= TEN && startsAt < plus(TEN, 60 * MINUTE)).length
  })

describe('shares that are decided in the console', () => {
  test.each([
    ['people without appointment', { walkInPercent: 50 }],
    ['telephone and desk', { callerPercent: 60 }],
    ['the short term', { shortTermPercent: 50, shortTermDays: 3 }],
    ['a horizon that ends before', { horizonDays: 8 }],
  ])('%s: what is foreseen is what is free afterwards, and undoing brings it back', async (_, changed) => {
    const { before, after } = await foresee(null, changed)
    expect(after).toBeLessThan(before)
    expect((await decide(null, changed)).ok).toBe(true)
    expect(await foresee(null, {})).toMatchObject({ before: after, after })
    await undoNewest(null)
    expect(await foresee(null, {})).toMatchObject({ before, after: before })
  })

  test('search follows with the same transaction, on every node that looks', async () => {
    const before = await startsAtTen()
    expect(before).toBeGreaterThan(0)
    const noted = () =>
      run((tx) => tx.one(raw<{ n: number }>(sql`SELECT count(*)::int AS n FROM plan_change`)))
    const { n } = await noted()
    expect((await decide(mitte, { walkInPercent: 100 })).ok).toBe(true)
    expect((await noted()).n).toBeGreaterThan(n)
    expect(await startsAtTen()).toBe(0)
    await undoNewest(mitte)
    expect(await startsAtTen()).toBe(before)
  })

  test('say each share as times of a quarter of an hour, hour by hour', async () => {
    const { example } = await foresee(mitte, { walkInPercent: 25 })
    expect(example).toMatchObject({ site: { key: 'mitte' }, day: '2027-03-08' })
    const ten = example?.hours.find(({ from }) => from === '10:00')
    // Of two counters' eight times between ten and eleven a quarter.
    expect(ten).toMatchObject({ times: 8, walkIn: 2 })
  })

  test('a longer horizon opens days at once, a booking beyond a shorter one stays', async () => {
    const last = () => run((tx) => tx.one(raw<{ day: string }>(sql`SELECT max(day)::text AS day FROM place`)))
    const { day } = await last()
    expect((await decide(null, { horizonDays: 70 })).ok).toBe(true)
    expect((await last()).day > day).toBe(true)
    const startsAt = parseInstant('2027-05-03T08:00:00Z')
    const contact = { name: 'Ada Muster', email: null, phone: '0999 1' }
    const wish = {
      matters: MATTERS,
      siteKey: 'mitte',
      language: 'de',
      channel: 'desk',
      contact,
      startsAt,
    } as const
    expect(await run((tx) => bookForCaller(tx, plainLinks, wish))).toMatchObject({ ok: true })
    await undoNewest(null)
    const claims = raw<{ n: number }>(sql`SELECT count(*)::int AS n FROM claim WHERE kind = 'booked'`)
    expect(await run((tx) => tx.one(claims))).toEqual({ n: 1 })
  })

  test('more booked than would be open is said, and nobody loses a booking', async () => {
    const contact = { name: 'Bo Muster', email: null, phone: '0999 2' }
    const wish = { matters: MATTERS, siteKey: 'mitte', language: 'de', channel: 'desk', contact } as const
    expect(await run((tx) => bookForCaller(tx, plainLinks, { ...wish, startsAt: TEN }))).toMatchObject({
      ok: true,
    })
    expect((await foresee(mitte, { walkInPercent: 20 })).fullHours).toBe(0)
    expect((await foresee(mitte, { walkInPercent: 100 })).fullHours).toBe(1)
  })

  test('a site leaves what it does not decide to the city, and decides nothing else', async () => {
    const shares = { ...siteShares(10), callerPercent: 5 }
    expect(await run((tx) => changeShares(tx, { siteId: mitte, shares }, null))).toMatchObject({ ok: false })
    const seen = await run((tx) => foreseeShares(tx, { siteId: mitte, shares }, 0))
    expect(seen).toEqual({ ok: false, code: 'not_workable' })
    const window = { releaseOpens: null, releaseCloses: (await lineOf(null)).shares.releaseCloses }
    expect(await decide(null, { ...window, walkInPercent: null })).toEqual({
      ok: false,
      code: 'not_workable',
    })
  })

  test('nobody overwrites a decision that they have not seen, also at the same moment', async () => {
    const { shares, newest } = await lineOf(null)
    const answers = await Promise.all(
      [11, 12].map((walkInPercent) =>
        run((tx) => changeShares(tx, { siteId: null, shares: { ...shares, walkInPercent } }, newest)),
      ),
    )
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()).toEqual([
      'changed_meanwhile',
      'ok',
    ])
    expect(await decide(null, {})).toEqual({ ok: false, code: 'nothing_changed' })
    const [, older] = await run(shareHistory)
    expect(await run((tx) => undoShares(tx, older?.id ?? impossible('none'), () => true))).toMatchObject({
      code: 'not_newest',
    })
    const newer = (await lineOf(null)).newest ?? impossible('no change')
    expect(await run((tx) => undoShares(tx, newer, () => false))).toMatchObject({ code: 'not_newest' })
    await undoNewest(null)
  })
})

test('an import leaves what the file does not name, and what it changes stands in the history', async () => {
  const [data] = TEST_AUTHORITIES.flatMap((one) => (one.key === 'neuwalden' ? testData(one) : []))
  const file = structuredClone(data) ?? impossible('no data')
  expect((await decide(null, { waitlistPercent: 40 })).ok).toBe(true)
  expect((await decide(mitte, { walkInPercent: 30 })).ok).toBe(true)
  const lines = (await run(shareHistory)).length
  const bring = () =>
    importData(city.database, city.authority, file, { at: plus(TEST_START, seconds++ * 1000) })
  expect(await bring()).toMatchObject({ ok: true })
  expect([(await lineOf(null)).shares.waitlistPercent, (await lineOf(mitte)).shares.walkInPercent]).toEqual([
    40, 30,
  ])
  expect(await run(shareHistory)).toHaveLength(lines)
  const settings = { ...file.authority.settings, waitlistPercent: 20 }
  const sites = file.sites.map((site) =>
    site.key === 'mitte' ? { ...site, hours: site.hours?.filter(({ weekday }) => weekday !== 5) } : site,
  )
  Object.assign(file, { authority: { ...file.authority, settings }, sites })
  expect(await bring()).toMatchObject({ ok: true })
  expect((await run(shareHistory))[0]).toMatchObject({
    source: 'import',
    siteId: null,
    before: { shares: { waitlistPercent: 40 } },
    after: { shares: { waitlistPercent: 20 } },
  })
  await undoNewest(null)
  expect((await lineOf(null)).shares.waitlistPercent).toBe(40)
  const site = (await run((tx) => findSite(tx, 'mitte'))) ?? impossible('no site')
  const [hours] = await run((tx) => hoursHistory(tx, site))
  expect(hours?.before.hours?.weekly?.every(({ weekday }) => weekday === 5)).toBe(true)
  expect(hours).toMatchObject({ source: 'import', after: { hours: { weekly: [], days: [] } } })
})
