import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { bookForCaller, changeBookedMatters } from './actions.ts'

const links = makeLinks(TEST_SECRET)
let city: City
/** Every test has half a day of its own, from Tuesday to Friday. */
let halves = 0
function begin(): Instant {
  const [day, half] = [1 + (halves % 4), Math.floor(halves / 4)]
  halves++
  return plus(TEST_START, day * 24 * HOUR + HOUR + half * 6 * HOUR)
}

beforeAll(async () => {
  city = await openCity({ connections: 4 })
})
afterEach(async () => {
  await city.unchanged()
  // Cells and minutes fit, what was taken is counted, and every place can do what it is for.
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
})
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: TEST_START })

async function book(startsAt: Instant, keys: readonly string[] = ['identity-card']): Promise<Visit> {
  const booked = await run((tx) =>
    bookForCaller(tx, links, {
      matters: asked(keys),
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'desk',
      contact: { name: 'Ada Lind', email: 'ada@example.org', phone: null },
    }),
  )
  return booked.ok ? booked.value : impossible(booked.code)
}

const REGISTRATION_AT_MITTE = `site_id = (SELECT id FROM site WHERE key = 'mitte')
  AND service_id = (SELECT id FROM service WHERE key = 'registration')`

const asked = (keys: readonly string[]) => keys.map((serviceKey) => ({ serviceKey, people: 1 }))

/** As its route does: refused, it leaves no trace. */
const change = (id: Id<'visit'>, keys: readonly string[], to?: Instant, siteKey = 'mitte') =>
  runCommand(city.database, city.authority, null, (tx) =>
    changeBookedMatters(tx, links, id, {
      matters: asked(keys),
      ...(to === undefined ? {} : { to: { siteKey, startsAt: to } }),
    }),
  )

/** The cells of a visit: counter, how many, kept for it or for the list. */
const cells = (id: Id<'visit'>) =>
  run((tx) =>
    tx.rows(
      db
        .selectFrom('claim')
        .innerJoin('place', 'place.id', 'claim.place_id')
        .innerJoin('counter', 'counter.id', 'place.counter_id')
        .innerJoin('claim_cell', 'claim_cell.claim_id', 'claim.id')
        .select((eb) => ['counter.key', 'claim.kind', eb.fn.countAll<number>().as('cells')])
        .where('claim.visit_id', '=', id)
        .groupBy(['counter.key', 'claim.kind', 'claim.id']),
    ),
  )

const journalOf = (id: Id<'visit'>) =>
  run((tx) => tx.rows(db.selectFrom('journal').select('event').where('visit_id', '=', id).orderBy('number')))

test('more is done at the same time where the place has room for it', async () => {
  const visit = await book(begin())
  const [before] = await cells(visit.id)
  expect(before).toMatchObject({ cells: 3 })
  const changed = await change(visit.id, ['identity-card', 'passport'])
  expect(changed).toMatchObject({ ok: true, value: { minutes: 35, appointmentAt: visit.appointmentAt } })
  expect(await cells(visit.id)).toEqual([{ ...before, cells: 7 }])
  expect((await journalOf(visit.id)).at(-1)).toEqual({ event: 'matters_changed' })
})

test('it goes to another counter at the same time if its own cannot do that', async () => {
  const visit = await book(begin())
  expect(await cells(visit.id)).toMatchObject([{ key: '2' }])
  expect(await change(visit.id, ['identity-card', 'registration'])).toMatchObject({ ok: true })
  expect(await cells(visit.id)).toMatchObject([{ key: '1', kind: 'booked', cells: 7 }])
})

test('what is no longer needed goes the way of freed time', async () => {
  const visit = await book(begin(), ['identity-card', 'passport'])
  const before = (await run((tx) => mattersOf(tx, [visit.id]))).get(visit.id) ?? []
  expect(await change(visit.id, ['identity-card'])).toMatchObject({ ok: true, value: { minutes: 15 } })
  expect(await cells(visit.id)).toMatchObject([{ cells: 3 }])
  const freed = await run((tx) =>
    tx.rows(
      db
        .selectFrom('claim')
        .select((eb) => eb('end_cell', '-', eb.ref('first_cell')).as('length'))
        .where('kind', '=', 'freed')
        .where('day', '=', visit.day),
    ),
  )
  expect(freed).toEqual([{ length: 4 }])
  // The matter that stays is the same one, with its reference.
  const [matter] = (await run((tx) => mattersOf(tx, [visit.id]))).get(visit.id) ?? []
  expect(before).toContainEqual(matter)
})

test('where the time is too short it is refused without a trace, and another time is taken with it', async () => {
  const at = begin()
  const visit = await book(at)
  const next = plus(at, 15 * MINUTE)
  // Both counters are taken right behind it, and the other one now.
  for (const startsAt of [at, next, next]) await book(startsAt)
  const before = [await cells(visit.id), await journalOf(visit.id)]
  const wanted = ['identity-card', 'passport']
  expect(await change(visit.id, wanted)).toEqual({ ok: false, code: 'too_short' })
  expect([await cells(visit.id), await journalOf(visit.id)]).toEqual(before)
  const later = plus(at, 2 * HOUR)
  expect(await change(visit.id, wanted, later)).toMatchObject({
    ok: true,
    value: { appointmentAt: later, minutes: 35 },
  })
  expect((await journalOf(visit.id)).slice(-2)).toEqual([{ event: 'matters_changed' }, { event: 'moved' }])
})

test('of two who want the same cells one gets them', async () => {
  const at = begin()
  const next = plus(at, 15 * MINUTE)
  const visit = await book(at)
  // The other counter is taken, so that only the cells behind this booking are left.
  for (const startsAt of [at, next]) await book(startsAt)
  const answers = await Promise.all([
    change(visit.id, ['identity-card', 'passport']),
    book(next).then(
      () => ({ ok: true }),
      () => ({ ok: false }),
    ),
  ])
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
})

test('nothing is added that the site does not offer by appointment, nor to somebody who has come', async () => {
  const visit = await book(begin())
  expect(await change(visit.id, ['identity-card', 'pick-up'])).toEqual({ ok: false, code: 'not_offered' })
  expect(await change(visit.id, ['identity-card', 'identity-card'])).toMatchObject({ ok: false })
  expect((await run((tx) => loadVisit(tx, visit.id)))?.minutes).toBe(15)
})

test('no hour gets more than it may have: what goes to the list for another counter is still counted', async () => {
  const visit = await book(begin())
  await run((tx) =>
    tx.run(
      raw(sql`UPDATE hour_budget SET online_minutes = 0, open_minutes = 40 WHERE site_id = ${visit.siteId}
        AND (day, hour) IN (SELECT day, first_cell / 12 FROM claim WHERE visit_id = ${visit.id})`),
    ),
  )
  const wanted = ['identity-card', 'registration']
  expect(await change(visit.id, wanted)).toEqual({ ok: false, code: 'too_short' })
  // At its own counter only what is more is counted.
  expect(await change(visit.id, ['identity-card', 'passport'])).toMatchObject({ ok: true })
})

test('other matters and another site go in one step, there and back', async () => {
  const at = begin()
  const visit = await book(at)
  const there = plus(TEST_START, 24 * HOUR + 2.5 * HOUR)
  const offered = (change: string) =>
    run(async (tx) => {
      await tx.changeReference()
      await tx.run(raw(sql.raw(change)))
    })
  // What is offered there counts, not what is offered where it was.
  await offered(`UPDATE site_service SET mode = 'walk_in' WHERE ${REGISTRATION_AT_MITTE}`)
  const wanted = ['identity-card', 'registration']
  expect(await change(visit.id, wanted, plus(at, HOUR))).toEqual({ ok: false, code: 'not_offered' })
  expect(await change(visit.id, wanted, there, 'nord')).toMatchObject({ ok: true })
  await offered(`UPDATE site_service SET mode = 'both' WHERE ${REGISTRATION_AT_MITTE}`)
  expect(await change(visit.id, ['identity-card'], at)).toMatchObject({ ok: true })
  const events = (await journalOf(visit.id)).map(({ event }) => event).filter((event) => event === 'moved')
  expect(events).toHaveLength(2)
})
