import type { Language } from '#kernel/language.ts'
import type { ContactRefusal, holdProven, moveOwnBooking } from '../actions.ts'
import { UNCONFIRMED_LIMIT } from '../model.ts'
import { texts } from './texts.ts'

type CodeOf<R> = Extract<R, { ok: false }> extends { code: infer C } ? C : never

/** Why a time could not be had. */
export type TimeRefusal =
  | CodeOf<Awaited<ReturnType<typeof holdProven>>>
  | CodeOf<Awaited<ReturnType<typeof moveOwnBooking>>>
  | 'unknown_time'
  | 'line_lost'

const KEYS = {
  time_taken: 'refused.time_taken',
  full_today: 'refused.full_today',
  closed_today: 'refused.closed_today',
  time_past: 'refused.time_past',
  not_offered: 'refused.not_offered',
  beyond_horizon: 'refused.beyond_horizon',
  unknown_site: 'refused.unknown',
  unknown_time: 'refused.unknown',
  unknown_service: 'refused.not_offered',
  too_many_people: 'refused.not_offered',
  no_matter: 'refused.unknown',
  same_service_twice: 'refused.unknown',
  too_long: 'refused.too_long',
  do_not_combine: 'refused.do_not_combine',
  not_booked: 'refused.unknown',
  moved_enough: 'refused.moved_enough',
  line_lost: 'refused.line_lost',
  proof_needed: 'refused.proof',
  proof_spent: 'refused.proof',
} as const satisfies Record<TimeRefusal, string>

/** The sentence for a refusal; a code without one does not compile. */
export function refusalInWords(code: TimeRefusal, language: Language): string {
  return texts(language)(KEYS[code])
}

/** Why the last button of a booking does nothing, while the time is still held. */
export type PersonProblem = Exclude<ContactRefusal, 'no_hold' | FormFault>

const FORM_FAULTS = ['no_contact', 'names_missing', 'no_birth_date'] as const
type FormFault = (typeof FORM_FAULTS)[number]

/** Is this put right in the form itself? */
export function isFormFault(code: ContactRefusal): code is FormFault {
  return FORM_FAULTS.some((fault) => fault === code)
}

/** Says why, and what helps: the earlier booking's mail, later, the telephone. */
export function personProblemInWords(code: PersonProblem, phone: string, language: Language): string {
  return texts(language)(`refused.${code}`, { phone, limit: UNCONFIRMED_LIMIT })
}
