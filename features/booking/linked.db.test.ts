import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { listSites } from '#features/authority/actions.ts'
import { callNext, checkInByNumber, finish, openCounter, startServing } from '#features/hall/actions.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import { minutesOfBoth, type Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import {
  bookForCaller,
  cancelBooking,
  confirmBooking,
  correctNames,
  createLiveSearch,
  expireHolds,
  giveContact,
  heldBooking,
  holdTime,
  linkedVisit,
  moveOwnBooking,
  saveHoldContact,
  searchTimes,
  wishEarlier,
} from './actions.ts'

const links = makeLinks(TEST_SECRET)

let city: City

const owner = (statements: string) =>
  asOwner(city.ownerUrl, (client) =>
    client.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}; ${statements}`),
  )

beforeAll(async () => {
  city = await openCity({ connections: 16 })
  await run(partCounters)
})
beforeEach(() =>
  owner(`
    ALTER TABLE visit DISABLE TRIGGER ALL; ALTER TABLE journal DISABLE TRIGGER ALL;
    INSERT INTO plan_change (site_id, day) SELECT site_id, day FROM place;
    UPDATE hour_budget SET booked_minutes = 0; DELETE FROM claim_cell; DELETE FROM claim; DELETE FROM message; DELETE FROM visit_contact; DELETE FROM booked_by;
    DELETE FROM booked_name; DELETE FROM visit_matter; DELETE FROM matter; DELETE FROM step; DELETE FROM journal;
    DELETE FROM visit; DELETE FROM command;
    ALTER TABLE visit ENABLE TRIGGER ALL; ALTER TABLE journal ENABLE TRIGGER ALL;`),
)
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

/** The times of one site. */
async function times(siteKey = 'mitte', firstServices?: readonly string[]) {
  const found = await run((tx) =>
    searchTimes(tx, { matters: TWO_MATTERS, siteKey, ...(firstServices ? { firstServices } : {}) }),
  )
  return found.ok ? found.value.times : impossible(found.code)
}

async function hold(browser: string, n = 0): Promise<Visit> {
  const time = (await times())[n] ?? impossible('no free time')
  const held = await run((tx) => holdTime(tx, links, wishAt(time, browser)))
  return held.ok ? held.value : impossible(held.code)
}

type Time = Awaited<ReturnType<typeof times>>[number]
const wishAt = ({ startsAt, second }: Time, browser: string) => ({
  matters: TWO_MATTERS,
  siteKey: 'mitte',
  startsAt,
  secondAt: second?.startsAt,
  language: 'de' as const,
  channel: 'online' as const,
  browser,
})

/** One person for the one matter, three for the other. */
const unlike = (first: number, second: number) =>
  TWO_MATTERS.map((matter, nth) => ({ ...matter, people: nth === 0 ? first : second }))

async function book(n = 0, email = 'ada@example.org'): Promise<{ first: Visit; second: Visit }> {
  const browser = newId<'visit'>(TEST_START)
  const held = await hold(browser, n)
  await run((tx) => saveHoldContact(tx, browser, { name: 'Ada Lind', email, phone: null }))
  const given = await run((tx) => giveContact(tx, links, browser))
  if (!given.ok) return impossible(given.code)
  const booked = await run((tx) => confirmBooking(tx, held.id))
  return booked.ok ? pairOf(booked.value.id) : impossible(booked.code)
}

async function pairOf(id: Id<'visit'>): Promise<{ first: Visit; second: Visit }> {
  const first = (await run((tx) => loadVisit(tx, id))) ?? impossible('no first')
  const second = await run((tx) => loadVisit(tx, first.linked?.visitId ?? impossible('not linked')))
  return { first, second: second ?? impossible('no second') }
}

async function count(table: string, where = 'true'): Promise<number> {
  return asOwner(city.ownerUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>(
      `SELECT count(*) FROM ${quoteIdentifier(city.authority.schema)}.${table} WHERE ${where}`,
    )
    return Number(rows[0]?.count)
  })
}

describe('a kept answer with two linked visits', () => {
  it('stays when somebody books elsewhere, and goes when a time of one of its parts goes', async () => {
    const live = createLiveSearch(
      city.database,
      { watch: () => ({ stop: () => undefined }) },
      () => city.authority,
    )
    const question = { matters: TWO_MATTERS, siteKey: 'mitte' }
    const ask = async () => {
      const answer = await live.ask(
        city.authority,
        'two at once',
        () => question,
        ({ times: found }) => found.map(({ startsAt, second }) => [startsAt, second?.startsAt]),
      )
      return answer.ok ? answer.value : impossible(answer.code)
    }
    const first = await ask()
    const [pair] = first
    expect(pair?.[1]).toBeDefined()

    const one = [{ serviceKey: 'registration', people: 1 }]
    const bookOne = async (siteKey: string, startsAt: Instant) => {
      const contact = { name: 'Ada Lind', email: null, phone: null }
      const wish = {
        channel: 'telephone' as const,
        matters: one,
        siteKey,
        startsAt,
        language: 'de' as const,
        contact,
      }
      return (await run((tx) => bookForCaller(tx, links, wish))).ok
    }
    const elsewhere = await run(async (tx) => {
      const keys = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
      const found = await searchTimes(tx, { matters: one })
      const all = found.ok ? found.value.times : impossible(found.code)
      const time = all.findLast(({ siteId }) => keys.get(siteId) !== 'mitte') ?? impossible('one site only')
      return { siteKey: keys.get(time.siteId) ?? '', startsAt: time.startsAt }
    })
    expect(await bookOne(elsewhere.siteKey, elsewhere.startsAt)).toBe(true)
    expect(await ask()).toBe(first)

    // The one counter that can do the second matter is taken when it was to begin.
    expect(await bookOne('mitte', pair?.[1] ?? impossible('no second'))).toBe(true)
    const second = await ask()
    expect(second).not.toBe(first)
    expect(second).not.toEqual(first)
    const fresh = await city.database.withAuthority(city.authority, (tx) => searchTimes(tx, question))
    const shown = fresh.ok ? fresh.value.times : impossible(fresh.code)
    expect(second).toEqual(shown.map(({ startsAt, second: other }) => [startsAt, other?.startsAt]))
    expect(await ask()).toBe(second)
    live.stop()
  })
})

describe('what no single place can do', () => {
  it('is offered as two visits on one day, the second 0 to 20 minutes after the end of the first', async () => {
    const found = await times()
    expect(found.length).toBeGreaterThan(10)
    const { first, second } = await book()
    for (const time of found) {
      if (!time.second) throw new Error('offered as one')
      const gap = (time.second.startsAt - time.startsAt) / MINUTE
      expect(gap).toBeGreaterThanOrEqual(Math.min(first.minutes, second.minutes))
      expect(gap).toBeLessThanOrEqual(Math.max(first.minutes, second.minutes) + 20)
    }
  })

  it('is held together: two visits, each with its matter and its cells, one contact for both', async () => {
    const first = await hold('b1')
    const { second } = await pairOf(first.id)
    expect(second).toMatchObject({ state: 'held', linked: { visitId: first.id, second: true } })
    const matters = await run((tx) => mattersOf(tx, [first.id, second.id]))
    expect([...matters.values()].map((each) => each.length)).toEqual([1, 1])
    expect(await count('claim', "kind = 'held'")).toBe(2)
    await run((tx) => saveHoldContact(tx, 'b1', { name: 'Ada Lind', email: 'a@example.org', phone: null }))
    expect((await run((tx) => contactOf(tx, second.id)))?.name).toBe('Ada Lind')
    const shown = await run((tx) => heldBooking(tx, 'b1'))
    expect(shown).toMatchObject({ visit: { id: first.id }, second: { id: second.id } })
    expect(shown?.matters).toHaveLength(2)
  })

  it.each([
    [1, 3],
    [3, 1],
  ])('names everybody who comes to either of them (%i and %i people)', async (...people) => {
    const matters = unlike(...people)
    const found = await run((tx) => searchTimes(tx, { matters, siteKey: 'mitte' }))
    const time = (found.ok ? found.value.times[0] : undefined) ?? impossible('no free time')
    await run((tx) => holdTime(tx, links, { ...wishAt(time, 'b3'), matters }))
    const give = (companions: readonly string[]) =>
      run(async (tx) => {
        const contact = { name: 'Ada Lind', companions, email: 'a@example.org', phone: null }
        await saveHoldContact(tx, 'b3', contact)
        return giveContact(tx, links, 'b3')
      })
    expect(await give(['Ben Lind'])).toEqual({ ok: false, code: 'names_missing' })
    expect(await give(['Ben Lind', 'Cleo Lind'])).toMatchObject({ ok: true })
  })

  it('cannot become earlier through the waitlist, which knows single times', async () => {
    const { first, second } = await book()
    const any = { siteKeys: [], weekdays: [], parts: [] }
    for (const { id } of [first, second])
      expect(await run((tx) => wishEarlier(tx, links, id, any))).toEqual({
        ok: false,
        code: 'not_at_one_counter',
      })
    expect(await count('wish')).toBe(0)
  })

  it('pressed twice is one pair, another time takes its place, and both cells come back', async () => {
    const first = await hold('b1')
    const again = await run((tx) => holdTime(tx, links, wishAt(timeOf(first), 'b1')))
    expect(again).toMatchObject({ ok: true, value: { id: first.id } })
    await hold('b1', 5)
    expect(await count('claim')).toBe(2)
    expect(await count('visit', "state = 'held'")).toBe(2)
    expect(await count('visit', "state = 'expired'")).toBe(2)
  })

  it('is confirmed by one press and told by one mail; the link shows both', async () => {
    const { first, second } = await book()
    expect([first.state, second.state]).toEqual(['booked', 'booked'])
    expect(await count('message', "kind = 'booked'")).toBe(1)
    expect(await count('claim', "kind = 'booked'")).toBe(2)
    const token = links.tokenOf(city.authority.key, first.id, 1)
    const linked = await run((tx) => linkedVisit(tx, links, token))
    expect(linked?.matters.map(({ isSecond }) => isSecond).toSorted()).toEqual([false, true])
    expect(linked?.second?.id).toBe(second.id)
    expect(minutesOfBoth(first, second)).toBeGreaterThanOrEqual(first.minutes + second.minutes)
  })

  it('counts once for its person', async () => {
    await book()
    expect(await count('booked_by', 'slot IS NOT NULL')).toBeGreaterThan(0)
    const seconds = `SELECT id FROM ${quoteIdentifier(city.authority.schema)}.visit WHERE linked_second`
    expect(await count('booked_by', `visit_id IN (${seconds})`)).toBe(0)
  })

  it.each(['first', 'second'] as const)('is cancelled as a whole by the link of the %s', async (which) => {
    const pair = await book()
    const cancelled = await run((tx) => cancelBooking(tx, pair[which].id))
    expect(cancelled).toMatchObject({ ok: true, value: { id: pair[which].id, state: 'cancelled' } })
    expect((await pairOf(pair.first.id)).second.state).toBe('cancelled')
    expect(await count('claim', 'visit_id IS NOT NULL')).toBe(0)
    expect(await count('visit_contact')).toBe(0)
    expect(await count('message', "kind = 'cancelled'")).toBe(1)
    expect(await run((tx) => cancelBooking(tx, pair[which].id))).toMatchObject({ ok: true })
    expect(await count('message', "kind = 'cancelled'")).toBe(1)
  })

  it('moves as a whole, in the same order, and the old cells come back', async () => {
    const pair = await book()
    const firstService = (
      await run((tx) => linkedVisit(tx, links, links.tokenOf(city.authority.key, pair.first.id, 1)))
    )?.matters.find(({ isSecond }) => !isSecond)?.service.key
    const to = (await times('mitte', [firstService ?? '']))[8] ?? impossible('no time to move to')
    const target = { siteKey: 'mitte', startsAt: to.startsAt, secondAt: to.second?.startsAt }
    expect(await run((tx) => moveOwnBooking(tx, pair.first.id, target))).toMatchObject({ ok: true })
    const after = await pairOf(pair.first.id)
    expect([after.first.appointmentAt, after.second.appointmentAt]).toEqual([
      to.startsAt,
      to.second?.startsAt,
    ])
    expect([after.first.movedCount, after.second.movedCount]).toEqual([1, 1])
    expect(await count('claim', 'visit_id IS NOT NULL')).toBe(2)
    expect(await count('message', "kind = 'moved'")).toBe(1)
    // Sent once more it is there already.
    expect(await run((tx) => moveOwnBooking(tx, pair.first.id, target))).toMatchObject({ ok: true })
    expect((await pairOf(pair.first.id)).first.movedCount).toBe(1)
  })

  it('runs out as a whole', async () => {
    const first = await hold('b1')
    await run((tx) => expireHolds(tx), plus(TEST_START, HOUR))
    const pair = await pairOf(first.id)
    expect([pair.first.state, pair.second.state]).toEqual(['expired', 'expired'])
    expect(await count('claim')).toBe(0)
  })

  it('is booked by staff, too, and its name is corrected on both', async () => {
    const time = (await times())[0] ?? impossible('no free time')
    const contact = { name: 'Bo Lnd', email: null, phone: null }
    const booked = await run((tx) =>
      bookForCaller(tx, links, { ...wishAt(time, ''), channel: 'desk', contact }),
    )
    if (!booked.ok) return impossible(booked.code)
    const { second } = await pairOf(booked.value.id)
    expect(second.state).toBe('booked')
    await run((tx) => correctNames(tx, links, booked.value.id, { name: 'Bo Lind' }))
    expect((await run((tx) => contactOf(tx, second.id)))?.name).toBe('Bo Lind')
  })

  it('is checked in with one code: the second follows with the same number when the first is finished', async () => {
    const { first, second } = await book()
    const at = plus(first.appointmentAt ?? TEST_START, -5 * MINUTE)
    const site = await run(async (tx) => (await listSites(tx)).find(({ id }) => id === first.siteId), at)
    if (!site) return impossible('no site')
    // The code of either does.
    const arrived = await run((tx) => checkInByNumber(tx, site, second.bookingNumber ?? ''), at)
    expect(arrived).toMatchObject({ ok: true, value: { visit: { id: first.id, state: 'waiting' } } })
    expect((await pairOf(first.id)).second.state).toBe('booked')
    const counters = await run((tx) =>
      tx.rows(db.selectFrom('counter').select('id').where('site_id', '=', site.id).orderBy('key')),
    )
    const later = plus(at, 40 * MINUTE)
    const serve = async (visit: Visit) => {
      for (const { id: counterId } of counters) {
        const here = { siteId: site.id, counterId, day: visit.day }
        await run((tx) => openCounter(tx, here), later)
        const called = await run((tx) => callNext(tx, here), later)
        if (!called.ok) continue
        expect(called.value.id).toBe(visit.id)
        await run((tx) => startServing(tx, here), later)
        await run((tx) => finish(tx, here, 'done'), later)
        return
      }
      impossible('nobody was called')
    }
    await serve(first)
    const after = await pairOf(first.id)
    expect([after.first.state, after.second.state]).toEqual(['done', 'waiting'])
    expect(after.second.ticketNumber).toBe(after.first.ticketNumber)
    // The first took long; that is not their fault.
    expect(after.second.referenceAt).toBe(second.appointmentAt)
    await serve(second)
    expect((await pairOf(first.id)).second.state).toBe('done')
  })
})

const timeOf = ({ siteId, day, appointmentAt }: Visit): Time => ({
  siteId,
  day,
  startsAt: appointmentAt ?? impossible('no time'),
  cell: 0,
})

describe('the last pair', () => {
  const CLIENTS = 12

  /** So many clients want the very same two times at once; how many got them, and what is left in the tables. */
  async function race(time: Time): Promise<{ won: number; halves: number; twice: number }> {
    const answers = await Promise.allSettled(
      Array.from({ length: CLIENTS }, (_, n) =>
        run(async (tx) => {
          const held = await holdTime(tx, links, wishAt(time, `racer ${n}`))
          // A refusal undoes everything, as a command does.
          if (!held.ok) throw new Error(held.code)
        }),
      ),
    )
    const halves = await count(
      'visit v',
      `(SELECT count(*) FROM ${quoteIdentifier(city.authority.schema)}.claim c WHERE c.visit_id IN (v.id, v.linked_visit_id)) <> 2`,
    )
    const cells = await asOwner(city.ownerUrl, async (client) => {
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) FROM (SELECT 1 FROM ${quoteIdentifier(city.authority.schema)}.claim_cell
         GROUP BY place_id, day, cell HAVING count(*) > 1) AS twice`,
      )
      return Number(rows[0]?.count)
    })
    return { won: answers.filter(({ status }) => status === 'fulfilled').length, halves, twice: cells }
  }

  it('is won by exactly one, and nobody has half of it', async () => {
    const time = (await times())[3] ?? impossible('no free time')
    // Each of the two has one place.
    expect(await race(time)).toEqual({ won: 1, halves: 0, twice: 0 })
  })

  it('is won by several without the unique key (control)', async () => {
    const time = (await times())[0] ?? impossible('no free time')
    await owner(
      `ALTER TABLE claim_cell DROP CONSTRAINT claim_cell_taken;
       ALTER TABLE claim_cell ADD CONSTRAINT claim_cell_taken PRIMARY KEY (place_id, day, cell, claim_id)`,
    )
    const { won, twice } = await race(time)
    expect(won).toBeGreaterThan(1)
    expect(twice).toBeGreaterThan(0)
  })
})
