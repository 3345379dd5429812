import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Write on the displays. */
export const noticeWriters = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}

/** Somebody who belongs to a site writes for it only; for all sites (null) whoever belongs to none. */
export function mayWriteAt(caller: Caller, siteId: Id<'site'> | null): boolean {
  if (!noticeWriters.allows(caller) || caller.kind !== 'staff') return false
  return caller.siteId === null || caller.siteId === siteId
}
