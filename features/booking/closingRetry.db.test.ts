import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { publishPlan, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { closeSite, listCounters, reopenSite } from '#features/capacity/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, localDate, localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken } from '#platform/crypto/token.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import {
  bookForCaller,
  cancelBooking,
  lookAtList,
  replaceNext,
  retryNext,
  settleReplacements,
} from './actions.ts'
import { liveReplacement, saveReach } from './store/replacement.ts'

// The control takes the guards away: the lock on the visit, and that only somebody without a time gets one.
const guards = vi.hoisted(() => ({ taken: false, looked: async () => {} }))
vi.mock('../visit/store/visit.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('../visit/store/visit.ts')>()
  const lockLinked: typeof store.lockLinked = async (tx, id) => {
    if (!guards.taken) return store.lockLinked(tx, id)
    const visit = await store.loadVisit(tx, id)
    return visit ? [visit] : []
  }
  return { ...store, lockLinked }
})
vi.mock('./store/replacement.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/replacement.ts')>()
  const liveReplacement: typeof store.liveReplacement = async (tx, id) => {
    const found = await store.liveReplacement(tx, id)
    if (guards.taken) await guards.looked()
    return found
  }
  return { ...store, liveReplacement }
})
vi.mock('./store/replacementRetry.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/replacementRetry.ts')>()
  const reopenReplacement: typeof store.reopenReplacement = async (tx, found, looked) =>
    (await store.reopenReplacement(tx, found, looked)) || guards.taken
  return { ...store, reopenReplacement }
})

const TUESDAY = localDate('2027-03-02')
const NINE = parseInstant('2027-03-02T08:00:00Z')
const MARCH = { firstDay: localDate('2027-03-01'), lastDay: localDate('2027-03-31') }
const REASON = { reason: { de: 'Rohrbruch', 'de-simple': 'Rohr kaputt', en: 'Burst pipe' } }
const links = { tokenOf: (_: string, visitId: string) => visitId, digestOf: hashToken }

let city: City
beforeEach(async () => {
  city = await openCity({ connections: 8 })
})
afterEach(async () => {
  if (!guards.taken) expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  guards.taken = false
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })
const siteOf = async (tx: Tx, key: string) => (await findSite(tx, key)) ?? impossible('no such site')

let people = 0
async function booked(siteKey: string, startsAt: Instant): Promise<Visit> {
  people++
  const made = await run((tx) =>
    bookForCaller(tx, links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey,
      startsAt,
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name: `Ada ${people}`, email: 'ada@example.org', phone: null },
    }),
  )
  return made.ok ? made.value : impossible(made.code)
}

/** At Nord there are only these half hours on Tuesday, two times of fifteen minutes each. */
const openNord = (hours: readonly string[]) =>
  run(async (tx) => {
    const site = await siteOf(tx, 'nord')
    const [counter] = await listCounters(tx, site.id)
    const { version } = await shiftPlanOf(tx, site)
    const dated = hours.map((hour) => ({
      counterId: counter?.id ?? impossible('a counter'),
      day: TUESDAY,
      starts: localTime(`${hour}:00`),
      ends: localTime(`${hour}:30`),
      breakStarts: null,
      breakEnds: null,
      mode: 'both' as const,
      durationPercent: 100,
    }))
    const published = await publishPlan(tx, site, { basedOn: version, plan: { weekly: [], dated, away: [] } })
    expect(published).toMatchObject({ ok: true })
  })

const close = (siteKey: string): Promise<Id<'closing'>> =>
  run(async (tx) => {
    const wish = { counterIds: [], ...MARCH, starts: null, ends: null, texts: REASON }
    const closed = await closeSite(tx, await siteOf(tx, siteKey), wish)
    return closed.ok ? closed.value.closingId : impossible(closed.code)
  })

/** Somebody whose site closes for weeks, while the only times near them are taken by two others. */
async function leftOver() {
  await openNord(['09'])
  const others = [await booked('nord', NINE), await booked('nord', plus(NINE, 15 * MINUTE))]
  const visit = await booked('mitte', plus(NINE, HOUR))
  await close('mitte')
  while (await run(replaceNext));
  expect(await live(visit)).toMatchObject({ state: 'none' })
  return {
    visit,
    first: others[0]?.id ?? impossible('booked'),
    second: others[1]?.id ?? impossible('booked'),
  }
}

const live = (visit: Visit) => run((tx) => liveReplacement(tx, visit.id))
const mails = async () =>
  (await run((tx) => tx.rows(raw<{ id: string }>(sql`SELECT id FROM message WHERE kind = 'closed'`)))).length

/** Somebody gives their time back, and nobody on the list wants it: within the hour it is everybody's. */
async function givenBack(visitId: Id<'visit'>, at: Instant): Promise<Instant> {
  await run((tx) => cancelBooking(tx, visitId), at)
  return publicAfter(at)
}
async function publicAfter(at: Instant): Promise<Instant> {
  const later = plus(at, 61 * MINUTE)
  await run((tx) => lookAtList(tx), later)
  return later
}

describe('whom a closing left without a time', () => {
  test('is offered one that somebody gives back, once, and nothing before', async () => {
    const { visit, first } = await leftOver()
    expect(await run(retryNext)).toBe(false)
    const later = await givenBack(first, TEST_START)
    expect([await run(retryNext, later), await run(retryNext, later)]).toEqual([true, false])
    expect(await live(visit)).toMatchObject({ state: 'open', startsAt: NINE })
    expect(await mails()).toBe(2)
  })

  test('is offered a time of new places, also of a site that opens again', async () => {
    const visit = await booked('mitte', plus(NINE, HOUR))
    const nord = await close('nord')
    await close('mitte')
    while (await run(replaceNext));
    expect(await live(visit)).toMatchObject({ state: 'none' })
    await run(async (tx) => reopenSite(tx, await siteOf(tx, 'nord'), nord))
    expect(await run(retryNext)).toBe(true)
    const held = await live(visit)
    expect(held).toMatchObject({ state: 'open' })
    expect(held?.siteId).not.toBe(visit.siteId)
  })

  test('is not offered one beyond their reach', async () => {
    const { visit, first } = await leftOver()
    await run((tx) => saveReach(tx, visit.id, 0))
    expect(await run(retryNext, await givenBack(first, TEST_START))).toBe(false)
    expect(await live(visit)).toMatchObject({ state: 'none' })
  })

  test('is not offered the same time again after letting it pass, but the next that somebody gives back', async () => {
    const { visit, first, second } = await leftOver()
    await run(retryNext, await givenBack(first, TEST_START))
    const until = (await live(visit))?.until ?? impossible('nothing held')
    expect(await run(settleReplacements, until)).toBe(1)
    const later = await publicAfter(until)
    expect(await run(retryNext, later)).toBe(false)
    expect(await live(visit)).toMatchObject({ state: 'lapsed' })
    const again = await givenBack(second, later)
    expect([await run(retryNext, again), await run(retryNext, again)]).toEqual([true, false])
    expect(await live(visit)).toMatchObject({ state: 'open', startsAt: plus(NINE, 15 * MINUTE) })
  })

  test('is not offered another of the old times after letting one pass', async () => {
    await openNord(['09', '14'])
    const visit = await booked('mitte', plus(NINE, HOUR))
    await close('mitte')
    while (await run(replaceNext));
    const until = (await live(visit))?.until ?? impossible('nothing held')
    await run(settleReplacements, until)
    // Of the same day at the same site only what came itself would count: nothing but the time that passed.
    expect(await run(retryNext, plus(until, MINUTE))).toBe(false)
    expect(await live(visit)).toMatchObject({ state: 'lapsed' })
    expect(plus(until, DAY)).toBeGreaterThan(NINE)
  })
})

describe('of several nodes that look at once', () => {
  const threeNodes = async () => {
    const { visit, first, second } = await leftOver()
    await givenBack(first, TEST_START)
    const later = await givenBack(second, TEST_START)
    const before = await mails()
    await Promise.all([1, 2, 3].map(() => run(retryNext, later)))
    return { visit, told: (await mails()) - before }
  }

  test('one offers a time, and one mail goes out', async () => {
    const { visit, told } = await threeNodes()
    expect(told).toBe(1)
    expect(await live(visit)).toMatchObject({ state: 'open' })
    const held = await run((tx) =>
      tx.rows(raw<{ id: string }>(sql`SELECT id FROM claim WHERE kind = 'offered'`)),
    )
    expect(held).toHaveLength(1)
  })

  test('without the lock and the condition they would tell the same person twice (control)', async () => {
    const { first, second } = await leftOver()
    await givenBack(first, TEST_START)
    const later = await givenBack(second, TEST_START)
    const before = await mails()
    let [looks, end, met] = [0, () => {}, () => {}]
    const oneIsDone = new Promise<void>((resolve) => {
      end = resolve
    })
    const bothLooked = new Promise<void>((resolve) => {
      met = resolve
    })
    // Both look while nobody has been helped yet; the second goes on when the first is done.
    guards.looked = async () => {
      if (looks++ === 0) return bothLooked
      met()
      return oneIsDone
    }
    guards.taken = true
    const both = [1, 2].map(() => run(retryNext, later))
    await Promise.race(both)
    end()
    expect(await Promise.all(both)).toEqual([true, true])
    guards.looked = async () => {}
    expect((await mails()) - before).toBe(2)
  })

  test('somebody who cancels meanwhile has nothing held', async () => {
    const { visit, first } = await leftOver()
    const later = await givenBack(first, TEST_START)
    await Promise.all([run(retryNext, later), run((tx) => cancelBooking(tx, visit.id), later)])
    await run(settleReplacements, later)
    expect(await live(visit)).toBeUndefined()
    const offered = raw<{ id: string }>(sql`SELECT id FROM claim WHERE kind = 'offered'`)
    expect(await run((tx) => tx.rows(offered))).toEqual([])
  })
})
