import type { ErrorCode } from '#platform/http/contract.ts'
import type {
  postLettersRoute,
  printLettersRoute,
  returnedLetterRoute,
  undoLettersRoute,
} from '../contract/letter.ts'
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

export const PRINT_FAILURES = {
  nothing_waiting: 'failure.nothing_waiting',
  unknown_site: 'failure.unknown_site',
} as const satisfies Record<ErrorCode<typeof printLettersRoute>, string>

export const RUN_FAILURES = {
  unknown_run: 'failure.unknown_run',
  run_posted: 'failure.run_posted',
  run_too_old: 'failure.run_too_old',
} as const satisfies Record<ErrorCode<typeof postLettersRoute> | ErrorCode<typeof undoLettersRoute>, string>

export const RETURNED_FAILURES = {
  unknown_letter: 'failure.unknown_letter',
  not_posted: 'failure.not_posted',
} as const satisfies Record<ErrorCode<typeof returnedLetterRoute>, string>
