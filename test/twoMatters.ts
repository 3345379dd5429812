import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Two matters that need two linked visits, once the counters are parted. */
export const TWO_MATTERS = [
  { serviceKey: 'identity-card', people: 1 },
  { serviceKey: 'registration', people: 1 },
]

/** Of the two counters with times at a site one can then do the first matter, and the other the second. */
export async function partCounters(tx: Tx): Promise<void> {
  await tx.changeReference()
  const counters = db.selectFrom('counter').select('id').where('key', '=', '1')
  const services = db.selectFrom('service').select('id').where('key', '=', 'identity-card')
  await tx.run(
    db.deleteFrom('counter_skill').where('counter_id', 'in', counters).where('service_id', 'in', services),
  )
}
