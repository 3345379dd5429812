import { fateOf } from '#apps/demo/fate.ts'
import { returnMissed } from '#features/hall/actions.ts'
import { impossible } from '#kernel/result.ts'
import type { Visitor } from '#test/laws/http.ts'
import { expected } from './answers.ts'
import { arrivalOf } from './bookings.ts'
import type { DayHall, Person } from './dayHall.ts'
import { type ApiHallOptions, type Desk, SMALL_MATTERS } from './hallByApi.ts'

/** What people do themselves, and what the desk does for them. */
export type PeopleInHall = Pick<
  DayHall,
  | 'arrivalOf'
  | 'cancel'
  | 'arrive'
  | 'comeBack'
  | 'sayNeed'
  | 'goAway'
  | 'leave'
  | 'unpark'
  | 'returnMissed'
  | 'splitOff'
  | 'letForward'
>

/** People by the public API: everybody comes from an address of their own. */
export function peopleByApi({ town, plan, bookings, register }: ApiHallOptions, desk: Desk): PeopleInHall {
  const here = `/api/sites/${town.site.key}`
  const phones = new Map<Person, Visitor>()
  const booking = (who: Person) => bookings.get(who.nth) ?? impossible('not booked')
  const phoneOf = (who: Person) => {
    const phone = phones.get(who) ?? town.visitor()
    phones.set(who, phone)
    return phone
  }
  const say = async (who: Person, what: string, fields: Readonly<Record<string, string>> = {}) => {
    const { token } = register.of(who)
    const form = { idempotencyKey: crypto.randomUUID(), ...fields }
    expected(await phoneOf(who).submit(`/w/${token}/${what}`, form), 303)
  }

  return {
    arrivalOf: (who) => (who.wanted === null ? undefined : arrivalOf(booking(who), who)),
    async cancel(who) {
      expected(await town.visitor().call(`/api/visits/${booking(who).token}/cancel`), 204)
    },
    async arrive(who) {
      if (who.wanted !== null) {
        const { token, visit } = booking(who)
        const { ticketNumber } = expected(await town.visitor().call(`${here}/check-in`, { code: token })).json
        register.note({ who, visit: visit.id, token }, ticketNumber)
        return
      }
      const matters = who.wish.matters.map(({ serviceKey, people }) => ({ service: serviceKey, people }))
      const body = { matters, language: 'de' }
      const drawn = expected(await town.visitor().call(`${here}/tickets`, body)).json
      register.note({ who, visit: drawn.visit, token: drawn.token }, drawn.ticketNumber)
    },
    async comeBack(who) {
      const known = register.of(who)
      const answer = await town.visitor().call(`${here}/check-in`, { code: known.token })
      known.numbers.push(expected(answer).json.ticketNumber)
    },
    sayNeed: (who) => say(who, 'needs', { need: who.stay.need ?? '' }),
    goAway: (who, minutes) => say(who, 'away', { minutes: String(minutes) }),
    leave: (who) => say(who, 'leave'),
    async unpark(who) {
      expected(await desk.visitor.call(`/api/hall/${register.of(who).visit}/unpark`, {}))
    },
    async returnMissed(who) {
      await town.run(returnMissed)
      return (await desk.waiting()).some(({ visit }) => visit === register.of(who).visit)
    },
    async splitOff(who) {
      const people = Math.max(...who.wish.matters.map((matter) => matter.people))
      if (people < 2) return undefined
      const [service = ''] = SMALL_MATTERS
      const body = { people: 1, services: [service] }
      const answer = await desk.visitor.call(`/api/hall/${register.of(who).visit}/split`, body)
      if (answer.status !== 200) return undefined
      const { ticketNumber, token } = answer.json
      const visit = (await desk.waiting()).find((one) => one.ticketNumber === ticketNumber)?.visit ?? ''
      const skill = [...(plan.seats[0]?.skills ?? [])].filter((one) => one === service)
      const other: Person = {
        ...who,
        nth: 1_000 + who.nth,
        wish: { matters: [{ serviceKey: service, people: 1 }], services: skill, minutes: 5, scarce: false },
        wanted: null,
        fate: { ...fateOf(`split off ${who.nth}`), missesCall: false },
        stay: { need: null, awayAfter: null, parked: false },
      }
      register.note({ who: other, visit, token }, ticketNumber)
      return other
    },
    async letForward(who) {
      if (who.wanted !== null) return false
      const { visit } = register.of(who)
      return (await desk.visitor.call(`/api/hall/${visit}/credit`, { reason: 'mistake' })).status === 200
    },
  }
}
