import { findServicesById } from '#features/catalogue/actions.ts'
import { applyEvent, contactOf, lockVisit, mattersOf, saveContact } from '#features/visit/actions.ts'
import type { Contact, Links, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { uncount } from '../store/person.ts'
import { tell } from './change.ts'
import { countPerson } from './person.ts'

/**
 * Puts other names on a booking: only staff does, because a booking whose name its holder can change is one to sell.
 * The booking counts for its new names from now on; a birth date that was asked for stays bound to what was typed
 * first. Who has a booked time gets the confirmation anew. `no_contact`: the contact is deleted already.
 */
export async function correctNames(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  names: Pick<Contact, 'name' | 'companions'>,
): Promise<Result<Visit, 'not_booked' | 'no_contact'>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit || (visit.state === 'held' && visit.holdBrowser !== null)) return fail('not_booked')
  const known = await contactOf(tx, visitId)
  if (!known) return fail(visit.state === 'booked' ? 'no_contact' : 'not_booked')
  const applied = await applyEvent(tx, visit, 'name_corrected')
  if (!applied.ok) return fail('not_booked')
  const contact: Contact = { ...known, name: names.name, companions: names.companions ?? [] }
  await saveContact(tx, visitId, contact)
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  await uncount(tx, visitId)
  // The clerk has a reason: it stands in the audit.
  await countPerson(tx, links, { visitId, contact, services, by: 'overridden' })
  if (visit.state === 'booked') await tell(tx, applied.value, 'booked', contact)
  return ok(applied.value)
}
