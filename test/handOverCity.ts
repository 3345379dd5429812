import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import {
  type CounterDay,
  callNext,
  drawTicket,
  endDays,
  openCounter,
  startServing,
} from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from './city.ts'
import { TEST_SECRET, TEST_START } from './fixtures.ts'

export const NINE = plus(TEST_START, 90 * MINUTE)
export const later = (minutes: number) => plus(NINE, minutes * MINUTE)
export const links = makeLinks(TEST_SECRET)

/**
 * Opens a city for the tests of this file: the site "mitte" at nine o'clock, its counters open; after each test its day
 * ends, so that nobody is left from it.
 */
export function openHandOverCity() {
  let city: City
  let site: Site
  let counters: readonly CounterDay[]
  let services: ReadonlyMap<string, Id<'service'>>

  const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
    city.database.withAuthority(city.authority, work, { at })

  beforeAll(async () => {
    city = await openCity({ connections: 8 })
    await run(async (tx) => {
      site = (await findSite(tx, 'mitte')) ?? impossible('no site')
      const day = dayOf(tx.now, site.timeZone)
      counters = (await listCounters(tx, site.id)).map(({ id }) => ({ siteId: site.id, counterId: id, day }))
      services = new Map((await listServices(tx)).map(({ key, id }) => [key, id]))
    })
  })
  beforeEach(() =>
    run(async (tx) => {
      for (const counter of counters) await openCounter(tx, counter)
    }),
  )
  afterEach(async () => {
    await city.unchanged()
    await run(endDays, plus(NINE, 24 * 60 * MINUTE))
  })
  afterAll(() => city.drop())

  /** Counter 0 can do everything, 1 identity cards and passports, 2 registrations and pick-ups. */
  const counterAt = (position: number) => counters[position] ?? impossible('no such counter')
  const serviceId = (key: string) => services.get(key) ?? impossible('no such service')

  async function draw(
    at: Instant = NINE,
    people = 1,
    keys: readonly string[] = ['identity-card'],
  ): Promise<Visit> {
    const matters = keys.map((serviceKey) => ({ serviceKey, people }))
    const request = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
    const drawn = await run((tx) => drawTicket(tx, links, request, async () => true), at)
    return drawn.ok ? drawn.value.visit : impossible(drawn.code)
  }

  /** Somebody who is served at a counter. */
  async function served(position = 0, ...drawn: Parameters<typeof draw>): Promise<Visit> {
    const visit = await draw(...drawn)
    await run(async (tx) => {
      await openCounter(tx, counterAt(position))
      await callNext(tx, counterAt(position))
      await startServing(tx, counterAt(position))
    })
    return visit
  }

  const read = async (id: Id<'visit'>) => (await run((tx) => loadVisit(tx, id))) ?? impossible('gone')

  return {
    site: () => site,
    run,
    counterAt,
    serviceId,
    draw,
    served,
    read,
  }
}
