export {
  type ArrivalSettings,
  arrival,
  inCallOrder,
  nextToCall,
  type Order,
  type Waiting,
} from './model/callOrder.ts'
export { formatTicket, speakableTicket } from './model/ticket.ts'
