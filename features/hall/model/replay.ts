import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import {
  arrival,
  type Calling,
  canServe,
  nextToCall,
  type Order,
  type Waiting,
  withCredit,
} from './callOrder.ts'
import { creditOf, type HallRules } from './hallRules.ts'
import type { PastDay, PastPerson } from './pastDay.ts'
import { turnsOf } from './pastTurns.ts'

/** A call in a replayed day: whose, where, and for which time at a counter. */
export type ReplayedCall = {
  readonly visitId: Id<'visit'>
  readonly counterId: Id<'counter'>
  readonly at: Instant
  /** 0 for the first call. */
  readonly nth: number
}

type Somebody = {
  readonly person: PastPerson
  order: Order
  /** The next time at a counter. */
  nth: number
  callableFrom: Instant
  awayUntil: Instant | null
  /** In the hall, and waiting. */
  here: boolean
}

type Desk = Calling & {
  readonly turns: ReturnType<typeof turnsOf>
  turn: number
  /** Free, busy with somebody, or about to press "next". */
  state: 'free' | 'busy' | 'pressing'
  /** The pause before the next press is over already. */
  rested: boolean
}

/** In this order at the same moment: people come and go first, then counters become free, then they call. */
const RANKS = { come: 0, credit: 1, away: 2, leave: 3, back: 4, free: 5, call: 6 } as const
type Happening = {
  readonly at: Instant
  readonly kind: keyof typeof RANKS
  readonly run: (at: Instant) => void
}

/**
 * Plays a past day once more under other rules, with the real call order: people come, go away and are served for as
 * long as then, each counter calls as often and pauses as long as then. `held` are the rules of the day. Under the same
 * rules everybody is called as they were, also whom a colleague chose.
 */
export function replay(day: PastDay, held: HallRules, rules: HallRules): ReplayedCall[] {
  const people = new Map(day.people.map((person) => [person.id, arriving(person, rules)]))
  const desks: Desk[] = day.counters.map((counter) => ({
    ...counter,
    turns: turnsOf(day, counter),
    turn: 0,
    state: 'free',
    rested: false,
  }))
  const agenda = makeAgenda()
  const calls: ReplayedCall[] = []

  const inHall = () => [...people.values()].filter(({ here }) => here)
  const servable = (desk: Desk, at: Instant) =>
    inHall().some((one) => canServe(desk, standing(one)) && !(one.awayUntil !== null && one.awayUntil > at))

  function look(at: Instant): void {
    for (const desk of desks) if (desk.state === 'free') press(desk, at)
  }

  function press(desk: Desk, at: Instant): void {
    const turn = desk.turns[desk.turn]
    if (!turn || at < turn.notBefore || !servable(desk, at)) return
    desk.state = 'pressing'
    agenda.add(desk.rested ? at : plus(at, turn.pause), 'call', (then) => call(desk, then))
  }

  function call(desk: Desk, at: Instant): void {
    desk.state = 'free'
    desk.rested = true
    const chosen = people.get(desk.turns[desk.turn]?.chosen ?? ('' as Id<'visit'>))
    const next = chosen?.here
      ? chosen
      : people.get(nextToCall(inHall().map(standing), desk, at)?.id as Id<'visit'>)
    if (next) serve(desk, next, at)
    else press(desk, at)
  }

  function serve(desk: Desk, one: Somebody, at: Instant): void {
    const { person, nth } = one
    const stay = person.stays[nth]
    calls.push({ visitId: person.id, counterId: desk.counterId, at, nth })
    Object.assign(one, { here: false, awayUntil: null, nth: nth + 1 })
    Object.assign(desk, { state: 'busy', turn: desk.turn + 1, rested: false })
    const missed = stay?.endedBy === 'missed'
    const times = missed ? rules.callsBeforeMissed / held.callsBeforeMissed : 1
    const until = plus(at, stay ? (stay.until - stay.from) * times : person.minutes * MINUTE)
    agenda.add(until, 'free', (then) => {
      desk.state = 'free'
      look(then)
    })
    if (!stay || stay.backAfter === null) return
    const more = missed ? (rules.missedWaitMinutes - held.missedWaitMinutes) * MINUTE : 0
    agenda.add(plus(until, Math.max(0, stay.backAfter + more)), 'come', (then) => {
      one.here = true
      if (missed || stay.endedBy === 'sent_on') one.callableFrom = then
      leaveWhenTired(one, then)
      look(then)
    })
  }

  function leaveWhenTired(one: Somebody, at: Instant): void {
    const { leftAt, stays } = one.person
    if (leftAt === null || one.nth < stays.length) return
    agenda.add(leftAt > at ? leftAt : at, 'leave', () => {
      if (one.nth === stays.length) one.here = false
    })
  }

  for (const one of people.values()) {
    const { person } = one
    agenda.add(person.arrivedAt, 'come', (at) => {
      one.here = true
      leaveWhenTired(one, at)
      look(at)
    })
    for (const { source, at } of person.given)
      agenda.add(at, 'credit', () => {
        const credit = creditOf(source, rules)
        if (credit) one.order = { ...one.order, ...withCredit(one.order, credit, rules.creditCeilingMinutes) }
      })
    for (const absence of person.absences) {
      const usual = absence.saidMinutes === held.awayMinutes
      const until = usual ? plus(absence.from, rules.awayMinutes * MINUTE) : absence.until
      agenda.add(absence.from, 'away', () => {
        if (one.here) one.awayUntil = until
      })
      agenda.add(until, 'back', look)
    }
  }
  for (const desk of desks)
    for (const { notBefore } of desk.turns.slice(0, 1)) agenda.add(notBefore, 'free', look)

  let last = agenda.play()
  // Whoever cannot be served because their counters have called as often as then is served after all.
  while (last !== undefined && inHall().length > 0) {
    const at = last
    for (const desk of desks) {
      if (desk.turn < desk.turns.length || !servable(desk, at)) continue
      desk.turns.push({ pause: 0, chosen: null, notBefore: at })
      press(desk, at)
    }
    last = agenda.play()
  }
  return calls
}

function arriving(person: PastPerson, rules: HallRules): Somebody {
  const order = arrival(person.arrivedAt, person.appointmentAt, rules)
  return { person, order, nth: 0, callableFrom: order.callableFrom, awayUntil: null, here: false }
}

/** Somebody as the call order sees them. */
function standing({ person, order, nth, callableFrom, awayUntil }: Somebody): Waiting {
  const only = person.stays[nth]?.only ?? null
  return {
    id: person.id,
    ticketNumber: person.ticketNumber,
    dueAt: order.dueAt,
    callableFrom,
    services: only === null ? person.services : [],
    awayUntil,
    forCounterId: only,
  }
}

/** What is to happen, played in its order; at the same moment by rank, then as it was put down. */
function makeAgenda() {
  const open: Happening[] = []
  return {
    add(at: Instant, kind: Happening['kind'], run: Happening['run']): void {
      const later = ({ at: other, kind: kindOfOther }: Happening) =>
        other > at || (other === at && RANKS[kindOfOther] > RANKS[kind])
      const place = open.findIndex(later)
      open.splice(place < 0 ? open.length : place, 0, { at, kind, run })
    },
    /** Plays everything; the moment of the last one, or undefined if there was nothing. */
    play(): Instant | undefined {
      let last: Instant | undefined
      for (let next = open.shift(); next; next = open.shift()) {
        last = next.at
        next.run(next.at)
      }
      return last
    },
  }
}
