import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { drawTicket } from '#features/hall/actions.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, localDate, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf, startOfDay, weekdayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import { searchTimes, type TimeQuestion, walkInsNow } from './actions.ts'
import type { Narrowing } from './model/narrowing.ts'

const links = makeLinks(TEST_SECRET)
const CARD = { serviceKey: 'identity-card', people: 1 }
const MOVE = { serviceKey: 'registration', people: 1 }
let city: City

beforeAll(async () => {
  city = await openCity()
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

/** What a question came to, after changes that are taken back. */
async function asked(question: TimeQuestion, change: (tx: Tx) => Promise<unknown> = async () => undefined) {
  const undone = new Error('undone')
  let answer: Awaited<ReturnType<typeof searchTimes>> | undefined
  const work = city.database.withAuthority(city.authority, async (tx) => {
    await change(tx)
    answer = await searchTimes(tx, question)
    throw undone
  })
  await expect(work).rejects.toBe(undone)
  return answer?.ok ? answer.value : impossible('the question was refused')
}

/** At this site the service takes only people without appointment. */
async function onlyWalkIns(tx: Tx, siteKey: string, serviceKey: string): Promise<void> {
  const site = (await findSite(tx, siteKey)) ?? impossible(`no site ${siteKey}`)
  const service = (await listServices(tx)).find(({ key }) => key === serviceKey)
  await tx.changeReference()
  await tx.run(
    db
      .updateTable('site_service')
      .set({ mode: 'walk_in' })
      .where('site_id', '=', site.id)
      .where('service_id', '=', service?.id ?? impossible(`no service ${serviceKey}`)),
  )
}

const keys = async (ids: readonly string[]) =>
  city.database.withAuthority(city.authority, async (tx) =>
    (await listServices(tx)).filter(({ id }) => ids.includes(id)).map(({ key }) => key),
  )

describe('a search that finds nothing', () => {
  test('is told from one that finds something', async () => {
    const { times, nothing } = await asked({ matters: [CARD] })
    expect(times.length).toBeGreaterThan(0)
    expect(nothing).toBeNull()
  })

  test('on a day without times says when the next are free', async () => {
    const { window } = await asked({ matters: [CARD] })
    const week = [1, 2, 3, 4, 5, 6, 7].map((days) => addDays(window.from, days))
    const sunday = week.find((day) => weekdayOf(day) === 7) ?? impossible('a week without Sunday')
    const { nothing } = await asked({ matters: [CARD], day: sunday })
    expect(nothing?.why).toMatchObject({ kind: 'full', first: addDays(sunday, 1) })
    const late = await asked({ matters: [CARD], fromDay: addDays(window.horizon, 1) })
    expect(late.nothing?.why).toEqual({ kind: 'beyond_horizon', horizon: window.horizon })
  })

  test('for what is taken to the horizon names no day, and for less of it the first time', async () => {
    const allTaken = (tx: Tx) => onlyWalkIns(tx, 'nord', 'identity-card')
    const { nothing } = await asked({ matters: [CARD, MOVE], siteKey: 'nord' }, allTaken)
    expect(nothing?.why.kind).toBe('not_offered')
    expect(nothing?.elsewhere.map(({ site }) => site.key)).toEqual(['mitte'])
    expect(nothing?.fewer.map(({ matters }) => matters.map(({ service }) => service.key))).toEqual([
      ['registration'],
    ])
    expect(nothing?.walkIns.map(({ key }) => key).toSorted()).toEqual(['mitte', 'nord'])
  })

  test('names the service that no site has by appointment', async () => {
    const { nothing } = await asked({ matters: [CARD, { serviceKey: 'pick-up', people: 1 }] })
    expect(nothing?.why).toMatchObject({ kind: 'not_offered' })
    const services = nothing && 'services' in nothing.why ? nothing.why.services : []
    expect(await keys(services)).toEqual(['pick-up'])
  })

  test('names the services that no site has together', async () => {
    const { nothing } = await asked({ matters: [CARD, MOVE] }, async (tx) => {
      await onlyWalkIns(tx, 'nord', 'identity-card')
      await onlyWalkIns(tx, 'mitte', 'registration')
    })
    expect(nothing?.why.kind).toBe('apart')
    const services = nothing && 'services' in nothing.why ? nothing.why.services : []
    expect(await keys(services)).toEqual(['identity-card', 'registration'])
    expect(nothing?.fewer).toHaveLength(2)
  })
})

describe('a search that is narrowed', () => {
  test('by a district, a distance, a weekday or a part of the day has only what fits, and all of that', async () => {
    const all = await asked({ matters: [CARD], dayLimit: 100 })
    const nord = await asked({ matters: [CARD], narrowing: { district: 'Nord' } })
    expect(nord.sites.map(({ site }) => site.key)).toEqual(['nord'])
    const near = await asked({ matters: [CARD], narrowing: { near: '59981 Nord', withinKm: 2 } })
    expect(near.placeKnown).toBe(true)
    expect(near.sites).toEqual([])
    expect(near.nothing?.why).toEqual({ kind: 'no_site' })
    // A street of the city's list is enough, without a postcode.
    const street = await asked({ matters: [CARD], narrowing: { near: 'Lindenstr. 4', withinKm: 30 } })
    expect([street.placeKnown, street.sites.every(({ km }) => (km ?? 0) > 6)]).toEqual([true, true])
    const far = await asked({ matters: [CARD], narrowing: { near: '59981', withinKm: 8 } })
    expect(far.sites.map(({ km }) => Math.round(km ?? 0))).toEqual([6, 6])
    const wrong = await asked({ matters: [CARD], narrowing: { near: 'Atlantis', withinKm: 1 } })
    expect([wrong.placeKnown, wrong.sites.length]).toEqual([false, 2])
    const tuesdays = await asked({
      matters: [CARD],
      dayLimit: 100,
      narrowing: { weekday: 2, part: 'midday' },
    })
    const fitting = all.times.filter(
      ({ day, cell }) => weekdayOf(day) === 2 && cell >= 11 * 12 && cell < 14 * 12,
    )
    expect(fitting.length).toBeGreaterThan(0)
    expect(tuesdays.times).toEqual(fitting)
    expect(tuesdays.days).toEqual([...new Set(fitting.map(({ day }) => day))])
  })
})

describe('what helps', () => {
  const full = (siteKey: string) => async (tx: Tx) => {
    const site = (await findSite(tx, siteKey)) ?? impossible(`no site ${siteKey}`)
    await tx.run(db.deleteFrom('place').where('site_id', '=', site.id))
    await tx.run(db.insertInto('plan_change').values(await daysAhead(tx, site.id)))
  }
  const daysAhead = async (tx: Tx, siteId: Id<'site'>) => {
    const today = dayOf(tx.now, 'Europe/Berlin')
    return Array.from({ length: 70 }, (_, days) => ({ site_id: siteId, day: addDays(today, days) }))
  }
  const equip = (siteKey: string) => async (tx: Tx) => {
    await tx.changeReference()
    await tx.run(db.updateTable('site').set({ family_friendly: true }).where('key', '=', siteKey))
  }
  const both =
    (...changes: ((tx: Tx) => Promise<void>)[]) =>
    async (tx: Tx) => {
      for (const change of changes) await change(tx)
    }
  const elsewhere = async (question: TimeQuestion, change: (tx: Tx) => Promise<void>) =>
    (await asked(question, change)).nothing?.elsewhere.map(({ site, first }) => [
      site.key,
      weekdayOf(first.day),
    ])

  test('elsewhere has what is needed there, at the wished time; only the place is set aside', async () => {
    const question = { matters: [CARD], siteKey: 'mitte', narrowing: { weekday: 3, district: 'Mitte' } }
    expect(await elsewhere(question, full('mitte'))).toEqual([['nord', 3]])
    const needs = { ...question, narrowing: { ...question.narrowing, familyFriendly: true } }
    expect(await elsewhere(needs, both(full('mitte'), equip('mitte')))).toEqual([])
    expect(await elsewhere(needs, both(full('mitte'), equip('mitte'), equip('nord')))).toEqual([['nord', 3]])
  })

  test('the first day is rather one of the wished weekday, else any, and says which', async () => {
    const { window } = await asked({ matters: [CARD] })
    const question = { matters: [CARD], day: addDays(window.from, 6), narrowing: { weekday: 3 } as Narrowing }
    const wished = await asked(question)
    const first = wished.nothing?.why.kind === 'full' ? wished.nothing.why.first : null
    expect([first && weekdayOf(first), wished.nothing?.firstAsWished]).toEqual([3, true])
    const sunday = await asked({ ...question, narrowing: { weekday: 7 } })
    expect(sunday.nothing?.why).toMatchObject({ kind: 'full', first: expect.any(String) })
    expect(sunday.nothing?.firstAsWished).toBe(false)
  })

  test('two linked times are a time for all of it, on another day and elsewhere', async () => {
    const parted = async (tx: Tx) => {
      await partCounters(tx)
      for (const siteKey of ['mitte', 'nord']) {
        const site = (await findSite(tx, siteKey)) ?? impossible(`no site ${siteKey}`)
        await tx.run(db.insertInto('plan_change').values(await daysAhead(tx, site.id)))
      }
    }
    const sunday = await asked({ matters: TWO_MATTERS, narrowing: { weekday: 7 } }, parted)
    expect(sunday.nothing?.why).toMatchObject({ kind: 'full', first: expect.any(String) })
    expect(sunday.nothing?.firstAsWished).toBe(false)
    const site = { matters: TWO_MATTERS, siteKey: 'mitte' }
    const { nothing } = await asked(site, both(parted, full('mitte')))
    expect(nothing?.elsewhere.map(({ site: { key }, first }) => [key, first.second !== undefined])).toEqual([
      ['nord', true],
    ])
    const moving = { ...site, narrowing: { weekday: 7 }, firstServices: ['registration'] }
    expect((await asked(moving, parted)).nothing?.why).toEqual(sunday.nothing?.why)
  })

  test('a time is as long as what was found in the papers', async () => {
    const { window } = await asked({ matters: [CARD] })
    const long = { matters: [CARD], minutes: 480 }
    expect((await asked(long)).times).toEqual([])
    const { nothing } = await asked({ ...long, day: addDays(window.from, 1) })
    expect(nothing).toMatchObject({ why: { kind: 'full', first: null }, elsewhere: [] })
  })

  test('for less there is a time where and when it was wished', async () => {
    const question = {
      matters: [CARD, MOVE],
      siteKey: 'nord',
      narrowing: { weekday: 4, part: 'afternoon' } as const,
    }
    const { nothing } = await asked(question, (tx) => onlyWalkIns(tx, 'nord', 'identity-card'))
    const [less] = nothing?.fewer ?? []
    expect(less && [less.site.key, weekdayOf(less.first.day)]).toEqual(['nord', 4])
    expect(less?.first.cell).toBeGreaterThanOrEqual(14 * 12)
  })
})

describe('the outlook without appointment', () => {
  test('is how many wait now, at the site with fewer first, and when a closed one opens', async () => {
    const day = localDate('2027-03-02')
    const at = plus(startOfDay(day, 'Europe/Berlin'), 10 * HOUR)
    const look = (now: Instant, narrowing: Narrowing = {}) =>
      city.database.withAuthority(
        city.authority,
        async (tx) => {
          const services = (await listServices(tx)).filter(({ key }) => key === 'pick-up')
          return walkInsNow(
            tx,
            services.map(({ id }) => id),
            { narrowing },
          )
        },
        { at: now },
      )
    await city.database.withAuthority(
      city.authority,
      async (tx) => {
        const matters = [{ serviceKey: 'pick-up', people: 1 }]
        const ticket = { siteKey: 'mitte', matters, language: 'de', channel: 'desk' } as const
        const drawn = await drawTicket(tx, links, ticket, async () => true)
        expect(drawn.ok).toBe(true)
      },
      { at },
    )
    const open = await look(at)
    expect(open.map(({ site, waiting }) => [site.key, waiting])).toEqual([
      ['nord', 0],
      ['mitte', 1],
    ])
    expect(open.every(({ closesAt }) => closesAt !== null)).toBe(true)
    const wished = await look(at, { district: 'Mitte' })
    expect(wished.map(({ site, asWished }) => [site.key, asWished])).toEqual([
      ['mitte', true],
      ['nord', false],
    ])
    expect(await look(at, { familyFriendly: true })).toEqual([])
    const night = await look(plus(at, -6 * HOUR))
    expect(night.every(({ closesAt, opensAt }) => closesAt === null && opensAt !== null)).toBe(true)
    expect(night.every(({ site, opensAt }) => opensAt && dayOf(opensAt, site.timeZone) === day)).toBe(true)
  })
})
