import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_START, testData } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { changeMinutes, foreseeMinutes, plannedMinutes } from './actions/plannedMinutes.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
/** In the week that is looked at: a Wednesday, ten o'clock. */
const TEN = parseInstant('2027-03-10T09:00:00Z')

let city: City
let card: Id<'service'>

/** Each a second after the one before: changes stand in the order of their time. */
let seconds = 0
const nextMoment = () => plus(TEST_START, seconds++ * 1000)
const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: nextMoment() })

beforeAll(async () => {
  city = await openCity({ connections: 4 })
  card = (await run(listServices)).find(({ key }) => key === 'identity-card')?.id ?? impossible('no service')
})
afterEach(async () => {
  await city.unchanged()
  const broken = await brokenLawsOf(city.ownerUrl, city.authority.schema)
  // That law measures bookings by the catalogue of now; these were made by another one and keep their length.
  expect(broken.filter((law) => !law.startsWith('a booking is for as many people'))).toEqual([])
})
afterAll(() => city.drop())

const report = () => run(plannedMinutes)
const newest = async () => (await report()).changes[0]?.id ?? null
const minutesNow = async () =>
  (await report()).services.find(({ service }) => service.id === card)?.service.minutes
const change = async (minutes: number, seen?: Id<'capacityChange'> | null) => {
  const known = seen === undefined ? await newest() : seen
  const wish = [{ serviceId: card, minutes }]
  return run((tx) => changeMinutes(tx, { wish, seen: known, undoes: null }))
}
const foresee = async (minutes: number) => {
  const seen = await run((tx) => foreseeMinutes(tx, [{ serviceId: card, minutes }]))
  return seen.ok ? (seen.value[0] ?? impossible('no effect')) : impossible(seen.code)
}

const freeTimes = () =>
  run(async (tx) => {
    const found = await searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' })
    return found.ok ? found.value.times.length : 0
  })

async function book(startsAt = TEN) {
  const contact = { name: 'Ada Lind', email: null, phone: '0999 1' }
  const how = { siteKey: 'mitte', language: 'de', channel: 'telephone', beyondLimits: true } as const
  const booked = await run((tx) =>
    bookForCaller(tx, plainLinks, { ...how, matters: MATTERS, startsAt, contact }),
  )
  const { id } = booked.ok ? booked.value : impossible(booked.code)
  return async () => (await run((tx) => loadVisit(tx, id)))?.minutes
}

test('other minutes hold for search and new bookings at once; whoever has booked keeps their length; taken back, all is as before', async () => {
  const before = await foresee(30)
  expect(before).toMatchObject({ minutes: 30, booked: 0, isKept: true, coveredPercent: null })
  expect(before.after).toBeLessThan(before.before)
  const standing = await book()
  const free = await freeTimes()
  expect(await standing()).toBe(15)
  expect((await foresee(30)).booked).toBe(1)
  // Looking wrote nothing.
  expect(await minutesNow()).toBe(15)
  expect(await change(30)).toMatchObject({ ok: true })
  expect(await freeTimes()).toBeLessThan(free)
  expect(await standing()).toBe(15)
  expect(await (await book(parseInstant('2027-03-11T09:00:00Z')))()).toBe(30)
  expect((await foresee(15)).after).toBe(before.before)
  const { changes } = await report()
  expect(changes[0]).toMatchObject({
    source: 'console',
    before: { minutes: [{ serviceId: card, minutes: 15 }] },
    after: { minutes: [{ serviceId: card, minutes: 30 }] },
  })
  const seen = changes[0]?.id ?? null
  const back = { wish: changes[0]?.before.minutes ?? [], seen, undoes: seen }
  expect(await run((tx) => changeMinutes(tx, back))).toMatchObject({ ok: true })
  expect(await minutesNow()).toBe(15)
  expect((await report()).changes[0]?.undoes).toBe(seen)
})

test('two save at once: one is told that it changed meanwhile; nothing and nonsense are not saved', async () => {
  const seen = await newest()
  const answers = await Promise.all([change(20, seen), change(25, seen)])
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()).toEqual([
    'changed_meanwhile',
    'ok',
  ])
  expect(await change(15)).toMatchObject({ ok: true })
  expect(await change(15)).toEqual({ ok: false, code: 'nothing_changed' })
  for (const wrong of [0, 7, 245, -5])
    expect(await change(wrong)).toEqual({ ok: false, code: 'not_workable' })
  expect(await minutesNow()).toBe(15)
})

test('a file makes them its own, which stands in the history and is not overwritten unseen', async () => {
  const [data] = TEST_AUTHORITIES.flatMap((one) => (one.key === 'neuwalden' ? testData(one) : []))
  const file = structuredClone(data) ?? impossible('no data')
  const bring = () => importData(city.database, city.authority, file, { at: nextMoment() })
  expect(await change(20)).toMatchObject({ ok: true })
  const seen = await newest()
  expect(await bring()).toMatchObject({ ok: true })
  expect(await minutesNow()).toBe(15)
  expect((await report()).changes[0]).toMatchObject({
    source: 'import',
    before: { minutes: [{ serviceId: card, minutes: 20 }] },
    after: { minutes: [{ serviceId: card, minutes: 15 }] },
  })
  expect(await change(25, seen)).toEqual({ ok: false, code: 'changed_meanwhile' })
  const lines = (await report()).changes.length
  expect(await bring()).toMatchObject({ ok: true })
  expect((await report()).changes).toHaveLength(lines)
})
