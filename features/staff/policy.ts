import type { Id } from '#kernel/id.ts'
import { type Caller, hasRole, type StaffCaller } from './model.ts'

/** Only those who watch over the staff's data see who sat where; no manager and no administrator. */
export function mayReadAudit(caller: Caller): caller is StaffCaller {
  return hasRole(caller, 'data_protection', 'staff_council')
}

/** Who serves people sits at counters of the own site, or anywhere when working for all sites. */
export function maySitAt(caller: Caller, counterSite: Id<'site'>): caller is StaffCaller {
  return hasRole(caller, 'clerk') && (caller.siteId === null || caller.siteId === counterSite)
}
