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
const OTHER = 'b' as Id<'service'>
const SERVICES = ['a' as Id<'service'>, OTHER]
const [ONE, TWO] = ['one', 'two'] as Id<'counter'>[] as [Id<'counter'>, Id<'counter'>]
const COUNTERS: readonly Calling[] = [
  { counterId: ONE, skills: new Set(SERVICES) },
  { counterId: TWO, skills: new Set(SERVICES.slice(0, 1)) },
]

/** Somebody in a hall that is played through: as the order sees them, what the journal says, and where they are. */
type Person = {
  -readonly [Field in keyof (Waiting & Omit<Compared, 'journal'>)]: (Waiting & Compared)[Field]
} & { readonly journal: OrderEntry[]; where: Where; since: Instant; missedCount: number }
type Where = 'waiting' | 'away' | 'parked' | 'missed' | 'counter' | 'left'

const comer = fc.record({
  came: fc.integer({ min: 0, max: 150 }),
  appointment: fc.option(fc.integer({ min: 0, max: 180 })),
  services: fc.subarray(SERVICES, { minLength: 1 }),
})
/** What happens between two calls: to whom, what; and what becomes of whoever is called then. */
const happening = fc.record({
  whom: fc.nat({ max: 9 }),
  what: fc.constantFrom('away', 'back', 'park', 'unpark', 'credit', 'choose', 'leave', 'return', 'nothing'),
  called: fc.constantFrom('serve', 'serve', 'miss', 'withdraw', 'sendThere', 'sendRest', 'change', 'split'),
})
type Comer = {
  readonly came: number
  readonly appointment: number | null
  readonly services: Id<'service'>[]
}
type Happening = { readonly whom: number; readonly what: string; readonly called: string }
type Played = { readonly comers: readonly Comer[]; readonly happenings: readonly Happening[] }
const played: fc.Arbitrary<Played> = fc.record({
  comers: fc.array(comer, { minLength: 2, maxLength: 10 }),
  happenings: fc.array(happening, { minLength: 35, maxLength: 35 }),
})

/** How somebody stood at a call, written down at that moment; nobody where they had no number yet. */
type Stood = Pick<Person, 'where' | 'since' | 'callableFrom' | 'referenceAt' | 'dueAt' | 'ticketNumber'> & {
  readonly servable: boolean
}
type Call = {
  readonly first: Person
  readonly at: Instant
  readonly counter: Calling
  readonly chosenFor: string | null
  readonly stood: ReadonlyMap<Person, Stood>
}
type Told = Omit<Call, 'stood'> & {
  readonly second: Person
  readonly why: WhyBefore
  readonly one: Stood
  readonly other: Stood | undefined
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
    where: 'waiting',
    since: arrivedAt,
    missedCount: 0,
    ...arrival(arrivedAt, appointmentAt, RULES),
  }
}

/** Plays a day: at each step something happens to somebody, then a counter calls. Tells of every call beside everybody. */
function play({ comers, happenings }: Played): Told[] {
  const people = comers.map(personOf)
  const calls: Call[] = []
  let now = OPENING
  const write = (person: Person, event: VisitEvent, where: Where | null, reason: string | null = null) => {
    person.journal.push({ event, happenedAt: now, reason })
    if (where === null) return
    person.where = where
    person.since = now
    if (where !== 'away') person.awayUntil = null
  }
  const here = () => people.filter(({ arrivedAt }) => arrivedAt <= now)

  /** What happens to somebody in the hall who is not at a counter. */
  function happen(person: Person, what: string): void {
    const waits = person.where === 'waiting' || person.where === 'away'
    if (person.where === 'missed' && what === 'return') {
      write(person, 'returned', 'waiting')
      person.callableFrom = now
    }
    if (person.where === 'parked' && what === 'unpark') write(person, 'unparked', 'waiting')
    if (person.where === 'away' && what === 'back') write(person, 'came_back', 'waiting')
    if (!waits) return
    if (what === 'away') {
      write(person, 'went_away', 'away', awayFor(20))
      person.awayUntil = plus(now, 20 * MINUTE)
    }
    if (what === 'park') write(person, 'parked', 'parked')
    if (what === 'leave') write(person, 'left', 'left')
    if (what !== 'credit' || person.credits.some(({ kind }) => kind === 'need')) return
    Object.assign(person, withCredit(person, { kind: 'need', minutes: 20 }, CEILING))
    write(person, 'credited', null, 'need')
  }

  /** What becomes of whoever is called; all of it within a minute. */
  function afterCall(person: Person, what: string): void {
    now = plus(now, MINUTE)
    if (what === 'withdraw') write(person, 'withdrawn', 'waiting')
    else if (what === 'miss') miss(person)
    else serve(person, what)
  }

  function miss(person: Person): void {
    write(person, 'missed', 'missed')
    person.missedCount += 1
    person.callableFrom = plus(now, 10 * MINUTE)
    if (person.missedCount > 1) write(person, 'left', 'left')
  }

  function serve(person: Person, what: string): void {
    write(person, 'started', 'counter')
    if (what === 'change') {
      person.services = person.services.length === 1 ? [...SERVICES] : person.services.slice(0, 1)
      write(person, 'matters_changed', null)
    }
    if (what === 'split') people.push(splitFrom(person))
    if (what === 'sendThere') person.forCounterId = person.services.includes(OTHER) ? ONE : TWO
    if (what === 'sendRest') person.services = person.services.slice(-1)
    const sent = what === 'sendThere' || what === 'sendRest'
    if (sent) person.callableFrom = now
    write(person, sent ? 'sent_on' : 'finished', sent ? 'waiting' : 'counter')
  }

  function splitFrom(person: Person): Person {
    write(person, 'split_off', null)
    return {
      ...person,
      ...{
        id: `visit-${people.length}` as Id<'visit'>,
        ticketNumber: `B${String(people.length).padStart(3, '0')}`,
      },
      ...{ appointmentAt: null, forCounterId: null, callableFrom: now, missedCount: 0 },
      ...{
        where: 'waiting',
        since: now,
        journal: [{ event: 'ticket_drawn', happenedAt: now, reason: null }],
      },
    }
  }

  for (const [turn, { whom, what, called }] of happenings.entries()) {
    now = plus(now, 5 * MINUTE)
    for (const one of people)
      if (one.where === 'missed' && one.callableFrom <= now) write(one, 'returned', 'waiting')
    const person = people[whom % people.length]
    if (person && here().includes(person)) happen(person, what)
    now = plus(now, MINUTE)
    // Time alone ends it, without a line in the journal.
    for (const one of people) if (one.where === 'away' && !isAway(one, now)) one.where = 'waiting'
    const counter = COUNTERS[turn % COUNTERS.length] as Calling
    const wait = here().filter(({ where }) => where === 'waiting' || where === 'away')
    const choice = what === 'choose' ? wait.find((one) => one === person) : undefined
    const chosen = choice && canServe(counter, { ...choice, forCounterId: null }) ? choice : undefined
    const first = chosen ?? nextToCall(wait, counter, now)
    if (!first) continue
    const stood = new Map(here().map((one) => [one, { ...one, servable: canServe(counter, one) }]))
    calls.push({ first, at: now, counter, chosenFor: chosen ? 'quick' : null, stood })
    write(first, 'called', 'counter', chosen ? 'quick' : null)
    afterCall(first, called)
  }
  return calls.flatMap(({ first, stood, ...call }) =>
    people.flatMap((second) => {
      const one = stood.get(first)
      if (second === first || !one) return []
      const why = whyBefore(first, second, { ...call.counter, ...call, rules: RULES })
      return [{ ...call, first, second, why, one, other: stood.get(second) }]
    }),
  )
}

/** Is the reason true of this call? Asked of what was written down at the call, not of the journal. */
function isTrue({ second, why, at, chosenFor, one, other }: Told): boolean {
  if (!other || why.kind === 'not_here_yet')
    return !other && why.kind === 'not_here_yet' && why.at > at && why.at === second.journal[0]?.happenedAt
  const inOrder = other.callableFrom <= at && one.callableFrom <= at && one.dueAt <= other.dueAt
  switch (why.kind) {
    case 'called_before':
      return other.where === 'counter' && why.at <= at
    case 'away':
    case 'parked':
    case 'missed':
    case 'left':
      return other.where === why.kind && other.since === why.at
  }
  if (other.where !== 'waiting') return false
  if (chosenFor !== null) return why.kind === 'chosen' && why.reason === chosenFor
  switch (why.kind) {
    case 'chosen':
      return false
    case 'other_counter':
      return !other.servable
    case 'not_callable_yet':
      return other.callableFrom === why.from && why.from > at && one.callableFrom <= at
    case 'counter_idle':
      return one.callableFrom > at && one.callableFrom <= other.callableFrom
    case 'earlier':
      return inOrder && one.referenceAt < other.referenceAt
    case 'credits':
      return (
        inOrder &&
        one.referenceAt >= other.referenceAt &&
        why.minutes * MINUTE === one.referenceAt - one.dueAt
      )
    case 'ticket':
      return inOrder && one.dueAt === other.dueAt && one.ticketNumber < other.ticketNumber
  }
}

describe('why she was called before me', () => {
  it('has one answer for any two people at any call, and it is true', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(played, (day) => {
        for (const told of play(day)) {
          seen.add(told.why.kind)
          expect(isTrue(told), `${told.why.kind} ${JSON.stringify(told)}`).toBe(true)
        }
      }),
      { numRuns: 120 },
    )
    expect([...seen].toSorted()).toEqual([
      ...['away', 'called_before', 'chosen', 'counter_idle', 'credits', 'earlier', 'left', 'missed'],
      ...['not_callable_yet', 'not_here_yet', 'other_counter', 'parked', 'ticket'],
    ])
  })

  it('is found out where somebody is said to be elsewhere than they are (the control)', () => {
    const told = fc.sample(played, { numRuns: 60, seed: 7 }).flatMap(play)
    const places = ['called_before', 'away', 'parked', 'missed', 'left', 'not_here_yet'] as const
    const wrong = told.flatMap((one) =>
      places
        .filter((kind) => kind !== one.why.kind)
        .filter((kind) => isTrue({ ...one, why: { kind, at: one.other?.since ?? OPENING } })),
    )
    expect(wrong).toEqual([])
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
    const call = { ...(COUNTERS[0] as Calling), at, chosenFor: null, rules: RULES }
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
    const call = { ...(COUNTERS[0] as Calling), at, chosenFor: null, rules: RULES }
    expect(whyBefore(first, later, call)).toMatchObject({ kind: 'credits', minutes: 30 })
    expect(keyAt(later, at, CEILING)).toBe(second.dueAt)
    expect(keyAt(later, plus(at, 2 * MINUTE), CEILING)).toBe(plus(second.dueAt, -50 * MINUTE))
  })
})
