import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { visitByBookingNumber, visitsOfSite } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { readArrivalCode } from '../model.ts'
import { visitBehind } from './visitBehind.ts'

/** What a ticket number looks like; booking numbers are longer. */
const TICKET = /^[A-Z]\d{3,5}$/

/** Is this a number that everybody reads off the display? What ends a wait needs a code that nobody else can know. */
export function isReadable(typed: string): boolean {
  const code = readArrivalCode(typed)
  return code.kind !== 'token' && TICKET.test(code.number)
}

/** The letters with which ticket numbers begin. */
export async function lettersOf(tx: Tx): Promise<string> {
  return [...new Set((await listServices(tx)).map(({ ticketPrefix }) => ticketPrefix))].toSorted().join('')
}

/** The visit of today at this site that a code or number means. */
export async function visitOfNumber(
  tx: Tx,
  links: Links,
  site: Site,
  typed: string,
): Promise<Visit | undefined> {
  const day = dayOf(tx.now, site.timeZone)
  const isHere = (visit: Visit | undefined) =>
    visit?.siteId === site.id && visit.day === day ? visit : undefined
  const code = readArrivalCode(typed)
  if (code.kind === 'token') return isHere((await visitBehind(tx, links, code.token))?.visit)
  if (!TICKET.test(code.number)) return isHere(await visitByBookingNumber(tx, code.number))
  const here = await visitsOfSite(tx, site.id, day, ['waiting', 'called'])
  const isMeant = ({ ticketNumber }: Visit) => ticketNumber === code.number
  // Somebody who is served has a number that is right, too.
  return (
    here.find(isMeant) ??
    (await visitsOfSite(tx, site.id, day, ['serving', 'parked', 'missed'])).find(isMeant)
  )
}
