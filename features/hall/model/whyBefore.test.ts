import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VisitEvent } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import {
  arrival,
  awayFor,
  type Calling,
  type Compared,
  canServe,
  isAway,
  keyAt,
  nextToCall,
  type OrderEntry,
  type Waiting,
  type WhyBefore,
  whyBefore,
  withCredit,
} from '../model.ts'

const OPENING = parseInstant('2027-03-01T07:00:00Z')
const CEILING = 60
const RULES = {
  earlyMinutes: 20,
  lateMinutes: 15,
  appointmentCreditMinutes: 30,
  creditCeilingMinutes: CEILING,
}
const SERVICES = ['a', 'b'] as Id<'service'>[]
const COUNTERS: readonly Calling[] = [
  { counterId: 'one' as Id<'counter'>, skills: new Set(SERVICES) },
  { counterId: 'two' as Id<'counter'>, skills: new Set(SERVICES.slice(0, 1)) },
]

/** Somebody in a hall that is played through: as the order sees them, and what the journal says. */
type Person = Waiting & Omit<Compared, 'journal'> & { readonly journal: OrderEntry[] }

const comer = fc.record({
  came: fc.integer({ min: 0, max: 120 }),
  appointment: fc.option(fc.integer({ min: 0, max: 150 })),
  services: fc.subarray(SERVICES, { minLength: 1 }),
})
/** What happens between two calls: to whom, what. */
const happening = fc.record({
  whom: fc.nat({ max: 9 }),
  what: fc.constantFrom('away', 'back', 'park', 'unpark', 'credit', 'choose', 'nothing'),
})
type Comer = {
  readonly came: number
  readonly appointment: number | null
  readonly services: Id<'service'>[]
}
type Played = {
  readonly comers: readonly Comer[]
  readonly happenings: readonly { readonly whom: number; readonly what: string }[]
}
const played: fc.Arbitrary<Played> = fc.record({
  comers: fc.array(comer, { minLength: 2, maxLength: 10 }),
  happenings: fc.array(happening, { minLength: 30, maxLength: 30 }),
})

type Told = {
  readonly first: Person
  readonly second: Person
  readonly why: WhyBefore
  readonly at: Instant
  readonly counter: Calling
  readonly standing: { readonly here: boolean; readonly away: boolean; readonly callable: boolean }
}

function personOf({ came, appointment, services }: Comer, nth: number): Person {
  const arrivedAt = plus(OPENING, came * MINUTE)
  const appointmentAt = appointment === null ? null : plus(OPENING, appointment * MINUTE)
  return {
    id: `visit-${nth}` as Id<'visit'>,
    ticketNumber: `A${String(nth + 1).padStart(3, '0')}`,
    services,
    awayUntil: null,
    forCounterId: null,
    appointmentAt,
    arrivedAt,
    journal: [{ event: 'checked_in', happenedAt: arrivedAt, reason: null }],
    ...arrival(arrivedAt, appointmentAt, RULES),
  }
}

/** Plays a day: at each step something happens to somebody, then a counter calls. Tells of every call beside everybody. */
function play({ comers, happenings }: Played): Told[] {
  const people = new Map(comers.map((one, nth) => [nth, personOf(one, nth)]))
  const parked = new Set<number>()
  const gone = new Set<number>()
  const told: Told[] = []
  let now = OPENING
  const write = (
    nth: number,
    event: VisitEvent,
    changes: Partial<Person> = {},
    reason: string | null = null,
  ) => {
    const person = people.get(nth)
    if (!person) return
    const journal = [...person.journal, { event, happenedAt: now, reason }]
    people.set(nth, { ...person, ...changes, journal })
  }
  for (const [turn, { whom, what }] of happenings.entries()) {
    now = plus(now, 7 * MINUTE)
    const nth = whom % people.size
    const person = people.get(nth)
    const waits = person && person.arrivedAt <= now && !gone.has(nth) && !parked.has(nth)
    if (waits && what === 'away') write(nth, 'went_away', { awayUntil: plus(now, 20 * MINUTE) }, awayFor(20))
    if (waits && what === 'back' && person.awayUntil) write(nth, 'came_back', { awayUntil: null })
    if (waits && what === 'park') write(nth, 'parked', { awayUntil: null })
    if (waits && what === 'park') parked.add(nth)
    if (what === 'unpark' && parked.delete(nth)) write(nth, 'unparked')
    if (waits && what === 'credit')
      write(nth, 'credited', withCredit(person, { kind: 'need', minutes: 20 }, CEILING), 'need')

    now = plus(now, MINUTE)
    const counter = COUNTERS[turn % COUNTERS.length] as Calling
    const here = [...people].filter(
      ([each, one]) => one.arrivedAt <= now && !gone.has(each) && !parked.has(each),
    )
    const chosen =
      what === 'choose' ? here.find(([each, one]) => each === nth && canServe(counter, one)) : undefined
    const next =
      chosen?.[1] ??
      nextToCall(
        here.map(([, one]) => one),
        counter,
        now,
      )
    const called = here.find(([, one]) => one.id === next?.id)
    if (!called) continue
    write(called[0], 'called', { awayUntil: null }, chosen ? 'quick' : null)
    gone.add(called[0])
    const first = people.get(called[0]) as Person
    const call = { ...counter, at: now, chosenFor: chosen ? 'quick' : null, ceilingMinutes: CEILING }
    for (const [each, second] of people) {
      if (each === called[0]) continue
      told.push({
        first,
        second,
        why: whyBefore(first, second, call),
        at: now,
        counter,
        standing: {
          here: here.some(([other]) => other === each),
          away: isAway(second, now),
          callable: second.callableFrom <= now,
        },
      })
    }
  }
  return told
}

/** Is the reason true of this call? */
function isTrue({ first, second, why, at, counter, standing }: Told): boolean {
  switch (why.kind) {
    case 'not_here_yet':
      return second.arrivedAt > at
    case 'called_before':
    case 'parked':
    case 'missed':
    case 'left':
      return !standing.here
    case 'away':
      return standing.away
    case 'chosen':
      return first.journal.at(-1)?.reason === why.reason
    case 'other_counter':
      return !canServe(counter, second)
    case 'not_callable_yet':
      return !standing.callable
    case 'counter_idle':
      return first.callableFrom > at && first.callableFrom <= second.callableFrom
    case 'earlier':
      return first.referenceAt < second.referenceAt && keyAt(first, at, CEILING) <= keyAt(second, at, CEILING)
    case 'credits':
      return why.minutes > 0 && keyAt(first, at, CEILING) <= keyAt(second, at, CEILING)
    case 'ticket':
      return (
        keyAt(first, at, CEILING) === keyAt(second, at, CEILING) && first.ticketNumber < second.ticketNumber
      )
  }
}

describe('why she was called before me', () => {
  it('has one answer for any two people, and it is true', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(played, (day) => {
        for (const told of play(day)) {
          seen.add(told.why.kind)
          expect(isTrue(told), `${told.why.kind} ${JSON.stringify(told)}`).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
    expect([...seen].toSorted()).toEqual([
      'away',
      'called_before',
      'chosen',
      'counter_idle',
      'credits',
      'earlier',
      'not_callable_yet',
      'not_here_yet',
      'other_counter',
      'parked',
      'ticket',
    ])
  })

  it('counts a need that somebody told themselves as it was worth before a colleague noted it', () => {
    const person = personOf({ came: 0, appointment: null, services: SERVICES }, 0)
    const entry = (reason: string, minutes: number) =>
      ({ event: 'credited', reason, happenedAt: plus(OPENING, minutes * MINUTE) }) as const
    const journal = [...person.journal, entry('own_need_10', 5), entry('need', 15)]
    const noted = { ...person, ...withCredit(person, { kind: 'need', minutes: 20 }, CEILING), journal }
    const gained = [4, 10, 16].map(
      (minutes) => (person.referenceAt - keyAt(noted, plus(OPENING, minutes * MINUTE), CEILING)) / MINUTE,
    )
    expect(gained).toEqual([0, 10, 20])
  })

  it('counts a pick-up from the arrival on, without a word in the journal', () => {
    const first = personOf({ came: 5, appointment: null, services: SERVICES }, 1)
    const pickUp = { kind: 'pick_up', minutes: 15 } as const
    const second = personOf({ came: 0, appointment: null, services: SERVICES }, 0)
    const at = plus(OPENING, 10 * MINUTE)
    const call = { ...(COUNTERS[0] as Calling), at, chosenFor: null, ceilingMinutes: CEILING }
    const why = whyBefore({ ...first, ...withCredit(first, pickUp, CEILING) }, second, call)
    expect(why).toEqual({ kind: 'credits', minutes: 15, credits: [pickUp] })
  })

  it('does not count credits that came after the call (control: with them the reason would be another)', () => {
    const second = personOf({ came: 0, appointment: null, services: SERVICES }, 0)
    const first = personOf({ came: 5, appointment: 5, services: SERVICES }, 1)
    const at = plus(OPENING, 10 * MINUTE)
    const credit = { kind: 'need', minutes: 50 } as const
    const given = { event: 'credited', reason: 'need', happenedAt: plus(at, MINUTE) } as const
    const later = { ...second, ...withCredit(second, credit, CEILING), journal: [...second.journal, given] }
    const call = { ...(COUNTERS[0] as Calling), at, chosenFor: null, ceilingMinutes: CEILING }
    expect(whyBefore(first, later, call)).toMatchObject({ kind: 'credits', minutes: 30 })
    expect(keyAt(later, at, CEILING)).toBe(second.dueAt)
    expect(keyAt(later, plus(at, 2 * MINUTE), CEILING)).toBe(plus(second.dueAt, -50 * MINUTE))
  })
})
