import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Pairs devices, names them, and sets displays up. */
export const pairers = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Decides whether devices must be paired. */
export const deciders = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}

/** Somebody who belongs to a site pairs there only; somebody who belongs to none pairs everywhere. */
export function mayPairAt(caller: Caller, siteId: Id<'site'>): boolean {
  return (
    pairers.allows(caller) && caller.kind === 'staff' && (caller.siteId === null || caller.siteId === siteId)
  )
}

/** No sign-in: a device that is not paired yet. */
export const everyone = { who: 'everyone', allows: () => true }
