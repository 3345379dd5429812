import { writeAudit } from '#features/staff/actions.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { addComing, deleteAlarm, insertAlarm } from '../store/alarm.ts'
import type { CounterDay } from './call.ts'

export { alarmsOfSite, type CounterAlarm } from '../store/alarm.ts'

/**
 * Help is called at a counter: all consoles of the site show it. Pressed again it is the same alarm, and they hear it
 * again. The audit says that there was one, without counter and person.
 */
export async function raiseAlarm(
  tx: Tx,
  { siteId, counterId }: Pick<CounterDay, 'siteId' | 'counterId'>,
): Promise<void> {
  const isNew = await insertAlarm(tx, { siteId, counterId })
  if (isNew) await writeAudit(tx, { action: 'alarm_raised', staffId: null, siteId })
  tx.touch(siteId)
}

/** A colleague goes there, and whoever called sees that somebody comes. `over` if the alarm has ended. */
export async function goToAlarm(
  tx: Tx,
  siteId: Id<'site'>,
  alarm: Id<'counterAlarm'>,
): Promise<Result<null, 'over'>> {
  if (!(await addComing(tx, siteId, alarm))) return fail('over')
  tx.touch(siteId)
  return ok(null)
}

/** Ends an alarm, everywhere. One that has ended already is no harm. */
export async function endAlarm(tx: Tx, siteId: Id<'site'>, alarm: Id<'counterAlarm'>): Promise<void> {
  if (!(await deleteAlarm(tx, siteId, alarm))) return
  await writeAudit(tx, { action: 'alarm_ended', staffId: null, siteId })
  tx.touch(siteId)
}
