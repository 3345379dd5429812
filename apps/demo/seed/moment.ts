import type { Instant } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'

let moments = 0

/**
 * The same transaction at another moment: everything that the actions write through it happens then. So a
 * transaction can play many moments, and a day costs some dozen commits instead of thousands. Only for demo
 * authorities, whose clock is theirs.
 */
export function atMoment(tx: Tx, now: Instant): Tx {
  if (!tx.authority.demo) throw new Error('only a demo authority has a clock of its own')
  // Two moments of one transaction may have the same time; each writes its own part of the journal.
  const moment = moments++
  return {
    ...tx,
    now,
    beforeCommit: (key, action, when) => tx.beforeCommit(`${key} ${moment}`, action, when),
  }
}
