import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import {
  callNext,
  drawTicket,
  hallOf,
  openCounter,
  presentDisplay,
  startServing,
  takeOver,
} from './actions.ts'

let city: City
const run = <T>(work: (tx: Tx) => Promise<T>) => city.database.withAuthority(city.authority, work)

beforeAll(async () => {
  city = await openCity()
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

it('shows and sounds anew, at the other counter, whoever is taken over while being called; nobody who is served', async () => {
  const { site, one, two } = await run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const [one, two] = (await listCounters(tx, site.id)).map(({ id }) => ({
      ...{ siteId: site.id, counterId: id, day: dayOf(tx.now, site.timeZone) },
    }))
    if (!one || !two) return impossible('no counters')
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
    await drawTicket(tx, makeLinks(city.secret), wish, async () => true)
    for (const here of [one, two]) await openCounter(tx, here)
    return { site, one, two }
  })
  const call = async () => {
    const [first] = (await run(async (tx) => presentDisplay(await hallOf(tx, site)))).calls
    return first ?? impossible('nobody is called')
  }
  await run((tx) => callNext(tx, one))
  const before = await call()
  expect(before).toMatchObject({ current: true, counter: { de: 'Schalter 1' } })
  await run((tx) => takeOver(tx, two, one.counterId))
  const after = await call()
  expect(after).toMatchObject({
    current: true,
    counter: { de: 'Schalter 2' },
    ticketNumber: before.ticketNumber,
  })
  expect(after.call).toBeGreaterThan(before.call)
  await run((tx) => startServing(tx, two))
  await run((tx) => takeOver(tx, one, two.counterId))
  expect(await call()).toMatchObject({ call: after.call, current: false })
})
