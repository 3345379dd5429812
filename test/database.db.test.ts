import pg from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from './database.ts'

test('databases made at the same time are separate, and gone after the drop', async () => {
  const databases = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase()])
  const names = new Set<string>()
  for (const { ownerUrl } of databases) {
    const client = new pg.Client({ connectionString: ownerUrl })
    await client.connect()
    await client.query('CREATE TABLE only_here (a int)')
    const { rows } = await client.query('SELECT current_database() AS name')
    names.add(rows[0].name)
    await client.end()
  }
  expect(names.size).toBe(3)
  await Promise.all(databases.map(({ drop }) => drop()))
  const client = new pg.Client({ connectionString: databases[0]?.ownerUrl })
  await expect(client.connect()).rejects.toThrow('does not exist')
})
