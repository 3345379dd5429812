import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asOwner, type City, openCity } from '#test/city.ts'
import { prepared, raw } from './query.ts'
import type { Tx } from './transaction.ts'

let city: City

// One connection, so that every transaction meets what the last one left on it.
beforeAll(async () => {
  city = await openCity({ connections: 1 })
  await owner(`CREATE TABLE city_neuwalden.note (number int PRIMARY KEY, words text NOT NULL);
    CREATE TABLE city_zweitstadt.note (number int PRIMARY KEY, words text NOT NULL);
    GRANT ALL ON city_neuwalden.note TO ${city.authority.role}; GRANT ALL ON city_zweitstadt.note TO ${city.other.role}`)
})
afterAll(() => city.drop())

const owner = (text: string) => asOwner(city.ownerUrl, (client) => client.query(text))
const run = <T>(work: (tx: Tx) => Promise<T>, authority = city.authority) =>
  city.database.withAuthority(authority, work)

const insert = (number: number, words: string) =>
  prepared(raw(sql`INSERT INTO note (number, words) VALUES (${number}, ${words})`))
const read = prepared(raw<{ number: number }>(sql`SELECT * FROM note ORDER BY number`))
const numbers = (authority = city.authority) =>
  run(async (tx) => (await tx.rows(read)).map((row) => row.number), authority)
const plans = () =>
  run((tx) =>
    tx.rows(
      raw<{ name: string; calls: number }>(
        sql`SELECT name, (generic_plans + custom_plans)::int AS calls FROM pg_prepared_statements ORDER BY name`,
      ),
    ),
  )

test('a prepared statement of two authorities on one connection writes to the authority of its transaction', async () => {
  for (const number of [1, 2, 3]) {
    await run((tx) => tx.run(insert(number, 'here')))
    await run((tx) => tx.run(insert(number + 10, 'there')), city.other)
  }
  expect(await numbers()).toEqual([1, 2, 3])
  expect(await numbers(city.other)).toEqual([11, 12, 13])
})

test('it is prepared once for each authority and then only run', async () => {
  const before = await plans()
  await run((tx) => tx.run(insert(4, 'once more')))
  const after = await plans()
  expect(after.map((plan) => plan.name)).toEqual(before.map((plan) => plan.name))
  const calls = (list: typeof after) => list.reduce((sum, plan) => sum + plan.calls, 0)
  expect(calls(after)).toBe(calls(before) + 1)
})

test('one that fails is prepared anew, also when it failed at its very first time', async () => {
  const other = (number: number) => prepared(raw(sql`INSERT INTO note VALUES (${number}, 'short')`))
  await expect(run((tx) => tx.run(other(1)))).rejects.toMatchObject({ code: '23505' })
  await run((tx) => tx.run(other(5)))
  await expect(run((tx) => tx.run(other(5)))).rejects.toMatchObject({ code: '23505' })
  await run((tx) => tx.run(other(6)))
  expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6])
})

test('one behind a failed statement was not prepared and is prepared the next time', async () => {
  const behind = (number: number) => prepared(raw(sql`INSERT INTO note VALUES (${number}, 'behind')`))
  const work = run(async (tx) => {
    tx.sendAlong(insert(1, 'again'))
    await tx.run(behind(7))
  })
  await expect(work).rejects.toMatchObject({ code: '23505' })
  await run((tx) => tx.run(behind(7)))
  expect(await numbers()).toContain(7)
})

test('a table that changed since is met by another try of the transaction', async () => {
  const attempts: number[] = []
  await owner('ALTER TABLE city_neuwalden.note ADD COLUMN more text')
  const rows = await run(async (tx) => {
    attempts.push(tx.attempt)
    return tx.rows(read)
  })
  expect(rows[0]).toHaveProperty('more', null)
  expect(attempts).toEqual([1, 2])
})

test('a statement that the connection no longer knows is prepared anew', async () => {
  await run((tx) => tx.run(raw(sql`DEALLOCATE ALL`)))
  await run((tx) => tx.run(insert(8, 'after a reset')))
  expect(await numbers()).toContain(8)
})

test('a prepared statement that is wrong is refused and not tried for ever', async () => {
  const wrong = prepared(raw(sql`SELECT * FROM no_such_table`))
  for (let time = 0; time < 2; time++) {
    await expect(run((tx) => tx.rows(wrong))).rejects.toMatchObject({ code: '42P01' })
  }
})

test('values of every kind arrive as they were sent', async () => {
  const row = await run((tx) =>
    tx.one(
      prepared(
        raw<{ list: string[]; bytes: Buffer; none: null; truth: boolean; data: unknown }>(
          sql`SELECT ${['plain', 'with "quotes"', 'back\\slash', 'a,b', '', null]}::text[] AS list,
          ${Buffer.from([0, 1, 255])}::bytea AS bytes, ${null}::int AS none, ${true}::boolean AS truth,
          ${{ deep: ['ä'] }}::jsonb AS data`,
        ),
      ),
    ),
  )
  expect(row).toEqual({
    list: ['plain', 'with "quotes"', 'back\\slash', 'a,b', '', null],
    bytes: Buffer.from([0, 1, 255]),
    none: null,
    truth: true,
    data: { deep: ['ä'] },
  })
})
