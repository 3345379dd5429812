import type { Language } from '#kernel/language.ts'
import type { holdTime, moveBooking } from '../actions.ts'
import { texts } from './texts.ts'

type CodeOf<R> = Extract<R, { ok: false }> extends { code: infer C } ? C : never

/** Why a time could not be had. */
export type TimeRefusal =
  | CodeOf<Awaited<ReturnType<typeof holdTime>>>
  | CodeOf<Awaited<ReturnType<typeof moveBooking>>>
  | 'unknown_time'

const KEYS = {
  time_taken: 'refused.time_taken',
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
  not_booked: 'refused.unknown',
} as const satisfies Record<TimeRefusal, string>

/** The sentence for a refusal; a code without one does not compile. */
export function refusalInWords(code: TimeRefusal, language: Language): string {
  return texts(language)(KEYS[code])
}
