import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listClosures } from '#features/authority/actions.ts'
import { isOpenAt } from '#features/authority/model.ts'
import { closingsOf, listCounters, reopenSite } from '#features/capacity/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { bookMitte, type Closed, closeMitte, closingOf, siteOf, TEN, TUESDAY } from '#test/closing.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import {
  acceptReplacement,
  bookForCaller,
  cancelBooking,
  changeBookedMinutes,
  foreseeClosed,
  listCalls,
  moveBooking,
  replaceNext,
  settleReplacements,
} from './actions.ts'
import { anotherTimeAsked } from './store/precheck.ts'
import { isUnplaced, liveReplacement, saveReach } from './store/replacement.ts'

let city: City

beforeEach(async () => {
  city = await openCity({ connections: 12 })
})
afterEach(async () => {
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

let people = 0
async function booked(startsAt = TEN, email: string | null = 'ada@example.org'): Promise<Visit> {
  people++
  const made = await run((tx) => bookMitte(tx, startsAt, email, `Ada ${people}`))
  return made.ok ? made.value : impossible(made.code)
}

const close = (what: Closed = {}) => run((tx) => closeMitte(tx, what))

/** Somebody who would only go to this site, which is closed for weeks. */
async function foundNothing(): Promise<Visit> {
  const visit = await booked()
  await run((tx) => saveReach(tx, visit.id, 0))
  await close({ firstDay: localDate('2027-03-01'), lastDay: localDate('2027-03-31') })
  return visit
}

const closed = async () => {
  const done = await close()
  return done.ok ? done.value : impossible(done.code)
}

const reopen = (id: Id<'closing'>) => run(async (tx) => reopenSite(tx, await siteOf(tx), id))

async function replaceAll(at: Instant = TEST_START): Promise<number> {
  let done = 0
  while (await run(replaceNext, at)) done++
  return done
}

const live = (visit: Visit) => run((tx) => liveReplacement(tx, visit.id))
const seen = (visit: Visit) => run((tx) => loadVisit(tx, visit.id))
const mails = () =>
  run((tx) =>
    tx.rows(raw<{ kind: string }>(sql`SELECT kind FROM message WHERE kind <> 'reminder' ORDER BY kind`)),
  )

async function alter(statement: string) {
  await asOwner(city.ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}`)
    await client.query(statement)
  })
}

describe('a closing', () => {
  test('shuts the site for everybody at once, and a part of a day only for these hours', async () => {
    await close({ starts: '09:00', ends: '11:00' })
    const open = (time: string) =>
      run(async (tx) => {
        const at = parseInstant(`2027-03-02T${time}:00Z`)
        return isOpenAt(await siteOf(tx), await listClosures(tx, TUESDAY), at)
      })
    expect([await open('07:30'), await open('08:30'), await open('10:30')]).toEqual([true, false, true])
  })

  test('holds a time of the same day for whoever loses their place, and the old one still counts', async () => {
    const visit = await booked()
    await close({ starts: '09:00', ends: '11:00' })
    expect(await replaceAll()).toBe(1)
    const held = (await live(visit)) ?? impossible('nothing held')
    expect(held).toMatchObject({ state: 'open', siteId: visit.siteId })
    expect(dayOf(held.startsAt ?? TEST_START, 'Europe/Berlin')).toBe(TUESDAY)
    expect(await seen(visit)).toMatchObject({ state: 'booked', appointmentAt: TEN })
    expect((await mails()).map(({ kind }) => kind)).toEqual(['booked', 'closed'])
  })

  test('gives nobody a second time and no second mail when it is looked again', async () => {
    await booked()
    await closed()
    await replaceAll()
    expect(await replaceAll()).toBe(0)
    expect((await mails()).filter(({ kind }) => kind === 'closed')).toHaveLength(1)
  })

  test('lets nobody fall away for whom nothing is found', async () => {
    const visit = await foundNothing()
    await replaceAll()
    expect(await live(visit)).toMatchObject({ state: 'none', startsAt: null })
    expect(await run((tx) => isUnplaced(tx, visit.id))).toBe(true)
    expect(await seen(visit)).toMatchObject({ state: 'booked' })
  })

  test('a new time that is accepted is the time of the visit, and the old one is given up', async () => {
    const visit = await booked()
    await closed()
    await replaceAll()
    const held = await live(visit)
    const accepted = await run((tx) => acceptReplacement(tx, visit.id))
    expect(accepted).toMatchObject({
      ok: true,
      value: { appointmentAt: held?.startsAt, siteId: held?.siteId },
    })
    expect(await live(visit)).toBeUndefined()
    expect(await run((tx) => acceptReplacement(tx, visit.id))).toMatchObject({ ok: false })
  })

  test('a new time is as long as what was found in the papers', async () => {
    const visit = await booked()
    await alter(
      `INSERT INTO precheck (visit_id, version, minutes, another_time, said_at) VALUES ('${visit.id}', 1, 45, false, now())`,
    )
    expect(await run((tx) => changeBookedMinutes(tx, visit.id, 45))).toMatchObject({ ok: true })
    await closed()
    await replaceAll()
    expect(await live(visit)).toMatchObject({ state: 'open', minutes: 45 })
    const accepted = await run((tx) => acceptReplacement(tx, visit.id))
    expect(accepted).toMatchObject({ ok: true, value: { minutes: 45 } })
  })

  test('a new time keeps its minutes when the plan changes before it is accepted', async () => {
    const visit = await booked()
    await alter(
      `INSERT INTO precheck (visit_id, version, minutes, another_time, said_at) VALUES ('${visit.id}', 1, 45, true, now())`,
    )
    await close({ starts: '09:00', ends: '11:00' })
    await replaceAll()
    const held = (await live(visit))?.claimId ?? impossible('nothing held')
    const counterOf = () =>
      run((tx) =>
        tx.one(
          db
            .selectFrom('claim')
            .innerJoin('place', 'place.id', 'claim.place_id')
            .where('claim.id', '=', held)
            .select(['counter_id as id', 'claim.first_cell as first', 'claim.end_cell as end']),
        ),
      )
    const before = await counterOf()
    await close({ counterIds: [before.id] })
    const after = await counterOf()
    expect(after.id).not.toBe(before.id)
    expect(after.end - after.first).toBe(before.end - before.first)
    const accepted = await run((tx) => acceptReplacement(tx, visit.id))
    expect(accepted).toMatchObject({ ok: true, value: { minutes: 45 } })
    // Nobody asks them any more to choose another time.
    expect(await run((tx) => anotherTimeAsked(tx, visit.id))).toBe(false)
  })

  test('a new time goes back when its person cancels or takes another', async () => {
    const [first, second] = [await booked(), await booked(plus(TEN, HOUR))]
    await closed()
    await replaceAll()
    await run((tx) => cancelBooking(tx, first.id))
    const elsewhere = plus(TEN, 24 * HOUR)
    const moved = await run((tx) => moveBooking(tx, second.id, { siteKey: 'mitte', startsAt: elsewhere }))
    expect(moved.ok).toBe(true)
    expect([await live(first), await live(second)]).toEqual([undefined, undefined])
  })

  test('of two managers who close the same one does, and of two who close other counters both', async () => {
    await booked()
    const both = await Promise.all([close(), close()])
    expect(both.map((one) => (one.ok ? 'closed' : one.code)).toSorted()).toEqual(['already_closed', 'closed'])
    const counters = await run(async (tx) => listCounters(tx, (await siteOf(tx)).id))
    const [a, b] = counters
    if (!a || !b) throw new Error('two counters are needed')
    const others = await Promise.all([close({ counterIds: [a.id] }), close({ counterIds: [b.id] })])
    expect(others.map(({ ok }) => ok)).toEqual([true, true])
    await replaceAll()
  })

  test('without the key that refuses the second, both would close (control)', async () => {
    await alter('DROP INDEX closing_once')
    const both = await Promise.all([close(), close()])
    expect(both.map(({ ok }) => ok)).toEqual([true, true])
  })

  test('is taken back: whoever has not answered keeps the old time and is told once', async () => {
    const [waits, accepted] = [await booked(), await booked(plus(TEN, HOUR))]
    const { closingId } = await closed()
    await replaceAll()
    await run((tx) => acceptReplacement(tx, accepted.id))
    expect((await reopen(closingId)).ok).toBe(true)
    expect(await reopen(closingId)).toEqual({ ok: false, code: 'not_closed' })
    expect(await run(settleReplacements)).toBe(1)
    expect(await run(settleReplacements)).toBe(0)
    expect(await run((tx) => isUnplaced(tx, waits.id))).toBe(false)
    expect(await seen(waits)).toMatchObject({ appointmentAt: TEN })
    expect(await seen(accepted)).toMatchObject({ movedCount: 1 })
    expect((await mails()).filter(({ kind }) => kind === 'reopened')).toHaveLength(1)
    expect(await run(async (tx) => (await closingsOf(tx, await siteOf(tx)))[0]?.reopenedAt)).toBe(TEST_START)
  })

  test('counters that were closed come back as they were', async () => {
    const counters = await run(async (tx) => listCounters(tx, (await siteOf(tx)).id))
    const done = await close({ counterIds: counters.map(({ id }) => id) })
    if (!done.ok) throw new Error(done.code)
    const visitRefused = await booked().then(
      () => false,
      () => true,
    )
    expect(visitRefused).toBe(true)
    await reopen(done.value.closingId)
    expect(await booked()).toMatchObject({ state: 'booked' })
  })

  test('of an acceptance and the taking back at the same moment the visit has one time', async () => {
    for (let round = 0; round < 5; round++) {
      const visit = await booked(plus(TEN, round * 30 * MINUTE))
      const { closingId } = await closed()
      await replaceAll()
      const held = await live(visit)
      const [accepted] = await Promise.all([
        run((tx) => acceptReplacement(tx, visit.id)),
        reopen(closingId).then(() => run(settleReplacements)),
      ])
      await run(settleReplacements)
      const now = await seen(visit)
      expect(now?.appointmentAt).toBe(accepted.ok ? held?.startsAt : visit.appointmentAt)
      expect(await live(visit)).toBeUndefined()
    }
  })

  test('of an acceptance and the end of the time to answer one counts', async () => {
    const visit = await booked()
    await closed()
    await replaceAll()
    const until = (await live(visit))?.until ?? impossible('no end')
    const [accepted, settled] = await Promise.all([
      run((tx) => acceptReplacement(tx, visit.id), plus(until, -1)),
      run(settleReplacements, until),
    ])
    expect(settled).toBe(accepted.ok ? 0 : 1)
    expect((await live(visit))?.state).toBe(accepted.ok ? undefined : 'lapsed')
  })

  test('two nodes tell somebody once for whom nothing is found', async () => {
    await foundNothing()
    await Promise.all([run(replaceNext), run(replaceNext), run(replaceNext)])
    expect((await mails()).filter(({ kind }) => kind === 'closed')).toHaveLength(1)
  })

  test('the database names a person once in a closing, and would not without its key (control)', async () => {
    await foundNothing()
    await run(replaceNext)
    const again = `INSERT INTO replacement
      SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()))).* FROM replacement r`
    await expect(alter(again)).rejects.toThrow('replacement_once')
    await alter('ALTER TABLE replacement DROP CONSTRAINT replacement_once')
    await alter(again)
  })

  test('a new time that nobody accepts in time goes back; its person is written to and called', async () => {
    const visit = await booked()
    await closed()
    await replaceAll()
    const until = (await live(visit))?.until ?? impossible('no end')
    expect(await run(settleReplacements, plus(until, -MINUTE))).toBe(0)
    const both = await Promise.all([
      run((tx) => acceptReplacement(tx, visit.id), until),
      run(settleReplacements, until),
    ])
    expect(both).toEqual([{ ok: false, code: 'replacement_over' }, 1])
    expect(await live(visit)).toMatchObject({ state: 'lapsed', claimId: null })
    expect(await run((tx) => isUnplaced(tx, visit.id))).toBe(true)
    expect((await mails()).filter(({ kind }) => kind === 'closed')).toHaveLength(2)
    expect((await run((tx) => listCalls(tx))).map((call) => call.visit.id)).toEqual([visit.id])
  })
})

describe('before a site is closed', () => {
  test('the earliest are looked at one by one and all others counted, however many there are', async () => {
    for (let nth = 0; nth < 4; nth++) await booked(plus(TEN, nth * 30 * MINUTE), nth === 3 ? null : undefined)
    const foreseen = (most?: number) =>
      run(async (tx) => foreseeClosed(tx, await siteOf(tx), closingOf(), most))
    const all = await foreseen()
    expect(all).toMatchObject({ ok: true, value: { kept: 0, more: 0, calls: 1 } })
    expect(all.ok && all.value.otherSite + all.value.otherDay + all.value.none).toBe(4)
    const some = await foreseen(1)
    expect(some).toMatchObject({ ok: true, value: { kept: 0, more: 3, calls: 1 } })
    expect(some.ok && some.value.otherSite + some.value.otherDay + some.value.none).toBe(1)
  })
})

describe('how far somebody would go', () => {
  test('is kept with the booking and decides where a new time is looked for', async () => {
    people++
    const made = await run((tx) =>
      bookForCaller(tx, plainLinks, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt: TEN,
        language: 'de',
        channel: 'telephone',
        beyondLimits: true,
        contact: { name: `Ada ${people}`, email: null, phone: '0999 1', reachKm: 0 },
      }),
    )
    if (!made.ok) throw new Error(made.code)
    await close({ firstDay: localDate('2027-03-01'), lastDay: localDate('2027-03-31') })
    await replaceAll()
    expect(await live(made.value)).toMatchObject({ state: 'none', reachKm: 0 })
  })
})
