import type { handOverPapersRoute } from '#features/papers/contract.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import type { precheckRoute, settleRoute } from '../contract.ts'

/** What the refusals of the pre-check mean here. */
export const DECIDE_FAILURES = {
  not_booked: 'failure.not_booked',
  changed_meanwhile: 'failure.changed_meanwhile',
  unknown_paper: 'failure.unknown_paper',
  not_seen: 'failure.not_seen',
  nothing_said: 'failure.nothing_said',
  too_short: 'failure.too_short',
  linked: 'failure.linked',
} as const satisfies Record<ErrorCode<typeof precheckRoute>, string>

export const SETTLE_FAILURES = {
  not_booked: 'failure.not_booked',
  changed_meanwhile: 'failure.changed_meanwhile',
  not_settled: 'failure.not_settled',
} as const satisfies Record<ErrorCode<typeof settleRoute>, string>

export const HAND_OVER_FAILURES = {
  not_ready: 'failure.not_ready',
} as const satisfies Record<ErrorCode<typeof handOverPapersRoute>, string>
