import type { ErrorCode } from '#platform/http/contract.ts'
import type {
  applyPlanRoute,
  changeMinutesRoute,
  changeOpeningHoursRoute,
  changeSetupRoute,
  changeSharesRoute,
  publishPlanRoute,
  setHoursRoute,
  undoPlanRoute,
  undoSharesRoute,
} from '../contract.ts'

/** What the refusals of publishing mean here. */
export const PUBLISH_FAILURES = {
  changed_meanwhile: 'failure.changed_meanwhile',
  not_workable: 'failure.not_workable',
} as const satisfies Record<ErrorCode<typeof publishPlanRoute>, string>

export const HOURS_FAILURES = {
  not_workable: 'failure.hours',
} as const satisfies Record<ErrorCode<typeof setHoursRoute>, string>

export const WEEK_FAILURES = {
  changed_meanwhile: 'shares.failure.changed_meanwhile',
  nothing_changed: 'shares.failure.nothing_changed',
  not_workable: 'week.failure.not_workable',
} as const satisfies Record<Exclude<ErrorCode<typeof changeOpeningHoursRoute>, 'not_found'>, string>

export const MINUTES_FAILURES = {
  changed_meanwhile: 'shares.failure.changed_meanwhile',
  nothing_changed: 'shares.failure.nothing_changed',
  not_workable: 'minutes.failure.not_workable',
  unknown_service: 'setup.failure.unknown_service',
} as const satisfies Record<ErrorCode<typeof changeMinutesRoute>, string>

export const UNDO_FAILURES = {
  ...PUBLISH_FAILURES,
  unknown_version: 'failure.unknown_version',
} as const satisfies Record<ErrorCode<typeof undoPlanRoute>, string>

export const APPLY_FAILURES = {
  not_workable: 'failure.apply',
  unknown_site: 'failure.unknown_site',
} as const satisfies Record<ErrorCode<typeof applyPlanRoute>, string>

export const SHARES_FAILURES = {
  changed_meanwhile: 'shares.failure.changed_meanwhile',
  nothing_changed: 'shares.failure.nothing_changed',
  not_workable: 'shares.failure.not_workable',
} as const satisfies Record<ErrorCode<typeof changeSharesRoute>, string>

export const UNDO_SHARES_FAILURES = {
  not_newest: 'shares.failure.not_newest',
} as const satisfies Record<ErrorCode<typeof undoSharesRoute>, string>

export const SETUP_FAILURES = {
  changed_meanwhile: 'shares.failure.changed_meanwhile',
  nothing_changed: 'shares.failure.nothing_changed',
  not_workable: 'setup.failure.not_workable',
  unknown_service: 'setup.failure.unknown_service',
} as const satisfies Record<Exclude<ErrorCode<typeof changeSetupRoute>, 'not_found'>, string>
