import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startChild } from '#apps/bench/streams.ts'
import { startServer } from '#apps/server/start.ts'
import { asId } from '#kernel/id.ts'
import { CALLING, type Clerk, fillHall, rightOrder, seatClerks } from './clerks.ts'
import { type Ground, openGround, pause } from './ground.ts'
import { type Listening, type Visitor, visitor } from './http.ts'

const CALLS = 5
const WITHIN_MS = 1_000
/** The poll comes once a second; what a busy machine adds must not fail the test. */
const BY_POLL_MS = 1_500

type Node = Awaited<ReturnType<typeof startChild>>

let ground: Ground
let clerks: Clerk[]
/** The second node; the first one is that of the ground. */
let far: Node

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  clerks = await seatClerks(ground, 2)
  // Not so many that intake sends anybody away before closing.
  await fillHall(ground, 40)
  far = await startChild('./node.ts', { APP_URL: ground.city.appUrl, SECRET: ground.city.secret })
})
afterAll(async () => {
  far.stop()
  await ground.close()
})
afterEach(() => ground.city.unchanged())

/** The first clerk calls, and serves at once whoever was called before. */
async function call(clerk = clerks[0]): Promise<{ visit: string; ticketNumber: string; at: number }> {
  const at = performance.now()
  const answer = await clerk?.visitor.call(`/api/counters/${clerk.counter}/next`)
  if (answer?.status !== 200) throw new Error(answer?.text)
  return { ...answer.json.visit, at }
}

async function serve(clerk = clerks[0]): Promise<void> {
  await clerk?.visitor.call(`/api/counters/${clerk.counter}/start`)
  await clerk?.visitor.call(`/api/counters/${clerk.counter}/finish`, { outcome: 'done' })
}

const shows =
  (ticketNumber: string) =>
  ({ data }: { data: { calls: { ticketNumber: string }[] } }) =>
    data.calls.some((shown) => shown.ticketNumber === ticketNumber)

const display = (who: Visitor, lastEventId?: string) =>
  who.listen('/api/sites/mitte/display/events', lastEventId)

/** A ticket that is called after all who wait now, with its waiting page open on the second node. */
async function waitingPhone(): Promise<{ phone: Listening; visit: string }> {
  const body = { matters: [{ service: 'pick-up', people: 1 }], language: 'de' }
  const drawn = await ground.visitor().call('/api/sites/mitte/tickets', body)
  if (drawn.status !== 200) throw new Error(drawn.text)
  const { token, visit } = drawn.json
  const phone = await visitor(far).listen(`/w/${token}/events?version=1&seen=0`)
  await phone.until(() => true, 5_000)
  return { phone, visit }
}

async function listening(): Promise<number> {
  const rows = await ground.sql(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'",
  )
  return rows.length
}

/** Ends the connections on which the nodes listen for wake-ups; how many there were. */
async function cutListening(): Promise<number> {
  const cut = await ground.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN %' AND pid <> pg_backend_pid()`,
  )
  return cut.length
}

test('a call on one node is on displays and phones of the other within a second', async () => {
  const { phone } = await waitingPhone()
  const screen = await display(visitor(far))
  await screen.until(() => true, 5_000)
  const before = phone.heard.length
  const lags: number[] = []
  for (let index = 0; index < CALLS; index++) {
    const { ticketNumber, at } = await call()
    const seen = await screen.until(shows(ticketNumber), 5_000)
    lags.push(seen.at - at)
    await phone.until((event) => event.at > at, 5_000)
    lags.push((phone.heard.find((event) => event.at > at)?.at ?? 0) - at)
    await serve()
  }
  expect(phone.heard.length).toBeGreaterThanOrEqual(before + CALLS)
  expect(Math.max(...lags)).toBeLessThan(WITHIN_MS)
  screen.drop()
  phone.drop()
})

test('the phone of the person who is called is told on the other node', async () => {
  const [next] = await rightOrder(ground)
  if (next === undefined) throw new Error('nobody waits')
  const token = ground.links.tokenOf(ground.authority.key, asId<'visit'>(next), 1)
  const [row] = await ground.sql<{ version: number }>('SELECT version FROM visit WHERE id = $1', [next])
  const phone = await visitor(far).listen(`/w/${token}/events?version=${row?.version}&seen=0`)
  await phone.until(() => true, 5_000)
  const { visit, at } = await call()
  expect(visit).toBe(next)
  const told = await phone.until(({ data }) => data.reload === true, 5_000)
  expect(told.at - at).toBeLessThan(WITHIN_MS)
  await serve()
  phone.drop()
})

test('a call is seen on the other node also while its connection for wake-ups is cut', async () => {
  const screen = await display(visitor(far))
  await screen.until(() => true, 5_000)
  for (let index = 0; index < 3; index++) {
    expect(await cutListening()).toBeGreaterThan(0)
    const { ticketNumber, at } = await call()
    const seen = await screen.until(shows(ticketNumber), 5_000)
    expect(seen.at - at).toBeLessThan(BY_POLL_MS)
    await serve()
    // They come back by themselves.
    await vi.waitFor(async () => expect(await listening()).toBe(2), 5_000)
  }
  screen.drop()
})

test('when no wake-up goes out the poll shows the call a little later, and without the poll nothing does', async () => {
  // The control: a node whose poll was taken away, beside one that has it.
  const original = globalThis.setInterval
  const deafened = vi.spyOn(globalThis, 'setInterval')
  deafened.mockImplementation((work, milliseconds, ...more) =>
    original(milliseconds === 1_000 ? () => undefined : work, milliseconds, ...more),
  )
  const deaf = await startServer({ appUrl: ground.city.appUrl, secret: ground.city.secret, sweeps: false })
  deafened.mockRestore()
  const screens = [await display(visitor(far)), await display(visitor(deaf))] as const
  for (const screen of screens) await screen.until(() => true, 5_000)
  await ground.sql('REVOKE EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC')
  for (let index = 0; index < 2; index++) {
    const { ticketNumber, at } = await call()
    const seen = await screens[0].until(shows(ticketNumber), 5_000)
    expect(seen.at - at).toBeLessThan(BY_POLL_MS)
    expect(screens[1].heard.some(shows(ticketNumber))).toBe(false)
    await serve()
  }
  await ground.sql('GRANT EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) TO PUBLIC')
  for (const screen of screens) screen.drop()
  await deaf.stop()
})

test('a display that comes back after a dropped connection has missed no call and sounds none twice', async () => {
  const who = visitor(far)
  const numbers: number[] = []
  const called: string[] = []
  const sounded = new Set<number>()
  let lastEventId: string | undefined
  /** As the display does it: a call is sounded when its number is new. */
  const take = (listening: Listening) => {
    for (const { id, data } of listening.heard) {
      lastEventId = id
      for (const { call: number, ticketNumber } of data.calls.toReversed()) {
        if (sounded.has(number)) continue
        sounded.add(number)
        numbers.push(number)
        called.push(ticketNumber)
      }
    }
  }
  const first = await display(who)
  await first.until(() => true, 5_000)
  take(first)
  called.length = 0
  const expected: string[] = []
  for (let drop = 0; drop < 3; drop++) {
    const screen = await display(who, lastEventId)
    const seen = await call()
    await screen.until(shows(seen.ticketNumber), 5_000)
    screen.drop()
    take(screen)
    await serve()
    const missed = await call()
    await serve()
    expected.push(seen.ticketNumber, missed.ticketNumber)
  }
  const last = await display(who, lastEventId)
  await last.until(shows(expected.at(-1) ?? ''), 5_000)
  take(last)
  expect(called).toEqual(expected)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  first.drop()
  last.drop()
})

test('a phone that comes back hears nothing twice and misses nothing', async () => {
  const body = { matters: [{ service: 'pick-up', people: 1 }], language: 'en' }
  const drawn = await ground.visitor().call('/api/sites/mitte/tickets', body)
  if (drawn.status !== 200) throw new Error(drawn.text)
  const { token } = drawn.json
  const who = visitor(far)
  const path = `/w/${token}/events?version=1&seen=0`
  const first = await who.listen(path)
  const shown = await first.until(({ data }) => data.ahead !== undefined, 5_000)
  // When the call probably comes is known a moment later.
  const told = await first.until(({ data }) => Boolean(data.told), 10_000)
  first.drop()
  const unchanged = await who.listen(path, told.id)
  await pause(300)
  expect(unchanged.heard).toEqual([])
  unchanged.drop()
  await call()
  await serve()
  const changed = await who.listen(path, told.id)
  const news = await changed.until(() => true, 5_000)
  expect(news.data.ahead).not.toBe(shown.data.ahead)
  changed.drop()
})
