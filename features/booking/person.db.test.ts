import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import type { Contact } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, localDate, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { disguise } from '#test/laws/disguise.ts'
import { useOwnLimits } from '#test/ownLimits.ts'
import {
  bookForCaller,
  cancelBooking,
  confirmBooking,
  digestOfBirth,
  expireHolds,
  forgetOldPersons,
  giveContact,
  holdTime,
  moveOwnBooking,
  saveHoldContact,
} from './actions.ts'
import { takeName, takeSlots } from './store/person.ts'

const links = makeLinks(TEST_SECRET)

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 8 })
  await run(useOwnLimits)
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

/** Times that no other test takes: every quarter of an hour from eight o'clock on, from Monday to Thursday. */
let taken = 0
function nextTime(): Instant {
  const [day, quarter] = [Math.floor(taken / 12), taken % 12]
  taken++
  const days = 7 * Math.floor(day / 4) + (day % 4)
  return plus(TEST_START, days * 24 * HOUR + 2 * HOUR + quarter * 15 * MINUTE)
}

/** Holds a time and gives the contact, as the pages do; the visit or the code of the refusal. */
async function book(
  contact: Partial<Contact> & { email: string; birth?: Buffer },
  serviceKey = 'identity-card',
  at?: Instant,
) {
  const browser = newId<'visit'>(TEST_START)
  return run(async (tx) => {
    const held = await holdTime(tx, links, {
      matters: [{ serviceKey, people: 1 }],
      siteKey: 'mitte',
      startsAt: nextTime(),
      language: 'de',
      channel: 'online',
      browser,
    })
    if (!held.ok) return impossible(`not held: ${held.code}`)
    await saveHoldContact(tx, browser, { name: 'Ada Müller', phone: null, ...contact })
    const given = await giveContact(tx, links, browser)
    return given.ok ? given.value.visit.id : given.code
  }, at)
}

const call = (contact: Contact, beyondLimits = false) =>
  run(async (tx) => {
    const booked = await bookForCaller(tx, links, {
      channel: 'telephone',
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: nextTime(),
      language: 'de',
      contact,
      beyondLimits,
    })
    return booked.ok ? booked.value.id : booked.code
  })

const scarce = (is: boolean) =>
  run(async (tx) => {
    await tx.changeReference()
    await tx.run(db.updateTable('service').set({ scarce: is }).where('key', '=', 'passport'))
  })

/** So many ways in which one person writes address, number and name. */
const DISGUISES = 9

async function inTurn<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let n = 0; n < count; n++) done.push(await work(n))
  return done
}

const isId = expect.stringMatching(/^[0-9a-f-]{36}$/)
const idOf = (answer: string) => answer as Id<'visit'>

describe('a person', () => {
  test('has one open booking of a service, however mail and name are written', async () => {
    expect(await book({ email: 'ada.one@example.org' })).toEqual(isId)
    expect(await book({ email: 'a.d.a.one@example.org' })).toBe('has_open_booking')
    expect(await book({ email: 'ADAONE+2@example.org', name: 'Mueller, Ada' })).toBe('has_open_booking')
    expect(await book({ email: 'adaone@example.org' }, 'registration')).toEqual(isId)
  })

  test('has the next one when the first is cancelled', async () => {
    const first = idOf(await book({ email: 'two@example.org' }))
    await run((tx) => confirmBooking(tx, first))
    expect(await book({ email: 'two@example.org' })).toBe('has_open_booking')
    await run((tx) => cancelBooking(tx, first))
    expect(await book({ email: 'two@example.org' })).toEqual(isId)
  })

  test('may book for six people by name and no more', async () => {
    for (const name of ['Eins', 'Zwei', 'Drei', 'Vier', 'Fünf']) {
      const id = idOf(await book({ email: 'six@example.org', name }))
      await run((tx) => confirmBooking(tx, id))
    }
    expect(await book({ email: 'six@example.org', name: 'Sechs' })).toEqual(isId)
    expect(await book({ email: 'six@example.org', name: 'Sieben' })).toBe('too_many_names')
  })

  test('of a scarce service gives a birth date, which binds the booking to them whatever the contact', async () => {
    await scarce(true)
    const birth = (name: string) => run(async (tx) => digestOfBirth(tx, links, name, localDate('1980-11-24')))
    expect(await book({ email: 'rar1@example.org' }, 'passport')).toBe('no_birth_date')
    const first = await book({ email: 'rar2@example.org', birth: await birth('Ada Müller') }, 'passport')
    expect(first).toEqual(isId)
    const again = { email: 'rar3@example.org', name: 'Mueller Ada', birth: await birth('Mueller Ada') }
    expect(await book(again, 'passport')).toBe('has_open_booking')
    const other = { email: 'rar4@example.org', name: 'Eda Kurz', birth: await birth('Eda Kurz') }
    expect(await book(other, 'passport')).toEqual(isId)
    const rows = await asOwner(city.ownerUrl, async (owner) => {
      const { schema } = city.authority
      return (await owner.query(`SELECT encode(digest, 'escape') AS digest FROM ${schema}.visit_birth`)).rows
    })
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toMatch(/1980|24\.11/)
    await scarce(false)
  })

  test('counts by the telephone, too, and staff goes beyond for a reason', async () => {
    const contact = { name: 'Ben Kurz', email: null, phone: '0170 1234567' }
    expect(await call(contact)).toEqual(isId)
    expect(await call({ ...contact, phone: '+49 170 123 45 67' })).toBe('has_open_booking')
    expect(await call({ ...contact, phone: '+49 170 123 45 67' }, true)).toEqual(isId)
  })

  test.each([
    [0, 'by the address'],
    [1, 'by the number'],
    [2, 'by both'],
  ])('number %i in disguise is one, known %s', async (person) => {
    const [first, ...others] = await inTurn(DISGUISES, (n) => book(disguise(person, n)))
    expect(first).toEqual(isId)
    expect(new Set(others)).toEqual(new Set(['has_open_booking']))
  })

  test('with ever another number is somebody else each time (control)', async () => {
    const all = await inTurn(DISGUISES, (n) => book({ ...disguise(4, n), phone: `0176 5559 ${1_000 + n}` }))
    expect(all).toEqual(all.map(() => isId))
  })

  test('without any contact is counted by nobody', async () => {
    const contact = { name: 'Ohne Alles', email: null, phone: null }
    expect([await call(contact), await call(contact)]).toEqual([isId, isId])
  })
})

describe('a time that nobody confirmed', () => {
  test('costs its contact the next hour, not the telephone, and nobody else', async () => {
    await book({ email: 'late@example.org' })
    const over = plus(TEST_START, 62 * MINUTE)
    await run((tx) => expireHolds(tx), over)
    expect(await book({ email: 'LATE+1@example.org' }, 'identity-card', over)).toBe('contact_paused')
    expect(await book({ email: 'other@example.org' }, 'identity-card', over)).toEqual(isId)
    expect(await call({ name: 'Ada Müller', email: 'late@example.org', phone: null })).toEqual(isId)
    const later = plus(over, 61 * MINUTE)
    expect(await book({ email: 'late@example.org', name: 'Eda' }, 'identity-card', later)).toEqual(isId)
  })

  test('pauses nobody when the link was pressed (control)', async () => {
    const id = idOf(await book({ email: 'intime@example.org' }))
    await run((tx) => confirmBooking(tx, id))
    const over = plus(TEST_START, 62 * MINUTE)
    await run((tx) => expireHolds(tx), over)
    expect(await book({ email: 'intime@example.org', name: 'Eda' }, 'identity-card', over)).toEqual(isId)
  })
})

test('a booking is moved twice by its link, and then by staff alone', async () => {
  const id = idOf(await book({ email: 'moves@example.org' }))
  await run((tx) => confirmBooking(tx, id))
  const move = () =>
    run(async (tx) => {
      const moved = await moveOwnBooking(tx, id, { siteKey: 'mitte', startsAt: nextTime() })
      return moved.ok ? 'moved' : moved.code
    })
  expect([await move(), await move(), await move()]).toEqual(['moved', 'moved', 'moved_enough'])
})

test('what counts persons names nobody, and is forgotten', async () => {
  await book({ email: 'nobody@example.org', name: 'Nora Namenlos' })
  const { schema } = city.authority
  const rowsOf = (table: string) =>
    asOwner(city.ownerUrl, async (owner) => (await owner.query(`SELECT * FROM ${schema}.${table}`)).rows)
  const before = [...(await rowsOf('booked_by')), ...(await rowsOf('booked_name'))]
  expect(before.length).toBeGreaterThan(1)
  expect(JSON.stringify(before)).not.toMatch(/nobody|nora|example/i)
  const later = plus(TEST_START, 40 * 24 * HOUR)
  await run((tx) => expireHolds(tx, 1_000), later)
  await run((tx) => forgetOldPersons(tx), later)
  // What staff booked is still open: nobody has ended those days here.
  expect((await rowsOf('booked_by')).every(({ slot }) => slot !== null)).toBe(true)
  expect((await rowsOf('booked_by')).length).toBeLessThan(before.length)
})

describe('at the same moment', () => {
  const person = () => ({ contacts: [Buffer.from(newId<'visit'>(TEST_START))], name: Buffer.from('n') })

  /** Eight bookings of one person at once, without the lock that lets them go one after another. */
  async function race(): Promise<number> {
    const who = person()
    const visits = await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        book({ email: `${newId<'visit'>(TEST_START)}@example.org`, name: `N${nth}` }),
      ),
    )
    const taken = await Promise.all(
      visits.map((id) => run((tx) => takeSlots(tx, idOf(id), who, ['papers'], 1)).catch(() => false)),
    )
    return taken.filter(Boolean).length
  }

  test('one person gets one of eight bookings', async () => {
    for (let round = 0; round < 5; round++) expect(await race()).toBe(1)
  })

  test('a contact gets six of eight names', async () => {
    const { contacts } = person()
    const names = Array.from({ length: 8 }, (_, nth) => Buffer.from(`name ${nth}`))
    await Promise.all(
      names.map((name) => run((tx) => takeName(tx, { contacts, name }, 6)).catch(() => false)),
    )
    const again = await Promise.all(names.map((name) => run((tx) => takeName(tx, { contacts, name }, 6))))
    expect(again.filter(Boolean).length).toBeLessThanOrEqual(6)
  })

  test('without the key one person gets several (control)', async () => {
    await asOwner(city.ownerUrl, (owner) =>
      owner.query(`ALTER TABLE ${city.authority.schema}.booked_by DROP CONSTRAINT booked_by_once`),
    )
    const rounds = [await race(), await race(), await race()]
    expect(Math.max(...rounds)).toBeGreaterThan(1)
  })
})
