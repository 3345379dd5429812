import { describe, expect, it } from 'vitest'
import { loadVisit } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { TEST_START } from '#test/fixtures.ts'
import { links, openWaitlistCity, TARGET } from '#test/waitlistCity.ts'
import { leaveList, type WishRequest, wishEarlier } from './actions.ts'
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
  lawsBroken,
  log,
  clean,
} = openWaitlistCity()

/** Drops a guard for a while. */
async function without(index: string, restore: string, work: () => Promise<void>): Promise<void> {
  await sql(`DROP INDEX ${index}`)
  try {
    await work()
  } finally {
    await clean()
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
      await clean()
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
      await clean()
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
    await clean()
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
    await clean()
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
