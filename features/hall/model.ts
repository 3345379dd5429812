export { type Board, boardOf } from './model/board.ts'
export {
  type ArrivalSettings,
  arrival,
  inCallOrder,
  nextToCall,
  type Order,
  type Waiting,
} from './model/callOrder.ts'
export { type Punctuality, punctuality } from './model/punctuality.ts'
export { type ArrivalCode, formatTicket, readArrivalCode, speakableTicket } from './model/ticket.ts'
