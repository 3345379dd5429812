import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { AUDIT_DAYS, type AuditAction, type AuditEntry, type AuditReason, type Caller } from '../model.ts'
import { mayReadAudit } from '../policy.ts'
import {
  auditPage,
  authorityZone,
  type Closers,
  deleteAudit,
  insertAudit,
  type Publisher,
  readCapacityChangers,
  readChecklistChangers,
  readClosers,
  readHallRuleChangers,
  readPublishers,
  readTemplateChangers,
} from '../store/audit.ts'
import type { EndedSession } from '../store/sessions.ts'

export type { Closers, Publisher } from '../store/audit.ts'

/** Writes for each session that sat at a counter that it has left. */
export async function auditClosedCounters(tx: Tx, sessions: readonly EndedSession[]): Promise<void> {
  for (const { staffId, counterId } of sessions) {
    if (counterId) await writeAudit(tx, { action: 'counter_closed', staffId, counterId })
  }
}

/** Writes who did something. Kept for 30 days, counted in the authority's zone. */
export async function writeAudit(
  tx: Tx,
  entry: {
    readonly action: AuditAction
    /** Null for the command line. */
    readonly staffId: Id<'staffMember'> | null
    readonly counterId?: Id<'counter'>
    readonly visitId?: Id<'visit'>
    readonly wishId?: Id<'wish'>
    readonly shiftPlanId?: Id<'shiftPlan'>
    readonly closingId?: Id<'closing'>
    readonly hallRuleChangeId?: Id<'hallRuleChange'>
    readonly capacityChangeId?: Id<'capacityChange'>
    readonly messageTemplateId?: Id<'messageTemplate'>
    readonly serviceChecklistId?: Id<'serviceChecklist'>
    readonly siteId?: Id<'site'>
    readonly reason?: AuditReason
  },
): Promise<void> {
  await insertAudit(tx, {
    id: newId(tx.now),
    action: entry.action,
    staffId: entry.staffId,
    counterId: entry.counterId ?? null,
    visitId: entry.visitId ?? null,
    wishId: entry.wishId ?? null,
    shiftPlanId: entry.shiftPlanId ?? null,
    closingId: entry.closingId ?? null,
    hallRuleChangeId: entry.hallRuleChangeId ?? null,
    capacityChangeId: entry.capacityChangeId ?? null,
    messageTemplateId: entry.messageTemplateId ?? null,
    serviceChecklistId: entry.serviceChecklistId ?? null,
    siteId: entry.siteId ?? null,
    reason: entry.reason ?? null,
    deleteOn: addDays(await today(tx), AUDIT_DAYS),
  })
}

/** Deletes audit lines whose date has come; how many. */
export async function deleteOldAudit(tx: Tx): Promise<number> {
  return deleteAudit(tx, await today(tx))
}

async function today(tx: Tx): Promise<LocalDate> {
  return dayOf(tx.now, await authorityZone(tx))
}

/** A page of the audit, newest first, and the id after which the next page begins; null on the last one. */
export type AuditPage = { readonly entries: readonly AuditEntry[]; readonly next: Id<'audit'> | null }

/** Reads the audit, which is itself audited: whoever watches is seen. */
export async function readAudit(
  tx: Tx,
  caller: Caller,
  page: { readonly before?: Id<'audit'> | undefined; readonly limit: number },
): Promise<Result<AuditPage, 'forbidden'>> {
  if (!mayReadAudit(caller)) return fail('forbidden')
  const found = await auditPage(tx, { before: page.before, limit: page.limit + 1, today: await today(tx) })
  await writeAudit(tx, { action: 'audit_read', staffId: caller.staffId })
  const entries = found.slice(0, page.limit)
  const next = found.length > page.limit ? (entries.at(-1)?.id ?? null) : null
  return ok({ entries, next })
}

/** Who published these versions of shift plans, by version; after 30 days nobody knows. */
export async function publishersOf(
  tx: Tx,
  planIds: readonly Id<'shiftPlan'>[],
): Promise<ReadonlyMap<Id<'shiftPlan'>, Publisher>> {
  return readPublishers(tx, planIds, await today(tx))
}

/** Who did these closings and who took them back; after 30 days nobody knows. */
export async function closersOf(
  tx: Tx,
  closingIds: readonly Id<'closing'>[],
): Promise<ReadonlyMap<Id<'closing'>, Closers>> {
  return readClosers(tx, closingIds, await today(tx))
}

/** Who changed the rules of a hall, by change; after 30 days nobody knows. */
export async function hallRuleChangersOf(
  tx: Tx,
  changeIds: readonly Id<'hallRuleChange'>[],
): Promise<ReadonlyMap<Id<'hallRuleChange'>, Publisher>> {
  return readHallRuleChangers(tx, changeIds, await today(tx))
}

/** Who changed shares or hours, by change; after 30 days nobody knows. */
export async function capacityChangersOf(
  tx: Tx,
  changeIds: readonly Id<'capacityChange'>[],
): Promise<ReadonlyMap<Id<'capacityChange'>, Publisher>> {
  return readCapacityChangers(tx, changeIds, await today(tx))
}

/** Who wrote versions of the words of mails, by version; after 30 days nobody knows. */
export async function templateChangersOf(
  tx: Tx,
  versionIds: readonly Id<'messageTemplate'>[],
): Promise<ReadonlyMap<Id<'messageTemplate'>, Publisher>> {
  return readTemplateChangers(tx, versionIds, await today(tx))
}

/** Who wrote versions of what to bring, by version; after 30 days nobody knows. */
export async function checklistChangersOf(
  tx: Tx,
  versionIds: readonly Id<'serviceChecklist'>[],
): Promise<ReadonlyMap<Id<'serviceChecklist'>, Publisher>> {
  return readChecklistChangers(tx, versionIds, await today(tx))
}
