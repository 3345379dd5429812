import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { addDays, dayOf, startOfDay, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type WeekFigures, weekFigures } from '../model/calibration.ts'
import { countTold } from '../store/calibration.ts'

const WEEKS = 12

/** How well what was told holds: of the whole city (null) and of each site by name, for the last twelve weeks. */
export type Calibration = { readonly site: Site | null; readonly weeks: readonly WeekFigures[] }

/** The same for everybody who asks within ten minutes. */
export type ReadCalibration = (authority: Authority) => Promise<readonly Calibration[]>

/** Counts what was told beside when the calls came; sites of which nothing was told say nothing. */
export async function calibration(tx: Tx): Promise<Calibration[]> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const monday = addDays(today, 1 - weekdayOf(today))
  const since = startOfDay(addDays(monday, -7 * (WEEKS - 1)), timeZone)
  const counted = await countTold(tx, since, timeZone)
  const sites = (await listSites(tx)).toSorted((a, b) => a.texts.name.de.localeCompare(b.texts.name.de, 'de'))
  const all = [
    { site: null, weeks: weekFigures(counted) },
    ...sites.map((site) => ({
      site,
      weeks: weekFigures(counted.filter(({ siteId }) => siteId === site.id)),
    })),
  ]
  return all.filter(({ weeks }) => weeks.length > 0)
}
