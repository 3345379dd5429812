import { checkAuthorityData } from '#apps/import/files.ts'
import { importData } from '#apps/import/importAuthority.ts'
import { hashPassword } from '#platform/crypto/password.ts'
import { secretFrom } from '#platform/crypto/token.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { type Migrator, type NewAuthority, openMigrator } from '#platform/db/migrate.ts'
import { TEST_AUTHORITIES, TEST_PASSWORD, TEST_SECRET, TEST_START, testData } from './fixtures.ts'

/**
 * Fills the database from which every test database is copied: two demo authorities with the data of fixtures.ts and
 * clocks that stand at TEST_START. Runs once per test run, as the owner. No connection may stay open afterwards:
 * PostgreSQL copies only a database that nobody uses.
 */
export async function prepareTemplate(ownerUrl: string): Promise<void> {
  const passwordHash = await hashPassword(TEST_PASSWORD)
  const migrator = await openMigrator(ownerUrl)
  try {
    const appUrl = await migrator.prepare(appPassword())
    const database = openDatabase({ url: appUrl, connections: 1 })
    try {
      for (const wanted of TEST_AUTHORITIES) await fill(migrator, database, wanted, passwordHash)
    } finally {
      await database.close()
    }
  } finally {
    await migrator.close()
  }
}

/** The password of the server's database login in all test databases. */
export function appPassword(): string {
  return secretFrom(TEST_SECRET, 'database app role').toString('base64url')
}

async function fill(
  migrator: Migrator,
  database: Database,
  wanted: NewAuthority,
  passwordHash: string,
): Promise<void> {
  const created = await migrator.createAuthority(wanted)
  const databaseTime = await database.withAuthority(created, async (tx) => tx.now)
  await migrator.setDemoOffset(wanted.key, TEST_START - databaseTime)
  const data = testData(wanted)
  const parts = new Map<string, unknown>(Object.entries(data))
  const checked = checkAuthorityData((part) => parts.get(part))
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults))
  const outcome = await importData(database, created, checked.data, {
    at: TEST_START,
    hashOf: () => passwordHash,
  })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults))
}
