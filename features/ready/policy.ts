import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Tells people that their document is ready. */
export const tellers = {
  who: 'clerk, information desk',
  allows: (caller: Caller) => hasRole(caller, 'clerk', 'information_desk'),
}

/** Whose documents a caller knows of: those of their own site; of all without one. */
export function siteOf(caller: Caller): Id<'site'> | null {
  return caller.kind === 'staff' ? caller.siteId : null
}
