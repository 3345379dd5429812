import { type Caller, hasRole } from '#features/staff/model.ts'

/** Books, moves and cancels for callers, and finds their bookings. */
export const bookers = {
  who: 'phone agent, information desk, manager',
  allows: (caller: Caller) => hasRole(caller, 'phone_agent', 'information_desk', 'manager'),
}

/** Looks bookings up; clerks see who is to come. */
export const finders = {
  who: 'phone agent, information desk, clerk, manager',
  allows: (caller: Caller) => hasRole(caller, 'phone_agent', 'information_desk', 'clerk', 'manager'),
}

/** No sign-in: citizens book for themselves. */
export const everyone = { who: 'everyone', allows: () => true }
