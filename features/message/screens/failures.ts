import type { ErrorCode } from '#platform/http/contract.ts'
import type { changeSenderRoute } from '../contract/sender.ts'
import type { restoreTemplateRoute, tryTemplateRoute, writeTemplateRoute } from '../contract.ts'

/** What the refusals mean here. */
export const WRITE_FAILURES = {
  bad_template: 'failure.bad_template',
  changed_meanwhile: 'failure.changed_meanwhile',
  nothing_changed: 'failure.nothing_changed',
} as const satisfies Record<ErrorCode<typeof writeTemplateRoute>, string>

export const RESTORE_FAILURES = {
  ...WRITE_FAILURES,
  unknown_version: 'failure.unknown_version',
} as const satisfies Record<ErrorCode<typeof restoreTemplateRoute>, string>

export const TRY_FAILURES = {
  unknown_draft: 'failure.unknown_draft',
  bad_address: 'failure.bad_address',
  too_many_tests: 'failure.too_many_tests',
} as const satisfies Record<ErrorCode<typeof tryTemplateRoute>, string>

export const SENDER_FAILURES = {
  bad_sender_name: 'failure.bad_sender_name',
  bad_sender_address: 'failure.bad_sender_address',
  bad_reply_address: 'failure.bad_reply_address',
  unsigned_domain: 'failure.unsigned_domain',
  unknown_site: 'failure.unknown_site',
} as const satisfies Record<ErrorCode<typeof changeSenderRoute>, string>
