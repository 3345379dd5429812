import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { instant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { type Ground, openGround, pause } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { proven } from '#test/laws/proven.ts'
import { createTakenLately } from './actions.ts'

// The control takes away the look for those who have the time already.
const guard = vi.hoisted(() => ({ taken: false }))
vi.mock('./store/held.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/held.ts')>()
  const haveHeld: typeof store.haveHeld = async (tx, askers) =>
    guard.taken ? new Set() : store.haveHeld(tx, askers)
  return { ...store, haveHeld }
})

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterEach(async () => {
  guard.taken = false
  await ground.city.unchanged()
})
afterAll(() => ground.close())

/** Times of which each can be had once, one after another. */
let nextTime = 0
async function lastTime() {
  const { times } = (await ground.visitor().get('/api/times?matters=registration:1&limit=1000')).json
  const { site, startsAt } = times[4 * nextTime++]
  return { matters: [{ service: 'registration', people: 1 }], site, startsAt, language: 'de' }
}

async function press(who: Visitor, time: Awaited<ReturnType<typeof lastTime>>, key = crypto.randomUUID()) {
  return who.call('/api/holds', await proven(who, time), key)
}

/** Somebody holds a time, and somebody else was refused it a moment ago. */
async function heldAndRefused() {
  const time = await lastTime()
  const [holder, other] = [ground.visitor(), ground.visitor()]
  const key = crypto.randomUUID()
  const body = await proven(holder, time)
  const held = await holder.call('/api/holds', body, key)
  expect(held.status).toBe(200)
  expect((await press(other, time)).json).toMatchObject({ code: 'time_taken' })
  return { time, holder, held, again: () => holder.call('/api/holds', body, key) }
}

test('whoever presses a moment after a refusal is refused the same way, without a proof of work', async () => {
  const { time } = await heldAndRefused()
  const stranger = ground.visitor()
  expect((await stranger.call('/api/holds', time)).json).toMatchObject({ status: 409, code: 'time_taken' })
})

test('whoever has the time finds it again, by the same command and by a new one', async () => {
  const { time, holder, held, again } = await heldAndRefused()
  expect((await again()).json).toEqual(held.json)
  expect((await press(holder, time)).json).toEqual(held.json)
})

test('without the look for them they would be refused their own time (control)', async () => {
  guard.taken = true
  const { time, holder } = await heldAndRefused()
  expect((await press(holder, time)).json).toMatchObject({ code: 'time_taken' })
})

test('a second later a time that was given back can be had', async () => {
  const { time, holder } = await heldAndRefused()
  expect((await holder.call('/api/holds/mine', undefined, crypto.randomUUID(), 'DELETE')).status).toBe(204)
  await pause(1_050)
  expect((await press(ground.visitor(), time)).status).toBe(200)
})

test('other matters, another time or another city are not refused with it', async () => {
  const taken = createTakenLately(ground.city.database)
  const [known] = await askFor(taken, {})
  expect(known).toBe(true)
  for (const other of [{ people: 2 }, { startsAt: 1 }, { siteKey: 'nord' }, { authority: ground.other }])
    expect(await askFor(taken, other), JSON.stringify(other)).toEqual([false])
})

test('a thousand at once cost a few looks into the database', async () => {
  let looks = 0
  const database: Database = {
    ...ground.city.database,
    withAuthority: (...all) => {
      looks++
      return ground.city.database.withAuthority(...all)
    },
  }
  const taken = createTakenLately(database)
  const refused = await askFor(taken, {}, 1_000)
  expect(new Set(refused)).toEqual(new Set([true]))
  expect(looks).toBeLessThanOrEqual(2)
})

type Asked = { people?: number; startsAt?: number; siteKey?: string; authority?: Authority }

/** Notes one time, and asks for that or another one so often at once. */
function askFor(
  taken: ReturnType<typeof createTakenLately>,
  { people = 1, startsAt = 0, siteKey = 'mitte', authority = ground.authority }: Asked,
  times = 1,
): Promise<boolean[]> {
  const timeOf = (number: number, at: number, site: string) => ({
    matters: [{ serviceKey: 'registration', people: number }],
    siteKey: site,
    startsAt: instant(at),
  })
  taken.note(ground.authority, timeOf(1, 0, 'mitte'))
  return Promise.all(
    Array.from({ length: times }, (_, nth) =>
      taken.refuses(authority, timeOf(people, startsAt, siteKey), { browser: `b${nth}`, key: null }),
    ),
  )
}
