export {
  type ArrivalRefusal,
  beginElsewhere,
  checkIn,
  checkInByCode,
  checkInByNumber,
  drawTicket,
  leave,
  type TicketRefusal,
  type TicketRequest,
} from './actions/arrive.ts'
export {
  type CounterDay,
  type CounterRefusal,
  callAgain,
  callNext,
  closeCounter,
  finish,
  missed,
  openCounter,
  startServing,
  withdrawCall,
} from './actions/call.ts'
export { type ClosedWords, closedWords, type OpenElsewhere, openElsewhere } from './actions/closed.ts'
export { closeForsakenCounters, endDays } from './actions/dayEnd.ts'
export {
  type CounterNow,
  type HallView,
  hallOf,
  type Overview,
  overview,
  type Present,
} from './actions/see.ts'
export { createHallWatch, type HallWatch } from './actions/watch.ts'
export { countersById, siteOfCounter } from './store.ts'
