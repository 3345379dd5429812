import type { Id } from '#kernel/id.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { HousePlan } from './model.ts'

/** A plan as it stands, and how often it was changed. */
export type StoredPlan = { readonly siteId: Id<'site'>; readonly version: number; readonly plan: HousePlan }

/** The plans of all sites that have one. */
export function readPlans(tx: Tx): Promise<StoredPlan[]> {
  return tx.rows(
    db.selectFrom('house_plan').select(['site_id as siteId', 'version', 'plan']).orderBy('site_id'),
  )
}

/** Writes the first plan of a site; false if somebody was faster (house_plan_pkey). */
export async function insertPlan(tx: Tx, siteId: Id<'site'>, plan: HousePlan): Promise<boolean> {
  const count = await tx.run(
    db
      .insertInto('house_plan')
      .values({ site_id: siteId, version: 1, plan: json(plan), changed_at: at(tx.now) })
      .onConflict((conflict) => conflict.column('site_id').doNothing()),
  )
  return count === 1
}

/** Changes the plan of a site; false if it has another version by now. */
export async function updatePlan(
  tx: Tx,
  siteId: Id<'site'>,
  seen: number,
  plan: HousePlan,
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('house_plan')
      .set({ version: seen + 1, plan: json(plan), changed_at: at(tx.now) })
      .where('site_id', '=', siteId)
      .where('version', '=', seen),
  )
  return count === 1
}

/** Takes the plan of a site away. */
export async function deletePlan(tx: Tx, siteId: Id<'site'>): Promise<void> {
  await tx.run(db.deleteFrom('house_plan').where('site_id', '=', siteId))
}
