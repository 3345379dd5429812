export { happenedBefore, happenedToday } from './actions/happened.ts'
export { seeSite } from './actions/seeSite.ts'
export { forgetOldTold, noteTold } from './actions/told.ts'
export { settleTold, type Telling } from './store.ts'
