import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Draws the house. */
export const drawers = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Somebody who belongs to a site draws this one only; somebody who belongs to none draws all. */
export function mayDraw(caller: Caller, siteId: Id<'site'>): boolean {
  return caller.kind === 'staff' && (caller.siteId === null || caller.siteId === siteId)
}
