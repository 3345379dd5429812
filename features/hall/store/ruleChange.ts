import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { lockNamed } from '#platform/db/namedLock.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { HallRulesChanged } from '../model.ts'

/** One decision about the rules of the hall. */
export type RuleChange = {
  readonly id: Id<'hallRuleChange'>
  readonly siteId: Id<'site'> | null
  readonly changedAt: Instant
  readonly before: HallRulesChanged
  readonly rules: HallRulesChanged
  readonly undoes: Id<'hallRuleChange'> | null
}

/** One decision at a time, so that nobody overwrites what they have not seen. */
export async function lockRules(tx: Tx): Promise<void> {
  await lockNamed(tx, 'hall rules')
}

/** Writes a decision down. */
export async function insertRuleChange(tx: Tx, change: RuleChange): Promise<void> {
  await tx.run(
    db.insertInto('hall_rule_change').values({
      id: change.id,
      site_id: change.siteId,
      changed_at: at(change.changedAt),
      before: json(change.before),
      rules: json(change.rules),
      undoes: change.undoes,
    }),
  )
}

/** The newest decisions, of the city and all sites; ids grow with time. */
export function readRuleChanges(tx: Tx, limit: number): Promise<RuleChange[]> {
  return tx.rows(
    db
      .selectFrom('hall_rule_change')
      .select(['id', 'site_id as siteId', 'changed_at as changedAt', 'before', 'rules', 'undoes'])
      .orderBy('id', 'desc')
      .limit(limit),
  )
}

/** The newest decision for the city (null) or a site. */
export function newestRuleChange(tx: Tx, siteId: Id<'site'> | null): Promise<RuleChange | undefined> {
  return tx.first(
    db
      .selectFrom('hall_rule_change')
      .select(['id', 'site_id as siteId', 'changed_at as changedAt', 'before', 'rules', 'undoes'])
      .where('site_id', 'is not distinct from', siteId)
      .orderBy('id', 'desc')
      .limit(1),
  )
}
