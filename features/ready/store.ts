import { sql } from 'kysely'
import type { MessageChannel } from '#features/visit/model/channel.ts'
import type { Postal } from '#features/visit/model/postal.ts'
import type { VisitState } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A matter as a list of finished documents needs it: its newest visit with an appointment, and whose it is. */
export type FoundMatter = {
  readonly matterId: Id<'matter'>
  readonly reference: string
  readonly bookingNumber: string
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly state: VisitState
  readonly language: Language
  readonly told: boolean
  /** Null where the contact is deleted. */
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly mobile: string | null
  readonly toldBy: MessageChannel | null
  readonly postal: Postal | null
}

/** The matters with these references, and those of bookings with these numbers. By the keys of both. */
export function findMatters(
  tx: Tx,
  { references, numbers }: { readonly references: readonly string[]; readonly numbers: readonly string[] },
): Promise<FoundMatter[]> {
  return tx.rows(
    raw(sql<FoundMatter>`
      SELECT DISTINCT ON (matter.id) matter.id AS "matterId", matter.reference, visit.booking_number AS "bookingNumber",
        visit.id AS "visitId", visit.site_id AS "siteId", visit.state, visit.language,
        ready.matter_id IS NOT NULL AS told, contact.name, contact.email, contact.phone, contact.mobile, contact.told_by AS "toldBy",
        contact.postal
      FROM (
        SELECT id FROM matter WHERE reference = ANY (${[...references]})
        UNION
        SELECT matter_id FROM visit JOIN visit_matter ON visit_matter.visit_id = visit.id
        WHERE visit.booking_number = ANY (${[...numbers]})
      ) AS wanted
      JOIN matter ON matter.id = wanted.id
      JOIN visit_matter ON visit_matter.matter_id = matter.id
      JOIN visit ON visit.id = visit_matter.visit_id
      LEFT JOIN visit_contact AS contact ON contact.visit_id = visit.id
      LEFT JOIN ready_document AS ready ON ready.matter_id = matter.id
      WHERE visit.booking_number IS NOT NULL AND visit.state NOT IN ('held', 'expired', 'cancelled')
      ORDER BY matter.id, visit.day DESC, visit.id DESC`),
  )
}

/** Notes that the person of a matter is told by a message; false if they were before (constraint ready_document_once). */
export async function insertReady(
  tx: Tx,
  ready: { readonly matterId: Id<'matter'>; readonly runId: Id<'run'>; readonly messageId: Id<'message'> },
): Promise<boolean> {
  const count = await tx.run(
    db
      .insertInto('ready_document')
      .values({
        matter_id: ready.matterId,
        run_id: ready.runId,
        message_id: ready.messageId,
        noted_at: at(tx.now),
      })
      .onConflict((conflict) => conflict.constraint('ready_document_once').doNothing()),
  )
  return count === 1
}

/** The messages of what was entered together. By index ready_document_run. */
export async function messagesOfRun(tx: Tx, runId: Id<'run'>): Promise<Id<'message'>[]> {
  const rows = await tx.rows(
    db.selectFrom('ready_document').select('message_id as id').where('run_id', '=', runId),
  )
  return rows.map(({ id }) => id)
}
