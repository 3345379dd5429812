import { arrival, type Calling, nextToCall, type Order, withCredit } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { DayHall, Person } from './dayHall.ts'
import type { DayPlan } from './plan.ts'

/** How long somebody waited until their first call, from arrival or appointment, whichever is later. Milliseconds. */
export type Wait = { readonly booked: boolean; readonly milliseconds: number }

const RULES = { earlyMinutes: 20, lateMinutes: 15, appointmentCreditMinutes: 30, creditCeilingMinutes: 60 }
const NEED_MINUTES = 20
const MISSED_MINUTES = 10

type Standing = Order & { readonly arrivedAt: Instant; awayUntil: Instant | null; ticketNumber: string }

/**
 * A hall without server and database that calls by the same rules: for looking at many days. What happens beside the
 * usual way does not happen in it.
 */
export function memoryHall(
  plan: DayPlan,
  now: () => Instant,
): { hall: DayHall; waits: () => readonly Wait[] } {
  const waiting = new Map<Person, Standing>()
  const known = new Map<Person, Standing>()
  const at = new Map<number, Person>()
  const missed = new Map<Person, Instant>()
  const waits = new Map<Person, Wait>()
  const counters = plan.seats.map(
    ({ skills }, nth): Calling => ({ counterId: String(nth) as Id<'counter'>, skills }),
  )
  let tickets = 0

  const standingOf = (who: Person) => known.get(who) ?? impossible('nobody knows them')
  const wait = (who: Person, changes: Partial<Standing> = {}) => {
    const standing = { ...standingOf(who), ...changes }
    known.set(who, standing)
    waiting.set(who, standing)
  }
  const comeBack = (who: Person) => {
    missed.delete(who)
    wait(who, { callableFrom: now() })
  }
  const never = async () => false
  const nothing = async () => undefined

  const hall: DayHall = {
    arrivalOf: (who) => (who.wanted === null ? undefined : plus(who.wanted, who.fate.arrivalOffset * MINUTE)),
    cancel: nothing,
    async arrive(who) {
      tickets += 1
      known.set(who, {
        ...arrival(now(), who.wanted, RULES),
        ...{ arrivedAt: now(), awayUntil: null, ticketNumber: String(tickets).padStart(3, '0') },
      })
      wait(who)
    },
    async comeBack(who) {
      comeBack(who)
    },
    async sayNeed(who) {
      wait(who, withCredit(standingOf(who), { kind: 'need', minutes: NEED_MINUTES }, 60))
    },
    async goAway(who, minutes) {
      wait(who, { awayUntil: plus(now(), minutes * MINUTE) })
    },
    async leave(who) {
      waiting.delete(who)
    },
    async unpark(who) {
      wait(who)
    },
    async returnMissed(who) {
      for (const [each, until] of missed) if (until <= now()) comeBack(each)
      return waiting.has(who)
    },
    open: nothing,
    close: nothing,
    pause: nothing,
    resume: nothing,
    async next(seat) {
      const counter = counters[seat] ?? impossible('no counter')
      const called = nextToCall(
        [...waiting].map(([who, standing]) => ({
          id: String(who.nth) as Id<'visit'>,
          ...standing,
          ...{ services: who.wish.services, forCounterId: null, who },
        })),
        counter,
        now(),
      )
      if (!called) return undefined
      const { who, arrivedAt } = called
      waiting.delete(who)
      at.set(seat, who)
      if (!waits.has(who)) {
        const since = Math.max(arrivedAt, who.wanted ?? arrivedAt)
        waits.set(who, { booked: who.wanted !== null, milliseconds: Math.max(0, now() - since) })
      }
      return who
    },
    again: nothing,
    async missed(seat) {
      const who = at.get(seat) ?? impossible('nobody is here')
      missed.set(who, plus(now(), MISSED_MINUTES * MINUTE))
    },
    start: nothing,
    finish: nothing,
    park: nothing,
    choose: nothing,
    withdraw: never,
    reopen: never,
    addMatter: never,
    sendOn: nothing,
    takeOver: never,
    splitOff: nothing,
    letForward: never,
  }
  return { hall, waits: () => [...waits.values()] }
}
