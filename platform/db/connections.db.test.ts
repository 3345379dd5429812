import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type City, openCity } from '#test/city.ts'
import { type Connections, openConnections, type Taken } from './connections.ts'

let city: City
let connections: Connections

beforeAll(async () => {
  city = await openCity()
})
afterEach(() => connections.close())
afterAll(() => city.drop())

const open = (most: number, patience?: number) => {
  connections = openConnections({ connectionString: city.appUrl }, most, patience)
}

async function processOf({ client }: Taken): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid ?? 0
}

/** The connections that these cities meet one after the other, each with nobody else at work. */
async function metBy(keys: readonly string[]): Promise<number[]> {
  const met: number[] = []
  for (const key of keys) {
    const taken = await connections.take(key)
    met.push(await processOf(taken))
    taken.giveBack(false)
  }
  return met
}

test('a city meets the connection that knows it, and each city another while there are enough', async () => {
  open(3)
  const [a, b, c, again, ...rest] = await metBy(['a', 'b', 'c', 'a', 'b', 'c', 'd', 'd'])
  expect(new Set([a, b, c]).size).toBe(3)
  expect([again, ...rest]).toEqual([a, b, c, a, a])
  expect(connections.counts()).toEqual({ used: 0, open: 3, waiting: 0 })
})

test('one city alone has all connections when it needs them', async () => {
  open(3)
  const all = await Promise.all(['a', 'a', 'a'].map((key) => connections.take(key)))
  expect(new Set(await Promise.all(all.map(processOf))).size).toBe(3)
  expect(connections.counts()).toMatchObject({ used: 3, open: 3 })
  for (const taken of all) taken.giveBack(false)
})

test('whoever waits is served in the order of their coming, by whichever connection is free first', async () => {
  open(2)
  const first = await connections.take('a')
  const second = await connections.take('b')
  const served: string[] = []
  const waiting = ['b', 'a', 'c'].map(async (key) => {
    const taken = await connections.take(key)
    served.push(key)
    return taken
  })
  expect(connections.counts()).toMatchObject({ used: 2, waiting: 3 })
  first.giveBack(false)
  const next = await waiting[0]
  expect(served).toEqual(['b'])
  second.giveBack(false)
  await waiting[1]
  next?.giveBack(false)
  await waiting[2]
  expect(served).toEqual(['b', 'a', 'c'])
  for (const taken of await Promise.all(waiting.slice(1))) taken.giveBack(false)
})

test('whoever waits too long is told, and takes nothing from those behind', async () => {
  open(1, 30)
  const only = await connections.take('a')
  await expect(connections.take('b')).rejects.toThrow('timeout exceeded when trying to connect')
  expect(connections.counts()).toMatchObject({ used: 1, waiting: 0 })
  only.giveBack(false)
  expect(await metBy(['b'])).toHaveLength(1)
})

test('a broken or worn connection is opened anew for the next one, and a failed opening keeps no place', async () => {
  open(1)
  const worn = await connections.take('a')
  const before = await processOf(worn)
  worn.giveBack(true)
  const [after] = await metBy(['a'])
  expect(after).not.toBe(before)

  const away = openConnections({ connectionString: 'postgresql://127.0.0.1:1/none' }, 1)
  for (const _ of [1, 2]) await expect(away.take('a')).rejects.toThrow('ECONNREFUSED')
  expect(away.counts()).toEqual({ used: 0, open: 0, waiting: 0 })
  await away.close()
})
