import { beginVisit } from '#features/visit/actions.ts'
import type { Contact, Links, Visit } from '#features/visit/model.ts'
import { newId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { tell } from './change.ts'
import { claimTime, type HoldRefusal, type HoldRequest, newBooking, readWish } from './hold.ts'

/** A booking that staff makes for somebody on the telephone or at the desk. */
export type CallerBooking = Omit<HoldRequest, 'browser' | 'channel'> & {
  readonly channel: 'telephone' | 'desk'
  readonly contact: Contact
}

/** Holds and books at once: staff has checked the contact, so no mail has to be pressed. */
export async function bookForCaller(
  tx: Tx,
  links: Links,
  booking: CallerBooking,
): Promise<Result<Visit, HoldRefusal>> {
  const wish = await readWish(tx, booking)
  if (!wish.ok) return wish
  const id = newId<'visit'>(tx.now)
  if (!(await claimTime(tx, wish.value, id, booking.startsAt, null))) return fail('time_taken')
  const begun = newBooking(tx, links, wish.value, id, { ...booking, browser: null })
  const visit = await beginVisit(tx, begun, wish.value.matters, ['held', 'booked'], booking.contact)
  await tell(tx, visit, 'booked', booking.contact)
  return ok(visit)
}
