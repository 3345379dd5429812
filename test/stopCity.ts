import { sql } from 'kysely'
import { afterEach, beforeEach, expect } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, replaceNext, searchTimes } from '#features/booking/actions.ts'
import { cancelStop, changeStop, listTeams, planStops } from '#features/tour/actions.ts'
import type { StopsFile } from '#features/tour/contract.ts'
import type { WantedStop } from '#features/tour/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from './city.ts'
import { TEST_START } from './fixtures.ts'
import { brokenLawsOf } from './laws/checker.ts'
import { mobileData } from './mobileTeam.ts'
import { plainLinks } from './plainLinks.ts'

export const TUESDAY = localDate('2027-03-02')
export const THURSDAY = localDate('2027-03-04')

type Wish = { site?: string; day?: LocalDate; opens?: string; closes?: string }

/** Opens a city with a mobile team for each test of this file, and what tests of its stops do there. */
export function openStopCity() {
  let city: City

  const bring = (stops?: StopsFile, at: Instant = TEST_START) =>
    importData(city.database, city.authority, mobileData(stops), { at })

  beforeEach(async () => {
    city = await openCity({ connections: 8 })
    expect(await bring()).toMatchObject({ ok: true })
  })
  afterEach(async () => {
    expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
    await city.unchanged()
    await city.drop()
  })

  const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
    city.database.withAuthority(city.authority, work, { at })

  const siteOf = async (tx: Tx, key: string) => (await findSite(tx, key)) ?? impossible('no such site')
  const bus = async (tx: Tx) => (await listTeams(tx))[0] ?? impossible('no team')

  async function wanted(
    tx: Tx,
    { site = 'volksdorf', day = TUESDAY, opens = '09:00', closes = '12:00' }: Wish = {},
  ) {
    return {
      siteId: (await siteOf(tx, site)).id,
      day,
      opens: localTime(opens),
      closes: localTime(closes),
      breakStarts: null,
      breakEnds: null,
      travelMinutes: null,
    } satisfies WantedStop
  }

  const plan = (wish: Wish = {}) => run(async (tx) => planStops(tx, await bus(tx), [await wanted(tx, wish)]))

  async function planned(wish: Wish = {}): Promise<Id<'stop'>> {
    const done = await plan(wish)
    return (done.ok ? done.value.stopIds[0] : undefined) ?? impossible('not planned')
  }

  const change = (id: Id<'stop'>, wish: Wish) =>
    run(async (tx) =>
      changeStop(tx, await bus(tx), { id, wanted: await wanted(tx, wish), reason: 'technical' }),
    )
  const cancel = (id: Id<'stop'>, at?: Instant) =>
    run(async (tx) => cancelStop(tx, await bus(tx), { id, reason: 'technical' }), at)

  async function found(service = 'identity-card', site = 'volksdorf') {
    const answer = await run((tx) =>
      searchTimes(tx, { matters: [{ serviceKey: service, people: 1 }], siteKey: site, asker: 'staff' }),
    )
    return answer.ok ? answer.value.times.map(({ startsAt }) => startsAt) : []
  }

  /** Without the spaces at which no line may end. */
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')

  let people = 0
  async function booked(at: string, siteKey = 'volksdorf'): Promise<Visit> {
    people++
    const made = await run((tx) =>
      bookForCaller(tx, plainLinks, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey,
        startsAt: parseInstant(at),
        language: 'de',
        channel: 'telephone',
        beyondLimits: true,
        contact: { name: `Ada ${people}`, email: 'ada@example.org', phone: '0999 1' },
      }),
    )
    return made.ok ? made.value : impossible(made.code)
  }

  const unplaced = () =>
    run((tx) =>
      tx.rows(
        raw<{ visit: Id<'visit'> }>(
          sql`SELECT visit_id AS visit FROM claim WHERE place_id IS NULL AND kind = 'booked'`,
        ),
      ),
    )

  async function replaceAll(): Promise<number> {
    let done = 0
    while (await run(replaceNext)) done++
    return done
  }

  async function asCityOwner(statement: string) {
    await asOwner(city.ownerUrl, async (client) => {
      await client.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}`)
      await client.query(statement)
    })
  }

  return {
    city: () => city,
    bring,
    run,
    siteOf,
    bus,
    wanted,
    plan,
    planned,
    change,
    cancel,
    found,
    plain,
    booked,
    unplaced,
    replaceAll,
    asCityOwner,
  }
}
