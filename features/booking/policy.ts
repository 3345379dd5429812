import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Books, moves and cancels for callers, and finds their bookings. */
export const bookers = {
  who: 'phone agent, information desk, manager',
  allows: (caller: Caller) => hasRole(caller, 'phone_agent', 'information_desk', 'manager'),
}

/** Decides when and by what people are reminded. */
export const reminderWriters = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}

/** Looks bookings up; clerks see who is to come. */
export const finders = {
  who: 'phone agent, information desk, clerk, manager',
  allows: (caller: Caller) => hasRole(caller, 'phone_agent', 'information_desk', 'clerk', 'manager'),
}

/** The site whose bookings a caller works with; null for phone agents, managers and those who work for all sites. */
export function siteOf(caller: Caller): Id<'site'> | null {
  if (caller.kind !== 'staff') return null
  return caller.roles.includes('phone_agent') || caller.roles.includes('manager') ? null : caller.siteId
}

/** May a caller move and cancel bookings of this site? */
export function mayChange(caller: Caller, siteId: Id<'site'>): boolean {
  if (!bookers.allows(caller)) return false
  const own = siteOf(caller)
  return own === null || own === siteId
}

/** Books the next visit to a matter: whoever books for people, and the clerk who serves them. */
export const followers = {
  who: 'phone agent, information desk, manager, clerk',
  allows: (caller: Caller) => bookers.allows(caller) || hasRole(caller, 'clerk'),
}

/**
 * May a caller book a visit that follows this one? A clerk for those whom they serve, or have served today at the
 * counter where they sit. `servedAt`: that counter, if it was today.
 */
export function mayFollow(caller: Caller, siteId: Id<'site'>, servedAt: Id<'counter'> | null): boolean {
  if (mayChange(caller, siteId)) return true
  return hasRole(caller, 'clerk') && servedAt !== null && servedAt === caller.counterId
}

/** Who books for people needs their e-mail and telephone; who calls them to a counter does not. */
export function seesContact(caller: Caller): boolean {
  return bookers.allows(caller)
}

/** Who talks to people on the list needs their names; who watches over it sees order and numbers. */
export function seesNamesOnList(caller: Caller): boolean {
  return hasRole(caller, 'phone_agent', 'information_desk')
}

/** Replays how times were given out; the log names nobody. */
export const listAuditors = {
  who: 'manager, administrator, data protection, staff council',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator', 'data_protection', 'staff_council'),
}

/** Reads the weekly report of oddities and lets contacts pause; it names nobody. */
export const oddityReaders = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Sees the paper of somebody who is served. */
export const birthCheckers = {
  who: 'information desk, manager, clerk',
  allows: (caller: Caller) => hasRole(caller, 'information_desk', 'manager', 'clerk'),
}

/** No sign-in: citizens book for themselves. */
export const everyone = { who: 'everyone', allows: () => true }
