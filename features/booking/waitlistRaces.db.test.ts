import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { closeSite } from '#features/capacity/actions.ts'
import { DAY, HOUR, localTime, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { addWishForCaller, bookForCaller, cancelBooking, lookAtList } from './actions.ts'

const races = vi.hoisted(() => ({
  retried: true,
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
  return { ...store, freedClaims }
})
// The control takes the house's second try away.
vi.mock('../../platform/db/failure.ts', async (importOriginal) => {
  const failure = await importOriginal<typeof import('../../platform/db/failure.ts')>()
  return { ...failure, isRetryable: (error: unknown) => races.retried && failure.isRetryable(error) }
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
  races.retried = true
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
  // Of the place that is made for the afternoon the list is offered its share.
  'takes the time and leaves its place': {
    hours: { starts: localTime('09:00'), ends: localTime('12:00') },
    offered: 1,
  },
  'takes the time with its place': { hours: { starts: null, ends: null }, offered: 0 },
}

/** A closing of the day is written and certain while the list is being looked at. */
function closeMeanwhile(hours: (typeof closes)[keyof typeof closes]['hours']): void {
  races.between = async () => {
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
  'a closing that %s while the list is looked at makes the look begin anew',
  async (_, { hours, offered }) => {
    await waitingAndFreed()
    closeMeanwhile(hours)
    expect(await lookCounted()).toEqual({ looked: { offered, lapsed: 0, madePublic: 0 }, tries: 2 })
    expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  },
)

test('without a closing the time is offered at once', async () => {
  await waitingAndFreed()
  expect(await lookCounted()).toEqual({ looked: { offered: 1, lapsed: 0, madePublic: 0 }, tries: 1 })
})

test.each(Object.entries(closes))(
  'where nothing is tried again, a closing that %s breaks the look (control)',
  async (_, { hours }) => {
    await waitingAndFreed()
    races.retried = false
    closeMeanwhile(hours)
    await expect(lookCounted()).rejects.toThrow()
  },
)
