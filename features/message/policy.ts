import { type Caller, hasRole } from '#features/staff/model.ts'

/** Words the mails of the city and says who sends them. */
export const templateWriters = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}

/** Reports what became of SMS: whoever has the key, which the route asks for itself. */
export const gateway = { who: 'the SMS gateway, by its signature', allows: () => true }
