import type { HallView } from '#features/hall/actions.ts'
import { isSoon } from '#features/hall/model.ts'
import { forgetTurns, queueTurn } from '#features/message/actions.ts'
import { markTurnTold, moveMobile, type ToldByMobile, waitsOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { placesOf, stillToTell } from './present.ts'

/**
 * Queues for these people of one site, by the newest view of its hall, the SMS that their turn is near, once for each wait,
 * and forgets the numbers of those whose visit is over. A call itself is not told: it is heard in the hall before an SMS
 * arrives.
 */
export async function noteTurnSms(tx: Tx, view: HallView, people: readonly ToldByMobile[]): Promise<void> {
  const places = placesOf(view)
  const over: Id<'visit'>[] = []
  const near: (ToldByMobile & { readonly visit: Visit })[] = []
  for (const person of people) {
    const place = places.get(person.visitId)
    if (!place) {
      const next = await stillToTell(tx, person.visitId)
      if (next === undefined) over.push(person.visitId)
      else if (next !== person.visitId) await moveMobile(tx, person.visitId, next)
      continue
    }
    const { visit, ahead } = place
    if (ahead !== null && isSoon(visit, ahead, tx.now)) near.push({ ...person, visit })
  }
  const waits = await waitsOf(
    tx,
    near.map(({ visit }) => visit),
  )
  for (const { visit, mobile, toldTurn } of near) {
    const wait = waits.get(visit.id) ?? 0
    if (toldTurn !== wait && (await markTurnTold(tx, visit.id, wait)))
      await queueTurn(tx, visit, 'soon', mobile)
  }
  await forgetTurns(tx, over)
}
