import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { contactOf } from '#features/visit/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { useOwnLimits } from '#test/ownLimits.ts'
import {
  cancelBooking,
  confirmBooking,
  correctNames,
  giveContact,
  holdTime,
  saveHoldContact,
} from './actions.ts'

const links = makeLinks(TEST_SECRET)

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 4 })
  await run(useOwnLimits)
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: TEST_START })

/** Times far enough apart for several people: three a day. */
let taken = 0
function hour(): number {
  const [day, part] = [Math.floor(taken / 3), taken % 3]
  taken++
  return day * 24 + part
}

async function book(email: string, names: readonly string[], people = names.length) {
  const browser = newId<'visit'>(TEST_START)
  const startsAt = plus(TEST_START, 26 * HOUR + hour() * HOUR)
  return run(async (tx) => {
    const held = await holdTime(tx, links, {
      matters: [{ serviceKey: 'registration', people }],
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'online',
      browser,
    })
    if (!held.ok) return impossible(`not held: ${held.code}`)
    const [name = '', ...companions] = names
    await saveHoldContact(tx, browser, { name, email, phone: null, companions })
    const given = await giveContact(tx, links, browser)
    if (!given.ok) return given.code
    const booked = await confirmBooking(tx, given.value.visit.id)
    return booked.ok ? booked.value.id : booked.code
  })
}

const idOf = (answer: string) => answer as Id<'visit'>
const isId = expect.stringMatching(/^[0-9a-f-]{36}$/)

describe('everybody who comes', () => {
  test('is named: with fewer names than people nothing is booked', async () => {
    expect(await book('few@example.org', ['Ada Lind'], 2)).toBe('names_missing')
  })

  test('counts by name: who comes along in one booking has no second one with this contact', async () => {
    expect(await book('family@example.org', ['Ada Lind', 'Ben Lind'])).toEqual(isId)
    expect(await book('family@example.org', ['Lind, Ben'])).toBe('has_open_booking')
    expect(await book('family@example.org', ['Cleo Lind'])).toEqual(isId)
  })

  test('is one of six people for whom a contact books, in one booking or in several', async () => {
    expect(await book('six@example.org', ['A A', 'B B', 'C C', 'D D'])).toEqual(isId)
    expect(await book('six@example.org', ['E E', 'F F'])).toEqual(isId)
    expect(await book('six@example.org', ['G G'])).toBe('too_many_names')
  })

  test('is forgotten with the contact', async () => {
    const visit = idOf(await book('gone@example.org', ['Ada Lind', 'Ben Lind']))
    expect((await run((tx) => contactOf(tx, visit)))?.companions).toEqual(['Ben Lind'])
    await run((tx) => cancelBooking(tx, visit))
    expect(await run((tx) => contactOf(tx, visit))).toBeUndefined()
  })
})

describe('a corrected name', () => {
  const correct = (visit: Id<'visit'>, name: string, companions: readonly string[] = []) =>
    run((tx) => correctNames(tx, links, visit, { name, companions }))

  test('stands with the booking, counts from now on, and is told by mail; the journal names nobody', async () => {
    const visit = idOf(await book('typo@example.org', ['Ada Lnid']))
    expect(await correct(visit, 'Ada Lind')).toMatchObject({ ok: true })
    expect((await run((tx) => contactOf(tx, visit)))?.name).toBe('Ada Lind')
    expect(await book('typo@example.org', ['Ada Lind'])).toBe('has_open_booking')
    expect(await book('typo@example.org', ['Ada Lnid'])).toEqual(isId)
    const journal = await run((tx) =>
      tx.rows(db.selectFrom('journal').selectAll().where('visit_id', '=', visit)),
    )
    expect(journal.map(({ event }) => event)).toContain('name_corrected')
    expect(JSON.stringify(journal)).not.toContain('Ada')
    const mails = await run((tx) =>
      tx.rows(db.selectFrom('message').select('kind').where('visit_id', '=', visit)),
    )
    expect(mails.filter(({ kind }) => kind === 'booked')).toHaveLength(2)
  })

  test('is not put on a booking that is over', async () => {
    const visit = idOf(await book('over@example.org', ['Ada Lind']))
    await run((tx) => cancelBooking(tx, visit))
    expect(await correct(visit, 'Ben Lind')).toEqual({ ok: false, code: 'not_booked' })
  })
})
