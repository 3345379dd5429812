import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { anotherTimeFound, askAnotherTime, minutesFound } from '../store/precheck.ts'
import { changeBookedMinutes } from './matters.ts'

/**
 * A booking has taken a time that was held for it: what was found in its papers holds there, also what was found since
 * then. Where the time has no room for that, its person is asked to choose another. For two that are linked nothing can
 * be found.
 */
export async function fitFound(tx: Tx, { id, minutes, linked }: Visit): Promise<void> {
  const found = linked ? undefined : await minutesFound(tx, id)
  if (found === undefined) return
  if (found > minutes) return askAnotherTime(tx, id)
  await anotherTimeFound(tx, id)
  if (!(await changeBookedMinutes(tx, id, found)).ok) impossible('a booking has no room to be shorter')
}
