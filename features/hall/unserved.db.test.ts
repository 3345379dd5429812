import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  callNext,
  closeCounter,
  drawTicket,
  hallOf,
  openCounter,
  overview,
  pauseCounter,
  startServing,
  unserved,
  unservedBySite,
} from './actions.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const links = makeLinks(TEST_SECRET)
let city: City
let site: Site

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: NINE })

beforeAll(async () => {
  city = await openCity({ connections: 2 })
  site = await run(async (tx) => (await findSite(tx, 'mitte')) ?? impossible('no site'))
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

/** Counter 2 does identity cards and passports, 3 registrations and pick-ups. */
const counter = (key: string) =>
  run(async (tx) => {
    const found = (await listCounters(tx, site.id)).find((each) => each.key === key)
    const counterId = found?.id ?? impossible('no counter')
    return { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
  })

async function draw(serviceKey: string): Promise<string> {
  const matters = [{ serviceKey, people: 1 }]
  const request = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const drawn = await run((tx) => drawTicket(tx, links, request, async () => true))
  return drawn.ok ? drawn.value.visit.id : impossible(drawn.code)
}

/** What each of the three places says that alarms somebody: the frame of the console, the overview, the site's hall. */
async function alarmed() {
  const marks = await run(unservedBySite)
  const line = (await run(overview)).find((each) => each.site.key === 'mitte')
  const hall = unserved(await run((tx) => hallOf(tx, site)))
  return { mark: marks.map(({ site: { key }, people }) => [key, people]), line: line?.withoutCounter, hall }
}

const NOBODY = { mark: [], line: 0, hall: [] }

it('whoever waits for what no open counter can do alarms from the draw on, and no longer once one opens', async () => {
  expect(await alarmed()).toEqual(NOBODY)
  const [second, third] = [await counter('2'), await counter('3')]
  await run((tx) => openCounter(tx, second))
  await draw('identity-card')
  expect(await alarmed()).toEqual(NOBODY)
  const lost = await draw('registration')
  expect(await alarmed()).toEqual({ mark: [['mitte', 1]], line: 1, hall: [lost] })
  await run((tx) => openCounter(tx, third))
  expect(await alarmed()).toEqual(NOBODY)
  // A break ends by itself; a counter that closes does not.
  await run((tx) => pauseCounter(tx, third))
  expect(await alarmed()).toEqual(NOBODY)
  await run((tx) => closeCounter(tx, third))
  expect(await alarmed()).toMatchObject({ mark: [['mitte', 1]] })
  // Whoever is called is helped, and so the one who is left alarms alone.
  await run(async (tx) => {
    await callNext(tx, second)
    await startServing(tx, second)
  })
  expect((await alarmed()).hall).toEqual([lost])
})
