import { sql as query } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { lockDays, readDayClaims } from '#features/capacity/store/release.ts'
import { lockVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { DAY, MINUTE, plus } from '#kernel/instant.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { closeMitte } from '#test/closing.ts'
import { links, openWaitlistCity, TARGET } from '#test/waitlistCity.ts'
import { changeBookedMatters, lookAtList, moveBooking } from './actions.ts'

// The controls take away what keeps to one order: the lock on places before claims, and that a plan's change writes a
// claim only once.
const guard = vi.hoisted(() => ({ taken: false }))
afterEach(() => {
  guard.taken = false
})
vi.mock('./store/claimLock.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/claimLock.ts')>()
  const lockPlaces: typeof store.lockPlaces = (tx, ids) =>
    guard.taken ? undefined : store.lockPlaces(tx, ids)
  return { ...store, lockPlaces }
})
vi.mock('./store/freed.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/freed.ts')>()
  const lockPlacesOfList: typeof store.lockPlacesOfList = async (tx) => {
    if (!guard.taken) return store.lockPlacesOfList(tx)
    return new Set((await store.freedClaims(tx)).map(({ placeId }) => placeId))
  }
  return { ...store, lockPlacesOfList }
})
vi.mock('../capacity/store/release.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('../capacity/store/release.ts')>()
  const liftClaims: typeof store.liftClaims = async (tx, moves) => {
    await store.liftClaims(tx, moves)
    const ids = moves.map(({ claimId }) => claimId)
    if (guard.taken)
      await tx.run(raw(query`UPDATE claim SET place_id = NULL WHERE id = ANY (${ids}::uuid[])`))
  }
  return { ...store, liftClaims }
})

const { run, sql, booked, joined, cancelled, lawsBroken } = openWaitlistCity()

/** Once somebody waits for what another transaction has locked. */
async function somebodyWaits(): Promise<void> {
  const waiting =
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  while ((await sql(waiting)).length === 0);
}

/**
 * A plan's change has the places of a visit's day, somebody comes to them, and only then it asks for the claims on them;
 * so late that whoever waits for the places looks for a deadlock while it waits itself. How often each had to begin.
 */
async function meet(
  { siteId, day }: Visit,
  comes: (tx: Tx) => Promise<unknown>,
): Promise<{ plan: number; other: number }> {
  const began = { plan: 0, other: 0 }
  let other: Promise<unknown> | undefined
  await run(async (tx) => {
    began.plan++
    await lockDays(tx, [{ siteId, day }])
    if (!other) {
      other = run((its) => {
        began.other++
        return comes(its)
      })
      await somebodyWaits()
      // PostgreSQL looks for a deadlock after a second, and a plan's change waits for 400 ms.
      await new Promise((resolve) => setTimeout(resolve, 750))
    }
    await readDayClaims(tx, [{ siteId, day }], true)
  })
  await other
  return began
}

/** The same matter for two people: more minutes at the same place. */
const forTwo = (visit: Visit) => async (tx: Tx) =>
  expect(
    await changeBookedMatters(tx, links, visit.id, {
      matters: [{ serviceKey: 'identity-card', people: 2 }],
    }),
  ).toMatchObject({ ok: true })

/** A look at a time that was given back, and at an offer that nobody has answered: both are divided anew. */
async function looking(): Promise<{ visit: Visit; look: (tx: Tx) => Promise<unknown> }> {
  const [visit, next] = [await booked(), await booked(plus(TARGET, 15 * MINUTE))]
  await joined()
  await cancelled(visit)
  await run(lookAtList)
  await joined()
  await cancelled(next)
  await sql(
    "UPDATE offer SET until = now() - interval '1 hour'; UPDATE claim SET until = '2027-02-01Z' WHERE kind = 'offered'",
  )
  await sql("UPDATE offer SET until = '2027-02-01Z'")
  return { visit, look: lookAtList }
}

test('a booking that keeps its place and a plan change do not wait for each other', async () => {
  const visit = await booked()
  expect(await meet(visit, forTwo(visit))).toEqual({ plan: 1, other: 1 })
  expect(await lawsBroken()).toEqual([])
})

test('in the other order one of them would have to begin anew (control)', async () => {
  guard.taken = true
  const visit = await booked()
  expect(await meet(visit, forTwo(visit))).not.toEqual({ plan: 1, other: 1 })
})

test('a look at the list and a plan change do not wait for each other', async () => {
  const { visit, look } = await looking()
  const { siteId, day } = visit
  const meanwhile = await run(async (tx) => {
    await lockDays(tx, [{ siteId, day }])
    await readDayClaims(tx, [{ siteId, day }], true)
    return run(look)
  })
  // What lies on these places is for the next look.
  expect(meanwhile).toEqual({ offered: 0, lapsed: 0, madePublic: 0 })
  expect(await run(look)).toMatchObject({ lapsed: 1 })
  expect(await lawsBroken()).toEqual([])
})

test('a look that asked for its cells first would meet the change (control)', async () => {
  const { visit, look } = await looking()
  guard.taken = true
  expect(await meet(visit, look)).not.toEqual({ plan: 1, other: 1 })
})

test('whoever moves a booking and a plan change do not wait for each other', async () => {
  const visit = await booked()
  const to = { siteKey: 'mitte', startsAt: plus(TARGET, 60 * MINUTE) }
  expect(await meet(visit, (tx) => moveBooking(tx, visit.id, to))).toEqual({ plan: 1, other: 1 })
  expect(await lawsBroken()).toEqual([])
})

/** The site closes for a day while somebody has a booking of it locked; is that done before they let it go? */
async function closesMeanwhile(days: number): Promise<boolean> {
  const visit = await booked(plus(TARGET, days * DAY))
  return run(async (tx) => {
    await lockVisit(tx, visit.id)
    return run((its) => closeMitte(its, { firstDay: visit.day, lastDay: visit.day })).then(
      ({ ok }) => ok,
      () => false,
    )
  })
}

test('a plan change waits for nobody who has a visit locked', async () => {
  expect(await closesMeanwhile(1)).toBe(true)
})

test('one that wrote the claims twice would wait (control)', async () => {
  guard.taken = true
  expect(await closesMeanwhile(2)).toBe(false)
})
