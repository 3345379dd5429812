import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, localDate, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  birthAsked,
  cancelBooking,
  checkBirthDate,
  confirmBooking,
  correctNames,
  digestOfBirth,
  expireHolds,
  findOddities,
  forgetOldPersons,
  giveContact,
  holdProven,
  holdTime,
  noteOddity,
  oddityReport,
  pauseContact,
  resumeContact,
  saveHoldContact,
  writeNoted,
} from './actions.ts'
import { addCounts } from './store/oddity.ts'

const links = makeLinks(TEST_SECRET)
const BORN = localDate('1980-11-24')

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 4 })
  // What other files of this process have noted is nothing of this city's.
  await run(writeNoted)
  await run(async (tx) => {
    await tx.run(db.deleteFrom('oddity_count'))
    await tx.changeReference()
    await tx.run(db.updateTable('setting').set({ open_bookings_limit: 1, names_limit: 6 }))
  })
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>, when: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at: when })

let taken = 0
function nextTime(): Instant {
  const [day, quarter] = [Math.floor(taken / 12), taken % 12]
  taken++
  return plus(TEST_START, (day < 4 ? day : day + 3) * DAY + 2 * HOUR + quarter * 15 * MINUTE)
}

/** Holds a time and gives the contact; the visit, or the code of the refusal. */
async function book(
  contact: { email: string; name?: string; birth?: Buffer },
  serviceKey = 'identity-card',
  startsAt = nextTime(),
) {
  const browser = newId<'visit'>(TEST_START)
  return run(async (tx) => {
    const held = await holdTime(tx, links, {
      matters: [{ serviceKey, people: 1 }],
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'online',
      browser,
    })
    if (!held.ok) return impossible(`not held: ${held.code}`)
    await saveHoldContact(tx, browser, { name: 'Ada Müller', phone: null, ...contact })
    const given = await giveContact(tx, links, browser)
    return given.ok ? given.value.visit.id : given.code
  })
}

const idOf = (answer: string) => answer as Id<'visit'>

async function booked(contact: Parameters<typeof book>[0], serviceKey?: string): Promise<Id<'visit'>> {
  const id = idOf(await book(contact, serviceKey))
  await run(async (tx) => {
    const confirmed = await confirmBooking(tx, id)
    if (!confirmed.ok) impossible(`${id} ${confirmed.code}`)
  })
  return id
}

/** This week's number of a kind, after everything was written and counted. */
async function counted(kind: string, when: Instant = plus(TEST_START, MINUTE)): Promise<number> {
  await run(writeNoted, when)
  await run(findOddities, when)
  const { findings } = await run(oddityReport, when)
  return findings.find((each) => each.kind === kind)?.count ?? impossible(kind)
}

describe('what is counted', () => {
  test('limits, by which limit; a booking that succeeds counts for none', async () => {
    await booked({ email: 'limit@example.org' })
    expect(await book({ email: 'limit@example.org' })).toBe('has_open_booking')
    expect(await book({ email: 'l.imit+2@example.org' })).toBe('has_open_booking')
    expect(await counted('has_open_booking')).toBe(2)
    expect(await counted('too_many_names')).toBe(0)
  })

  test('proofs that are missing, and proofs that are not right', async () => {
    const hold = (proof: string | undefined) =>
      run((tx) =>
        holdProven(tx, links, {
          matters: [{ serviceKey: 'identity-card', people: 1 }],
          siteKey: 'mitte',
          startsAt: nextTime(),
          language: 'de',
          browser: 'somebody',
          proof,
        }),
      )
    expect(await hold(undefined)).toEqual({ ok: false, code: 'proof_needed' })
    expect(await hold('made up')).toEqual({ ok: false, code: 'proof_needed' })
    expect([await counted('proof_missing'), await counted('proof_wrong')]).toEqual([1, 1])
  })

  test('times that nobody confirmed, and times given back that somebody takes at once', async () => {
    const left = await book({ email: 'left@example.org' })
    expect(left).toMatch(/-/)
    await run((tx) => expireHolds(tx), plus(TEST_START, 2 * HOUR))
    expect(await counted('unconfirmed', plus(TEST_START, 3 * HOUR))).toBe(1)
    const before = await counted('cancelled')
    const given = await booked({ email: 'back@example.org' })
    const { appointment_at: time } = await run((tx) =>
      tx.one(db.selectFrom('visit').select('appointment_at').where('id', '=', given)),
    )
    await run((tx) => cancelBooking(tx, given))
    expect([await counted('cancelled'), await counted('retaken')]).toEqual([before + 1, 0])
    const again = await run(async (tx) => {
      await tx.run(db.deleteFrom('freed_time'))
      await tx.run(db.deleteFrom('claim').where('kind', '=', 'freed'))
      return true
    })
    expect(again).toBe(true)
    const browser = newId<'visit'>(TEST_START)
    await run(
      async (tx) => {
        const held = await holdTime(tx, links, {
          matters: [{ serviceKey: 'identity-card', people: 1 }],
          siteKey: 'mitte',
          startsAt: time ?? impossible('no time'),
          language: 'de',
          channel: 'online',
          browser,
        })
        if (!held.ok) impossible(held.code)
        await saveHoldContact(tx, browser, { name: 'Next One', email: 'next@example.org', phone: null })
        const done = await giveContact(tx, links, browser)
        if (!done.ok) return impossible(done.code)
        await confirmBooking(tx, done.value.visit.id)
      },
      plus(TEST_START, 10),
    )
    expect(await counted('retaken')).toBe(1)
  })

  test('holds in the first minute of a release, not those before it', async () => {
    const before = await counted('held_at_release')
    await run((tx) =>
      tx.run(
        db
          .insertInto('release_moment')
          .values({ day: localDate('2027-03-02'), at: at(plus(TEST_START, -30_000)), released: true }),
      ),
    )
    const all = await counted('held')
    expect(before).toBe(0)
    expect(await counted('held_at_release')).toBe(all)
    await run((tx) => tx.run(db.updateTable('release_moment').set({ at: at(plus(TEST_START, MINUTE)) })))
    await run((tx) => tx.run(db.deleteFrom('oddity_count')))
    expect(await counted('held_at_release')).toBe(0)
    await run((tx) => tx.run(db.deleteFrom('release_moment')))
  })

  test('what could not be written is kept and not lost, and nothing is written twice', async () => {
    const before = await counted('rate_limited')
    noteOddity(city.authority.key, 'rate_limited', 3)
    await expect(
      run(async (tx) => {
        await writeNoted({ ...tx, run: () => Promise.reject(new Error('gone')) } as Tx)
      }),
    ).rejects.toThrow('gone')
    expect(await counted('rate_limited')).toBe(before + 3)
    expect(await counted('rate_limited')).toBe(before + 3)
  })

  test('a day counted again keeps its number when the rows are gone', async () => {
    const booked = await counted('booked')
    await run((tx) => tx.run(db.deleteFrom('booked_by')))
    expect(await counted('booked')).toBe(booked)
  })

  test('numbers only: nothing in the table tells who it was', async () => {
    const rows = await run((tx) => tx.rows(db.selectFrom('oddity_count').selectAll()))
    expect(rows.length).toBeGreaterThan(3)
    for (const row of rows) expect(Object.keys(row).toSorted()).toEqual(['count', 'day', 'kind'])
  })

  test('weeks before are what this week is compared with', async () => {
    const week = (days: number) =>
      localDate(
        new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(plus(TEST_START, -days * DAY)),
      )
    await run(async (tx) => {
      for (const days of [7, 14, 21]) await addCounts(tx, week(days), new Map([['proof_spent', 2]]))
    })
    noteOddity(city.authority.key, 'proof_spent', 9)
    await run(writeNoted)
    const { findings } = await run(oddityReport)
    expect(findings.filter(({ odd }) => odd).map(({ kind }) => kind)).toContain('proof_spent')
    expect(findings.find(({ kind }) => kind === 'proof_spent')).toMatchObject({ count: 9, usual: 2 })
  })
})

describe('a contact', () => {
  test('stands out by its bookings; staff lets it pause and ends the pause', async () => {
    for (const name of ['Eins', 'Zwei', 'Drei', 'Vier']) await booked({ email: 'many@example.org', name })
    const contacts = (await run(oddityReport)).contacts
    expect(contacts).toMatchObject([{ bookings: 4, names: 4 }])
    const { contact } = contacts[0] ?? impossible('nobody stands out')
    const until = { lastDay: localDate('2027-03-20'), reason: 'many_names' } as const
    expect(await run((tx) => pauseContact(tx, Buffer.alloc(32), until))).toEqual({
      ok: false,
      code: 'not_found',
    })
    const past = { ...until, lastDay: localDate('2020-01-01') }
    expect(await run((tx) => pauseContact(tx, contact, past))).toEqual({ ok: false, code: 'date_wrong' })
    await run((tx) => pauseContact(tx, contact, until))
    expect((await run(oddityReport)).pauses).toMatchObject([{ reason: 'many_names' }])
    expect(await book({ email: 'many@example.org', name: 'Fünf' })).toBe('contact_paused')
    expect(await run((tx) => resumeContact(tx, contact))).toMatchObject({ ok: true })
    expect(await run((tx) => resumeContact(tx, contact))).toEqual({ ok: false, code: 'not_found' })
    expect(await book({ email: 'many@example.org', name: 'Fünf' })).toMatch(/-/)
  })
})

describe('the birth date of a scarce service', () => {
  test('fits or does not, by its digest; nobody is told which it is', async () => {
    await run(async (tx) => {
      await tx.changeReference()
      await tx.run(db.updateTable('service').set({ scarce: true }).where('key', '=', 'passport'))
    })
    const birth = await run(async (tx) => digestOfBirth(tx, links, 'Ada Müller', BORN))
    const id = await booked({ email: 'birth@example.org', birth }, 'passport')
    expect(await run((tx) => birthAsked(tx, id))).toBe(true)
    const check = (date: string) => run((tx) => checkBirthDate(tx, links, id, localDate(date)))
    expect(await check('1980-11-24')).toEqual({ ok: true, value: 'fits' })
    const before = await counted('birth_differs')
    expect(await check('1980-11-25')).toEqual({ ok: true, value: 'differs' })
    expect(await counted('birth_differs')).toBe(before + 1)
    await run((tx) => correctNames(tx, links, id, { name: 'Ada Meier', companions: [] }))
    expect(await check('1980-11-24')).toEqual({ ok: true, value: 'unknown' })
    const other = await booked({ email: 'other@example.org' })
    expect(await run((tx) => birthAsked(tx, other))).toBe(false)
    expect(await run((tx) => checkBirthDate(tx, links, other, BORN))).toEqual({
      ok: false,
      code: 'not_asked',
    })
  })

  test('is still there for somebody who waits or is served', async () => {
    const birth = await run(async (tx) => digestOfBirth(tx, links, 'Eva Müller', BORN))
    const id = await booked({ email: 'eva@example.org', name: 'Eva Müller', birth }, 'passport')
    await run((tx) => forgetOldPersons(tx))
    expect(await run((tx) => birthAsked(tx, id))).toBe(true)
    await run((tx) => cancelBooking(tx, id))
    await run((tx) => forgetOldPersons(tx))
    expect(await run((tx) => birthAsked(tx, id))).toBe(false)
  })
})
