import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Plans when counters are there. */
export const planners = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Decides for the whole city how long services are planned. */
export const minuteKeepers = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}

/** Sees whose booking has no place, with their contact, to find another time with them. */
export const placers = {
  who: 'manager',
  allows: (caller: Caller) => hasRole(caller, 'manager'),
}

/** Somebody who belongs to a site plans this site only; somebody who belongs to none plans every site. */
export function mayPlan(caller: Caller, siteId: Id<'site'>): boolean {
  return (
    planners.allows(caller) && caller.kind === 'staff' && (caller.siteId === null || caller.siteId === siteId)
  )
}

/** The city decides for all; somebody who belongs to a site decides for this site only. */
export function mayShare(caller: Caller, siteId: Id<'site'> | null): boolean {
  if (siteId !== null) return mayPlan(caller, siteId)
  return planners.allows(caller) && caller.kind === 'staff' && caller.siteId === null
}
