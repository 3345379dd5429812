import { impossible } from '#kernel/result.ts'
import type { Answer, Visitor } from '#test/laws/http.ts'
import { expected } from './answers.ts'
import type { DayHall, Person } from './dayHall.ts'
import { type ApiHallOptions, type Desk, SMALL_MATTERS } from './hallByApi.ts'
import type { PeopleInHall } from './peopleByApi.ts'

/** What happens at counters. */
export type ClerksInHall = Omit<DayHall, keyof PeopleInHall>

/** Clerks by the public API, each with a session at a counter. */
export function clerksByApi({ town, plan, register }: ApiHallOptions, desk: Desk): ClerksInHall {
  const here = `/api/sites/${town.site.key}`
  const clerks = new Map<number, Visitor>()
  const counter = (seat: number) => town.counters[seat] ?? impossible('no counter')
  const clerkAt = (seat: number) => clerks.get(seat) ?? impossible('nobody sits here')
  const press = (seat: number, what: string, body?: unknown) =>
    clerkAt(seat).call(`/api/counters/${counter(seat).id}/${what}`, body)
  /** Whoever is at the counter now; their number is noted as it was told. */
  const there = (answer: Answer): Person | undefined => {
    const { visit } = expected(answer).json
    if (!visit) return undefined
    const known = register.behind(visit.visit)
    known.numbers.push(visit.ticketNumber)
    return known.who
  }
  const can = (seat: number, services: readonly string[]) =>
    services.every((key) => [...(plan.seats[seat]?.skills ?? [])].some((skill) => skill === key))

  return {
    async open(seat) {
      const clerk = clerks.get(seat) ?? (await town.signIn(`robot-${town.site.key}-${counter(seat).key}`))
      clerks.set(seat, clerk)
      expected(await press(seat, 'open'))
    },
    async close(seat) {
      expected(await press(seat, 'close'))
    },
    async pause(seat) {
      expected(await press(seat, 'pause', {}))
    },
    async resume(seat) {
      expected(await press(seat, 'resume', {}))
    },
    async next(seat) {
      const answer = await press(seat, 'next')
      return answer.status === 409 && answer.json.code === 'nobody_waiting' ? undefined : there(answer)
    },
    async again(seat) {
      there(await press(seat, 'again'))
    },
    async missed(seat) {
      expected(await press(seat, 'missed'))
    },
    async start(seat) {
      there(await press(seat, 'start'))
    },
    async finish(seat, who) {
      expected(await press(seat, 'finish', { outcome: who.fate.outcome }))
    },
    async park(seat) {
      expected(await press(seat, 'park', { for: 'photo' }))
    },
    async choose(seat) {
      const servable = (await desk.waiting()).filter(
        (one) => can(seat, one.services) && one.forCounter === null && one.awayUntil === null,
      )
      const visit = servable[2]?.visit
      return visit === undefined ? undefined : there(await press(seat, 'choose', { visit, reason: 'quick' }))
    },
    async withdraw(seat) {
      expected(await press(seat, 'withdraw'))
      return true
    },
    async reopen(seat, who) {
      return there(await press(seat, 'undo', {})) === who
    },
    async addMatter(seat) {
      const { matters } = expected(await clerkAt(seat).get(`/api/counters/${counter(seat).id}`)).json
      const has: readonly { service: string; people: number }[] = matters
      const more = SMALL_MATTERS.find(
        (key) => can(seat, [key]) && !has.some(({ service }) => service === key),
      )
      if (!more) return false
      const now = has.map(({ service, people }) => ({ service, people }))
      const answer = await press(seat, 'matters', { matters: [...now, { service: more, people: 1 }] })
      return answer.status === 200
    },
    async sendOn(seat, who) {
      const { services } = who.wish
      const last = services.at(-1)
      if (services.length > 1 && last !== undefined) {
        const body = { counter: null, services: [last], note: 'Das Foto liegt vor' }
        return (await press(seat, 'send', body)).status === 200 ? { seat: null } : undefined
      }
      const { counters } = expected(await desk.visitor.get(`${here}/hall`)).json
      const isOpen = (nth: number) =>
        counters.some(
          (one: { counter: string; open: boolean; pausedAt: string | null }) =>
            one.counter === counter(nth).id && one.open && one.pausedAt === null,
        )
      const other = plan.seats.findIndex((_, nth) => nth !== seat && can(nth, services) && isOpen(nth))
      if (other < 0) return undefined
      const body = { counter: counter(other).id, services: null, note: null }
      return (await press(seat, 'send', body)).status === 200 ? { seat: other } : undefined
    },
    async takeOver(seat, from, who) {
      const answer = await press(seat, 'take-over', { from: counter(from).id })
      return answer.status === 200 && there(answer) === who
    },
  }
}
