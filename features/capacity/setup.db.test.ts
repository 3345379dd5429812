import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { openCounter } from '#features/hall/actions.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { tryOut } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { foreseeSetup } from './actions/foreseeSetup.ts'
import { changeSetup, checkSetup, setupHistory, setupOf } from './actions/setup.ts'
import { listCounters } from './actions.ts'
import type { CounterWish, SetupWish, SiteSetup } from './model/setup.ts'

/** In the week that is looked at: a Wednesday, ten o'clock. */
const TEN = parseInstant('2027-03-10T09:00:00Z')

let city: City
let site: Site
let services: ReadonlyMap<string, Id<'service'>>

/** Each a second after the one before: changes stand in the order of their time. */
let seconds = 0
const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: plus(TEST_START, seconds++ * 1000) })

beforeAll(async () => {
  city = await openCity({ connections: 4 })
  await run(async (tx) => {
    site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    services = new Map((await listServices(tx)).map(({ key, id }) => [key, id]))
  })
})
afterEach(async () => {
  await city.unchanged()
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
})
afterAll(() => city.drop())

const id = (key: string) => services.get(key) ?? impossible(`no ${key}`)
const standing = () => run((tx) => setupOf(tx, site))

/** The wish that these counters can do without these services, or with them. */
function skillsOf(
  setup: SiteSetup,
  change: (counter: SiteSetup['counters'][number]) => readonly Id<'service'>[],
) {
  return setup.counters.map((counter): CounterWish => {
    const { key, texts, active } = counter
    const { label, level, direction = null } = texts
    return { id: counter.id, key, label, level, direction, active, skills: change(counter) }
  })
}

const without = (setup: SiteSetup, service: string, keep: readonly string[] = []) =>
  skillsOf(setup, ({ key, skills }) =>
    keep.includes(key) ? skills : skills.filter((one) => one !== id(service)),
  )

async function change(wish: Partial<SetupWish>, undoes = false) {
  const [newest] = await run((tx) => setupHistory(tx, site))
  const seen = newest?.id ?? null
  return run((tx) =>
    changeSetup(tx, site, {
      wish: { offers: [], counters: [], ...wish },
      seen,
      undoes: undoes ? seen : null,
    }),
  )
}

/** Looks at a wish and takes it back: at the time of the database, where nothing is booked. */
const foresee = (wish: Partial<SetupWish>) =>
  tryOut(city.database, city.authority, (tx) => foreseeSetup(tx, site, { offers: [], counters: [], ...wish }))

/** Puts back what stood. */
async function restore(setup: SiteSetup) {
  const back = await change({ offers: setup.offers, counters: skillsOf(setup, ({ skills }) => skills) }, true)
  expect(back).toMatchObject({ ok: true })
}

async function book(service: string, startsAt = TEN) {
  const contact = { name: 'Ada Muster', email: null, phone: '0999 1' }
  const wish = {
    siteKey: 'mitte',
    language: 'de',
    channel: 'desk',
    contact,
    startsAt,
    beyondLimits: true,
  } as const
  const booked = await run((tx) =>
    bookForCaller(tx, plainLinks, { ...wish, matters: [{ serviceKey: service, people: 1 }] }),
  )
  expect(booked).toMatchObject({ ok: true })
}

const bookable = (service: string) =>
  run(async (tx) => {
    const found = await searchTimes(tx, { matters: [{ serviceKey: service, people: 1 }], siteKey: 'mitte' })
    return found.ok ? found.value.times.length : 0
  })

describe('what counters can do', () => {
  test('a service that nobody could serve any more is refused, with the service', async () => {
    const setup = await standing()
    const wish = { counters: without(setup, 'identity-card') }
    expect((await foresee(wish)).faults).toContainEqual({
      ...{ code: 'unserved', serviceId: id('identity-card'), counter: null },
    })
    expect(await change(wish)).toEqual({ ok: false, code: 'not_workable' })
    expect(await standing()).toEqual(setup)
  })

  test('bookings that no counter could take are counted beforehand and stay valid; taking back gives them their place', async () => {
    const setup = await standing()
    const [first] = setup.counters.filter(({ skills }) => skills.includes(id('identity-card')))
    const able = setup.counters.filter(({ skills }) => skills.includes(id('identity-card'))).length
    expect(able).toBeGreaterThan(1)
    for (let nth = 0; nth < able; nth++) await book('identity-card')
    const wish = { counters: without(setup, 'identity-card', [first?.key ?? '']) }
    const seen = await foresee(wish)
    expect(seen.faults).toEqual([])
    expect(seen.unplaced).toBe(able - 1)
    expect(seen.losing).toHaveLength(able - 1)
    expect(seen.losing[0]).toMatchObject({ startsAt: TEN, services: ['identity-card'] })
    const card = seen.services.find(({ service }) => service === 'identity-card')
    expect(card?.after).toBeLessThan(card?.before ?? 0)
    // Looking wrote nothing.
    expect(await standing()).toEqual(setup)
    expect(await change(wish)).toMatchObject({ ok: true, value: { released: { unplaced: able - 1 } } })
    await restore(setup)
    const back = await foresee({ counters: without(setup, 'identity-card', [first?.key ?? '']) })
    expect(back.unplaced).toBe(able - 1)
  })

  test('what is foreseen of the times of the next week is what is free afterwards', async () => {
    const setup = await standing()
    const wish = { counters: without(setup, 'passport', ['1']) }
    const seen = (await foresee(wish)).services.find(({ service }) => service === 'passport')
    expect(await change(wish)).toMatchObject({ ok: true })
    const after = (await foresee({})).services.find(({ service }) => service === 'passport')
    expect(after).toEqual({ service: 'passport', before: seen?.after, after: seen?.after })
    await restore(setup)
  })

  test('a new counter stands behind the others, can be given up, and keeps its past', async () => {
    const setup = await standing()
    const label = { de: 'Schalter 9', 'de-simple': 'Schalter 9', en: 'Counter 9' }
    const words = { label, level: null, direction: null }
    const made = { id: null, key: '9', ...words, active: true, skills: [id('passport')] }
    expect(await change({ counters: [made] })).toMatchObject({ ok: true })
    const counters = await run((tx) => listCounters(tx, site.id))
    expect(counters.at(-1)).toMatchObject({ key: '9', texts: { label } })
    expect((await foresee({ counters: [made] })).faults).toContainEqual({
      ...{ code: 'key_taken', serviceId: null, counter: '9' },
    })
    const nine = counters.at(-1)?.id ?? impossible('no counter')
    expect(await change({ counters: [{ ...made, id: nine, active: false }] })).toMatchObject({ ok: true })
    expect((await run((tx) => listCounters(tx, site.id))).map(({ key }) => key)).toEqual(
      setup.counters.map(({ key }) => key),
    )
    expect((await standing()).counters.at(-1)).toMatchObject({ key: '9', active: false })
  })

  test('the way to a counter is saved, stands in the history, and is taken back', async () => {
    const setup = await standing()
    const text = { de: 'blaue Linie', 'de-simple': 'blaue Linie', en: 'blue line' }
    const direction = { arrow: 'left', line: 'blue', text } as const
    const counters = skillsOf(setup, ({ skills }) => skills).map((one, nth) =>
      nth === 0 ? { ...one, direction } : one,
    )
    expect(await change({ counters })).toMatchObject({ ok: true, value: { released: { unplaced: 0 } } })
    const [first] = await run((tx) => listCounters(tx, site.id))
    expect(first?.texts.direction).toEqual(direction)
    const [newest] = await run((tx) => setupHistory(tx, site))
    expect(newest?.after.setup?.counters[0]?.texts.direction).toEqual(direction)
    await restore(setup)
    expect(await standing()).toEqual(setup)
  })

  test('nobody is sent away from their counter', async () => {
    const [counter] = (await standing()).counters
    const here = { siteId: site.id, counterId: counter?.id ?? impossible('no counter') }
    await run((tx) => openCounter(tx, { ...here, day: dayOf(tx.now, site.timeZone) }))
    const wish = { counters: skillsOf(await standing(), ({ skills }) => skills) }
    const closed = wish.counters.map((one, nth) => (nth === 0 ? { ...one, active: false } : one))
    expect((await foresee({ counters: closed })).faults).toContainEqual({
      ...{ code: 'open', serviceId: null, counter: counter?.key },
    })
    expect(await change({ counters: closed })).toEqual({ ok: false, code: 'not_workable' })
  })
})

describe('with or without appointment', () => {
  test('a service that becomes walk-in only is searched no more, and says how many bookings for it stay', async () => {
    const setup = await standing()
    await book('registration', plus(TEN, -HOUR))
    const wish: Partial<SetupWish> = { offers: [{ serviceId: id('registration'), mode: 'walk_in' }] }
    const seen = await foresee(wish)
    expect(seen).toMatchObject({ unplaced: 0, stillBooked: [{ service: 'registration', bookings: 1 }] })
    expect(seen.services.find(({ service }) => service === 'registration')?.after).toBe(0)
    expect(await bookable('registration')).toBeGreaterThan(0)
    expect(await change(wish)).toMatchObject({ ok: true, value: { released: { unplaced: 0 } } })
    expect(await bookable('registration')).toBe(0)
    await restore(setup)
    expect(await bookable('registration')).toBeGreaterThan(0)
  })
})

describe('changing it', () => {
  test('nobody overwrites what they have not seen, nor saves what holds', async () => {
    const setup = await standing()
    const { serviceId } = setup.offers[0] ?? impossible('no offer')
    const [newest] = await run((tx) => setupHistory(tx, site))
    const seen = newest?.id ?? null
    const answers = await Promise.all(
      (['appointment', 'walk_in'] as const).map((mode) => {
        const wish = { offers: [{ serviceId, mode }], counters: [] }
        return run((tx) => changeSetup(tx, site, { wish, seen, undoes: null }))
      }),
    )
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()).toEqual([
      'changed_meanwhile',
      'ok',
    ])
    expect(await change({})).toEqual({ ok: false, code: 'nothing_changed' })
    await restore(setup)
    const [undo] = await run((tx) => setupHistory(tx, site))
    expect(undo).toMatchObject({
      about: 'setup',
      source: 'console',
      after: { setup: { offers: setup.offers } },
    })
    expect(undo?.undoes).not.toBeNull()
  })

  test('a service or counter that is not there is said, and where a mobile team comes nothing is changed', async () => {
    const setup = await standing()
    const other = [...services.values()].find(
      (one) => !setup.offers.some(({ serviceId }) => serviceId === one),
    )
    if (other) {
      const { faults } = await run((tx) =>
        checkSetup(tx, site, { offers: [{ serviceId: other, mode: 'both' }], counters: [] }),
      )
      expect(faults.map(({ code }) => code)).toEqual(['unknown'])
    }
    const mobile = { ...site, kind: 'mobile' } as const
    const { serviceId } = setup.offers[0] ?? impossible('no offer')
    const [newest] = await run((tx) => setupHistory(tx, site))
    const wish = { offers: [{ serviceId, mode: 'walk_in' as const }], counters: [] }
    expect(
      await run((tx) => changeSetup(tx, mobile, { wish, seen: newest?.id ?? null, undoes: null })),
    ).toEqual({ ok: false, code: 'not_workable' })
  })
})
