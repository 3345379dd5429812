import { findServicesById } from '#features/catalogue/actions.ts'
import { contactOf, mattersOf, wasNameCorrected } from '#features/visit/actions.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { birthOf } from '../store/person.ts'
import { noteOddity } from './oddity.ts'
import { digestOfBirth } from './person.ts'

/** Does the date on the paper fit? `unknown`: the name was corrected since, and the date stays bound to the first. */
export type BirthAnswer = 'fits' | 'differs' | 'unknown'

/** Was a birth date asked for when this visit was booked? Only where a service is scarce. */
export async function birthAsked(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return services.some(({ scarce }) => scarce) && (await birthOf(tx, visitId)) !== undefined
}

/**
 * Compares a birth date that a clerk reads from a paper with the one of the booking, by their keyed digests. The date
 * is neither stored nor logged; what follows from the answer is the clerk's decision. `not_asked`: there is none.
 */
export async function checkBirthDate(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  birthDate: LocalDate,
): Promise<Result<BirthAnswer, 'not_asked'>> {
  const [booked, contact] = [await birthOf(tx, visitId), await contactOf(tx, visitId)]
  if (!booked || !contact) return fail('not_asked')
  const typed = digestOfBirth(tx, links, contact.name, birthDate)
  if (constantTimeEquals(typed.toString('hex'), booked.toString('hex'))) return ok('fits')
  if (await wasNameCorrected(tx, visitId)) return ok('unknown')
  noteOddity(tx.authority.key, 'birth_differs')
  return ok('differs')
}
