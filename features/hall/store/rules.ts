import type { Id } from '#kernel/id.ts'
import { db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { HallRulesChanged } from '../model.ts'

const COLUMNS = [
  'early_minutes as earlyMinutes',
  'late_minutes as lateMinutes',
  'appointment_credit_minutes as appointmentCreditMinutes',
  'credit_ceiling_minutes as creditCeilingMinutes',
  'self_service_credit_minutes as selfServiceCreditMinutes',
  'need_credit_minutes as needCreditMinutes',
  'own_need_credit_minutes as ownNeedCreditMinutes',
  'pick_up_credit_minutes as pickUpCreditMinutes',
  'desk_credit_minutes as deskCreditMinutes',
  'calls_before_missed as callsBeforeMissed',
  'missed_wait_minutes as missedWaitMinutes',
  'away_minutes as awayMinutes',
  'intake_control as intakeControl',
  'intake_extra_minutes as intakeExtraMinutes',
] as const

/** What the city and one of its sites decided otherwise than the settings. */
export async function readHallRules(
  tx: Tx,
  siteId: Id<'site'>,
): Promise<{ readonly city: HallRulesChanged; readonly site: HallRulesChanged }> {
  const rows = await tx.rows(
    prepared(
      db
        .selectFrom('hall_rule')
        .select(['site_id', ...COLUMNS])
        .where((where) => where.or([where('site_id', 'is', null), where('site_id', '=', siteId)])),
    ),
  )
  const of = (id: Id<'site'> | null): HallRulesChanged => {
    const { site_id: _, ...changed } = rows.find((row) => row.site_id === id) ?? { site_id: id }
    return changed
  }
  return { city: of(null), site: of(siteId) }
}

/** All that was decided: for the city (null) and for sites. */
export async function readAllHallRules(tx: Tx): Promise<ReadonlyMap<Id<'site'> | null, HallRulesChanged>> {
  const rows = await tx.rows(db.selectFrom('hall_rule').select(['site_id', ...COLUMNS]))
  return new Map(rows.map(({ site_id, ...changed }) => [site_id, changed]))
}

/** Writes what a site decided, or the city where there is none; a rule that is left out or null holds as before. */
export async function saveHallRules(
  tx: Tx,
  siteId: Id<'site'> | null,
  changed: HallRulesChanged,
): Promise<void> {
  const row = {
    early_minutes: changed.earlyMinutes ?? null,
    late_minutes: changed.lateMinutes ?? null,
    appointment_credit_minutes: changed.appointmentCreditMinutes ?? null,
    credit_ceiling_minutes: changed.creditCeilingMinutes ?? null,
    self_service_credit_minutes: changed.selfServiceCreditMinutes ?? null,
    need_credit_minutes: changed.needCreditMinutes ?? null,
    own_need_credit_minutes: changed.ownNeedCreditMinutes ?? null,
    pick_up_credit_minutes: changed.pickUpCreditMinutes ?? null,
    desk_credit_minutes: changed.deskCreditMinutes ?? null,
    calls_before_missed: changed.callsBeforeMissed ?? null,
    missed_wait_minutes: changed.missedWaitMinutes ?? null,
    away_minutes: changed.awayMinutes ?? null,
    intake_control: changed.intakeControl ?? null,
    intake_extra_minutes: changed.intakeExtraMinutes ?? null,
  }
  await tx.run(
    db
      .insertInto('hall_rule')
      .values({ site_id: siteId, ...row })
      .onConflict((conflict) => conflict.constraint('hall_rule_of').doUpdateSet(row)),
  )
}
