import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf, startOfDay, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type WeekFigures, weekFigures } from '../model/calibration.ts'
import { countTold } from '../store/calibration.ts'
import { thinPastOf } from './thinPast.ts'

const WEEKS = 12

/** How well what was told holds: of the whole city (null) and of each site by name, for the last twelve weeks. */
export type Calibration = { readonly site: Site | null; readonly weeks: readonly WeekFigures[] }

/** What everybody may read of it. */
export type PublicCalibration = {
  readonly all: readonly Calibration[]
  /** Figures of days before this one were made up for a demonstration; null where none are, as in every real city. */
  readonly madeUpBefore: LocalDate | null
}

/** The same for everybody who asks within ten minutes. */
export type ReadCalibration = (authority: Authority) => Promise<PublicCalibration>

/** Counts what was told beside when the calls came; sites of which nothing was told say nothing. */
export async function calibration(tx: Tx): Promise<PublicCalibration> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const monday = addDays(today, 1 - weekdayOf(today))
  const first = addDays(monday, -7 * (WEEKS - 1))
  const counted = await countTold(tx, startOfDay(first, timeZone), timeZone)
  const sites = (await listSites(tx)).toSorted((a, b) => a.texts.name.de.localeCompare(b.texts.name.de, 'de'))
  const all = [
    { site: null, weeks: weekFigures(counted) },
    ...sites.map((site) => ({
      site,
      weeks: weekFigures(counted.filter(({ siteId }) => siteId === site.id)),
    })),
  ]
  const thin = await thinPastOf(tx)
  return {
    all: all.filter(({ weeks }) => weeks.length > 0),
    madeUpBefore: thin && thin.before > first ? thin.before : null,
  }
}
