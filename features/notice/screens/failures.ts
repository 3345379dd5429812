import type { ErrorCode } from '#platform/http/contract.ts'
import type { changeNoticeRoute, withdrawNoticeRoute } from '../contract.ts'

/** What the refusals mean here. */
export const SHOW_FAILURES = {
  unknown_notice: 'failure.unknown_notice',
} as const satisfies Record<ErrorCode<typeof withdrawNoticeRoute>, string>

export const WRITE_FAILURES = {
  ...SHOW_FAILURES,
  unknown_site: 'failure.unknown_site',
  no_text: 'failure.no_text',
  wrong_time: 'failure.wrong_time',
  over_already: 'failure.over_already',
} as const satisfies Record<ErrorCode<typeof changeNoticeRoute>, string>
