import { describe, expect, it } from 'vitest'
import { loadVisit } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import { TEST_START } from '#test/fixtures.ts'
import { links, MATTERS, openWaitlistCity, TARGET, TODAY } from '#test/waitlistCity.ts'
import {
  addWishForCaller,
  askForWish,
  confirmWish,
  endOverdueWishes,
  forgetWishes,
  leaveList,
  moveBooking,
  type WishRequest,
  wishEarlier,
} from './actions.ts'
import { replay } from './model/waitlistReplay.ts'

const {
  run,
  sql,
  count,
  booked,
  joined,
  cancelled,
  freed,
  look,
  offerOf,
  accept,
  decline,
  wishOf,
  lawsBroken,
  log,
} = openWaitlistCity()

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

  it.each([
    { found: 30, minutes: 15, asked: true },
    { found: 5, minutes: 5, asked: false },
  ])('is as long there as its papers make it, $found minutes, or is asked for another time', async (one) => {
    const visit = await booked(plus(TARGET, DAY))
    const wish = await run((tx) =>
      wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [], parts: [] }),
    )
    const id = wish.ok ? wish.value.id : impossible(wish.code)
    await sql(`INSERT INTO precheck (visit_id, version, minutes, another_time, said_at)
      VALUES ('${visit.id}', 1, ${one.found}, false, now())`)
    await freed()
    await look()
    expect(await accept(id)).toMatchObject({ ok: true })
    expect(await run((tx) => loadVisit(tx, visit.id))).toMatchObject({ minutes: one.minutes })
    expect(await count(`precheck WHERE another_time AND visit_id = '${visit.id}'`)).toBe(one.asked ? 1 : 0)
    expect(await lawsBroken()).toEqual([])
  })

  it('is offered only what is as long as was found before, and then is asked for nothing any more', async () => {
    const visit = await booked(plus(TARGET, DAY))
    await sql(`INSERT INTO precheck (visit_id, version, minutes, another_time, said_at)
      VALUES ('${visit.id}', 1, 30, true, now())`)
    const wish = await run((tx) =>
      wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [], parts: [] }),
    )
    const id = wish.ok ? wish.value.id : impossible(wish.code)
    const long = { matters: [{ serviceKey: 'identity-card', people: 3 }] }
    const given = await booked(TARGET, long)
    await booked(TARGET, long)
    await cancelled(given)
    await look()
    expect(await offerOf(id)).toMatchObject({ startsAt: TARGET, minutes: 30 })
    expect(await accept(id)).toMatchObject({ ok: true, value: { minutes: 30 } })
    expect(await count(`precheck WHERE another_time AND visit_id = '${visit.id}'`)).toBe(0)
    expect(await lawsBroken()).toEqual([])
  })

  it('lives as long as its booking, also after that was moved to a later day', async () => {
    const visit = await booked(plus(TARGET, DAY))
    const wish = await run((tx) =>
      wishEarlier(tx, links, visit.id, { siteKeys: [], weekdays: [4], parts: [] }),
    )
    const id = wish.ok ? wish.value.id : impossible(wish.code)
    await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt: plus(TARGET, 3 * DAY) }))
    expect(await wishOf(id)).toMatchObject({ before: plus(TARGET, 3 * DAY), untilDay: addDays(TODAY, 4) })
    await run((tx) => endOverdueWishes(tx), plus(TARGET, 2 * DAY))
    expect((await wishOf(id))?.state).toBe('waiting')
    await freed(plus(TARGET, 2 * DAY))
    await look()
    expect(await offerOf(id)).toMatchObject({ startsAt: plus(TARGET, 2 * DAY) })
    expect(replay(await log()).differences).toEqual([])
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

  it('of somebody else with the same address has a place of its own, for as many names as may book', async () => {
    const limitNames = (most: number) =>
      run(async (tx) => {
        await tx.changeReference()
        await tx.run(db.updateTable('setting').set({ names_limit: most }))
      })
    await limitNames(6)
    const email = 'familie@example.org'
    const as = (name: string, more: Partial<WishRequest> = {}) =>
      joined({ name, email, ...more } as Partial<WishRequest>)
    const father = await as('Jan Roth')
    await freed()
    await look()
    const mother = await as('Ina Roth', { matters: [{ serviceKey: 'registration', people: 1 }] })
    expect((await wishOf(father))?.state).toBe('waiting')
    expect(await offerOf(father)).toMatchObject({ startsAt: TARGET })
    const changed = await as('Dr. Ina  ROTH', { matters: [{ serviceKey: 'registration', people: 2 }] })
    expect(await wishOf(mother)).toMatchObject({ state: 'ended', whyEnded: 'replaced' })
    for (const child of ['Ole', 'Pia', 'Tom', 'Uta']) await as(`${child} Roth`)
    const seventh = await as('Kai Roth')
    expect(await run((tx) => confirmWish(tx, links, seventh))).toEqual({ ok: false, code: 'too_many_names' })
    expect(await count("wish WHERE state = 'waiting'")).toBe(6)
    await run((tx) => leaveList(tx, changed, 'left'))
    expect(await run((tx) => confirmWish(tx, links, seventh))).toEqual({ ok: true, value: null })
    expect(await lawsBroken()).toEqual([])
    await limitNames(20)
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

  it('for a caller without an address counts at once; the offer waits for a call', async () => {
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
    const written = await sql('SELECT channel, kind FROM message WHERE wish_id IS NOT NULL')
    expect(written).toEqual([{ channel: 'telephone', kind: 'wish_offer' }])
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
