import { anySite, getSettings } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { remindersFor, usualReminders } from '#features/catalogue/model.ts'
import { planReminders } from '#features/message/actions.ts'
import { mattersOf } from '#features/visit/actions.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { Contact, Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Writes the reminders that the person of a booking chose; those of its services where nobody asked them. */
export async function remind(tx: Tx, visit: Visit, contact: Contact): Promise<void> {
  const reminders = contact.reminders ?? (await unaskedReminders(tx, visit))
  const { timeZone } = (await anySite(tx, visit.siteId)) ?? impossible('a visit without site')
  planReminders(tx, visit, contact, reminders, timeZone)
}

async function unaskedReminders(tx: Tx, { id, linked }: Visit): Promise<readonly Reminder[]> {
  const matters = await mattersOf(tx, linked ? [id, linked.visitId] : [id])
  const serviceIds = [...matters.values()].flat().map(({ serviceId }) => serviceId)
  return usualReminders(remindersFor(await findServicesById(tx, serviceIds), await getSettings(tx)))
}
