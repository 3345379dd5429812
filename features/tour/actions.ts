import { getSettings } from '#features/authority/actions.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Stop } from './model.ts'
import { readStops } from './store.ts'

export { type DescribedStop, describeTour, type TeamWithPlaces } from './actions/describe.ts'
export { previewStops, type StopPreview } from './actions/preview.ts'
export {
  cancelStop,
  changeStop,
  planStops,
  type StopRefusal,
  type StopSaved,
} from './actions/stop.ts'
export { listTeams } from './actions/teams.ts'
export { readStop as findStop } from './store.ts'

/** The stops of all teams from a day on, by default today, in order of time. */
export async function listStops(tx: Tx, fromDay?: LocalDate): Promise<readonly Stop[]> {
  return readStops(tx, fromDay ?? dayOf(tx.now, (await getSettings(tx)).timeZone))
}
