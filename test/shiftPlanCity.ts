import { sql } from 'kysely'
import { afterEach, beforeEach } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { unplacedBookings } from '#features/capacity/actions/seePlan.ts'
import { publishPlan, sendCountersAway, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters, loadPlaces } from '#features/capacity/actions.ts'
import type { CounterAway, ShiftPlan } from '#features/capacity/model/shiftPlan.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, localDate, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from './city.ts'
import { TEST_START } from './fixtures.ts'
import { plainLinks } from './plainLinks.ts'

export const MONDAY = localDate('2027-03-01')
export const TUESDAY = localDate('2027-03-02')
export const TEN = parseInstant('2027-03-02T09:00:00Z')

// Plain SQL that knows nothing of the code.
export const claimTimes = raw<{ visit: string; cell: number }>(
  sql`SELECT visit_id AS visit, first_cell AS cell FROM claim ORDER BY visit_id`,
)
export const bookedVisits = raw<{ count: number }>(
  sql`SELECT count(*)::int AS count FROM visit WHERE state = 'booked'`,
)
export const bookedIds = raw<{ id: Id<'visit'> }>(
  sql`SELECT id FROM visit WHERE state = 'booked' ORDER BY id`,
)
export const cellsOfBooked = raw<{ id: Id<'visit'>; whole: boolean; cells: number }>(sql`
  SELECT v.id, coalesce(bool_and(c.kind = 'booked' AND x.inside = c.end_cell - c.first_cell), false) AS whole,
    coalesce(sum(x.held), 0)::int AS cells
  FROM visit v LEFT JOIN claim c ON c.visit_id = v.id LEFT JOIN LATERAL (
    SELECT count(*) AS held, count(*) FILTER (WHERE k.place_id = c.place_id AND k.day = c.day
      AND k.cell >= c.first_cell AND k.cell < c.end_cell) AS inside
    FROM claim_cell k WHERE k.claim_id = c.id) x ON true
  WHERE v.state = 'booked' GROUP BY v.id`)

/** Opens a city for each test of this file, with what tests of the shift plan do there. */
export function openShiftPlanCity() {
  let city: City

  /** Booked visits that have neither all their cells nor stand on the list without any. */
  async function brokenLaws(): Promise<readonly unknown[]> {
    const listed = new Set((await unplaced()).map(({ visit }) => visit.id))
    const booked = await run((tx) => tx.rows(cellsOfBooked))
    return booked.filter(({ id, whole, cells }) => (listed.has(id) ? cells > 0 : !whole))
  }

  beforeEach(async () => {
    city = await openCity({ connections: 12 })
  })
  afterEach(async () => {
    await city.unchanged()
    await city.drop()
  })

  function run<T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START): Promise<T> {
    return city.database.withAuthority(city.authority, work, { at })
  }

  const siteOf = async (tx: Tx, key = 'mitte') => (await findSite(tx, key)) ?? impossible('no such site')

  const counterOf = async (tx: Tx, key: string, site = 'mitte') =>
    (await listCounters(tx, (await siteOf(tx, site)).id)).find((counter) => counter.key === key)?.id ??
    impossible('no such counter')

  const planned = (site = 'mitte') => run(async (tx) => shiftPlanOf(tx, await siteOf(tx, site)))

  const book = (startsAt: Instant, serviceKey = 'identity-card') =>
    run((tx) =>
      bookForCaller(tx, plainLinks, {
        matters: [{ serviceKey, people: 1 }],
        siteKey: 'mitte',
        startsAt,
        language: 'de',
        channel: 'telephone',
        beyondLimits: true,
        contact: { name: 'Ada Muster', email: null, phone: '0999 1' },
      }),
    )

  const publish = (change: (plan: ShiftPlan) => ShiftPlan) =>
    run(async (tx) => {
      const site = await siteOf(tx)
      const { version, plan } = await shiftPlanOf(tx, site)
      return publishPlan(tx, site, { basedOn: version, plan: change(plan) })
    })

  const away = (
    keys: readonly string[],
    times: Pick<CounterAway, 'starts' | 'ends'> = { starts: null, ends: null },
  ) =>
    run(async (tx) => {
      const counterIds = await Promise.all(keys.map((key) => counterOf(tx, key)))
      const when = { firstDay: TUESDAY, lastDay: TUESDAY, ...times }
      return sendCountersAway(tx, await siteOf(tx), { counterIds, ...when })
    })

  const unplaced = () => run((tx) => unplacedBookings(tx))
  const bookable = (day = TUESDAY) =>
    run(async (tx) => {
      const site = await siteOf(tx)
      return loadPlaces(tx, { fromDay: day, toDay: day, siteIds: [site.id] })
    })

  return {
    city: () => city,
    brokenLaws,
    run,
    siteOf,
    counterOf,
    planned,
    book,
    publish,
    away,
    unplaced,
    bookable,
  }
}
