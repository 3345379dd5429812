import { type Caller, hasRole } from '#features/staff/model.ts'

/** Decides what people bring. */
export const checklistWriters = {
  who: 'administrator',
  allows: (caller: Caller) => hasRole(caller, 'administrator'),
}
