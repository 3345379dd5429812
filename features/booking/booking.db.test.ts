import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findBookings, loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible, ok } from '#kernel/result.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { CommandMismatch, runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  cancelBooking,
  confirmBooking,
  expireHolds,
  extendHold,
  giveContact,
  heldBooking,
  holdTime,
  linkedVisit,
  moveBooking,
  moveOwnBooking,
  saveHoldContact,
  searchTimes,
} from './actions.ts'

const links = makeLinks(TEST_SECRET)
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const CONTACT = { name: 'Ada Müller', email: 'ada@example.org', phone: null }
/** Monday, 08:30 in Berlin, two hours ahead; two counters can take it. */
const TARGET = plus(TEST_START, 2 * HOUR)

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 8 })
})
afterEach(async () => {
  await city.unchanged()
})
beforeEach(async () => {
  await asOwner(city.ownerUrl, (client) =>
    client.query(
      `SET search_path TO ${quoteIdentifier(city.authority.schema)};
       ALTER TABLE visit DISABLE TRIGGER ALL; ALTER TABLE journal DISABLE TRIGGER ALL;
       INSERT INTO plan_change (site_id, day) SELECT site_id, day FROM place;
       UPDATE hour_budget SET booked_minutes = 0; DELETE FROM claim_cell; DELETE FROM claim; DELETE FROM message; DELETE FROM visit_contact; DELETE FROM booked_by; DELETE FROM booked_name;
       DELETE FROM visit_matter; DELETE FROM matter;
       DELETE FROM step; DELETE FROM journal; DELETE FROM visit; DELETE FROM command;
       ALTER TABLE visit ENABLE TRIGGER ALL; ALTER TABLE journal ENABLE TRIGGER ALL;`,
    ),
  )
})
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

type Wish = Partial<Parameters<typeof holdTime>[2]>

function hold(browser: string | null, wish: Wish = {}, at: Instant = TEST_START) {
  return run(
    (tx) =>
      holdTime(tx, links, {
        matters: MATTERS,
        siteKey: 'mitte',
        startsAt: TARGET,
        language: 'de',
        channel: 'online',
        browser,
        ...wish,
      }),
    at,
  )
}

async function held(browser: string, wish: Wish = {}, at?: Instant): Promise<Visit> {
  const result = await hold(browser, wish, at)
  return result.ok ? result.value : impossible(`not held: ${result.code}`)
}

/** A time held, confirmed and booked. */
async function booked(browser: string, wish: Wish = {}): Promise<Visit> {
  const visit = await held(browser, wish)
  await run((tx) => saveHoldContact(tx, browser, CONTACT))
  await run((tx) => giveContact(tx, links, browser))
  const confirmed = await run((tx) => confirmBooking(tx, visit.id))
  return confirmed.ok ? confirmed.value : impossible(confirmed.code)
}

/** What the tables hold, counted behind the scenes. */
async function count(
  table: 'claim_cell' | 'claim' | 'message' | 'visit_contact',
  where = 'true',
): Promise<number> {
  return asOwner(city.ownerUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>(
      `SELECT count(*) FROM ${quoteIdentifier(city.authority.schema)}.${table} WHERE ${where}`,
    )
    return Number(rows[0]?.count)
  })
}

const stateOf = (id: Id<'visit'>) => run(async (tx) => (await loadVisit(tx, id))?.state)

async function freeAt(startsAt: Instant, siteKey = 'mitte'): Promise<boolean> {
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey }))
  return found.ok && found.value.times.some((time) => time.startsAt === startsAt)
}

describe('holding a time', () => {
  it('takes its cells from everybody else', async () => {
    await held('one')
    await held('two')
    expect(await freeAt(TARGET)).toBe(false)
    expect(await hold('three')).toEqual({ ok: false, code: 'time_taken' })
    expect(await count('claim_cell')).toBe(6)
  })

  it('of two browsers that race for the last place one wins, and the other loses nothing', async () => {
    await held('first')
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((browser) => hold(browser)))
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(new Set(results.flatMap((result) => (result.ok ? [] : [result.code])))).toEqual(
      new Set(['time_taken']),
    )
  })

  it('a second hold of a browser takes the place of the first and keeps what was typed', async () => {
    const first = await held('one')
    await run((tx) => saveHoldContact(tx, 'one', CONTACT))
    const second = await held('one', { siteKey: 'nord', startsAt: plus(TARGET, HOUR) })
    expect(await stateOf(first.id)).toBe('expired')
    expect(await freeAt(TARGET)).toBe(true)
    const now = await run((tx) => heldBooking(tx, 'one'))
    expect(now?.visit.id).toBe(second.id)
    expect(now?.contact).toEqual({ ...CONTACT, companions: [], reachKm: 8 })
    expect(await count('visit_contact')).toBe(1)
  })

  it('a hold that fails leaves the earlier one alone', async () => {
    const first = await held('one', { startsAt: plus(TARGET, HOUR) })
    await held('two')
    await held('three')
    expect(await hold('one')).toEqual({ ok: false, code: 'time_taken' })
    expect((await run((tx) => heldBooking(tx, 'one')))?.visit.id).toBe(first.id)
  })

  it('pressed twice, one after another or at once, it is one hold (A-07)', async () => {
    const first = await held('one')
    expect((await held('one')).id).toBe(first.id)
    const both = await Promise.all([hold('two'), hold('two')])
    const ids = both.map((result) => (result.ok ? result.value.id : result.code))
    expect(ids[0]).toBe(ids[1])
    expect(await count('claim')).toBe(2)
  })

  it.each([
    ['in the past', { startsAt: plus(TEST_START, -HOUR) }, 'time_past'],
    ['beyond the horizon', { startsAt: plus(TEST_START, 4_000 * HOUR) }, 'beyond_horizon'],
    ['at an unknown site', { siteKey: 'nowhere' }, 'unknown_site'],
    ['for an unknown service', { matters: [{ serviceKey: 'nothing', people: 1 }] }, 'unknown_service'],
    ['for too many', { matters: [{ serviceKey: 'identity-card', people: 5 }] }, 'too_many_people'],
    ['for one service twice', { matters: [...MATTERS, ...MATTERS] }, 'same_service_twice'],
    ['for nothing', { matters: [] }, 'no_matter'],
    ['where only walk-ins are taken', { matters: [{ serviceKey: 'pick-up', people: 1 }] }, 'not_offered'],
    ['before opening', { startsAt: TEST_START, matters: MATTERS }, 'time_past'],
  ] as const)('is refused %s', async (_, wish, code) => {
    expect(await hold('one', wish)).toEqual({ ok: false, code })
    expect(await count('claim')).toBe(0)
  })
})

describe('the ten minutes', () => {
  it('can be extended by one press at a time, to thirty in all', async () => {
    await held('one')
    const press = (minute: number) => run((tx) => extendHold(tx, 'one'), plus(TEST_START, minute * MINUTE))
    expect(await press(9)).toEqual(ok(plus(TEST_START, 19 * MINUTE)))
    expect(await press(18)).toEqual(ok(plus(TEST_START, 28 * MINUTE)))
    expect(await press(27)).toEqual(ok(plus(TEST_START, 30 * MINUTE)))
    expect(await press(29)).toEqual({ ok: false, code: 'limit_reached' })
    const last = await run((tx) => heldBooking(tx, 'one'), plus(TEST_START, 29 * MINUTE))
    expect(last?.canExtend).toBe(false)
  })

  it('end: the form is over, and after the sweep others can have the time', async () => {
    const visit = await held('one')
    await run((tx) => saveHoldContact(tx, 'one', CONTACT))
    const late = plus(TEST_START, 10 * MINUTE)
    expect(await run((tx) => heldBooking(tx, 'one'), late)).toBeUndefined()
    expect(await run((tx) => extendHold(tx, 'one'), late)).toEqual({ ok: false, code: 'no_hold' })
    expect(await run((tx) => giveContact(tx, links, 'one'), late)).toEqual({ ok: false, code: 'no_hold' })
    expect(await run((tx) => expireHolds(tx), late)).toBe(1)
    expect(await stateOf(visit.id)).toBe('expired')
    expect([await count('claim_cell'), await count('visit_contact')]).toEqual([0, 0])
  })

  it('over, the same browser can have the same time again before the sweep, with what it typed', async () => {
    const first = await held('one')
    await held('two')
    await run((tx) => saveHoldContact(tx, 'one', CONTACT))
    const late = plus(TEST_START, 11 * MINUTE)
    const again = await held('one', {}, late)
    expect(again.id).not.toBe(first.id)
    expect((await run((tx) => heldBooking(tx, 'one'), late))?.contact).toEqual({
      ...CONTACT,
      companions: [],
      reachKm: 8,
    })
    expect(await stateOf(first.id)).toBe('expired')
  })

  it('the sweep leaves live holds alone', async () => {
    await held('one')
    expect(await run((tx) => expireHolds(tx), plus(TEST_START, 9 * MINUTE))).toBe(0)
  })
})

describe('from the form to the booking', () => {
  it('needs an address', async () => {
    await held('one')
    expect(await run((tx) => giveContact(tx, links, 'one'))).toEqual({ ok: false, code: 'no_contact' })
  })

  it('sends one mail with the link, and the link books', async () => {
    const visit = await held('one', { startsAt: plus(TARGET, 3 * HOUR) })
    await run((tx) => saveHoldContact(tx, 'one', CONTACT))
    const given = await run((tx) => giveContact(tx, links, 'one'))
    expect(given.ok && given.value.until).toBe(plus(TEST_START, HOUR))
    expect(await count('message', "kind = 'confirm'")).toBe(1)

    const token = links.tokenOf(city.authority.key, visit.id, 1)
    const open = await run((tx) => linkedVisit(tx, links, token))
    expect(open?.heldUntil).toBe(plus(TEST_START, HOUR))
    expect(open?.site?.key).toBe('mitte')
    expect(open?.matters.map(({ service, people }) => [service.key, people])).toEqual([['identity-card', 1]])

    expect((await run((tx) => confirmBooking(tx, visit.id))).ok).toBe(true)
    expect((await run((tx) => confirmBooking(tx, visit.id))).ok).toBe(true)
    expect(await stateOf(visit.id)).toBe('booked')
    expect(await count('claim', "kind = 'booked' AND until IS NULL")).toBe(1)
    expect(await count('message', "kind = 'booked'")).toBe(1)
  })

  it('sends no more than five mails to one address, however it is written, while nobody presses their links', async () => {
    const ask = async (turn: number, email: string) => {
      const browser = `browser ${turn}`
      await held(browser, { startsAt: plus(TARGET, (24 + Math.floor(turn / 2)) * HOUR) })
      await run((tx) => saveHoldContact(tx, browser, { ...CONTACT, email }))
      return run((tx) => giveContact(tx, links, browser))
    }
    for (let turn = 0; turn < 5; turn++) expect((await ask(turn, 'ada@example.org')).ok).toBe(true)
    expect(await ask(5, 'A.da+new@Example.org')).toEqual({ ok: false, code: 'too_many_open' })
    expect(await count('message', "kind = 'confirm'")).toBe(5)
    expect((await ask(6, 'other@example.org')).ok).toBe(true)
    // An hour later the links are void, and the address is free again.
    await held('late', { startsAt: plus(TARGET, 48 * HOUR) }, plus(TEST_START, 2 * HOUR))
    const given = await run(
      async (tx) => {
        await saveHoldContact(tx, 'late', CONTACT)
        return giveContact(tx, links, 'late')
      },
      plus(TEST_START, 2 * HOUR),
    )
    expect(given.ok).toBe(true)
  })

  it('the link opens nothing while the form is being filled in, nor with another token', async () => {
    const visit = await held('one')
    const token = links.tokenOf(city.authority.key, visit.id, 1)
    expect(await run((tx) => linkedVisit(tx, links, token))).toBeUndefined()
    for (const wrong of ['', 'short', 'A'.repeat(22), links.tokenOf('zweitstadt', visit.id, 1)]) {
      expect(await run((tx) => linkedVisit(tx, links, wrong))).toBeUndefined()
    }
  })

  it('after its time the link books nothing, also before the sweep', async () => {
    const visit = await held('one')
    await run((tx) => saveHoldContact(tx, 'one', CONTACT))
    const given = await run((tx) => giveContact(tx, links, 'one'))
    const late = given.ok ? given.value.until : impossible('not given')
    expect(await run((tx) => confirmBooking(tx, visit.id), late)).toEqual({ ok: false, code: 'hold_over' })
    expect(await stateOf(visit.id)).toBe('held')
    const token = links.tokenOf(city.authority.key, visit.id, 1)
    expect((await run((tx) => linkedVisit(tx, links, token), late))?.heldUntil).toBeNull()
  })

  it('the browser is free for another booking at once', async () => {
    await booked('one')
    expect((await hold('one', { startsAt: plus(TARGET, HOUR) })).ok).toBe(true)
  })
})

describe('a booking', () => {
  it('cancelled, gives its cells and the contact back, once', async () => {
    const visit = await booked('one')
    expect((await run((tx) => cancelBooking(tx, visit.id))).ok).toBe(true)
    expect((await run((tx) => cancelBooking(tx, visit.id))).ok).toBe(true)
    expect(await stateOf(visit.id)).toBe('cancelled')
    expect(await freeAt(TARGET)).toBe(true)
    expect([await count('claim_cell'), await count('visit_contact')]).toEqual([0, 0])
    expect(await count('message', "kind = 'cancelled'")).toBe(1)
  })

  it('cannot be cancelled while it is only held', async () => {
    const visit = await held('one')
    expect(await run((tx) => cancelBooking(tx, visit.id))).toEqual({ ok: false, code: 'not_booked' })
  })

  it('moved, has the new cells and no others', async () => {
    const visit = await booked('one')
    const to = { siteKey: 'nord', startsAt: plus(TARGET, HOUR) }
    const moved = await run((tx) => moveBooking(tx, visit.id, to))
    expect(moved.ok && [moved.value.appointmentAt, moved.value.movedCount]).toEqual([to.startsAt, 1])
    expect(await count('claim')).toBe(1)
    expect(await freeAt(TARGET)).toBe(true)
    expect(await count('message', "kind = 'moved'")).toBe(1)
  })

  it('moved by staff, keeps the moves of its own person', async () => {
    const visit = await booked('one')
    const to = (nth: number) => ({ siteKey: 'nord', startsAt: plus(TARGET, nth * 15 * MINUTE) })
    for (const nth of [1, 2]) await run((tx) => moveBooking(tx, visit.id, to(nth)))
    for (const nth of [3, 4])
      expect(await run((tx) => moveOwnBooking(tx, visit.id, to(nth)))).toMatchObject({ ok: true })
    const third = await run((tx) => moveOwnBooking(tx, visit.id, to(5)))
    expect(third).toEqual({ ok: false, code: 'moved_enough' })
    // All of them number the calendar entry.
    expect((await run((tx) => loadVisit(tx, visit.id)))?.movedCount).toBe(4)
  })

  it('moved by two presses at once, is moved once', async () => {
    const visit = await booked('one')
    const to = { siteKey: 'mitte', startsAt: plus(TARGET, HOUR) }
    await held('x', to)
    const press = () => runCommand(city.database, city.authority, null, (tx) => moveBooking(tx, visit.id, to))
    expect((await Promise.all([press(), press()])).map((result) => result.ok)).toEqual([true, true])
    expect((await run((tx) => loadVisit(tx, visit.id)))?.movedCount).toBe(1)
    expect(await count('message', "kind = 'moved'")).toBe(1)
  })

  it('keeps its time when the new one is taken, also in a race', async () => {
    const to = { siteKey: 'mitte', startsAt: plus(TARGET, HOUR) }
    await held('x', to)
    const visits = [await booked('one'), await booked('two')]
    const results = await Promise.all(
      visits.map((visit) =>
        runCommand(city.database, city.authority, null, (tx) => moveBooking(tx, visit.id, to)).catch(
          (error: unknown) => impossible(String(error)),
        ),
      ),
    )
    expect(results.map((result) => (result.ok ? 'moved' : result.code)).sort()).toEqual([
      'moved',
      'time_taken',
    ])
    const times = await Promise.all(visits.map(({ id }) => run((tx) => loadVisit(tx, id))))
    expect(times.map((visit) => visit?.appointmentAt).sort()).toEqual([TARGET, to.startsAt])
    expect(await count('claim', "kind = 'booked'")).toBe(2)
  })
})

describe('a booking that staff looks for', () => {
  it('is found by its e-mail in any case, elsewhere only by its number', async () => {
    const visit = await held('one')
    await run((tx) => saveHoldContact(tx, 'one', { ...CONTACT, email: 'Ada@Example.org' }))
    const find = async (search: string, siteId: Id<'site'> | null) =>
      (await run((tx) => findBookings(tx, visit.day, search, siteId))).map(({ id }) => id)
    const elsewhere = newId<'site'>(TEST_START)
    expect(await find('ADA@example.org', null)).toEqual([visit.id])
    expect(await find('ada@example.org', visit.siteId)).toEqual([visit.id])
    expect(await find('ada@example.org', elsewhere)).toEqual([])
    expect(await find('Müller', elsewhere)).toEqual([])
    expect(await find(visit.bookingNumber ?? '', elsewhere)).toEqual([visit.id])
  })
})

describe('a command sent twice', () => {
  const key = '0b2f1a52-6c1e-4c7e-9a53-0f4c5ad8b6e1'
  const command = (caller: string) => ({ key, kind: 'booking.checkPage', caller, input: {} })
  const give = (caller: string) =>
    runCommand(city.database, city.authority, command(caller), async (tx) => {
      const given = await giveContact(tx, links, 'one')
      return given.ok ? ok({ visitId: given.value.visit.id }) : given
    })

  it('happens once and gives the same answer', async () => {
    const start = await city.database.withAuthority(city.authority, async (tx) => tx.now)
    const visit = await held('one', { startsAt: plus(TARGET, 24 * HOUR) }, start)
    await run((tx) => saveHoldContact(tx, 'one', CONTACT), start)
    const [first, again] = await Promise.all([give('one'), give('one')])
    expect(first).toEqual(ok({ visitId: visit.id }))
    expect(again).toEqual(first)
    expect(await count('message', "kind = 'confirm'")).toBe(1)
  })

  it('is refused to somebody else with the same key', async () => {
    const start = await city.database.withAuthority(city.authority, async (tx) => tx.now)
    await held('one', { startsAt: plus(TARGET, 24 * HOUR) }, start)
    await run((tx) => saveHoldContact(tx, 'one', CONTACT), start)
    await give('one')
    await expect(give('two')).rejects.toBeInstanceOf(CommandMismatch)
  })
})
