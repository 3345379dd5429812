import type { HallView } from '#features/hall/actions.ts'
import { isSoon } from '#features/hall/model.ts'
import { forgetTurns, queueTurn } from '#features/message/actions.ts'
import { markTurnTold, moveMobile, type ToldByMobile } from '#features/visit/actions.ts'
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
  for (const person of people) {
    const place = places.get(person.visitId)
    if (!place) {
      const next = await stillToTell(tx, person.visitId)
      if (next === undefined) over.push(person.visitId)
      else if (next !== person.visitId) await moveMobile(tx, person.visitId, next)
      continue
    }
    const { visit, ahead } = place
    if (ahead === null || person.toldTurn === visit.missedCount || !isSoon(visit, ahead, tx.now)) continue
    if (await markTurnTold(tx, visit.id, visit.missedCount)) await queueTurn(tx, visit, 'soon', person.mobile)
  }
  await forgetTurns(tx, over)
}
