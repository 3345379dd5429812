import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { db, json, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { readReminder, writeReminder } from '../model/reminder.ts'
import { CONTACT_DAYS, type Contact, type Visit } from '../model.ts'

/** A contact as its row holds it. */
export function contactRow({ name, email, phone, companions = [] }: Contact) {
  return { name, email, phone, companions: [...companions] }
}

/** The same for a visit, whose person may have said how far they would go, and of what to remind them. */
export function visitContactRow(contact: Contact) {
  const { reachKm, reminders, toldBy, mobile, postal } = contact
  return {
    ...contactRow(contact),
    ...(reachKm === undefined ? {} : { reach_km: reachKm }),
    ...(reminders === undefined ? {} : { reminders: reminders?.map(writeReminder) ?? null }),
    ...(mobile === undefined ? {} : { mobile }),
    ...(toldBy === undefined ? {} : { told_by: toldBy }),
    ...(postal === undefined ? {} : { postal: postal && json(postal) }),
  }
}

export async function saveContact(tx: Tx, visitId: Id<'visit'>, contact: Contact): Promise<void> {
  const row = visitContactRow(contact)
  await tx.run(
    db
      .insertInto('visit_contact')
      .values({ visit_id: visitId, ...row })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet(row)),
  )
}

export async function contactOf(tx: Tx, visitId: Id<'visit'>): Promise<Contact | undefined> {
  const row = await tx.first(
    prepared(
      db
        .selectFrom('visit_contact')
        .select(['name', 'email', 'phone', 'companions', 'reach_km as reachKm', 'reminders'])
        .select(['mobile', 'told_by as toldBy', 'postal'])
        .where('visit_id', '=', visitId),
    ),
  )
  if (!row) return undefined
  const { reminders, toldBy, mobile, postal, ...contact } = row
  return {
    ...contact,
    ...(reminders ? { reminders: reminders.flatMap((one) => readReminder(one) ?? []) } : {}),
    ...(mobile === null ? {} : { mobile }),
    ...(toldBy ? { toldBy } : {}),
    ...(postal ? { postal } : {}),
  }
}

export async function deleteContact(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.deleteFrom('visit_contact').where('visit_id', '=', visitId))
}

/**
 * Deletes contacts of visits of earlier days, some at a time; how many. At day's end every visit of that day was over. Those
 * of whoever was served stay as long as a service needs to say that its document is ready (`service.contact_days`).
 * Driven by the contacts that are left: visits are many and stay.
 */
export async function deleteContactsBefore(tx: Tx, day: Visit['day'], limit: number): Promise<number> {
  const old = db
    .selectFrom('visit_contact')
    .innerJoin('visit', 'visit.id', 'visit_contact.visit_id')
    .select('visit_contact.visit_id')
    .where('visit.day', '<', day)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('visit_matter')
            .innerJoin('service', 'service.id', 'visit_matter.service_id')
            .select(sql`1`.as('one'))
            .whereRef('visit_matter.visit_id', '=', 'visit.id')
            .where('visit.state', 'in', ['done', 'settled'])
            .where(sql<boolean>`visit.day >= ${day}::date + ${CONTACT_DAYS}::int - service.contact_days`),
        ),
      ),
    )
    .limit(limit)
  return tx.run(db.deleteFrom('visit_contact').where('visit_id', 'in', old))
}
