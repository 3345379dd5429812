import type { Tx } from '#platform/db/transaction.ts'
import type { Team } from '../model.ts'
import { readTeams } from '../store.ts'

/** The teams that drive, in the order of the city's data. */
export function listTeams(tx: Tx): Promise<readonly Team[]> {
  return tx.reference('teams', async () =>
    (await readTeams(tx)).filter(({ active }) => active).map(({ active: _, ...team }) => team),
  )
}
