import { type Caller, hasRole } from '#features/staff/model.ts'

/** Words the mails of the city. */
export const templateWriters = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}
