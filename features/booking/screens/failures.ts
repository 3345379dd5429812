import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import type { acceptCallRoute, closeSiteRoute, reopenSiteRoute } from '../contract/closing.ts'
import type { announceRelocationRoute } from '../contract/relocation.ts'
import type {
  bookForCallerRoute,
  bookNextRoute,
  cancelBookingRoute,
  correctNameRoute,
  moveBookingRoute,
} from '../contract/staff.ts'
import type { sendAgainRoute } from '../contract/undelivered.ts'
import type { acceptForCallerRoute, addWishRoute, removeWishRoute } from '../contract/waitlist.ts'
import type { searchTimesRoute } from '../contract.ts'

/** Why a move cannot be announced, changed or taken back. */
export const RELOCATION_FAILURES = {
  day_past: 'relocation.day_past',
  day_far: 'relocation.day_far',
  day_taken: 'relocation.day_taken',
  same_address: 'relocation.same_address',
  unknown_postcode: 'relocation.unknown_postcode',
  relocation_over: 'relocation.over',
} as const satisfies Readonly<Record<ErrorCode<typeof announceRelocationRoute>, string>>

export const PAUSE_FAILURES = { date_wrong: 'failure.date_wrong' } as const

export const TIMES_FAILURES = {
  unknown_service: 'failure.unknown_service',
  too_many_people: 'failure.too_many_people',
  no_matter: 'failure.no_matter',
  same_service_twice: 'failure.same_service_twice',
  too_long: 'failure.too_long',
  do_not_combine: 'failure.do_not_combine',
} as const satisfies Readonly<Record<ErrorCode<typeof searchTimesRoute>, string>>

const HOLD_FAILURES = {
  ...TIMES_FAILURES,
  unknown_site: 'failure.unknown_site',
  not_offered: 'failure.not_offered',
  time_past: 'failure.time_past',
  beyond_horizon: 'failure.beyond_horizon',
  time_taken: 'failure.time_taken',
  full_today: 'failure.full_today',
  closed_today: 'failure.closed_today',
} as const

/** Why a booking by staff is refused, for somebody new or as the next visit. */
export type BookCode = ErrorCode<typeof bookForCallerRoute> | ErrorCode<typeof bookNextRoute>

export const BOOK_FAILURES = {
  ...HOLD_FAILURES,
  has_open_booking: 'failure.has_open_booking',
  too_many_names: 'failure.too_many_names',
  contact_paused: 'failure.contact_paused',
  invalid_email: 'failure.invalid_email',
  invalid_phone: 'failure.invalid_phone',
  invalid_name: 'failure.invalid_name',
  name_not_latin: 'failure.name_not_latin',
  invalid_address: 'failure.invalid_address',
  not_followed: 'failure.not_followed',
  goes_on_already: 'failure.goes_on_already',
  no_contact: 'failure.no_contact',
  kind_not_offered: 'failure.kind_not_offered',
  phone_missing: 'failure.phone_missing',
  no_birth_date: 'failure.no_birth_date',
  no_sms: 'failure.no_sms',
} as const satisfies Readonly<Record<BookCode, string>>

export const MOVE_FAILURES = {
  ...HOLD_FAILURES,
  not_booked: 'failure.not_booked',
} as const satisfies Readonly<Record<ErrorCode<typeof moveBookingRoute>, string>>

export const CANCEL_FAILURES = {
  not_booked: 'failure.not_booked',
} as const satisfies Readonly<Record<ErrorCode<typeof cancelBookingRoute>, string>>

export const CORRECT_FAILURES = {
  not_booked: 'failure.not_booked',
  no_contact: 'failure.no_contact',
  invalid_name: 'failure.invalid_name',
  name_not_latin: 'failure.name_not_latin',
} as const satisfies Readonly<Record<ErrorCode<typeof correctNameRoute>, string>>

export const ADD_FAILURES = {
  ...TIMES_FAILURES,
  not_offered: 'failure.not_offered',
  not_at_one_counter: 'failure.not_at_one_counter',
  bad_days: 'failure.bad_days',
  invalid_email: 'failure.invalid_email',
  invalid_phone: 'failure.invalid_phone',
  invalid_name: 'failure.invalid_name',
  no_contact: 'failure.way_missing',
  kind_not_offered: 'failure.kind_not_offered',
  phone_missing: 'failure.phone_missing',
  no_birth_date: 'failure.birth_missing',
} as const satisfies Readonly<Record<ErrorCode<typeof addWishRoute>, string>>

export const REMOVE_FAILURES = {
  wish_over: 'failure.wish_over',
} as const satisfies Readonly<Record<ErrorCode<typeof removeWishRoute>, string>>

export const OFFER_FAILURES = {
  offer_over: 'failure.offer_over',
  has_open_booking: 'failure.has_open_booking',
  too_many_names: 'failure.too_many_names',
} as const satisfies Readonly<Record<ErrorCode<typeof acceptForCallerRoute>, string>>

export const CLOSE_FAILURES = {
  not_workable: 'failure.closing',
  already_closed: 'failure.already_closed',
} as const satisfies Readonly<Record<ErrorCode<typeof closeSiteRoute>, string>>

export const REOPEN_FAILURES = {
  not_workable: 'failure.closing',
  not_closed: 'failure.not_closed',
} as const satisfies Readonly<Record<ErrorCode<typeof reopenSiteRoute>, string>>

export const CALL_FAILURES = {
  replacement_over: 'failure.replacement_over',
  not_booked: 'failure.not_booked',
} as const satisfies Readonly<
  Record<ErrorCode<typeof acceptCallRoute> | ErrorCode<typeof cancelBookingRoute>, string>
>

/** What can go wrong with a message that did not arrive. */
export const UNDELIVERED_FAILURES = {
  not_undelivered: 'failure.not_undelivered',
  no_contact: 'failure.noAddress',
} as const satisfies Readonly<Record<ErrorCode<typeof sendAgainRoute>, string>>

/** The field in which the failure is put right; undefined where it is the time. */
export function fieldOf(code: string): 'name' | 'email' | 'phone' | 'birth' | 'postal' | undefined {
  if (code === 'invalid_address') return 'postal'
  if (code === 'invalid_name' || code === 'name_not_latin') return 'name'
  if (code === 'invalid_email') return 'email'
  if (code === 'no_birth_date') return 'birth'
  return code === 'invalid_phone' || code === 'phone_missing' ? 'phone' : undefined
}

/** Failures that have nothing to do with the time. */
const STAY: Readonly<Partial<Record<BookCode | ClientCode, true>>> = {
  has_open_booking: true,
  too_many_names: true,
  contact_paused: true,
  invalid_name: true,
  name_not_latin: true,
  invalid_email: true,
  invalid_address: true,
  invalid_phone: true,
  no_contact: true,
  kind_not_offered: true,
  phone_missing: true,
  no_birth_date: true,
  not_followed: true,
  goes_on_already: true,
  invalid_input: true,
  unauthenticated: true,
  unreachable: true,
  rate_limited: true,
  unavailable: true,
  busy: true,
  internal: true,
}

/** Does the chosen time stay chosen after this failure? Else somebody was quicker, or it is past. */
export function staysChosen(code: BookCode | ClientCode): boolean {
  return code in STAY
}

/** Is this a limit per person, beyond which a clerk may go for a reason? */
export function isPersonLimit(code: BookCode | ClientCode | undefined): boolean {
  return code === 'has_open_booking' || code === 'too_many_names' || code === 'no_birth_date'
}
