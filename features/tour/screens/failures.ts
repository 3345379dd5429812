import type { ErrorCode } from '#platform/http/contract.ts'
import type { cancelStopRoute, changeStopRoute, planStopsRoute } from '../contract.ts'

/** What the refusals of planning mean here. */
export const PLAN_FAILURES = {
  not_workable: 'failure.not_workable',
  changed_meanwhile: 'failure.changed_meanwhile',
} as const satisfies Record<ErrorCode<typeof planStopsRoute>, string>

export const CHANGE_FAILURES = {
  ...PLAN_FAILURES,
  unknown_stop: 'failure.unknown_stop',
} as const satisfies Record<ErrorCode<typeof changeStopRoute>, string>

export const CANCEL_FAILURES = {
  not_workable: 'failure.way_left',
  unknown_stop: 'failure.unknown_stop',
} as const satisfies Record<ErrorCode<typeof cancelStopRoute>, string>
