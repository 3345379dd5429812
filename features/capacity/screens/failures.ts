import type { ErrorCode } from '#platform/http/contract.ts'
import type { applyPlanRoute, publishPlanRoute, setHoursRoute, undoPlanRoute } from '../contract.ts'

/** What the refusals of publishing mean here. */
export const PUBLISH_FAILURES = {
  changed_meanwhile: 'failure.changed_meanwhile',
  not_workable: 'failure.not_workable',
} as const satisfies Record<ErrorCode<typeof publishPlanRoute>, string>

export const HOURS_FAILURES = {
  not_workable: 'failure.hours',
} as const satisfies Record<ErrorCode<typeof setHoursRoute>, string>

export const UNDO_FAILURES = {
  ...PUBLISH_FAILURES,
  unknown_version: 'failure.unknown_version',
} as const satisfies Record<ErrorCode<typeof undoPlanRoute>, string>

export const APPLY_FAILURES = {
  not_workable: 'failure.apply',
  unknown_site: 'failure.unknown_site',
} as const satisfies Record<ErrorCode<typeof applyPlanRoute>, string>
