import { impossible } from '#kernel/result.ts'
import type { Answer } from '../http.ts'
import { withLink } from './bookings.ts'
import type { Operation, Seat, Stage } from './stage.ts'

/** Nobody draws a ticket while more people wait than would in a real hall. */
const HALL_FULL = 100
/** What clerks press at a counter, and how often. */
const PRESSED = { next: 8, again: 1, start: 5, finish: 5, missed: 3, withdraw: 1 }

/** What can be had without an appointment. */
export const WALK_INS = ['identity-card', 'registration', 'pick-up']

/** One press at a counter; what is left of whoever is there then is remembered. */
export async function pressAt(
  { pick, command }: Stage,
  seat: Seat,
  act: string,
  body?: unknown,
): Promise<Answer> {
  const visitor = pick(seat.visitors) ?? impossible('no clerk')
  const answer = await command(visitor, `/api/counters/${seat.counter}/${act}`, body)
  if (answer.status === 200) seat.services = answer.json.visit?.services ?? []
  return answer
}

/** People arrive, draw tickets, are called, missed and served. */
export function hallOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, recent, command, informer, bookings, tickets, counters } = stage
  let waiting = 0

  async function checkIn(): Promise<Answer | undefined> {
    const booking = recent(bookings)
    const code = random() < 0.5 ? booking?.number : withLink(stage)?.token
    if (!code) return undefined
    return command(ground.visitor({ keepAlive: false }), '/api/sites/mitte/check-in', { code })
  }

  async function checkInAtDesk(): Promise<Answer | undefined> {
    const id = random() < 0.5 ? recent(bookings)?.id : recent(tickets)?.id
    return id === undefined ? undefined : command(informer(), `/api/sites/mitte/arrivals/${id}`)
  }

  async function draw(): Promise<Answer | undefined> {
    if (waiting > HALL_FULL) return undefined
    const services = random() < 0.2 ? ['identity-card', 'registration'] : [pick(WALK_INS)]
    const people = random() < 0.5 ? 2 : 1
    const body = { matters: services.map((service) => ({ service, people })), language: 'de-simple' }
    const answer = await command(ground.visitor({ keepAlive: false }), '/api/sites/mitte/tickets', body)
    if (answer.status === 200) tickets.push({ id: answer.json.visit, token: answer.json.token })
    return answer
  }

  async function press(act: string): Promise<Answer> {
    const seat = pick(counters) ?? impossible('no counter')
    const answer = await pressAt(stage, seat, act, act === 'finish' ? { outcome: 'done' } : undefined)
    if (answer.status === 200) waiting = answer.json.waitingHere
    return answer
  }

  return [
    { name: 'check in', weight: 8, play: checkIn },
    { name: 'check in at the desk', weight: 4, play: checkInAtDesk },
    { name: 'draw a ticket', weight: 8, play: draw },
    ...Object.entries(PRESSED).map(([act, weight]) => ({ name: act, weight, play: () => press(act) })),
  ]
}
