import { getSettings } from '#features/authority/actions.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { deleteTold, forgetWhom, insertTellings } from '../store.ts'

export { insertTellings as noteTold }

/** What was told is counted for a bit more than a year, so that each week can be put beside that of the year before. */
const KEPT_DAYS = 400
const AT_ONCE = 1_000

/**
 * Forgets to whom something was told as soon as the visit's link says nothing any more, and what is too old to count. True
 * if there may be more: to be called again.
 */
export async function forgetOldTold(tx: Tx, atOnce = AT_ONCE): Promise<boolean> {
  const { linkDays, timeZone } = await getSettings(tx)
  const forgotten = await forgetWhom(tx, addDays(dayOf(tx.now, timeZone), -linkDays), atOnce)
  const deleted = await deleteTold(tx, plus(tx.now, -KEPT_DAYS * DAY), atOnce)
  return forgotten >= atOnce || deleted >= atOnce
}
