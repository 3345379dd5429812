import type { ErrorCode } from '#platform/http/contract.ts'
import type { addScenarioRoute, changeScenarioRoute, removeScenarioRoute } from '../contract.ts'
import type { FieldFault } from './typedChanges.ts'

/** What the refusals mean here. */
export const REMOVE_FAILURES = {
  unknown_scenario: 'failure.unknown_scenario',
} as const satisfies Record<ErrorCode<typeof removeScenarioRoute>, string>

/** What is wrong with a field. */
export const FIELD_FAULTS = {
  no_number: 'fault.no_number',
  no_time: 'fault.no_time',
  no_name: 'fault.no_name',
  out_of_range: 'fault.out_of_range',
  hours_backwards: 'fault.hours_backwards',
  no_counter_left: 'fault.no_counter_left',
  counter_unknown: 'fault.counter_unknown',
  skills_missing: 'fault.skills_missing',
  service_unknown: 'fault.service_unknown',
  merged_with_itself: 'fault.merged_with_itself',
  site_unknown: 'fault.site_unknown',
  shares_missing: 'fault.shares_missing',
  shares_above_100: 'fault.shares_above_100',
  too_many_sites: 'fault.too_many_sites',
} as const satisfies Record<FieldFault, string>

export const SAVE_FAILURES = {
  ...REMOVE_FAILURES,
  ...FIELD_FAULTS,
  unknown_site: 'fault.site_unknown',
  changed_meanwhile: 'failure.changed_meanwhile',
  too_many_scenarios: 'failure.too_many_scenarios',
} as const satisfies Record<ErrorCode<typeof addScenarioRoute | typeof changeScenarioRoute>, string>
