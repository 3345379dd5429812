import { afterAll, beforeAll, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { DAY, type Instant, isoInstant, localDate, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import {
  acceptOffer,
  birthAsked,
  bookForCaller,
  cancelBooking,
  checkBirthDate,
  lookAtList,
  searchTimes,
} from './actions.ts'

// The birth date of a scarce service where no citizen fills in a form: booked by staff, and from the waitlist.

const BORN = '1980-11-24'
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let ground: Ground
let agent: Visitor

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.sql("UPDATE service SET scarce = true WHERE key = 'identity-card'")
  await ground.sql('UPDATE setting SET open_bookings_limit = DEFAULT, names_limit = DEFAULT')
  await ground.run((tx) => tx.changeReference())
  agent = await signIn(ground.visitor(), 'telefon')
})
afterAll(() => ground.close())

async function freeTime(after: number): Promise<Instant> {
  const found = await ground.run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }))
  const times = found.ok ? found.value.times : impossible(found.code)
  return times.find(({ startsAt }) => startsAt >= plus(CALLING, after))?.startsAt ?? impossible('no time')
}

/** Booked on the telephone; each time another one. */
async function called(name: string, more: object = {}, key?: string) {
  const body = {
    channel: 'telephone',
    matters: [{ service: 'identity-card', people: 1 }],
    site: 'mitte',
    startsAt: isoInstant(await freeTime(0)),
    language: 'de',
    name,
    ...more,
  }
  return agent.call('/api/bookings', body, key)
}

/** Set on the waitlist by telephone. */
const listed = (name: string, phone: string, more: object = {}) =>
  agent.call('/api/waitlist', {
    channel: 'telephone',
    matters: [{ service: 'identity-card', people: 1 }],
    sites: [],
    weekdays: [],
    parts: [],
    untilDay: '2027-03-29',
    language: 'de',
    name,
    phone,
    ...more,
  })

/** Somebody gives a time back, and the list offers it. */
async function freed(): Promise<void> {
  const startsAt = await freeTime(2 * DAY)
  const contact = { name: 'Otto', email: null, phone: null }
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'desk' } as const
  const made = await ground.run((tx) =>
    bookForCaller(tx, ground.links, { ...wish, contact, beyondLimits: true }),
  )
  const { id } = made.ok ? made.value : impossible(made.code)
  await ground.run((tx) => cancelBooking(tx, id))
  await ground.run((tx) => lookAtList(tx))
}

const check = (visit: Id<'visit'>, date: string) =>
  ground.run((tx) => checkBirthDate(tx, ground.links, visit, localDate(date)))
const accept = (wish: string) => ground.run((tx) => acceptOffer(tx, ground.links, asId<'wish'>(wish)))
const refusedAs = (code: string) => ({ json: { code } })

test('staff asks for it, it counts whatever the contact, and the counter compares it', async () => {
  expect(await called('Ada Müller')).toMatchObject(refusedAs('no_birth_date'))
  expect(await called('Ada Müller', { birthDate: '2027-03-02' })).toMatchObject(refusedAs('no_birth_date'))
  const first = await called('Ada Müller', { birthDate: BORN })
  expect(first.status).toBe(200)
  const visit = asId<'visit'>(first.json.visit)
  expect(await ground.run((tx) => birthAsked(tx, visit))).toBe(true)
  expect(await check(visit, BORN)).toEqual({ ok: true, value: 'fits' })
  expect(await check(visit, '1980-11-25')).toEqual({ ok: true, value: 'differs' })
  const again = { phone: '0170 5550001', birthDate: BORN }
  expect(await called('Mueller, Ada', again)).toMatchObject(refusedAs('has_open_booking'))
  expect((await called('Ada Müller', { ...again, birthDate: '1980-11-25' })).status).toBe(200)
})

test('a clerk books without it for a reason, which stands in the audit', async () => {
  const made = await called('Bo Lind', { beyondLimits: 'hardship' })
  expect(made.status).toBe(200)
  expect(await check(asId<'visit'>(made.json.visit), BORN)).toEqual({ ok: false, code: 'not_asked' })
  expect(await ground.sql("SELECT reason FROM audit WHERE action = 'limit_overridden'")).toEqual([
    { reason: 'hardship' },
  ])
})

test('a command is known again by everything else, so nothing of the date is kept with it', async () => {
  const startsAt = isoInstant(await freeTime(0))
  const key = crypto.randomUUID()
  const first = await called('Cy Lind', { startsAt, birthDate: BORN }, key)
  const again = await called('Cy Lind', { startsAt, birthDate: '1970-01-01' }, key)
  expect(first.status).toBe(200)
  expect(again.json.visit).toBe(first.json.visit)
})

test('a wish keeps it until it ends, and hands it to its booking', async () => {
  expect(await listed('Dan Lind', '0170 5550002')).toMatchObject(refusedAs('no_birth_date'))
  const added = await listed('Dan Lind', '0170 5550002', { birthDate: BORN })
  expect(added.status).toBe(200)
  await freed()
  const taken = await accept(added.json.wish)
  const visit = taken.ok ? taken.value.id : impossible(taken.code)
  expect(await check(visit, BORN)).toEqual({ ok: true, value: 'fits' })
  expect(await ground.sql('SELECT birth FROM wish_contact')).toEqual([])
})

test('whoever has a booking under the same birth date does not take a second from the list', async () => {
  expect((await called('Eva Lind', { birthDate: BORN })).status).toBe(200)
  const added = await listed('Eva Lind', '0170 5550003', { birthDate: BORN })
  await freed()
  expect(await accept(added.json.wish)).toEqual({ ok: false, code: 'has_open_booking' })
  await agent.call(`/api/waitlist/${added.json.wish}/remove`)
  expect(await ground.sql('SELECT birth FROM wish_contact')).toEqual([])
})

test('the page of the waitlist asks for it only where a service is scarce, and says what is wrong', async () => {
  const citizen = ground.visitor()
  expect((await citizen.get('/waitlist?m=registration:1')).text).not.toContain('name="birth"')
  const page = await citizen.get('/waitlist?m=identity-card:1')
  expect(page.text).toContain('name="birth"')
  const join = (birth: string) =>
    citizen.submit('/waitlist?m=identity-card:1', {
      idempotencyKey: crypto.randomUUID(),
      until: '26.4.2027',
      name: 'Fia Lind',
      email: 'fia@example.org',
      birth,
    })
  expect((await join('gestern')).text).toMatch(/Bitte schreiben Sie das Geburtsdatum[\s\S]*value="gestern"/)
  expect((await join('24.11.2080')).status).toBe(422)
  expect((await join('24.11.1980')).status).toBe(303)
  expect(await ground.sql('SELECT octet_length(birth) AS bytes FROM wish_contact')).toEqual([{ bytes: 32 }])
})
