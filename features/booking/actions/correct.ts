import { findServicesById } from '#features/catalogue/actions.ts'
import { applyEvent, contactOf, lockLinked, mattersOf, saveContact } from '#features/visit/actions.ts'
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
  const both = await lockLinked(tx, visitId)
  const [visit] = both
  if (!visit || (visit.state === 'held' && visit.holdBrowser !== null)) return fail('not_booked')
  const known = await contactOf(tx, visit.id)
  if (!known) return fail(visit.state === 'booked' ? 'no_contact' : 'not_booked')
  const contact: Contact = { ...known, name: names.name, companions: names.companions ?? [] }
  for (const each of both) {
    const applied = await applyEvent(tx, each, 'name_corrected')
    if (!applied.ok) return fail('not_booked')
    await saveContact(tx, each.id, contact)
  }
  const matters = await mattersOf(
    tx,
    both.map(({ id }) => id),
  )
  const services = await findServicesById(
    tx,
    [...matters.values()].flat().map(({ serviceId }) => serviceId),
  )
  await uncount(tx, visit.id)
  // The clerk has a reason: it stands in the audit.
  await countPerson(tx, links, { visitId: visit.id, contact, services, by: 'overridden' })
  if (visit.state === 'booked') await tell(tx, visit, 'booked', contact)
  return ok(visit)
}
