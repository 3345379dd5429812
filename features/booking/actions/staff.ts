import { kindsFor } from '#features/catalogue/model.ts'
import { beginVisit } from '#features/visit/actions.ts'
import type { Contact, Links, Visit, VisitKind } from '#features/visit/model.ts'
import { newId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PersonRefusal } from '../model/person.ts'
import { tell } from './change.ts'
import {
  BY_STAFF,
  claimTime,
  type HoldRefusal,
  type HoldRequest,
  lacksPhone,
  newBooking,
  readWish,
} from './hold.ts'
import { countPerson } from './person.ts'

/** A booking that staff makes for somebody on the telephone or at the desk. */
export type CallerBooking = Omit<HoldRequest, 'browser' | 'channel'> & {
  readonly channel: 'telephone' | 'desk'
  readonly contact: Contact
  /** On site where it is left out. */
  readonly kind?: VisitKind | undefined
  /** The clerk has a reason to go beyond the limits per person; it stands in the audit. */
  readonly beyondLimits?: boolean | undefined
}

/** `phone_missing`: somebody shall be called whose number is not known. */
export type CallerRefusal = HoldRefusal | PersonRefusal | 'kind_not_offered' | 'phone_missing'

/** Holds and books at once: staff has checked the contact, so no mail has to be pressed. */
export async function bookForCaller(
  tx: Tx,
  links: Links,
  booking: CallerBooking,
): Promise<Result<Visit, CallerRefusal>> {
  const wish = await readWish(tx, booking)
  if (!wish.ok) return wish
  const { kind = 'on_site', contact } = booking
  if (!kindsFor(wish.value.services, wish.value.settings).includes(kind)) return fail('kind_not_offered')
  if (lacksPhone({ kind }, contact)) return fail('phone_missing')
  const id = newId<'visit'>(tx.now)
  if (!(await claimTime(tx, wish.value, id, booking.startsAt, BY_STAFF))) return fail('time_taken')
  const begun = newBooking(tx, links, wish.value, id, { ...booking, browser: null })
  const visit = await beginVisit(tx, begun, wish.value.matters, ['held', 'booked'], booking.contact)
  const counted = await countPerson(tx, links, {
    visitId: id,
    contact: booking.contact,
    services: wish.value.services,
    by: booking.beyondLimits ? 'overridden' : 'staff',
  })
  if (!counted.ok) return counted
  await tell(tx, visit, 'booked', booking.contact)
  return ok(visit)
}
