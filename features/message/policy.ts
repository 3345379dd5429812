import { type Caller, hasRole } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'

/** Words the mails of the city and says who sends them. */
export const templateWriters = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}

/** Hands over reports about mails that did not arrive: whoever has the key, which the route asks for itself. */
export const mailReporter = { who: 'the mail server, by its signature', allows: () => true }

/** Reports what became of SMS: whoever has the key, which the route asks for itself. */
export const gateway = { who: 'the SMS gateway, by its signature', allows: () => true }

/** Prints and posts letters: whoever sees the addresses of bookings, and stands beside a printer. */
export const printers = {
  who: 'information desk, manager',
  allows: (caller: Caller) => hasRole(caller, 'information_desk', 'manager'),
}

/** The site whose letters a caller prints; null for managers and those who work for all sites. */
export function letterSite(caller: Caller): Id<'site'> | null {
  if (caller.kind !== 'staff') return null
  return caller.roles.includes('manager') ? null : caller.siteId
}

/** Is told when letters lie about; of numbers alone. */
export const letterWatchers = {
  who: 'manager, administrator',
  allows: (caller: Caller) => hasRole(caller, 'manager', 'administrator'),
}
