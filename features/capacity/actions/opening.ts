import { getSettings } from '#features/authority/actions.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { lockRelease } from '../store.ts'
import { dueHours, writeDue } from './budget.ts'
import { keepOpened, lockOpened } from './listShare.ts'

/**
 * Opens what was kept until now: for telephone and desk, or for the short term; and closes the day that has begun to
 * bookings online. Of what becomes public the waitlist gets its share first. How many hours changed.
 */
export async function openBudgets(tx: Tx): Promise<number> {
  await lockRelease(tx)
  const { timeZone, shortTermPercent, shortTermDays } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const ahead = shortTermPercent > 0 ? Math.max(2, shortTermDays + 1) : 2
  // A clock may have been set, and sites lie in other zones: a day more at both ends.
  const hours = await dueHours(tx, { fromDay: addDays(today, -1), toDay: addDays(today, ahead) })
  // Places before hours, as whoever books locks them.
  const opened = await lockOpened(tx, hours, [])
  const changed = await writeDue(tx, hours)
  await keepOpened(tx, opened)
  return changed
}
