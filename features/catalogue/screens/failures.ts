import type { ErrorCode } from '#platform/http/contract.ts'
import type { checklistRoute, restoreChecklistRoute, writeChecklistRoute } from '../contract/editing.ts'

/** What the refusals mean here. */
export const READ_FAILURES = {
  unknown_service: 'failure.unknown_service',
} as const satisfies Record<ErrorCode<typeof checklistRoute>, string>

export const WRITE_FAILURES = {
  ...READ_FAILURES,
  bad_checklist: 'failure.bad_checklist',
  changed_meanwhile: 'failure.changed_meanwhile',
  nothing_changed: 'failure.nothing_changed',
} as const satisfies Record<ErrorCode<typeof writeChecklistRoute>, string>

export const RESTORE_FAILURES = {
  ...WRITE_FAILURES,
  unknown_version: 'failure.unknown_version',
} as const satisfies Record<ErrorCode<typeof restoreChecklistRoute>, string>
