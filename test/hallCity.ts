import { afterAll, afterEach, beforeAll } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import {
  type CounterDay,
  drawTicket,
  finish,
  hallOf,
  leave,
  openCounter,
  startServing,
} from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from './city.ts'
import { TEST_SECRET, TEST_START } from './fixtures.ts'

export const NINE = plus(TEST_START, 90 * MINUTE)
export const links = makeLinks(TEST_SECRET)

/** A site in the morning with its counters open. */
export async function furnish(opened: City): Promise<{ site: Site; counters: readonly CounterDay[] }> {
  return opened.database.withAuthority(
    opened.authority,
    async (tx) => {
      const mitte = (await findSite(tx, 'mitte')) ?? impossible('no site')
      const day = dayOf(tx.now, mitte.timeZone)
      await releasePlaces(tx, { untilDay: addDays(day, 3) })
      const all = (await listCounters(tx, mitte.id)).map(({ id }) => ({
        siteId: mitte.id,
        counterId: id,
        day,
      }))
      for (const counter of all) await openCounter(tx, counter)
      return { site: mitte, counters: all }
    },
    { at: NINE },
  )
}

/** Draws a ticket at "mitte". */
export function ticket(tx: Tx, service = 'identity-card') {
  const matters = [{ serviceKey: service, people: 1 }]
  return drawTicket(
    tx,
    links,
    { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' },
    async () => true,
  )
}

/** Opens a city for the tests of this file: the site "mitte" at nine o'clock, all its counters open, nobody there. */
export function openHallCity() {
  let city: City
  let site: Site
  let counters: readonly CounterDay[]

  beforeAll(async () => {
    city = await openCity({ connections: 8 })
    ;({ site, counters } = await furnish(city))
  })
  afterEach(() => city.unchanged())
  afterAll(() => city.drop())

  const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
    city.database.withAuthority(city.authority, work, { at })

  async function draw(at: Instant = NINE, service = 'identity-card'): Promise<Visit> {
    const drawn = await run((tx) => ticket(tx, service), at)
    if (!drawn.ok) throw new Error(drawn.code)
    return drawn.value.visit
  }

  async function book(startsAt: Instant): Promise<Visit> {
    const request = (tx: Tx) =>
      bookForCaller(tx, links, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt,
        language: 'de',
        channel: 'telephone',
        contact: { name: 'Hilde Probst', email: null, phone: '0999 1' },
      })
    // In the morning, before anybody may be too late to book.
    const booked = await run(request, TEST_START)
    if (!booked.ok) throw new Error(booked.code)
    return booked.value
  }

  /** Sends everybody home, so that each test has the hall for itself. */
  async function emptyHall(): Promise<void> {
    await run(async (tx) => {
      for (const counter of counters) {
        await startServing(tx, counter)
        await finish(tx, counter, 'done')
      }
      const view = await hallOf(tx, site)
      for (const { visit } of [...view.waiting, ...view.missed]) await leave(tx, visit.id)
    })
  }

  return {
    city: () => city,
    site: () => site,
    counters: () => counters,
    counterAt: (position: number) => counters[position] ?? impossible('no such counter'),
    run,
    draw,
    book,
    state: async (id: Id<'visit'>) => (await run((tx) => loadVisit(tx, id)))?.state,
    emptyHall,
  }
}
