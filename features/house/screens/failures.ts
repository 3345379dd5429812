import type { ErrorCode } from '#platform/http/contract.ts'
import type { saveHousePlanRoute } from '../contract.ts'

/** What the refusals of saving mean here. */
export const SAVE_FAILURES = {
  changed_meanwhile: 'failure.changed_meanwhile',
  faulty_plan: 'failure.faulty_plan',
} as const satisfies Record<ErrorCode<typeof saveHousePlanRoute>, string>
