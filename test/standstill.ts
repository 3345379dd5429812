import pg from 'pg'
import { type Authority, quoteIdentifier } from '#platform/db/authority.ts'

/** Runs work while nobody can take a time: the owner has the claims locked, so whoever presses meanwhile waits. */
export async function whileNothingCanBeTaken(
  { ownerUrl, authority }: { readonly ownerUrl: string; readonly authority: Pick<Authority, 'schema'> },
  work: () => Promise<void>,
): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query(`BEGIN; LOCK TABLE ${quoteIdentifier(authority.schema)}.claim IN ACCESS EXCLUSIVE MODE`)
    await work()
    await owner.query('ROLLBACK')
  } finally {
    await owner.end()
  }
}
