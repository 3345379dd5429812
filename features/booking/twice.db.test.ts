import { afterAll, beforeAll, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { HOUR, isoInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { proven } from '#test/laws/proven.ts'
import { searchTimes } from './actions.ts'

const MATTERS = [{ service: 'identity-card', people: 1 }]

let ground: Ground

beforeAll(async () => {
  ground = await openGround({ at: plus(CALLING, -2 * HOUR) })
})
afterAll(() => ground.close())

/** The n-th free time at Mitte. */
async function freeTime(n: number): Promise<string> {
  const question = { matters: [{ serviceKey: 'identity-card', people: 1 }], siteKey: 'mitte' }
  const found = await ground.run((tx) => searchTimes(tx, question))
  if (!found.ok) throw new Error(found.code)
  return isoInstant(found.value.times[n]?.startsAt ?? impossible('no free time'))
}

/** Everything that a request can have left behind: visits with their versions, cells, journal and mails. */
async function traces(): Promise<unknown> {
  const [row] = await ground.sql(
    `SELECT (SELECT array_agg(state || ' ' || version ORDER BY id) FROM visit) AS visits,
       (SELECT count(*) FROM claim_cell) AS cells, (SELECT count(*) FROM journal) AS journal,
       (SELECT count(*) FROM message) AS mails, (SELECT count(*) FROM audit WHERE action LIKE 'booking%' OR action = 'name_corrected') AS audit`,
  )
  return row
}

/** Sends a request three times with one key, twice at once; each is answered alike, and it happened once. */
async function thrice(visitor: Visitor, path: string, body?: unknown, expected = 200) {
  const key = crypto.randomUUID()
  const first = await visitor.call(path, body, key)
  expect([path, first.status]).toEqual([path, expected])
  const after = await traces()
  const again = await Promise.all([visitor.call(path, body, key), visitor.call(path, body, key)])
  for (const { status, text } of again) expect([status, text]).toEqual([first.status, first.text])
  expect(await traces()).toEqual(after)
  return first
}

it('every request of a citizen does once what it does, however often it is sent', async () => {
  const citizen = ground.visitor()
  const hold = { matters: MATTERS, site: 'mitte', startsAt: await freeTime(0), language: 'de' }
  await thrice(citizen, '/api/holds', await proven(citizen, hold))
  await thrice(citizen, '/api/holds/mine/contact', { name: 'Ada Lind', email: 'ada@mail.example' })
  const [visit] = await ground.sql<{ id: string }>("SELECT id FROM visit WHERE state = 'held'")
  const { id } = visit ?? impossible('nothing is held')
  const link = `/api/visits/${ground.links.tokenOf(ground.authority.key, asId<'visit'>(id), 1)}`
  await thrice(citizen, `${link}/confirm`)
  await thrice(citizen, `${link}/cancel`, undefined, 204)
})

it('every booking by staff, too', async () => {
  const agent = await signIn(ground.visitor(), 'telefon')
  const booked = await thrice(agent, '/api/bookings', {
    channel: 'telephone',
    matters: MATTERS,
    site: 'mitte',
    startsAt: await freeTime(0),
    language: 'de',
    name: 'Bo Lind',
    email: 'bo@mail.example',
  })
  const path = `/api/bookings/${booked.json.visit}`
  await thrice(agent, `${path}/name`, { name: 'Bo Lindt', reason: 'wrong_entry' })
  await thrice(agent, `${path}/move`, { site: 'mitte', startsAt: await freeTime(3) })
  await thrice(agent, `${path}/cancel`, undefined, 204)
})

it('the forms of the pages, too', async () => {
  const citizen = ground.visitor()
  const agent = await signIn(ground.visitor(), 'telefon')
  const body = {
    channel: 'desk',
    matters: MATTERS,
    site: 'mitte',
    startsAt: await freeTime(0),
    language: 'de',
  }
  const { json } = await agent.call('/api/bookings', { ...body, name: 'Cy Lind' })
  const path = `/v/${ground.links.tokenOf(ground.authority.key, json.visit, 1)}`
  const submit = async (way: string, fields: Record<string, string>) => {
    const form = { idempotencyKey: crypto.randomUUID(), ...fields }
    const first = await citizen.submit(`${path}/${way}`, form)
    expect(first.status).toBe(303)
    const after = await traces()
    const again = await citizen.submit(`${path}/${way}`, form)
    expect([again.status, again.headers.location]).toEqual([first.status, first.headers.location])
    expect(await traces()).toEqual(after)
  }
  const time = `mitte_${await freeTime(4)}`
  await submit('move', { time })
  await submit('cancel', {})
})
