import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { closeSite } from '#features/capacity/actions.ts'
import { DAY, HOUR, localTime, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { addWishForCaller, bookForCaller, cancelBooking, lookAtList } from './actions.ts'

const races = vi.hoisted(() => ({
  /** The control takes the lock on the places away. */
  locked: true,
  /** What happens between a look's reading of the freed times and its writing; once. */
  between: undefined as undefined | (() => Promise<void>),
}))
vi.mock('./store/freed.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/freed.ts')>()
  const freedClaims: typeof store.freedClaims = async (tx) => {
    const claims = await store.freedClaims(tx)
    const { between } = races
    races.between = undefined
    await between?.()
    return claims
  }
  const lockPlacesOfList: typeof store.lockPlacesOfList = async (tx) =>
    races.locked
      ? store.lockPlacesOfList(tx)
      : new Set((await store.freedClaims(tx)).map(({ placeId }) => placeId))
  return { ...store, freedClaims, lockPlacesOfList }
})

const links = makeLinks(TEST_SECRET)
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
/** Tuesday, 10:00 in Berlin. */
const TARGET = plus(TEST_START, DAY + 2.5 * HOUR)

let city: City
beforeEach(async () => {
  city = await openCity({ connections: 4 })
})
afterEach(async () => {
  races.locked = true
  closing = undefined
  races.between = undefined
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: TEST_START })

/** Somebody waits, and a time was given back. */
async function waitingAndFreed(): Promise<void> {
  const asked = await run((tx) =>
    addWishForCaller(tx, links, {
      matters: MATTERS,
      siteKeys: [],
      weekdays: [],
      parts: [],
      untilDay: addDays(dayOf(TEST_START, 'Europe/Berlin'), 30),
      statedDates: {},
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Wer wartet', companions: [], email: null, phone: '0170 1234567' },
    }),
  )
  if (!asked.ok) throw new Error(asked.code)
  const made = await run((tx) =>
    bookForCaller(tx, links, {
      matters: MATTERS,
      siteKey: 'mitte',
      startsAt: TARGET,
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Ada Müller', email: 'ada@example.org', phone: null },
    }),
  )
  const visit = made.ok ? made.value : impossible(made.code)
  await run((tx) => cancelBooking(tx, visit.id))
}

const closes = {
  'takes the time and leaves its place': { starts: localTime('09:00'), ends: localTime('12:00') },
  'takes the time with its place': { starts: null, ends: null },
}

let closing: Promise<void> | undefined

async function close(hours: (typeof closes)[keyof typeof closes]): Promise<void> {
  const day = dayOf(TARGET, 'Europe/Berlin')
  const closed = await run(async (tx) =>
    closeSite(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), {
      counterIds: [],
      firstDay: day,
      lastDay: day,
      ...hours,
      texts: { reason: { de: 'Rohrbruch', 'de-simple': 'Rohr kaputt', en: 'Burst pipe' } },
    }),
  )
  if (!closed.ok) throw new Error(closed.code)
}

/** A closing of the day comes while the list is being looked at: it is certain before the look goes on, or waits for it. */
function closeMeanwhile(hours: (typeof closes)[keyof typeof closes]): void {
  races.between = async () => {
    let done = false
    closing = close(hours).finally(() => {
      done = true
    })
    while (!done && !(await somebodyWaits()));
  }
}

/** Does a transaction of this city wait for another one? */
function somebodyWaits(): Promise<boolean> {
  return asOwner(city.ownerUrl, async (client) => {
    const { rows } = await client.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    return rows.length > 0
  })
}

const lookCounted = async () => {
  let tries = 0
  const looked = await run((tx) => {
    tries++
    return lookAtList(tx)
  })
  return { looked, tries }
}

test.each(Object.entries(closes))(
  'a closing that %s waits until the list has been looked at',
  async (_, hours) => {
    await waitingAndFreed()
    closeMeanwhile(hours)
    expect(await lookCounted()).toEqual({ looked: { offered: 1, lapsed: 0, madePublic: 0 }, tries: 1 })
    await closing
    // What was offered is gone with its place, and the next look says so.
    expect(await run(lookAtList)).toMatchObject({ lapsed: 0 })
    expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  },
)

test.each(Object.entries(closes))(
  'without the lock on the places a closing that %s would break the look (control)',
  async (_, hours) => {
    await waitingAndFreed()
    races.locked = false
    closeMeanwhile(hours)
    await expect(lookCounted()).rejects.toThrow()
    await closing
  },
)
