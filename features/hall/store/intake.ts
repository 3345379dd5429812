import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { IntakeOverride } from '../model.ts'

const COLUMNS = [
  'id',
  'site_id as siteId',
  'service_id as serviceId',
  'takes_in as takesIn',
  'reason',
  'starts_at as startsAt',
  'until',
] as const

/** What was decided by hand at a site and holds now, the newest first (index intake_override_by_site). */
export function overridesNow(tx: Tx, siteId: Id<'site'>): Promise<IntakeOverride[]> {
  return tx.rows(
    db
      .selectFrom('intake_override')
      .select(COLUMNS)
      .where('site_id', '=', siteId)
      .where('until', '>', at(tx.now))
      .where('ended_at', 'is', null)
      .orderBy('id', 'desc'),
  )
}

/** Writes a decision down. */
export async function insertOverride(tx: Tx, override: IntakeOverride): Promise<void> {
  await tx.run(
    db.insertInto('intake_override').values({
      id: override.id,
      site_id: override.siteId,
      service_id: override.serviceId,
      takes_in: override.takesIn,
      reason: override.reason,
      starts_at: at(override.startsAt),
      until: at(override.until),
    }),
  )
}

/** Ends a decision that still holds; false if it does not. */
export async function endOverrideNow(
  tx: Tx,
  siteId: Id<'site'>,
  id: Id<'intakeOverride'>,
  endedAt: Instant,
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('intake_override')
      .set({ ended_at: at(endedAt) })
      .where('id', '=', id)
      .where('site_id', '=', siteId)
      .where('until', '>', at(endedAt))
      .where('ended_at', 'is', null),
  )
  return count === 1
}
