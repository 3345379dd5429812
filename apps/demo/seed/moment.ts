import type { Instant } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'

/**
 * The same transaction at another moment: everything that the actions write through it happens then. So a
 * transaction can play many moments, and a day costs some dozen commits instead of thousands. Only for demo
 * authorities, whose clock is theirs.
 */
export function atMoment(tx: Tx, now: Instant): Tx {
  if (!tx.authority.demo) throw new Error('only a demo authority has a clock of its own')
  return { ...tx, now }
}
