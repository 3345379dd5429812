import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type City, openCity } from '#test/city.ts'
import type { Authority } from './authority.ts'
import { openDatabase } from './database.ts'
import { db, raw } from './query.ts'
import type { Tx } from './transaction.ts'

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 1 })
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const code = (wanted: string) => expect.objectContaining({ code: wanted })

/** A query that was written without choosing an authority. */
async function asLogin(text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: city.appUrl })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

function nameOf(authority: Authority): Promise<{ name: string; role: string; path: string }> {
  return city.database.withAuthority(authority, (tx) =>
    tx.one(
      raw(
        sql<{ name: string; role: string; path: string }>`
          SELECT texts->'name'->>'en' AS name, current_user::text AS role, current_setting('search_path') AS path
          FROM setting`,
      ),
    ),
  )
}

describe('a forgotten authority', () => {
  test('finds no table by its bare name', async () => {
    await expect(asLogin('SELECT * FROM site')).rejects.toEqual(code('42P01'))
  })

  test('may not read a table by its full name', async () => {
    await expect(asLogin(`SELECT * FROM ${city.authority.schema}.site`)).rejects.toEqual(code('42501'))
  })

  test('may make nothing', async () => {
    await expect(asLogin('CREATE TEMP TABLE mine (a int)')).rejects.toEqual(code('42501'))
    await expect(asLogin('CREATE TABLE public.mine (a int)')).rejects.toEqual(code('42501'))
    await expect(asLogin('CREATE SCHEMA mine')).rejects.toEqual(code('42501'))
  })
})

describe('inside an authority', () => {
  const inside = (query: string) =>
    city.database.withAuthority(city.authority, (tx) => tx.rows(raw(sql`${sql.raw(query)}`)))

  test("another's table may not be read or written", async () => {
    await expect(inside(`SELECT * FROM ${city.other.schema}.site`)).rejects.toEqual(code('42501'))
    await expect(inside(`DELETE FROM ${city.other.schema}.closure`)).rejects.toEqual(code('42501'))
  })

  test('what belongs to no city may not be written', async () => {
    await expect(inside("UPDATE shared.authority SET hostnames = '{}'")).rejects.toEqual(code('42501'))
  })

  test('the journal can only grow', async () => {
    await expect(inside('DELETE FROM journal')).rejects.toEqual(code('42501'))
    await expect(inside('UPDATE journal SET number = 0')).rejects.toEqual(code('42501'))
    await expect(inside('TRUNCATE journal')).rejects.toEqual(code('42501'))
  })

  test('tables may not be changed', async () => {
    await expect(inside('DROP TABLE closure')).rejects.toEqual(code('42501'))
    await expect(inside('CREATE TABLE mine (a int)')).rejects.toEqual(code('42501'))
  })
})

describe('one connection for two authorities', () => {
  test('serves each its own rows, in turn', async () => {
    for (let round = 0; round < 3; round++) {
      expect((await nameOf(city.authority)).name).toBe('City of Neuwalden')
      expect((await nameOf(city.other)).name).toBe('City of Zweitstadt')
    }
  })

  test('is clean after an error of the database and after one of ours', async () => {
    const broken = city.database.withAuthority(city.authority, (tx) => tx.rows(raw(sql`SELECT 1/0`)))
    await expect(broken).rejects.toEqual(code('22012'))
    expect(await nameOf(city.other)).toMatchObject({ name: 'City of Zweitstadt', role: city.other.role })
    const thrown = city.database.withAuthority(city.authority, () => Promise.reject(new Error('ours')))
    await expect(thrown).rejects.toThrow('ours')
    const after = await nameOf(city.other)
    expect(after.role).toBe(city.other.role)
    expect(after.path).toContain(city.other.schema)
    expect(after.path).not.toContain(city.authority.schema)
  })

  test('keeps nothing of a transaction that failed', async () => {
    const failed = city.database.withAuthority(city.authority, async (tx) => {
      await tx.run(db.deleteFrom('closure'))
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    const left = await city.database.withAuthority(city.authority, (tx) =>
      tx.rows(db.selectFrom('closure').select('id')),
    )
    expect(left).toHaveLength(1)
  })

  test('says so when a failed statement was swallowed, because nothing was kept', async () => {
    const swallowing = city.database.withAuthority(city.authority, async (tx) => {
      await tx.run(db.deleteFrom('closure'))
      await tx.rows(raw(sql`SELECT 1/0`)).catch(() => undefined)
    })
    await expect(swallowing).rejects.toThrow('nothing was kept')
    expect(await nameOf(city.other)).toMatchObject({ name: 'City of Zweitstadt' })
  })

  test('is served to one transaction at a time, none mixed', async () => {
    const names = await Promise.all(
      Array.from({ length: 20 }, (_, index) => nameOf(index % 2 ? city.other : city.authority)),
    )
    expect(names.map(({ name }) => name)).toEqual(
      names.map((_, index) => (index % 2 ? 'City of Zweitstadt' : 'City of Neuwalden')),
    )
  })
})

describe('a transaction', () => {
  test('that has ended throws', async () => {
    let kept: Tx | undefined
    await city.database.withAuthority(city.authority, async (tx) => {
      kept = tx
    })
    await expect(kept?.rows(db.selectFrom('site').select('id'))).rejects.toThrow('ended')
  })

  test('that failed throws, too', async () => {
    let kept: Tx | undefined
    const failed = city.database.withAuthority(city.authority, async (tx) => {
      kept = tx
      throw new Error('failed')
    })
    await expect(failed).rejects.toThrow('failed')
    await expect(kept?.run(db.deleteFrom('closure'))).rejects.toThrow('ended')
  })

  test('of an authority that does not exist does not open', async () => {
    const nowhere = { ...city.authority, schema: 'city_nowhere', role: 'dran_nobody_nowhere' }
    await expect(nameOf(nowhere)).rejects.toEqual(code('22023'))
  })

  test('has the time of a demo city, or the one given', async () => {
    const at = city.database.withAuthority(city.authority, async (tx) => tx.now)
    const databaseTime = await city.database.withAuthority(
      { ...city.authority, demoOffset: 0 },
      async (tx) => tx.now,
    )
    expect(Math.abs((await at) - databaseTime - city.authority.demoOffset)).toBeLessThan(5_000)
    const real = { ...city.authority, demo: false }
    const refused = city.database.withAuthority(real, async (tx) => tx.now, { at: await at })
    await expect(refused).rejects.toThrow('demo')
  })
})

test('a connection is retired after it has served fifty authorities', async () => {
  const database = openDatabase({ url: city.appUrl, connections: 1 })
  const processOf = (authority: Authority) =>
    database.withAuthority(authority, async (tx) => {
      const { id } = await tx.one(raw(sql<{ id: number }>`SELECT pg_backend_pid() AS id`))
      return id
    })
  const alias = (number: number) => ({ ...city.authority, key: `alias-${number}` })
  try {
    const first = await processOf(alias(1))
    for (let number = 2; number <= 50; number++) expect(await processOf(alias(number))).toBe(first)
    expect(await processOf(alias(51))).not.toBe(first)
  } finally {
    await database.close()
  }
})
