import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'

/**
 * Why no number is drawn for a service now, as looking ahead sees it: no counter that is there or comes today can do it;
 * those that can have their break or go home before; the person would not be done before closing; or the staff would
 * work longer because of them than the rules of the hall allow. `by_hand`: a manager has closed it for a while.
 */
export const INTAKE_STOPS = ['no_counter', 'working_time', 'ends_late', 'extra_work', 'by_hand'] as const
export type IntakeStop = (typeof INTAKE_STOPS)[number]

/** Whether one more person for a service can still be served today, as a look ahead found it. */
export type IntakeSeen = {
  /** Null: one more can. */
  readonly stop: IntakeStop | null
  /** When they are done, nine times in ten; null: more often than that they are not called, or the evening is far. */
  readonly endsBy: Instant | null
  /** So much longer than one person with this one matter may they take; null: nobody knows when they would be called. */
  readonly spareMinutes: number | null
  /** So many minutes all staff together work longer because of them, on average. */
  readonly extraMinutes: number
  /** When it was looked. */
  readonly seenAt: Instant
}

/**
 * Which times of today one more person may still book for a service, as a look ahead found it: from one moment to another,
 * both included, null on a side where nothing is refused; null: none any more.
 */
export type TimesToday = { readonly from: Instant | null; readonly until: Instant | null } | null

/** To go out, find a bus or a bicycle and find the other house; and each kilometre. Minutes. */
const WAY = { least: 10, kilometre: 4 } as const

/** How long somebody takes to another site that is so far away. Minutes. */
export function minutesToWalk(km: number): number {
  return WAY.least + WAY.kilometre * km
}

/** The same as people are told: in steps of five minutes, never less than it takes. */
export function wayMinutes(km: number): number {
  return Math.ceil(minutesToWalk(km) / 5) * 5
}

/** Why a manager opens or closes intake by hand. Never free text: that would name people. */
export const OVERRIDE_REASONS = ['staff_missing', 'disturbance', 'crowded', 'event', 'other'] as const
export type OverrideReason = (typeof OVERRIDE_REASONS)[number]

/** Intake that a manager opened or closed by hand; it ends by itself. */
export type IntakeOverride = {
  readonly id: Id<'intakeOverride'>
  readonly siteId: Id<'site'>
  /** Null: every service. */
  readonly serviceId: Id<'service'> | null
  readonly takesIn: boolean
  readonly reason: OverrideReason
  readonly startsAt: Instant
  readonly until: Instant
}

/** What holds for a service of all that was decided by hand, the newest first: the last word, for it or for all. */
export function overrideFor(
  overrides: readonly IntakeOverride[],
  service: Id<'service'>,
): IntakeOverride | undefined {
  return overrides.find(({ serviceId }) => serviceId === null || serviceId === service)
}

/**
 * Is a free time of today offered to somebody for whom no number is drawn? Not where a manager has closed intake, nor where
 * a look found that nobody more can be served at that time; where nobody has looked, the plan of the day knows what is
 * free.
 */
export function mayComeToday(
  stop: IntakeStop | null,
  times: TimesToday | undefined,
  startsAt: Instant,
): boolean {
  if (stop === 'by_hand' || times === null) return false
  return startsAt >= (times?.from ?? startsAt) && startsAt <= (times?.until ?? startsAt)
}
