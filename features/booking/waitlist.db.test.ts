import { describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { sendCountersAway, shiftPlanOf, undoPlan } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { releaseDaily } from '#features/capacity/jobs.ts'
import { contactOf } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { TEST_START } from '#test/fixtures.ts'
import { links, MATTERS, openWaitlistCity, TARGET, TODAY } from '#test/waitlistCity.ts'
import { expireHolds, giveContact, holdTime, moveBooking, saveHoldContact } from './actions.ts'
import { replay } from './model/waitlistReplay.ts'

const { run, sql, count, booked, joined, cancelled, freed, freeAt, look, offerOf, accept, lawsBroken, log } =
  openWaitlistCity()

describe('a freed time', () => {
  it('goes to whoever is first in the order, and one press makes it a booking', async () => {
    const later = await joined({}, plus(TEST_START, -HOUR))
    const first = await joined({ companions: ['Eva Braun'] } as object, plus(TEST_START, -2 * HOUR))
    await freed()
    expect(await freeAt(TARGET)).toBe(false)
    expect(await look()).toEqual({ offered: 1, lapsed: 0, madePublic: 0 })
    expect(await offerOf(later)).toBeUndefined()
    expect(await offerOf(first)).toMatchObject({
      startsAt: TARGET,
      minutes: 15,
      until: plus(TEST_START, 2 * HOUR),
    })
    const taken = await accept(first)
    expect(taken.ok && taken.value).toMatchObject({
      state: 'booked',
      appointmentAt: TARGET,
      channel: 'online',
    })
    if (taken.ok) {
      expect(await run((tx) => contactOf(tx, taken.value.id))).toMatchObject({
        email: 'person2@example.org',
        companions: ['Eva Braun'],
      })
      expect(await count(`message WHERE visit_id = '${taken.value.id}' AND kind = 'booked'`)).toBe(1)
    }
    expect(await count(`message WHERE kind = 'wish_offer' AND wish_id = '${first}'`)).toBe(1)
    expect(await lawsBroken()).toEqual([])
  })

  it('nearer than two hours belongs to the hall and is free at once', async () => {
    await joined()
    await freed(plus(TEST_START, 2 * HOUR))
    expect(await freeAt(plus(TEST_START, 2 * HOUR))).toBe(true)
    expect(await look()).toEqual({ offered: 0, lapsed: 0, madePublic: 0 })
  })

  it('that was moved away from, or waited in vain for its link, goes to the list as well', async () => {
    const wishes = [await joined({}, plus(TEST_START, -HOUR)), await joined()]
    const moving = await booked()
    await run((tx) => moveBooking(tx, moving.id, { siteKey: 'nord', startsAt: plus(TARGET, HOUR) }))
    const wish = {
      matters: MATTERS,
      siteKey: 'mitte',
      startsAt: TARGET,
      language: 'de',
      channel: 'online',
    } as const
    await run((tx) => holdTime(tx, links, { ...wish, browser: 'one' }))
    await run((tx) => saveHoldContact(tx, 'one', { name: 'Eva', email: 'eva@example.org', phone: null }))
    await run((tx) => giveContact(tx, links, 'one'))
    await run((tx) => expireHolds(tx), plus(TEST_START, 2 * HOUR))
    expect(
      (await sql<{ reason: string }>('SELECT reason FROM freed_time ORDER BY 1')).map(({ reason }) => reason),
    ).toEqual(['expired', 'moved'])
    expect((await look(plus(TEST_START, 2 * HOUR))).offered).toBe(2)
    for (const id of wishes) expect(await offerOf(id)).toMatchObject({ startsAt: TARGET })
  })

  it('a form that was given up gives back what was public, to the public', async () => {
    const wish = {
      matters: MATTERS,
      siteKey: 'mitte',
      startsAt: TARGET,
      language: 'de',
      channel: 'online',
    } as const
    await run((tx) => holdTime(tx, links, { ...wish, browser: 'one' }))
    await run((tx) => expireHolds(tx), plus(TEST_START, HOUR))
    expect(await count('claim')).toBe(0)
  })

  it('is seen by nobody else until its moment within the hour, and is then free for all', async () => {
    await freed()
    await look()
    expect(await freeAt(TARGET)).toBe(false)
    expect(
      await count(
        `claim WHERE kind = 'freed' AND until BETWEEN now() - interval '100 years' AND '2027-03-01 07:30Z'`,
      ),
    ).toBe(1)
    const seen = await look(plus(TEST_START, HOUR))
    expect(seen.madePublic).toBe(1)
    expect(await freeAt(TARGET, plus(TEST_START, HOUR))).toBe(true)
    expect(await count('freed_time')).toBe(0)
  })

  it('stays hidden when the plan of its day changes elsewhere, and goes with its place', async () => {
    await freed()
    const mitte = await run(async (tx) => (await findSite(tx, 'mitte')) ?? impossible('no site'))
    const before = await run((tx) => shiftPlanOf(tx, mitte))
    const held = await sql<{ counter_id: Id<'counter'>; kind: string }>(
      'SELECT p.counter_id, c.kind FROM claim c JOIN place p ON p.id = c.place_id',
    )
    const day = dayOf(TARGET, mitte.timeZone)
    const away = (counterIds: readonly Id<'counter'>[]) =>
      run((tx) =>
        sendCountersAway(tx, mitte, { counterIds, firstDay: day, lastDay: day, starts: null, ends: null }),
      )
    const all = (await run((tx) => listCounters(tx, mitte.id))).map(({ id }) => id)
    const idle = all.filter((id) => held.every(({ counter_id }) => counter_id !== id))
    expect(idle).not.toEqual([])
    await away(idle)
    expect(await count(`claim WHERE kind = 'freed'`)).toBe(1)
    expect(await freeAt(TARGET)).toBe(false)
    await away(held.flatMap(({ counter_id, kind }) => (kind === 'freed' ? [counter_id] : [])))
    expect(await count(`claim WHERE kind = 'freed'`)).toBe(0)
    expect(await lawsBroken()).toEqual([])
    const { version: basedOn } = await run((tx) => shiftPlanOf(tx, mitte))
    await run((tx) => undoPlan(tx, mitte, { basedOn, version: before.version }))
  })

  it('is never public before the list has looked at it, also when its moment has come', async () => {
    await freed()
    await sql(`UPDATE claim SET until = '2027-03-01 06:30Z' WHERE kind = 'freed'`)
    const first = await joined()
    expect(await look()).toMatchObject({ offered: 1, madePublic: 0 })
    expect(await offerOf(first)).toBeDefined()
  })

  it('that is longer is offered in pieces, side by side, and the rest is kept', async () => {
    const long = await booked(TARGET, { matters: [{ serviceKey: 'identity-card', people: 4 }] })
    const wishes = [await joined({}, plus(TEST_START, -HOUR)), await joined()]
    await cancelled(long)
    expect((await look()).offered).toBe(2)
    const starts = await Promise.all(wishes.map(async (id) => (await offerOf(id))?.startsAt))
    expect(starts).toEqual([TARGET, plus(TARGET, 15 * MINUTE)])
    expect(await sql(`SELECT end_cell - first_cell AS cells FROM claim WHERE kind = 'freed'`)).toEqual([
      { cells: 3 },
    ])
    expect(await lawsBroken()).toEqual([])
  })

  it('two short ones that touch make room for a long matter', async () => {
    const first = await booked()
    const second = await booked(plus(TARGET, 15 * MINUTE))
    await cancelled(first)
    await cancelled(second)
    const [places] = await sql<{ places: number }>(
      'SELECT count(DISTINCT place_id)::int AS places FROM claim',
    )
    expect(places).toEqual({ places: 1 })
    const long = await joined({ matters: [{ serviceKey: 'identity-card', people: 2 }] })
    await look()
    expect(await offerOf(long)).toMatchObject({ startsAt: TARGET, minutes: 25 })
    expect(await lawsBroken()).toEqual([])
  })

  it.each([
    ['at another site', { siteKeys: ['nord'] }],
    ['on another weekday', { weekdays: [1, 3] }],
    ['at another time of day', { parts: ['afternoon' as const] }],
    ['later', { firstDay: addDays(TODAY, 2) }],
    ['for longer than there is room', { matters: [{ serviceKey: 'passport', people: 1 }] }],
  ])('is not offered to somebody who wants to come %s', async (_, wish) => {
    const id = await joined(wish)
    await freed()
    await look()
    expect(await offerOf(id)).toBeUndefined()
  })
})

describe('newly released capacity', () => {
  const tomorrow = plus(TEST_START, DAY)
  const released = () => run((tx) => releaseDaily(tx), tomorrow)

  it('is public at once, but for the share that goes to whoever waits', async () => {
    const horizon = addDays(TODAY, 57)
    await sql(`DELETE FROM place WHERE day >= '${horizon}'`)
    const id = await joined({ firstDay: horizon, untilDay: addDays(TODAY, 90) })
    const { made } = await released()
    const [kept] = await sql<{ places: number; cells: number; share: number }>(
      `SELECT count(*)::int AS places, sum(c.end_cell - c.first_cell)::int AS cells,
         ceil(sum(c.end_cell - c.first_cell) * 100.0 / sum(p.end_cell - p.first_cell))::int AS share
       FROM claim c JOIN place p ON p.id = c.place_id JOIN freed_time f ON f.claim_id = c.id WHERE f.reason = 'released'`,
    )
    expect(kept?.places).toBe(made)
    expect(kept?.cells).toBeGreaterThan(0)
    expect(kept?.share).toBeLessThanOrEqual(20)
    expect(await lawsBroken()).toEqual([])
    expect(await look(tomorrow)).toMatchObject({ offered: 1 })
    expect(await offerOf(id)).toBeDefined()
    expect(replay(await log()).differences).toEqual([])
  })

  it('is all public where nobody waits', async () => {
    await sql(`DELETE FROM place WHERE day >= '${addDays(TODAY, 57)}'`)
    expect((await released()).made).toBeGreaterThan(0)
    expect(await count('claim')).toBe(0)
  })
})

describe('urgent matters', () => {
  it('at most half of a batch goes to them, the rest in the order of joining', async () => {
    await sql(
      `UPDATE service SET deadline_days = 14, deadline_texts = '{"date": {"de": "a", "de-simple": "a", "en": "a"}}' WHERE key = 'identity-card'; UPDATE reference_version SET version = version + 1`,
    )
    const usual = [
      await joined({}, plus(TEST_START, -3 * HOUR)),
      await joined({}, plus(TEST_START, -2 * HOUR)),
    ]
    const urgent = []
    for (let n = 0; n < 4; n++)
      urgent.push(await joined({ statedDates: { 'identity-card': addDays(TODAY, -n) } }))
    for (const halves of [0, 1, 2, 3]) await freed(plus(TARGET, halves * 30 * MINUTE))
    expect((await look()).offered).toBe(4)
    const has = async (ids: readonly Id<'wish'>[]) =>
      (await Promise.all(ids.map(offerOf))).map((offer) => offer !== undefined)
    // The nearest deadlines first: those who state the oldest date.
    expect(await has(urgent)).toEqual([false, false, true, true])
    expect(await has(usual)).toEqual([true, true])
    expect(await look()).toMatchObject({ offered: 0 })
    await sql(
      `UPDATE service SET deadline_days = NULL, deadline_texts = NULL; UPDATE reference_version SET version = version + 1`,
    )
  })
})
