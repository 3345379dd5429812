import { afterEach, expect, test, vi } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { publishPlan, sendCountersAway, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { openWaitlistCity, TODAY } from '#test/waitlistCity.ts'

// The control takes the lock away.
const guard = vi.hoisted(() => ({ taken: false }))
vi.mock('./store/claimLock.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/claimLock.ts')>()
  const lockClaims: typeof store.lockClaims = (tx, which) =>
    guard.taken ? undefined : store.lockClaims(tx, which)
  return { ...store, lockClaims }
})
afterEach(() => {
  guard.taken = false
})

const { run, sql, joined, freed, look, offerOf, decline, lawsBroken } = openWaitlistCity()

const siteOf = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no site')

/** All counters are away tomorrow: nobody has a place any more. */
async function goAway(tx: Tx) {
  const site = await siteOf(tx)
  const counterIds = (await listCounters(tx, site.id)).map(({ id }) => id)
  const day = addDays(TODAY, 1)
  return sendCountersAway(tx, site, { counterIds, firstDay: day, lastDay: day, starts: null, ends: null })
}

/** They come back: new places, on which whoever had none lies again. */
async function comeBack(tx: Tx) {
  const site = await siteOf(tx)
  const { version, plan } = await shiftPlanOf(tx, site)
  return publishPlan(tx, site, { basedOn: version, plan: { ...plan, away: [] } })
}

/** Once somebody waits for a row that another transaction has locked. */
async function somebodyWaits(): Promise<void> {
  const waiting =
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  while ((await sql(waiting)).length === 0);
}

/** An offer whose time has no place is refused while the counters come back and it gets one. */
async function declineMeanwhile(): Promise<void> {
  const wish = await joined()
  await freed()
  await look()
  expect(await offerOf(wish)).toBeDefined()
  expect(await run(goAway)).toMatchObject({ ok: true, value: { released: { unplaced: 2 } } })
  let declined: ReturnType<typeof decline> | undefined
  await run(async (tx) => {
    expect(await comeBack(tx)).toMatchObject({ ok: true, value: { released: { replaced: 2 } } })
    declined = decline(wish)
    await somebodyWaits()
  })
  expect(await declined).toMatchObject({ ok: true })
}

test('an offer that gets its place again while it is refused leaves no minutes behind', async () => {
  await declineMeanwhile()
  expect(await lawsBroken()).toEqual([])
})

test('without the lock on its cells nobody would give their minutes back (control)', async () => {
  guard.taken = true
  await declineMeanwhile()
  expect(await lawsBroken()).toHaveLength(1)
})
