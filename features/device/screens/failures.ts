import type { ErrorCode } from '#platform/http/contract.ts'
import type { changeDeviceRoute, pairDeviceRoute, unpairDeviceRoute } from '../contract.ts'

/** What the refusals mean here. */
export const PAIR_FAILURES = {
  unknown_code: 'failure.unknown_code',
  unknown_site: 'failure.unknown_site',
  no_name: 'failure.no_name',
} as const satisfies Record<ErrorCode<typeof pairDeviceRoute>, string>

export const UNPAIR_FAILURES = {
  unknown_device: 'failure.unknown_device',
} as const satisfies Record<ErrorCode<typeof unpairDeviceRoute>, string>

export const CHANGE_FAILURES = {
  ...UNPAIR_FAILURES,
  no_name: 'failure.no_name',
  same_language: 'failure.same_language',
  half_quiet: 'failure.half_quiet',
} as const satisfies Record<ErrorCode<typeof changeDeviceRoute>, string>
