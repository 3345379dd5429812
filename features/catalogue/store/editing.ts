import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { EditedChecklist } from '../model/editing.ts'

/** One version of what to bring for a service. */
export type ChecklistVersion = {
  readonly id: Id<'serviceChecklist'>
  readonly serviceId: Id<'service'>
  readonly version: number
  readonly checklist: EditedChecklist
  readonly changedAt: Instant
  /** It came with the catalogue's file. */
  readonly imported: boolean
  readonly restores: Id<'serviceChecklist'> | null
}

const VERSION = [
  'id',
  'service_id as serviceId',
  'version',
  'checklist',
  'changed_at as changedAt',
  'imported',
  'restores',
] as const

/** The versions of a service, newest first (index service_checklist_version). */
export function checklistVersions(
  tx: Tx,
  serviceId: Id<'service'>,
  limit: number,
): Promise<ChecklistVersion[]> {
  return tx.rows(
    db
      .selectFrom('service_checklist')
      .select(VERSION)
      .where('service_id', '=', serviceId)
      .orderBy('version', 'desc')
      .limit(limit),
  )
}

/** One version. */
export function checklistVersion(tx: Tx, id: Id<'serviceChecklist'>): Promise<ChecklistVersion | undefined> {
  return tx.first(db.selectFrom('service_checklist').select(VERSION).where('id', '=', id))
}

/** Notes a version; of two with one number the second fails (constraint service_checklist_version). */
export async function insertChecklist(tx: Tx, version: ChecklistVersion): Promise<void> {
  await tx.run(
    db.insertInto('service_checklist').values({
      id: version.id,
      service_id: version.serviceId,
      version: version.version,
      checklist: json(version.checklist),
      changed_at: at(version.changedAt),
      imported: version.imported,
      restores: version.restores,
    }),
  )
}

/** Lets a list hold: from now on it is what people bring. */
export async function saveChecklist(
  tx: Tx,
  serviceId: Id<'service'>,
  { questions, papers, takesPapers, paperDays, settledByPapers }: EditedChecklist,
): Promise<void> {
  await tx.run(
    db
      .updateTable('service')
      .set({
        questions: json(questions),
        takes_papers: takesPapers,
        paper_days: paperDays,
        settled_by_papers: settledByPapers,
      })
      .where('id', '=', serviceId),
  )
  await tx.run(db.deleteFrom('service_paper').where('service_id', '=', serviceId))
  if (papers.length === 0) return
  await tx.run(
    db.insertInto('service_paper').values(
      papers.map(({ when, onlyIf, choice, form, ...texts }, position) => ({
        service_id: serviceId,
        position,
        texts: json(texts),
        needed_when: when && json(when),
        only_if: onlyIf && json(onlyIf),
        choice,
        form: form ?? null,
      })),
    ),
  )
}
