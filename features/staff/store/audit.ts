import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { AuditAction, AuditEntry, AuditReason, Role } from '../model.ts'

/** The zone of the authority, in which deletion dates are counted. UTC before its settings are imported. */
export async function authorityZone(tx: Tx): Promise<string> {
  const row = await tx.first(db.selectFrom('setting').select('time_zone'))
  return row?.time_zone ?? 'UTC'
}

/** Writes one line of the audit. */
export async function insertAudit(
  tx: Tx,
  entry: {
    readonly id: Id<'audit'>
    readonly action: AuditAction
    readonly staffId: Id<'staffMember'> | null
    readonly counterId: Id<'counter'> | null
    readonly visitId: Id<'visit'> | null
    readonly wishId: Id<'wish'> | null
    readonly shiftPlanId: Id<'shiftPlan'> | null
    readonly closingId: Id<'closing'> | null
    readonly hallRuleChangeId: Id<'hallRuleChange'> | null
    readonly capacityChangeId: Id<'capacityChange'> | null
    readonly messageTemplateId: Id<'messageTemplate'> | null
    readonly serviceChecklistId: Id<'serviceChecklist'> | null
    readonly siteId: Id<'site'> | null
    readonly reason: AuditReason | null
    readonly deleteOn: LocalDate
  },
): Promise<void> {
  await tx.run(
    db.insertInto('audit').values({
      id: entry.id,
      happened_at: at(tx.now),
      staff_id: entry.staffId,
      action: entry.action,
      counter_id: entry.counterId,
      visit_id: entry.visitId,
      wish_id: entry.wishId,
      shift_plan_id: entry.shiftPlanId,
      closing_id: entry.closingId,
      hall_rule_change_id: entry.hallRuleChangeId,
      capacity_change_id: entry.capacityChangeId,
      message_template_id: entry.messageTemplateId,
      service_checklist_id: entry.serviceChecklistId,
      site_id: entry.siteId,
      reason: entry.reason,
      delete_on: entry.deleteOn,
    }),
  )
}

/**
 * A page of the audit, newest first, without what is due for deletion. Ids grow with time, so the primary key is the
 * order and the place to go on; a page costs an index range of its own length.
 */
export async function auditPage(
  tx: Tx,
  page: { readonly before?: Id<'audit'> | undefined; readonly limit: number; readonly today: LocalDate },
): Promise<AuditEntry[]> {
  const entries = db
    .selectFrom('audit as a')
    .leftJoin('staff_member as m', 'm.id', 'a.staff_id')
    .leftJoin('counter as c', 'c.id', 'a.counter_id')
    .leftJoin('closing as l', 'l.id', 'a.closing_id')
    .leftJoin('hall_rule_change as h', 'h.id', 'a.hall_rule_change_id')
    .leftJoin('capacity_change as k', 'k.id', 'a.capacity_change_id')
    .leftJoin('site as s', (join) =>
      join.on(sql<boolean>`s.id = coalesce(c.site_id, l.site_id, h.site_id, k.site_id, a.site_id)`),
    )
    .select([
      'a.id',
      'a.happened_at',
      'a.action',
      'a.staff_id',
      'a.counter_id',
      'a.visit_id',
      'a.wish_id',
      'a.reason',
    ])
    .select(['m.name as staff_name', 'c.key as counter_key', 's.key as site_key'])
    .where('a.delete_on', '>', page.today)
    .orderBy('a.id', 'desc')
    .limit(page.limit)
  const rows = await tx.rows(page.before ? entries.where('a.id', '<', page.before) : entries)
  return rows.map((row) => ({
    id: row.id,
    happenedAt: row.happened_at,
    action: row.action,
    staff: row.staff_id && row.staff_name ? { id: row.staff_id, name: row.staff_name } : null,
    counter:
      row.counter_id && row.counter_key && row.site_key
        ? { id: row.counter_id, key: row.counter_key, site: row.site_key }
        : null,
    site: row.site_key,
    visitId: row.visit_id,
    wishId: row.wish_id,
    reason: row.reason,
  }))
}

/** Deletes audit lines whose date has come. */
export function deleteAudit(tx: Tx, today: LocalDate): Promise<number> {
  return tx.run(db.deleteFrom('audit').where('delete_on', '<=', today))
}

/** Somebody who published something, and as what. */
export type Publisher = { readonly name: string; readonly roles: readonly Role[] }

/** Who published versions of shift plans, as far as the audit still knows; index audit_by_shift_plan. */
export async function readPublishers(
  tx: Tx,
  planIds: readonly Id<'shiftPlan'>[],
  today: LocalDate,
): Promise<ReadonlyMap<Id<'shiftPlan'>, Publisher>> {
  if (planIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('audit')
      .innerJoin('staff_member', 'staff_member.id', 'audit.staff_id')
      .select(['audit.shift_plan_id as planId', 'staff_member.name', 'staff_member.roles'])
      .where('audit.shift_plan_id', 'in', planIds)
      .where('audit.delete_on', '>', today),
  )
  return new Map(rows.flatMap(({ planId, ...person }) => (planId ? [[planId, person] as const] : [])))
}

/** Who closed something, and who took it back; null for whoever the audit no longer knows. */
export type Closers = { readonly closed: Publisher | null; readonly reopened: Publisher | null }

/** Who did these closings, as far as the audit still knows; index audit_by_closing. */
export async function readClosers(
  tx: Tx,
  closingIds: readonly Id<'closing'>[],
  today: LocalDate,
): Promise<ReadonlyMap<Id<'closing'>, Closers>> {
  if (closingIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('audit')
      .innerJoin('staff_member', 'staff_member.id', 'audit.staff_id')
      .select(['audit.closing_id as closingId', 'audit.action', 'staff_member.name', 'staff_member.roles'])
      .where('audit.closing_id', 'in', closingIds)
      .where('audit.delete_on', '>', today),
  )
  const by = (id: Id<'closing'>, action: AuditAction) => {
    const row = rows.find((one) => one.closingId === id && one.action === action)
    return row ? { name: row.name, roles: row.roles } : null
  }
  return new Map(
    closingIds.map((id) => [id, { closed: by(id, 'site_closed'), reopened: by(id, 'site_reopened') }]),
  )
}

/** Who changed the rules of a hall, as far as the audit still knows; index audit_by_hall_rule_change. */
export async function readHallRuleChangers(
  tx: Tx,
  changeIds: readonly Id<'hallRuleChange'>[],
  today: LocalDate,
): Promise<ReadonlyMap<Id<'hallRuleChange'>, Publisher>> {
  if (changeIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('audit')
      .innerJoin('staff_member', 'staff_member.id', 'audit.staff_id')
      .select(['audit.hall_rule_change_id as changeId', 'staff_member.name', 'staff_member.roles'])
      .where('audit.hall_rule_change_id', 'in', changeIds)
      .where('audit.delete_on', '>', today),
  )
  return new Map(rows.flatMap(({ changeId, ...person }) => (changeId ? [[changeId, person] as const] : [])))
}

/** Who changed shares or hours, as far as the audit still knows; index audit_by_capacity_change. */
export async function readCapacityChangers(
  tx: Tx,
  changeIds: readonly Id<'capacityChange'>[],
  today: LocalDate,
): Promise<ReadonlyMap<Id<'capacityChange'>, Publisher>> {
  if (changeIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('audit')
      .innerJoin('staff_member', 'staff_member.id', 'audit.staff_id')
      .select(['audit.capacity_change_id as changeId', 'staff_member.name', 'staff_member.roles'])
      .where('audit.capacity_change_id', 'in', changeIds)
      .where('audit.delete_on', '>', today),
  )
  return new Map(rows.flatMap(({ changeId, ...person }) => (changeId ? [[changeId, person] as const] : [])))
}

/** Who wrote versions of the words of mails, as far as the audit still knows; index audit_by_message_template. */
export async function readTemplateChangers(
  tx: Tx,
  versionIds: readonly Id<'messageTemplate'>[],
  today: LocalDate,
): Promise<ReadonlyMap<Id<'messageTemplate'>, Publisher>> {
  if (versionIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('audit')
      .innerJoin('staff_member', 'staff_member.id', 'audit.staff_id')
      .select(['audit.message_template_id as versionId', 'staff_member.name', 'staff_member.roles'])
      .where('audit.message_template_id', 'in', versionIds)
      .where('audit.delete_on', '>', today),
  )
  return new Map(
    rows.flatMap(({ versionId, ...person }) => (versionId ? [[versionId, person] as const] : [])),
  )
}

/** Who wrote versions of what to bring, as far as the audit still knows; index audit_by_service_checklist. */
export async function readChecklistChangers(
  tx: Tx,
  versionIds: readonly Id<'serviceChecklist'>[],
  today: LocalDate,
): Promise<ReadonlyMap<Id<'serviceChecklist'>, Publisher>> {
  if (versionIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('audit')
      .innerJoin('staff_member', 'staff_member.id', 'audit.staff_id')
      .select(['audit.service_checklist_id as versionId', 'staff_member.name', 'staff_member.roles'])
      .where('audit.service_checklist_id', 'in', versionIds)
      .where('audit.delete_on', '>', today),
  )
  return new Map(
    rows.flatMap(({ versionId, ...person }) => (versionId ? [[versionId, person] as const] : [])),
  )
}
