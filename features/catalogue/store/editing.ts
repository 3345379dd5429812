import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, json, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { EditedChecklist } from '../model/editing.ts'
import type { ServiceReminders } from '../model/reminders.ts'

/** What an administrator decides for a service on a screen, each with versions of its own. */
export type EditedParts = {
  readonly checklist: EditedChecklist
  readonly reminders: ServiceReminders
}
export type EditedPart = keyof EditedParts

/** One version of what was decided for a service. */
export type ServiceVersion<Part extends EditedPart = EditedPart> = {
  readonly id: Id<'serviceChecklist'>
  readonly serviceId: Id<'service'>
  /** Counts the versions of both parts. */
  readonly version: number
  readonly content: EditedParts[Part]
  readonly changedAt: Instant
  /** It came with the catalogue's file. */
  readonly imported: boolean
  readonly restores: Id<'serviceChecklist'> | null
}

/** The versions of a part of a service, newest first (index service_checklist_version). */
export function serviceVersions<Part extends EditedPart>(
  tx: Tx,
  serviceId: Id<'service'>,
  part: Part,
  limit: number,
): Promise<ServiceVersion<Part>[]> {
  return tx.rows(
    raw<ServiceVersion<Part>>(sql`
      ${versionsOf(part)} AND service_id = ${serviceId} ORDER BY version DESC LIMIT ${limit}`),
  )
}

/** One version of a part. */
export function serviceVersion<Part extends EditedPart>(
  tx: Tx,
  part: Part,
  id: Id<'serviceChecklist'>,
): Promise<ServiceVersion<Part> | undefined> {
  return tx.first(raw<ServiceVersion<Part>>(sql`${versionsOf(part)} AND id = ${id}`))
}

function versionsOf(part: EditedPart) {
  return sql`
    SELECT id, service_id AS "serviceId", version, ${sql.ref(part)} AS content, changed_at AS "changedAt", imported, restores
    FROM service_checklist WHERE ${sql.ref(part)} IS NOT NULL`
}

/** The number of the newest version of a service, of whichever part; 0 before the first. */
export async function newestVersion(tx: Tx, serviceId: Id<'service'>): Promise<number> {
  const row = await tx.first(
    db
      .selectFrom('service_checklist')
      .select('version')
      .where('service_id', '=', serviceId)
      .orderBy('version', 'desc')
      .limit(1),
  )
  return row?.version ?? 0
}

/** Notes a version; of two with one number the second fails (constraint service_checklist_version). */
export async function insertVersion<Part extends EditedPart>(
  tx: Tx,
  part: Part,
  version: ServiceVersion<Part>,
): Promise<void> {
  await tx.run(
    db.insertInto('service_checklist').values({
      id: version.id,
      service_id: version.serviceId,
      version: version.version,
      [part]: json(version.content),
      changed_at: at(version.changedAt),
      imported: version.imported,
      restores: version.restores,
    }),
  )
}

/** Lets reminders hold: from now on people are offered these. */
export async function saveReminders(
  tx: Tx,
  serviceId: Id<'service'>,
  { hours, channels }: ServiceReminders,
): Promise<void> {
  await tx.run(
    db
      .updateTable('service')
      .set({ reminder_hours: hours && [...hours], reminder_channels: channels && [...channels] })
      .where('id', '=', serviceId),
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
