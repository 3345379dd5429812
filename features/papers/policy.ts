import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Visit } from '#features/visit/model.ts'

/** Whoever has the link of the visit: it cannot be guessed. */
export const holder = { who: 'everyone with the link', allows: () => true }

/** Whoever holds the time: the browser that fills in the form. */
export const keeper = { who: 'the browser that holds the time', allows: () => true }

/** Who prepares visits, helps at them, or answers for a site. */
export const preparers = {
  who: 'clerk, information desk or manager, of the site',
  allows: (caller: Caller) => hasRole(caller, 'clerk', 'information_desk', 'manager'),
}

/** Papers are for the site to which their visit comes; who works for all sites prepares for all. */
export function maySeePapers(caller: Caller, { siteId }: Pick<Visit, 'siteId'>): boolean {
  return (
    hasRole(caller, 'clerk', 'information_desk', 'manager') &&
    (caller.siteId === null || caller.siteId === siteId)
  )
}
