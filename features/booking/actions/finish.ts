import type { Links } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { confirmBooking } from './change.ts'
import { hasProven } from './check.ts'
import { giveContact } from './contact.ts'

/**
 * Ends the form. Who has proven this very address by a code needs to press no link: the time is booked at once, and the
 * mail that asks to press one is not worth sending any more.
 */
export async function finishForm(
  tx: Tx,
  links: Links,
  browser: string,
): Promise<Awaited<ReturnType<typeof giveContact>>> {
  const given = await giveContact(tx, links, browser)
  if (!given.ok || !(await hasProven(tx, links, browser, given.value.email))) return given
  await confirmBooking(tx, given.value.visit.id)
  return given
}
