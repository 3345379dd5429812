import { getSettings } from '#features/authority/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type HallRules, hallRules } from '../model.ts'
import { readHallRules } from '../store/rules.ts'

/** The rules of a site's hall as they hold now. */
export async function hallRulesOf(tx: Tx, siteId: Id<'site'>): Promise<HallRules> {
  const { city, site } = await readHallRules(tx, siteId)
  return hallRules(await getSettings(tx), city, site)
}
