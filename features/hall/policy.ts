import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Calls people to a counter. */
export const clerks = {
  who: 'clerk',
  allows: (caller: Caller) => hasRole(caller, 'clerk'),
}

/** Checks people in, draws tickets for them. */
export const informationDesk = {
  who: 'information desk, clerk, manager',
  allows: (caller: Caller) => hasRole(caller, 'information_desk', 'clerk', 'manager'),
}

/** Sees who waits at a site. */
export const hallStaff = {
  who: 'clerk, information desk, phone agent, manager, administrator',
  allows: (caller: Caller) =>
    hasRole(caller, 'clerk', 'information_desk', 'phone_agent', 'manager', 'administrator'),
}

/** Sees all sites at once. */
export const overseers = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Decides the rules of the hall. */
export const ruleMakers = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}

/** No sign-in: devices in the hall and people with a link. */
export const everyone = { who: 'everyone', allows: () => true }

/** Staff of the site; or no sign-in, with the secret of the device that has the block of numbers. */
export const blockHolders = {
  who: 'information desk, clerk, manager; everyone with the secret of the device that has the block',
  allows: () => true,
}

/** Somebody who belongs to a site acts at this site only; somebody who belongs to none acts everywhere. */
export function actsAt(caller: Caller, siteId: Id<'site'>): boolean {
  return caller.kind === 'staff' && (caller.siteId === null || caller.siteId === siteId)
}

/** Phone agents, managers and administrators answer for every site. */
export function mayLookEverywhere(caller: Caller): boolean {
  return hasRole(caller, 'manager', 'administrator', 'phone_agent')
}
