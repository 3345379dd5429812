import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Looks at papers before the visit. */
export const checkers = {
  who: 'clerk, manager',
  allows: (caller: Caller) => hasRole(caller, 'clerk', 'manager'),
}

/** Somebody who belongs to a site looks at the papers of its visits only. */
export function checksAt(caller: Caller, siteId: Id<'site'>): boolean {
  return caller.kind === 'staff' && (caller.siteId === null || caller.siteId === siteId)
}
