import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import {
  acceptOffer,
  askForWish,
  bookForCaller,
  cancelBooking,
  confirmWish,
  declineOffer,
  lookAtList,
  searchTimes,
  type WishRequest,
} from '#features/booking/actions.ts'
import { openOfferOf } from '#features/booking/store/offer.ts'
import { readLog } from '#features/booking/store/waitlistLog.ts'
import { loadWish } from '#features/booking/store/wish.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from './city.ts'
import { TEST_SECRET, TEST_START } from './fixtures.ts'
import { brokenLawsOf } from './laws/checker.ts'

export const links = makeLinks(TEST_SECRET)
export const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
export const TODAY = dayOf(TEST_START, 'Europe/Berlin')
/** Tuesday, 10:00 in Berlin: one to seven days ahead. */
export const TARGET = plus(TEST_START, DAY + 2.5 * HOUR)

/** Nobody is booked, and nobody on the list. */
export const CLEAN = `
  ALTER TABLE visit DISABLE TRIGGER ALL; ALTER TABLE journal DISABLE TRIGGER ALL;
  DELETE FROM message; DELETE FROM wish; DELETE FROM waitlist_log; DELETE FROM waitlist_batch;
  UPDATE waitlist_counter SET last_number = 0, last_batch = 0, carry = 1;
  UPDATE hour_budget SET booked_minutes = 0; DELETE FROM claim_cell; DELETE FROM claim; DELETE FROM visit_contact; DELETE FROM booked_by; DELETE FROM booked_name; DELETE FROM visit_matter;
  DELETE FROM matter; DELETE FROM step; DELETE FROM journal; DELETE FROM visit; DELETE FROM command;
  UPDATE journal_counter SET last_number = 0;
  ALTER TABLE visit ENABLE TRIGGER ALL; ALTER TABLE journal ENABLE TRIGGER ALL;`

/** What tests of the waitlist do: people who join it, times that are given back, and a look at what came of it. */
export type WaitlistCity = ReturnType<typeof openWaitlistCity>

/** Opens a city for the tests of this file, with nobody booked and nobody on the list at the beginning of each. */
export function openWaitlistCity() {
  let city: City
  let people = 0
  beforeAll(async () => {
    city = await openCity({ connections: 8 })
  })
  beforeEach(() => sql(CLEAN))
  afterEach(() => city.unchanged())
  afterAll(() => city.drop())

  const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
    city.database.withAuthority(city.authority, work, { at })

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
    await run((tx) => confirmWish(tx, links, id), at)
    return id
  }

  const cancelled = (visit: Visit, at?: Instant) => run((tx) => cancelBooking(tx, visit.id), at)

  /** One time given back, which is the only one that could be had. */
  async function freed(startsAt = TARGET): Promise<void> {
    const visit = await booked(startsAt)
    await booked(startsAt)
    await cancelled(visit)
  }

  async function freeAt(startsAt: Instant, at?: Instant): Promise<boolean> {
    const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }), at)
    return found.ok && found.value.times.some((time) => time.startsAt === startsAt)
  }

  return {
    run,
    sql,
    count,
    booked,
    joined,
    cancelled,
    freed,
    freeAt,
    clean: () => sql(CLEAN),
    look: (at?: Instant) => run((tx) => lookAtList(tx), at),
    offerOf: (id: Id<'wish'>) => run((tx) => openOfferOf(tx, id)),
    accept: (id: Id<'wish'>, at?: Instant) => run((tx) => acceptOffer(tx, links, id), at),
    decline: (id: Id<'wish'>, at?: Instant) => run((tx) => declineOffer(tx, id), at),
    wishOf: (id: Id<'wish'>) => run((tx) => loadWish(tx, id)),
    lawsBroken: () => brokenLawsOf(city.ownerUrl, city.authority.schema),
    log: () => run((tx) => readLog(tx, 0, 10_000)),
  }
}
