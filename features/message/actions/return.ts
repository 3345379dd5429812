import { getSettings } from '#features/authority/actions.ts'
import { mobileOf } from '#features/visit/actions.ts'
import { readMobile } from '#features/visit/model/phone.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { returnDue } from '../model/return.ts'
import { dropReturns, insertReturn, moveReturns, phoneAtDesk } from '../store/return.ts'

/**
 * Somebody who is away until a time left a number: if it takes SMS and the city sends them, it is told when it is time;
 * else the one that is told of their turn. In the transaction in which they go.
 */
export async function planReturn(
  tx: Tx,
  { id, awayUntil, language }: Pick<Visit, 'id' | 'awayUntil' | 'language'>,
  phone: string | null,
): Promise<void> {
  dropReturns(tx, id)
  const number = (phone === null ? undefined : readMobile(phone)) ?? (await mobileOf(tx, id))
  if (awayUntil === null || number === undefined || (await getSettings(tx)).smsSender === null) return
  await insertReturn(tx, id, { backAt: awayUntil, dueAt: returnDue(awayUntil, tx.now), language, number })
  tx.touch('outbox')
}

/**
 * Somebody goes away, stays until another time, or is back: what waits to call them follows. Who was told already is told
 * anew, and who is told of their turn is called back, too.
 */
export async function followReturn(
  tx: Tx,
  visit: Pick<Visit, 'id' | 'awayUntil' | 'language'>,
): Promise<void> {
  const { id, awayUntil, language } = visit
  if (awayUntil === null) return dropReturns(tx, id)
  const dueAt = returnDue(awayUntil, tx.now)
  moveReturns(tx, id, awayUntil, dueAt)
  const number = readMobile((await phoneAtDesk(tx, id)) ?? '') ?? (await mobileOf(tx, id))
  if (number === undefined || (await getSettings(tx)).smsSender === null) return
  await insertReturn(tx, id, { backAt: awayUntil, dueAt, language, number })
}
