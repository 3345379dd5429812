import { getSettings } from '#features/authority/actions.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Stop, Team } from './model.ts'
import { readStops, readTeams } from './store.ts'

export { previewStops, type StopPreview } from './actions/preview.ts'
export {
  cancelStop,
  changeStop,
  planStops,
  type StopRefusal,
  type StopSaved,
} from './actions/stop.ts'

/** The teams that drive, in the order of the city's data. */
export function listTeams(tx: Tx): Promise<readonly Team[]> {
  return tx.reference('teams', async () =>
    (await readTeams(tx)).filter(({ active }) => active).map(({ active: _, ...team }) => team),
  )
}

/** The stops of all teams from a day on, by default today, in order of time. */
export async function listStops(tx: Tx, fromDay?: LocalDate): Promise<readonly Stop[]> {
  return readStops(tx, fromDay ?? dayOf(tx.now, (await getSettings(tx)).timeZone))
}
