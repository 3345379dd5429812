import { saveContact } from '#features/visit/actions.ts'
import type { Contact, Links, Visit } from '#features/visit/model.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { confirmBooking } from './change.ts'
import { type HoldRefusal, type HoldRequest, holdTime } from './hold.ts'

/** A booking that staff makes for somebody on the telephone or at the desk. */
export type CallerBooking = Omit<HoldRequest, 'browser' | 'channel'> & {
  readonly channel: 'telephone' | 'desk'
  readonly contact: Contact
}

/** Holds and books in one transaction: staff has checked the contact, so no mail has to be pressed. */
export async function bookForCaller(
  tx: Tx,
  links: Links,
  booking: CallerBooking,
): Promise<Result<Visit, HoldRefusal | 'hold_over'>> {
  const held = await holdTime(tx, links, { ...booking, browser: null })
  if (!held.ok) return held
  await saveContact(tx, held.value.id, booking.contact)
  const booked = await confirmBooking(tx, held.value.id)
  return booked.ok ? ok(booked.value) : booked
}
