import type { Instant } from '#kernel/instant.ts'

/**
 * Why no number is drawn for a service now, as looking ahead sees it: no counter that is there or comes today can do it;
 * those that can have their break or go home before; the person would not be done before closing; or the staff would
 * work longer because of them than the rules of the hall allow.
 */
export const INTAKE_STOPS = ['no_counter', 'working_time', 'ends_late', 'extra_work'] as const
export type IntakeStop = (typeof INTAKE_STOPS)[number]

/** Whether one more person for a service can still be served today, as a look ahead found it. */
export type IntakeSeen = {
  /** Null: one more can. */
  readonly stop: IntakeStop | null
  /** When they are done, nine times in ten; null: more often than that they are not called, or the evening is far. */
  readonly endsBy: Instant | null
  /** So many minutes all staff together work longer because of them, on average. */
  readonly extraMinutes: number
  /** When it was looked. */
  readonly seenAt: Instant
}
