import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'
import type { ScenarioMaker } from './model/scenario.ts'

/** Asks what would be if. */
export const planners = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Somebody who belongs to a site plays its days alone; somebody who belongs to none those of every site. */
export function mayPlay(caller: Caller, siteIds: readonly Id<'site'>[]): boolean {
  if (!planners.allows(caller) || caller.kind !== 'staff') return false
  return caller.siteId === null || siteIds.every((siteId) => siteId === caller.siteId)
}

/** As what somebody saves a scenario. */
export function makerOf(caller: Caller): ScenarioMaker {
  return hasRole(caller, 'manager') ? 'manager' : 'administrator'
}
