import { getSettings } from '#features/authority/actions.ts'
import type { Settings } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type ReleaseWindow, releaseMoment } from '../model/releaseMoment.ts'
import { keepMoment, noteReleased, readMoment } from '../store/releaseMoment.ts'
import { type Released, releasePlaces } from './release.ts'

/**
 * The last day whose times are bookable now. New days follow one by one: as soon as they come within the horizon, or,
 * where the city has set a window for it, at a minute of that window which is drawn anew each day and told to nobody.
 */
export async function releasedUntil(tx: Tx): Promise<LocalDate> {
  const settings = await getSettings(tx)
  const today = dayOf(tx.now, settings.timeZone)
  const newest = addDays(today, settings.horizonDays)
  if (!windowOf(settings)) return newest
  const moment = await readMoment(tx, today)
  return moment !== undefined && moment <= tx.now ? newest : addDays(newest, -1)
}

/**
 * Draws the moment of the day if nobody has, and releases the new day once it has come; nothing where days are released
 * as they come.
 */
export async function releaseWhenDue(tx: Tx): Promise<Released | undefined> {
  const settings = await getSettings(tx)
  const window = windowOf(settings)
  if (!window) return undefined
  const today = dayOf(tx.now, settings.timeZone)
  if ((await readMoment(tx, today)) === undefined) {
    const random = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
    await keepMoment(tx, today, releaseMoment(today, window, settings.timeZone, random))
  }
  if (!(await noteReleased(tx, today))) return undefined
  return releasePlaces(tx, { untilDay: addDays(today, settings.horizonDays) })
}

function windowOf({ releaseOpens, releaseCloses }: Settings): ReleaseWindow | undefined {
  if (releaseOpens === null || releaseCloses === null) return undefined
  return { opens: releaseOpens, closes: releaseCloses }
}
