import { hallRulesOf } from '#features/hall/actions.ts'
import type { Punctuality } from '#features/message/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** What the rules of a site's hall say of coming early and late, as messages tell it. */
export async function punctualityAt(tx: Tx, siteId: Id<'site'>): Promise<Punctuality> {
  const { earlyMinutes: early, lateMinutes: late } = await hallRulesOf(tx, siteId)
  return { early, late }
}
