import type { Contact, Links, Visit } from '#features/visit/model.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { beginBooking } from './begin.ts'
import { refusedToday } from './today.ts'
import { type HoldRefusal, type HoldRequest, readWish } from './wanted.ts'

/** A booking for which no link in a mail has to be pressed and of which none is told. */
export type BookingAtOnce = Omit<HoldRequest, 'browser'> & { readonly contact: Contact }

/**
 * Holds and books in one step and sends nothing: for people who are invented, as in the past of a demo city. The same
 * times, cells and journal as if somebody had pressed the link in the moment of the hold; nothing is waited for, so that
 * many go to the database together.
 */
export async function bookAtOnce(
  tx: Tx,
  links: Links,
  booking: BookingAtOnce,
): Promise<Result<Visit, HoldRefusal>> {
  const wish = await readWish(tx, booking)
  if (!wish.ok) return wish
  const stop = await refusedToday(tx, wish.value, booking.startsAt)
  if (stop) return fail(stop)
  const visit = await beginBooking(tx, links, wish.value, { ...booking, browser: null, until: null })
  return visit ? ok(visit) : fail('time_taken')
}
