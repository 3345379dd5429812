import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { isoInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { proven } from '#test/laws/proven.ts'

const MATTERS = [{ service: 'identity-card', people: 1 }]
/** A key that a program sends again when it has heard nothing. */
const key = () => crypto.randomUUID()

let ground: Ground
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
})
afterAll(() => ground.close())

async function freeTimes(): Promise<string[]> {
  const { json } = await ground.visitor().get('/api/times?matters=identity-card:1&site=mitte')
  return json.times.map(({ startsAt }: { startsAt: string }) => startsAt)
}

/** Somebody holds the n-th free time. */
async function hold(who: Visitor, n = 0): Promise<string> {
  const startsAt = (await freeTimes())[n] ?? impossible('no free time')
  const wish = { matters: MATTERS, site: 'mitte', startsAt, language: 'de' }
  expect((await who.call('/api/holds', await proven(who, wish))).status).toBe(200)
  return startsAt
}

/** Somebody has booked; the path of their link. */
async function book(n = 0): Promise<{ id: Id<'visit'>; path: string; startsAt: string }> {
  const who = ground.visitor()
  const startsAt = await hold(who, n)
  const email = `ada${people++}@mail.example`
  expect((await who.call('/api/holds/mine/contact', { name: `Ada Lind ${people}`, email })).status).toBe(200)
  const [row] = await ground.sql<{ id: string }>(
    'SELECT visit_id AS id FROM visit_contact WHERE email = $1',
    [email],
  )
  const id = (row?.id ?? impossible('nobody')) as Id<'visit'>
  const path = `/api/visits/${ground.links.tokenOf(ground.authority.key, id, 1)}`
  expect((await who.call(`${path}/confirm`)).json).toMatchObject({ site: 'mitte', startsAt })
  return { id, path, startsAt }
}

describe('a hold through the API', () => {
  it('is seen, kept for longer once for each key, and given back', async () => {
    const who = ground.visitor()
    expect((await who.get('/api/holds/mine')).json).toEqual({ held: null })
    const startsAt = await hold(who)
    const { held } = (await who.get('/api/holds/mine')).json
    expect(held).toMatchObject({ site: 'mitte', startsAt, canExtend: true })
    const same = key()
    const extended = await who.call('/api/holds/mine/extend', undefined, same)
    expect(extended.json.until > held.until).toBe(true)
    // Heard nothing and sent again: it is the same extension, not a second one.
    expect((await who.call('/api/holds/mine/extend', undefined, same)).json).toEqual(extended.json)
    expect((await who.get('/api/holds/mine')).json.held.until).toBe(extended.json.until)
    const given = key()
    expect((await who.call('/api/holds/mine', undefined, given, 'DELETE')).status).toBe(204)
    expect((await who.get('/api/holds/mine')).json).toEqual({ held: null })
    // Sent again late it does not take away the next one.
    await hold(who)
    expect((await who.call('/api/holds/mine', undefined, given, 'DELETE')).status).toBe(204)
    expect((await who.get('/api/holds/mine')).json.held).not.toBeNull()
    // Nobody else's browser sees it.
    expect((await ground.visitor().get('/api/holds/mine')).json).toEqual({ held: null })
  })

  it('that is not there cannot be kept, and giving it back is no harm', async () => {
    const who = ground.visitor()
    expect((await who.call('/api/holds/mine/extend')).json.code).toBe('no_hold')
    expect((await who.call('/api/holds/mine', undefined, key(), 'DELETE')).status).toBe(204)
  })
})

it('a birth date through the API is one on which somebody was born, and no part of the stored command', async () => {
  await ground.sql("UPDATE service SET scarce = true WHERE key = 'registration'")
  await ground.run((tx) => tx.changeReference())
  const who = ground.visitor()
  const matters = [{ service: 'registration', people: 1 }]
  const { json } = await who.get('/api/times?matters=registration:1&site=nord')
  const { startsAt } = json.times.at(-1)
  const wish = { matters, site: 'nord', startsAt, language: 'de' }
  expect((await who.call('/api/holds', await proven(who, wish))).status).toBe(200)
  const give = (birthDate: string, same = key()) =>
    who.call('/api/holds/mine/contact', { name: 'Ada Lind', email: 'born@mail.example', birthDate }, same)
  for (const date of ['2999-01-01', '1000-01-01']) expect((await give(date)).json.code).toBe('no_birth_date')
  const same = key()
  const given = await give('1980-11-24', same)
  expect(given.status).toBe(200)
  expect((await give('1970-01-01', same)).json).toEqual(given.json)
})

describe('a booking through the API of its link', () => {
  it('is shown without names, moved once for each key, and cancelled', async () => {
    const { path, startsAt } = await book()
    const who = ground.visitor()
    const shown = await who.get(path)
    expect(shown.json).toMatchObject({ state: 'booked', site: 'mitte', startsAt, instead: null })
    expect(shown.json.matters).toMatchObject([{ service: 'identity-card', people: 1, second: false }])
    expect(shown.text).not.toMatch(/Ada Lind|mail\.example/)
    const to = (await freeTimes())[6] ?? impossible('no free time')
    const [first, back] = [key(), key()]
    const moved = await who.call(`${path}/move`, { site: 'mitte', startsAt: to }, first)
    expect(moved.json).toEqual({ site: 'mitte', startsAt: to })
    await who.call(`${path}/move`, { site: 'mitte', startsAt }, back)
    // The first press arrives once more, late: it moves nothing.
    expect((await who.call(`${path}/move`, { site: 'mitte', startsAt: to }, first)).json).toEqual(moved.json)
    expect((await who.get(path)).json.startsAt).toBe(startsAt)
    expect((await who.call(`${path}/move`, { site: 'mitte', startsAt: to })).json.code).toBe('moved_enough')
    expect((await who.call(`${path}/replacement`)).json.code).toBe('replacement_over')
    for (const _ of [1, 2]) expect((await who.call(`${path}/cancel`)).status).toBe(204)
    expect((await who.get(path)).json).toMatchObject({
      state: 'cancelled',
      site: null,
      startsAt: null,
      bookingNumber: null,
    })
    expect((await who.call(`${path}/move`, { site: 'mitte', startsAt: to })).status).toBe(409)
  })

  it('shows of a visit that is over what its page shows: when and where only of what nobody need come for', async () => {
    const { id, path, startsAt } = await book(12)
    const shown = async (state: string) => {
      await ground.sql('UPDATE visit SET state = $2 WHERE id = $1', [id, state])
      return (await ground.visitor().get(path)).json
    }
    // Its states are written as they are: what led there is of no matter here.
    for (const guard of ['visit_state_journalled', 'visit_arrival'])
      await ground.sql(`ALTER TABLE visit DROP CONSTRAINT ${guard}`)
    const nothing = { site: null, startsAt: null, bookingNumber: null }
    for (const state of ['no_show', 'left', 'done']) expect(await shown(state)).toMatchObject(nothing)
    expect(await shown('cancelled')).toMatchObject({ ...nothing, matters: [] })
    for (const state of ['settled', 'expired', 'booked'])
      expect(await shown(state)).toMatchObject({ site: 'mitte', startsAt })
  })

  it('does not move to a time that is taken or past; the old one stays', async () => {
    const [one, other] = [await book(), await book(3)]
    const who = ground.visitor()
    const past = isoInstant(plus(CALLING, -3_600_000))
    const codes = await Promise.all(
      [other.startsAt, past].map(async (startsAt) => {
        const answer = await who.call(`${one.path}/move`, { site: 'mitte', startsAt })
        return answer.json.code
      }),
    )
    expect(codes).toEqual(['time_taken', 'time_past'])
    expect((await who.get(one.path)).json.startsAt).toBe(one.startsAt)
  })
})
