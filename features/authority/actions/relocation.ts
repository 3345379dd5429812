import type { Id } from '#kernel/id.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Addresses, changeMoves, type MoveChange, type MoveRefusal } from '../model/relocation.ts'
import { insertRelocation, updateRelocation, withdrawRelocation } from '../store/relocation.ts'
import { anySite } from './sites.ts'

export { readRelocationsOf as relocationsOf } from '../store/relocation.ts'

/** What a move, its change or its withdrawal did to the addresses of a site. */
export type RelocationChange = {
  readonly id: Id<'relocation'>
  readonly before: Addresses
  readonly after: Addresses
}

/**
 * Announces a move, changes it or takes it back. Whoever does holds the row of reference_version until the commit, so
 * of two at once the second sees what the first has done. It tells nobody: that is for whoever calls.
 */
export async function changeRelocation(
  tx: Tx,
  siteId: Id<'site'>,
  change: MoveChange,
): Promise<Result<RelocationChange, MoveRefusal>> {
  await tx.changeReference()
  const site = (await anySite(tx, siteId)) ?? impossible('a site that moves')
  const changed = changeMoves(site.addresses, change, dayOf(tx.now, site.timeZone))
  if (!changed.ok) return changed
  const { id, wish } = change
  const relocationId = id ?? (wish && (await insertRelocation(tx, siteId, wish)))
  if (!relocationId) return fail('day_taken')
  if (id && wish) await updateRelocation(tx, id, wish)
  if (id && !wish) await withdrawRelocation(tx, id)
  const after = (await anySite(tx, siteId)) ?? impossible('a site that moves')
  return ok({ id: relocationId, before: site.addresses, after: after.addresses })
}
