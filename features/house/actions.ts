import { listSites } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type HousePlan, planFaults } from './model.ts'
import { insertPlan, readPlans, type StoredPlan, updatePlan } from './store.ts'

/** The drawn house of a site, from memory; undefined where nobody has drawn it. */
export async function housePlanOf(tx: Tx, siteId: Id<'site'>): Promise<StoredPlan | undefined> {
  const plans = await tx.reference('house plans', () => readPlans(tx))
  return plans.find((each) => each.siteId === siteId)
}

/** Saves the drawn house of a site, with its new version. `faulty_plan` where nobody could walk as it says. */
export async function saveHousePlan(
  tx: Tx,
  siteId: Id<'site'>,
  seen: number | null,
  plan: HousePlan,
): Promise<Result<number, 'changed_meanwhile' | 'faulty_plan'>> {
  const counters = new Set((await listCounters(tx, siteId)).map(({ key }) => key))
  if (planFaults(plan, counters).length > 0) return fail('faulty_plan')
  await tx.changeReference()
  const saved = seen === null ? await insertPlan(tx, siteId, plan) : await updatePlan(tx, siteId, seen, plan)
  return saved ? ok((seen ?? 0) + 1) : fail('changed_meanwhile')
}

/** All drawn houses as `house-plans.json` holds them. */
export async function exportHousePlans(tx: Tx): Promise<readonly (HousePlan & { readonly site: string })[]> {
  const keys = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  return (await readPlans(tx)).flatMap(({ siteId, plan: { levels, rooms, things } }) => {
    const site = keys.get(siteId)
    return site === undefined ? [] : [{ site, levels, rooms, things }]
  })
}
