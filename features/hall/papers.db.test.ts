import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  type CounterDay,
  callNext,
  changeMattersHere,
  drawTicket,
  notePapers,
  openCounter,
} from './actions.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const CARD = [{ serviceKey: 'identity-card', people: 1 }]
const OTHER = [{ serviceKey: 'registration', people: 1 }]
let city: City

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: NINE })

beforeAll(async () => {
  city = await openCity({ connections: 3 })
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

/** Somebody with an identity card stands at a counter, which can do everything. */
async function atCounter(): Promise<CounterDay> {
  const site = (await run((tx) => findSite(tx, 'mitte'))) ?? impossible('no site')
  const [counter] = await run((tx) => listCounters(tx, site.id))
  const here = {
    siteId: site.id,
    counterId: counter?.id ?? impossible('no counter'),
    day: dayOf(NINE, site.timeZone),
  }
  const ticket = { siteKey: 'mitte', matters: CARD, language: 'de', channel: 'kiosk' } as const
  await run((tx) => drawTicket(tx, makeLinks(TEST_SECRET), ticket, async () => true))
  await run((tx) => openCounter(tx, here))
  await run((tx) => callNext(tx, here))
  return here
}

/** Once somebody waits for a row that another transaction has locked. */
const somebodyWaits = () =>
  asOwner(city.ownerUrl, async (client) => {
    const waiting =
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while ((await client.query(waiting)).rowCount === 0);
  })

it('a paper that is seen while its matter is taken out is a paper of nothing', async () => {
  const here = await atCounter()
  const card = (await run(listServices)).find(({ key }) => key === 'identity-card')
  const paper = card?.papers[0]?.de ?? impossible('a card without papers')
  let seen: ReturnType<typeof notePapers> | undefined
  await run(async (tx) => {
    expect(await changeMattersHere(tx, here, OTHER)).toMatchObject({ ok: true })
    seen = run((other) => notePapers(other, here, [{ serviceKey: 'identity-card', paper }], true))
    await somebodyWaits()
  })
  expect(await seen).toEqual({ ok: false, code: 'unknown_paper' })
})
