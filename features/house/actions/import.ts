import { siteIdsByKey } from '#features/authority/actions/import.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { HousePlansFile } from '../contract.ts'
import { deletePlan, insertPlan, readPlans, updatePlan } from '../store.ts'

/**
 * Makes the drawn houses those of the file; whether anything changed. Without the file (null) the houses stay as they
 * are: they may have been drawn in the console. What is handed in has passed contract/import.ts.
 */
export async function importHousePlans(tx: Tx, plans: HousePlansFile | null): Promise<boolean> {
  if (plans === null) return false
  const sites = await siteIdsByKey(tx)
  const standing = new Map((await readPlans(tx)).map((each) => [each.siteId, each]))
  let changed = false
  for (const { site, ...plan } of plans) {
    const siteId = sites.get(site) ?? impossible('the site was imported before')
    const before = standing.get(siteId)
    standing.delete(siteId)
    if (before && sameJson(before.plan, plan)) continue
    changed = true
    if (before) await updatePlan(tx, siteId, before.version, plan)
    else await insertPlan(tx, siteId, plan)
  }
  for (const siteId of standing.keys()) await deletePlan(tx, siteId)
  return changed || standing.size > 0
}

/** The database gives the keys of an object back in another order. */
function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each)]),
  )
}
