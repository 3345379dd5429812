import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { sendCountersAway, shiftPlanOf, undoPlan } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { releaseDaily } from '#features/capacity/jobs.ts'
import { contactOf, loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import {
  acceptOffer,
  addWishForCaller,
  askForWish,
  bookForCaller,
  cancelBooking,
  confirmWish,
  declineOffer,
  endOverdueWishes,
  expireHolds,
  forgetWishes,
  giveContact,
  holdTime,
  leaveList,
  lookAtList,
  moveBooking,
  saveHoldContact,
  searchTimes,
  type WishRequest,
  wishEarlier,
} from './actions.ts'
import { replay } from './model/waitlistReplay.ts'
import { openOfferOf } from './store/offer.ts'
import { readLog } from './store/waitlistLog.ts'
import { loadWish } from './store/wish.ts'

const links = makeLinks(TEST_SECRET)
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const TODAY = dayOf(TEST_START, 'Europe/Berlin')
/** Tuesday, 10:00 in Berlin: one to seven days ahead. */
const TARGET = plus(TEST_START, DAY + 2.5 * HOUR)

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 8 })
})
afterEach(async () => {
  await city.unchanged()
})
beforeEach(() => sql(CLEAN))
afterAll(() => city.drop())

const CLEAN = `
  ALTER TABLE visit DISABLE TRIGGER ALL; ALTER TABLE journal DISABLE TRIGGER ALL;
  DELETE FROM message; DELETE FROM wish; DELETE FROM waitlist_log; DELETE FROM waitlist_batch;
  UPDATE waitlist_counter SET last_number = 0, last_batch = 0, carry = 1;
  UPDATE hour_budget SET booked_minutes = 0; DELETE FROM claim_cell; DELETE FROM claim; DELETE FROM visit_contact; DELETE FROM booked_by; DELETE FROM booked_name; DELETE FROM visit_matter;
  DELETE FROM matter; DELETE FROM step; DELETE FROM journal; DELETE FROM visit; DELETE FROM command;
  UPDATE journal_counter SET last_number = 0;
  ALTER TABLE visit ENABLE TRIGGER ALL; ALTER TABLE journal ENABLE TRIGGER ALL;`

async function sql<Row extends object>(text: string): Promise<Row[]> {
  return asOwner(city.ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}`)
    const { rows } = await client.query<Row>(text)
    return rows
  })
}

async function count(from: string): Promise<number> {
  const [row] = await sql<{ count: string }>(`SELECT count(*) FROM ${from}`)
  return Number(row?.count)
}

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

/** Booked by staff. The second place of the same time is taken, too, so that only what is given back is free. */
async function booked(
  startsAt = TARGET,
  more: Partial<Parameters<typeof bookForCaller>[2]> = {},
): Promise<Visit> {
  const made = await run((tx) =>
    bookForCaller(tx, links, {
      matters: MATTERS,
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Ada Müller', email: 'ada@example.org', phone: null },
      ...more,
    }),
  )
  return made.ok ? made.value : impossible(made.code)
}

let people = 0

/** Somebody on the list, by name and mail, joined at an instant. */
async function joined(more: Partial<WishRequest> = {}, at = TEST_START): Promise<Id<'wish'>> {
  people++
  const asked = await run(
    (tx) =>
      askForWish(tx, links, {
        matters: MATTERS,
        siteKeys: [],
        weekdays: [],
        parts: [],
        untilDay: addDays(TODAY, 30),
        statedDates: {},
        language: 'de',
        name: `Person ${people}`,
        email: `person${people}@example.org`,
        ...more,
      }),
    at,
  )
  const { id } = asked.ok ? asked.value : impossible(asked.code)
  await run((tx) => confirmWish(tx, id), at)
  return id
}

const cancelled = async (visit: Visit, at?: Instant) => run((tx) => cancelBooking(tx, visit.id), at)
const look = (at?: Instant) => run((tx) => lookAtList(tx), at)
const offerOf = (id: Id<'wish'>) => run((tx) => openOfferOf(tx, id))
const accept = (id: Id<'wish'>, at?: Instant) => run((tx) => acceptOffer(tx, links, id), at)
const decline = (id: Id<'wish'>, at?: Instant) => run((tx) => declineOffer(tx, id), at)
const wishOf = (id: Id<'wish'>) => run((tx) => loadWish(tx, id))
const lawsBroken = () => brokenLawsOf(city.ownerUrl, city.authority.schema)

async function freeAt(startsAt: Instant, at?: Instant): Promise<boolean> {
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }), at)
  return found.ok && found.value.times.some((time) => time.startsAt === startsAt)
}

const log = () => run((tx) => readLog(tx, 0, 10_000))

/** One time given back, which is the only one that could be had. */
async function freed(startsAt = TARGET): Promise<void> {
  const visit = await booked(startsAt)
  await booked(startsAt)
  await cancelled(visit)
}

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

describe('an offer', () => {
  it('that is refused goes to the next, and is never made to the same person again', async () => {
    const first = await joined({}, plus(TEST_START, -HOUR))
    const second = await joined()
    await freed()
    await look()
    expect(await decline(first)).toEqual({ ok: true, value: null })
    await look()
    expect(await offerOf(second)).toMatchObject({ startsAt: TARGET })
    await decline(second)
    expect(await look()).toMatchObject({ offered: 0 })
    expect((await wishOf(first))?.queuedAt).toBe(plus(TEST_START, -HOUR))
  })

  it('without an answer ends in time, and the time goes to the next', async () => {
    const first = await joined({}, plus(TEST_START, -HOUR))
    const second = await joined()
    await freed()
    await look()
    expect(await look(plus(TEST_START, 2 * HOUR - 1))).toMatchObject({ lapsed: 0 })
    expect(await look(plus(TEST_START, 2 * HOUR))).toMatchObject({ lapsed: 1, offered: 1 })
    expect(await offerOf(first)).toBeUndefined()
    expect(await offerOf(second)).toBeDefined()
    expect(await accept(first, plus(TEST_START, 2 * HOUR))).toEqual({ ok: false, code: 'offer_over' })
  })

  it('cannot be accepted after its end, also before the list has looked', async () => {
    const id = await joined()
    await freed()
    await look()
    expect(await accept(id, plus(TEST_START, 2 * HOUR))).toEqual({ ok: false, code: 'offer_over' })
  })

  it('the third refusal costs the place in the line', async () => {
    const id = await joined({}, plus(TEST_START, -HOUR))
    for (const halves of [0, 1, 2]) {
      await freed(plus(TARGET, halves * 30 * MINUTE))
      await look()
      await decline(id, plus(TEST_START, MINUTE))
    }
    expect(await wishOf(id)).toMatchObject({ queuedAt: plus(TEST_START, MINUTE), refusals: 0 })
  })
})

describe('an offer whose place falls away', () => {
  it('is nothing that can be accepted, and the list takes it back', async () => {
    const id = await joined()
    await freed()
    await look()
    await sql(`DELETE FROM claim_cell USING claim c WHERE c.id = claim_id AND c.kind = 'offered';
      UPDATE claim SET place_id = NULL WHERE kind = 'offered'`)
    expect(await accept(id)).toEqual({ ok: false, code: 'offer_over' })
    expect(await look()).toMatchObject({ offered: 0 })
    expect(await offerOf(id)).toBeUndefined()
    expect(await count(`claim WHERE kind <> 'booked'`)).toBe(0)
    expect(await wishOf(id)).toMatchObject({ state: 'waiting', refusals: 0 })
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

describe('a booking that shall become earlier', () => {
  it('keeps its time until the new one is accepted, and then gives it to the list', async () => {
    const visit = await booked(plus(TARGET, DAY))
    const wish = await run((tx) =>
      wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [], parts: [] }),
    )
    const id = wish.ok ? wish.value.id : impossible(wish.code)
    await freed()
    await look()
    expect(await offerOf(id)).toMatchObject({ startsAt: TARGET })
    expect(await run((tx) => loadVisit(tx, visit.id))).toMatchObject({ appointmentAt: plus(TARGET, DAY) })
    const moved = await accept(id)
    expect(moved.ok && moved.value).toMatchObject({ id: visit.id, appointmentAt: TARGET, movedCount: 1 })
    expect(await count(`claim WHERE kind = 'freed'`)).toBe(1)
    expect(await count(`message WHERE visit_id = '${visit.id}' AND kind = 'moved'`)).toBe(1)
    expect(await wishOf(id)).toMatchObject({ state: 'ended', whyEnded: 'accepted' })
    expect(await lawsBroken()).toEqual([])
  })

  it('wants nothing later, also after it was moved by hand', async () => {
    const visit = await booked(plus(TARGET, DAY))
    const wish = await run((tx) =>
      wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [], parts: [] }),
    )
    const id = wish.ok ? wish.value.id : impossible(wish.code)
    await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt: plus(TARGET, -30 * MINUTE) }))
    await freed()
    await look()
    expect(await offerOf(id)).toBeUndefined()
  })

  it('ends its wish when it is cancelled, and an open offer goes on', async () => {
    const visit = await booked(plus(TARGET, DAY))
    const wish = await run((tx) =>
      wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [], parts: [] }),
    )
    const id = wish.ok ? wish.value.id : impossible(wish.code)
    const next = await joined()
    await freed()
    await look()
    await cancelled(visit)
    expect(await wishOf(id)).toMatchObject({ state: 'ended', whyEnded: 'visit_over' })
    await look()
    expect(await offerOf(next)).toBeDefined()
  })
})

describe('a wish', () => {
  it('counts from the press of its link, and a person stands in the line once', async () => {
    const contact = { name: 'Eva', email: 'eva.braun@example.org' }
    const first = await joined(contact as Partial<WishRequest>)
    const again = await joined(
      { name: 'Eva', email: 'EvaBraun+x@example.org' } as Partial<WishRequest>,
      plus(TEST_START, HOUR),
    )
    expect(await wishOf(first)).toMatchObject({ state: 'ended', whyEnded: 'replaced' })
    // The same matters: the place in the line is handed on.
    expect(await wishOf(again)).toMatchObject({ state: 'waiting', queuedAt: TEST_START })
    const other = { ...contact, matters: [{ serviceKey: 'passport', people: 1 }] }
    const third = await joined(other as Partial<WishRequest>, plus(TEST_START, 2 * HOUR))
    expect(await wishOf(third)).toMatchObject({ queuedAt: plus(TEST_START, 2 * HOUR) })
  })

  it('that is asked for too often floods no mailbox', async () => {
    const ask = (n: number) =>
      run((tx) =>
        askForWish(tx, links, {
          matters: MATTERS,
          siteKeys: [],
          weekdays: [],
          parts: [],
          untilDay: addDays(TODAY, 30),
          statedDates: {},
          language: 'de',
          name: `Person ${n}`,
          email: `o.ne+${n}@example.org`,
        }),
      )
    for (let n = 0; n < 5; n++) expect((await ask(n)).ok).toBe(true)
    expect(await ask(6)).toEqual({ ok: false, code: 'too_many_open' })
  })

  it('for a caller without an address counts at once; the offer stands open without a mail', async () => {
    const added = await run((tx) =>
      addWishForCaller(tx, links, {
        matters: MATTERS,
        siteKeys: ['mitte'],
        weekdays: [],
        parts: [],
        untilDay: addDays(TODAY, 30),
        statedDates: {},
        language: 'de',
        channel: 'telephone',
        contact: { name: 'Otto', email: null, phone: '0170 1234567' },
      }),
    )
    const { id } = added.ok ? added.value : impossible(added.code)
    await freed()
    await look()
    expect(await offerOf(id)).toMatchObject({ startsAt: TARGET })
    expect(await count('message WHERE wish_id IS NOT NULL')).toBe(0)
    const taken = await accept(id)
    expect(taken.ok && taken.value.channel).toBe('telephone')
  })

  it.each([
    ['by leaving', (id: Id<'wish'>) => run((tx) => leaveList(tx, id, 'left')), 'left', 0],
    ['at its date', () => run((tx) => endOverdueWishes(tx), plus(TEST_START, 31 * DAY)), 'over', 1],
  ] as const)('ends %s, and with it everything that names the person', async (_, end, why, mails) => {
    const id = await joined()
    await sql('DELETE FROM message')
    await end(id)
    expect(await wishOf(id)).toMatchObject({ state: 'ended', whyEnded: why })
    expect(await count('wish_contact')).toBe(0)
    expect(await count('wish WHERE person IS NOT NULL')).toBe(0)
    expect(await count(`message WHERE kind = 'wish_ended'`)).toBe(mails)
    await run((tx) => forgetWishes(tx), plus(TEST_START, 60 * DAY))
    expect(await count('wish')).toBe(0)
  })

  it('that is left hands its open offer on', async () => {
    const first = await joined({}, plus(TEST_START, -HOUR))
    const second = await joined()
    await freed()
    await look()
    await run((tx) => leaveList(tx, first, 'left'))
    await look()
    expect(await offerOf(second)).toBeDefined()
  })

  it('whose link nobody pressed goes after a day', async () => {
    await run((tx) =>
      askForWish(tx, links, {
        matters: MATTERS,
        siteKeys: [],
        weekdays: [],
        parts: [],
        untilDay: addDays(TODAY, 30),
        statedDates: {},
        language: 'de',
        name: 'Eva',
        email: 'eva@example.org',
      }),
    )
    expect(await run((tx) => endOverdueWishes(tx), plus(TEST_START, 25 * HOUR))).toBe(1)
    expect(await count('wish_contact')).toBe(0)
    expect(await log()).toEqual([])
  })
})

/** Drops a guard for a while. */
async function without(index: string, restore: string, work: () => Promise<void>): Promise<void> {
  await sql(`DROP INDEX ${index}`)
  try {
    await work()
  } finally {
    await sql(CLEAN)
    await sql(restore)
  }
}

const ENDS_ONCE = `CREATE UNIQUE INDEX waitlist_offer_ends_once ON waitlist_log (offer_id)
  WHERE event IN ('accepted', 'declined', 'lapsed', 'withdrawn')`
const OPEN_ONCE = `CREATE UNIQUE INDEX offer_open_once ON offer (wish_id) WHERE state = 'open'`

describe('races', () => {
  async function offeredTo(): Promise<Id<'wish'>> {
    const id = await joined()
    await freed()
    await look()
    return id
  }
  const endings = () => count(`waitlist_log WHERE event IN ('accepted', 'declined', 'lapsed', 'withdrawn')`)

  it('of many presses one accepts', async () => {
    const id = await offeredTo()
    const taken = await Promise.all(Array.from({ length: 6 }, () => accept(id)))
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await endings()).toBe(1)
    expect(await lawsBroken()).toEqual([])
  })

  it('an offer is accepted, refused or over, never two of these', async () => {
    for (let round = 0; round < 4; round++) {
      await sql(CLEAN)
      const id = await offeredTo()
      // The list looks from a moment at which the offer is over; the press began just before.
      await Promise.all([
        accept(id, plus(TEST_START, 2 * HOUR - 1)),
        look(plus(TEST_START, 2 * HOUR)),
        decline(id),
        run((tx) => leaveList(tx, id, 'left')),
      ])
      expect(await endings()).toBe(1)
      expect(await lawsBroken()).toEqual([])
    }
  })

  it('a booking is moved by its offer or cancelled, and its times are right either way', async () => {
    for (let round = 0; round < 4; round++) {
      await sql(CLEAN)
      const visit = await booked(plus(TARGET, DAY))
      const wish = await run((tx) =>
        wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [], parts: [] }),
      )
      const id = wish.ok ? wish.value.id : impossible(wish.code)
      await freed()
      await look()
      await Promise.all([accept(id), cancelled(visit)])
      expect(await run((tx) => loadVisit(tx, visit.id))).toMatchObject({ state: 'cancelled' })
      expect(await endings()).toBe(1)
      expect(await count(`claim WHERE visit_id = '${visit.id}'`)).toBe(0)
      expect(await lawsBroken()).toEqual([])
    }
  })

  it('nodes that look at the same moment make one offer', async () => {
    const ids = [await joined(), await joined()]
    await freed()
    await Promise.all([look(), look(), look(), look()])
    const offers = await Promise.all(ids.map(offerOf))
    expect(offers.filter(Boolean)).toHaveLength(1)
    expect(await count('offer')).toBe(1)
  })

  // The control: without the index two endings are written, as here by two sessions that both saw it open.
  it('without its guard an offer ends twice', async () => {
    const twice = async () => {
      const id = await offeredTo()
      const offer = (await offerOf(id)) ?? impossible('nothing offered')
      const write = (event: string) =>
        sql(`WITH counted AS (UPDATE waitlist_counter SET last_number = last_number + 1 RETURNING last_number)
             INSERT INTO waitlist_log (number, happened_at, event, wish_id, offer_id)
             SELECT last_number, now(), '${event}', '${id}', '${offer.id}' FROM counted ON CONFLICT DO NOTHING`)
      await Promise.all([write('accepted'), write('lapsed')])
      return endings()
    }
    expect(await twice()).toBe(1)
    await sql(CLEAN)
    await without('waitlist_offer_ends_once', ENDS_ONCE, async () => {
      expect(await twice()).toBe(2)
    })
  })

  // The control of one offer at a time.
  it('a second open offer of a wish is refused by the database, and without the guard it is not', async () => {
    const second = async () => {
      const id = await offeredTo()
      await freed(plus(TARGET, HOUR))
      const [claim] = await sql<{ id: string }>(`SELECT id FROM claim WHERE kind = 'freed'`)
      await sql(
        `INSERT INTO offer SELECT gen_random_uuid(), wish_id, state, '${claim?.id}', site_id, starts_at, minutes, until, created_at
         FROM offer WHERE wish_id = '${id}'`,
      )
      return count(`offer WHERE state = 'open'`)
    }
    await expect(second()).rejects.toThrow('offer_open_once')
    await sql(CLEAN)
    await without('offer_open_once', OPEN_ONCE, async () => {
      expect(await second()).toBe(2)
    })
  })
})

describe('the law that no cell is lost', () => {
  /** Cells that are claimed by nobody who could still use them: past their moment, or of nobody at all. */
  const lost = (at: string) =>
    count(`claim_cell x LEFT JOIN claim c ON c.id = x.claim_id LEFT JOIN offer o ON o.claim_id = c.id
      WHERE c.id IS NULL OR (c.kind = 'freed' AND c.until <= '${at}') OR (c.kind = 'offered' AND (o.id IS NULL OR o.until <= '${at}'))`)

  it('holds over cancellations, refusals, offers that run out and moments that come', async () => {
    const ids = [await joined(), await joined(), await joined()]
    for (const halves of [0, 1, 2]) await freed(plus(TARGET, halves * 30 * MINUTE))
    await look()
    await decline(ids[0] ?? impossible('nobody'))
    await accept(ids[1] ?? impossible('nobody'))
    await look(plus(TEST_START, 2 * HOUR))
    await look(plus(TEST_START, 4 * HOUR))
    await look(plus(TEST_START, 6 * HOUR))
    expect(await lost('2027-03-01 12:30Z')).toBe(0)
    expect(await count(`claim WHERE kind IN ('freed', 'offered')`)).toBe(0)
    expect(await lawsBroken()).toEqual([])
  })

  // The control: a list that nobody looks at keeps its cells for ever.
  it('is seen to be broken where nobody looks', async () => {
    await freed()
    expect(await lost('2027-03-01 07:31Z')).toBe(3)
  })
})

describe('the log', () => {
  it('of real offers replays to the same winners, and one that was tampered with does not', async () => {
    const ids = []
    for (let n = 0; n < 6; n++)
      ids.push(await joined({ siteKeys: n % 2 ? ['mitte'] : [] }, plus(TEST_START, -n * HOUR)))
    for (const halves of [0, 1, 2, 3]) await freed(plus(TARGET, halves * 30 * MINUTE))
    await look()
    for (const id of ids.slice(3, 5)) await decline(id)
    await accept(ids[5] ?? impossible('nobody'))
    await look(plus(TEST_START, MINUTE))
    await look(plus(TEST_START, 2 * HOUR))
    const written = await log()
    const replayed = replay(written)
    expect(replayed.differences).toEqual([])
    expect(replayed.offers).toBeGreaterThan(5)
    expect(written.map(({ number }) => number)).toEqual(written.map((_, index) => index + 1))
    const [first, second] = await sql<{ number: string; wish_id: string }>(
      `SELECT number, wish_id FROM waitlist_log WHERE event = 'offered' ORDER BY number LIMIT 2`,
    )
    await sql(`UPDATE waitlist_log SET wish_id = '${second?.wish_id}' WHERE number = ${first?.number}`)
    expect(replay(await log()).differences).toHaveLength(1)
  })

  it('names nobody', async () => {
    const id = await joined({
      name: 'Quirinia Marker',
      email: 'quirinia@geheim.example',
    } as Partial<WishRequest>)
    await freed()
    await look()
    await decline(id)
    const text = JSON.stringify(await log())
    expect(text).not.toMatch(/Quirinia|geheim/i)
    expect(text).toContain(id)
  })
})
