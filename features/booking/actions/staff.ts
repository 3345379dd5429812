import { kindsFor, remindersFor, usualReminders } from '#features/catalogue/model.ts'
import { tryNumberAgain } from '#features/message/actions.ts'
import type { Contact, Links, Visit, VisitKind } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PersonRefusal } from '../model/person.ts'
import { saveBirth } from '../store/person.ts'
import { beginBooking } from './begin.ts'
import { tell } from './change.ts'
import { lacksPhone, whyNoSms } from './contact.ts'
import { countPerson, digestOfTold } from './person.ts'
import { refusedToday } from './today.ts'
import { type HoldRefusal, type HoldRequest, readWish } from './wanted.ts'

/** A booking that staff makes for somebody on the telephone or at the desk. */
export type CallerBooking = Omit<HoldRequest, 'browser' | 'channel'> & {
  readonly channel: 'telephone' | 'desk'
  readonly contact: Contact
  /** On site where it is left out. */
  readonly kind?: VisitKind | undefined
  /** Asked for where a service is scarce; only its keyed digest with the name is kept. */
  readonly birthDate?: LocalDate | undefined
  /** The clerk has a reason to go beyond the limits per person; it stands in the audit. */
  readonly beyondLimits?: boolean | undefined
}

/**
 * `phone_missing`: somebody shall be called whose number is not known. `no_birth_date`: a service is scarce, and the
 * clerk has no reason to go beyond the limits. `no_sms`: the city sends none.
 */
export type CallerRefusal =
  | HoldRefusal
  | PersonRefusal
  | 'kind_not_offered'
  | 'phone_missing'
  | 'no_sms'
  | 'no_birth_date'

/** Holds and books at once: staff has checked the contact, so no mail has to be pressed. */
export async function bookForCaller(
  tx: Tx,
  links: Links,
  booking: CallerBooking,
): Promise<Result<Visit, CallerRefusal>> {
  const wish = await readWish(tx, booking)
  if (!wish.ok) return wish
  const stop = await refusedToday(tx, wish.value, booking.startsAt)
  if (stop) return fail(stop)
  const { kind = 'on_site', contact } = booking
  if (!kindsFor(wish.value.services, wish.value.settings).includes(kind)) return fail('kind_not_offered')
  if (lacksPhone({ kind }, contact)) return fail('phone_missing')
  const unsendable = whyNoSms(contact, wish.value.settings)
  if (unsendable) return fail(unsendable)
  const isScarce = wish.value.services.some(({ scarce }) => scarce)
  const birth = isScarce ? await digestOfTold(tx, links, contact.name, booking.birthDate) : null
  if (isScarce && !birth && !booking.beyondLimits) return fail('no_birth_date')
  const visit = await beginBooking(tx, links, wish.value, { ...booking, browser: null, until: null })
  if (!visit) return fail('time_taken')
  // From one place to the next people go on foot.
  if (visit.linked && kind !== 'on_site') return fail('kind_not_offered')
  if (birth) await saveBirth(tx, visit.id, birth)
  const counted = await countPerson(tx, links, {
    visitId: visit.id,
    contact: booking.contact,
    services: wish.value.services,
    by: booking.beyondLimits ? 'overridden' : 'staff',
  })
  if (!counted.ok) return counted
  await tryNumberAgain(tx, links, contact)
  // What is known here need not be read anew.
  const reminders =
    contact.reminders ?? usualReminders(remindersFor(wish.value.services, wish.value.settings))
  await tell(tx, visit, 'booked', { ...contact, reminders })
  return ok(visit)
}
