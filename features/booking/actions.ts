export { browserOf } from './actions/browser.ts'
export { cancelBooking, confirmBooking, moveBooking } from './actions/change.ts'
export {
  expireHolds,
  extendHold,
  giveContact,
  type HeldBooking,
  type HoldRefusal,
  heldBooking,
  holdTime,
  releaseHold,
  saveHoldContact,
} from './actions/hold.ts'
export { describeVisit, type LinkedVisit, linkedVisit } from './actions/link.ts'
export { createLiveSearch, type LiveSearch } from './actions/liveSearch.ts'
export { bookNext, type NextBooking, type NextRefusal } from './actions/next.ts'
export { searchTimes, type TimeAnswer, type TimeQuestion } from './actions/search.ts'
export { bookForCaller, type CallerBooking } from './actions/staff.ts'
