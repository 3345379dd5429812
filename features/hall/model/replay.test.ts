import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Credit, VisitEvent, VisitState } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import {
  arrival,
  awayFor,
  type Calling,
  canServe,
  creditReason,
  type HallRules,
  hallRules,
  nextToCall,
  type PastDay,
  type PastEntry,
  pastPerson,
  replay,
  type Waiting,
  withCredit,
} from '../model.ts'
import { addWaits, figuresOf, noWaits, tally, waitsIn } from './waits.ts'

const OPENING = parseInstant('2027-03-01T07:00:00Z')
const SETTINGS = { earlyMinutes: 20, lateMinutes: 15, appointmentCreditMinutes: 30, creditCeilingMinutes: 60 }
const HELD = hallRules(SETTINGS, { ownNeedCreditMinutes: 10 }, {})
const SERVICES = ['a', 'b'] as Id<'service'>[]
const COUNTERS: readonly Calling[] = [
  { counterId: 'one' as Id<'counter'>, skills: new Set(SERVICES) },
  { counterId: 'two' as Id<'counter'>, skills: new Set(SERVICES.slice(0, 1)) },
]

/** Who comes for the second service alone picks something up. */
const isPickUp = (services: readonly Id<'service'>[]) => !services.includes('a' as Id<'service'>)
const PICK_UP = { kind: 'pick_up', minutes: HELD.pickUpCreditMinutes } as const

type Comer = {
  readonly came: number
  readonly appointment: number | null
  readonly services: Id<'service'>[]
}
type Act = { readonly whom: number; readonly what: string; readonly counter: number; readonly how: string }
const comer: fc.Arbitrary<Comer> = fc.record({
  came: fc.integer({ min: 0, max: 100 }),
  appointment: fc.option(fc.integer({ min: 0, max: 120 })),
  services: fc.subarray(SERVICES, { minLength: 1 }),
})
const act: fc.Arbitrary<Act> = fc.record({
  whom: fc.nat({ max: 11 }),
  counter: fc.nat({ max: 1 }),
  what: fc.constantFrom(
    'press',
    'press',
    'press',
    'away',
    'back',
    'park',
    'unpark',
    'credit',
    'own',
    'leave',
    'choose',
  ),
  how: fc.constantFrom('finished', 'finished', 'missed', 'withdrawn', 'parked'),
})
const played = fc.record({
  comers: fc.array(comer, { minLength: 2, maxLength: 12 }),
  acts: fc.array(act, { minLength: 40, maxLength: 60 }),
})

type Person = Waiting & {
  readonly arrivedAt: Instant
  readonly appointmentAt: Instant | null
  readonly referenceAt: Instant
  readonly credits: readonly Credit[]
  readonly state: VisitState
}
type Call = { readonly visitId: Id<'visit'>; readonly counterId: Id<'counter'>; readonly at: Instant }

/** A day as it happens, minute by minute: the hall's own order, and what the journal says afterwards. */
function live({ comers, acts }: { readonly comers: readonly Comer[]; readonly acts: readonly Act[] }) {
  const people: Person[] = comers.map(({ came, appointment, services }, nth) => {
    const arrivedAt = plus(OPENING, came * MINUTE + nth)
    const appointmentAt = appointment === null ? null : plus(OPENING, appointment * MINUTE)
    const ticketNumber = `A${String(nth + 1).padStart(3, '0')}`
    const order = arrival(arrivedAt, appointmentAt, HELD, isPickUp(services) ? [PICK_UP] : [])
    const nobody = { awayUntil: null, forCounterId: null, state: 'booked' as VisitState }
    return {
      id: `visit-${nth}` as Id<'visit'>,
      ticketNumber,
      services,
      arrivedAt,
      appointmentAt,
      ...nobody,
      ...order,
    }
  })
  const journal = new Map<Id<'visit'>, PastEntry[]>(people.map(({ id }) => [id, []]))
  const atCounter = new Map<Id<'counter'>, Id<'visit'>>()
  const calls: Call[] = []
  let now = OPENING
  const write = (
    id: Id<'visit'>,
    event: VisitEvent,
    to: VisitState,
    changes: Partial<Person> & { reason?: string; counterId?: Id<'counter'>; at?: Instant } = {},
  ) => {
    const { reason, counterId, at = now, ...rest } = changes
    journal.get(id)?.push({ event, to, counterId: counterId ?? null, happenedAt: at, reason: reason ?? null })
    const index = people.findIndex((one) => one.id === id)
    people[index] = { ...(people[index] as Person), ...rest, state: to }
  }
  const call = (counter: Calling, chosen: Person | undefined) => {
    const { counterId } = counter
    const waiting = people.filter(({ state }) => state === 'waiting')
    const next = chosen ?? nextToCall(waiting, counter, now)
    if (!next) return
    atCounter.set(counterId, next.id)
    calls.push({ visitId: next.id, counterId, at: now })
    write(next.id, 'called', 'called', { counterId, awayUntil: null, ...(chosen && { reason: 'quick' }) })
  }
  const end = (counter: Calling, how: string) => {
    const { counterId } = counter
    const id = atCounter.get(counterId)
    if (!id) return
    atCounter.delete(counterId)
    if (how === 'missed') return write(id, 'missed', 'missed', { callableFrom: plus(now, 10 * MINUTE) })
    if (how === 'withdrawn') return write(id, 'withdrawn', 'waiting')
    write(id, 'started', 'serving', { counterId })
    now = plus(now, MINUTE)
    if (how === 'parked') return write(id, 'parked', 'parked', { reason: 'photo' })
    write(id, 'finished', 'done')
  }
  const others: Record<string, (person: Person) => void> = {
    away: (person) => {
      const awayUntil = plus(now, HELD.awayMinutes * MINUTE)
      if (person.state === 'waiting')
        write(person.id, 'went_away', 'waiting', { awayUntil, reason: awayFor(HELD.awayMinutes) })
    },
    back: (person) => {
      if (person.awayUntil) write(person.id, 'came_back', 'waiting', { awayUntil: null })
    },
    park: (person) => {
      if (person.state === 'waiting')
        write(person.id, 'parked', 'parked', { awayUntil: null, reason: 'papers' })
    },
    unpark: (person) => {
      if (person.state === 'parked') write(person.id, 'unparked', 'waiting')
    },
    credit: (person) => {
      if (
        person.state !== 'waiting' ||
        person.credits.some(({ kind, minutes }) => kind === 'need' && minutes === 20)
      )
        return
      const credit = { kind: 'need', minutes: HELD.needCreditMinutes } as const
      write(person.id, 'credited', 'waiting', { ...withCredit(person, credit, 60), reason: 'need' })
    },
    own: (person) => {
      if (person.state !== 'waiting' || person.credits.some(({ kind }) => kind === 'need')) return
      const minutes = HELD.ownNeedCreditMinutes
      const reason = creditReason('own_need', minutes)
      write(person.id, 'credited', 'waiting', {
        ...withCredit(person, { kind: 'need', minutes }, 60),
        reason,
      })
    },
    leave: (person) => {
      if (person.state === 'waiting') write(person.id, 'left', 'left', { awayUntil: null })
    },
  }
  for (const { whom, what, counter: nth, how } of acts) {
    now = plus(now, 3 * MINUTE + 7)
    for (const { id, state, arrivedAt, appointmentAt } of people)
      if (state === 'booked' && arrivedAt <= now)
        write(id, appointmentAt === null ? 'ticket_drawn' : 'checked_in', 'waiting', { at: arrivedAt })
    for (const { id, state, callableFrom } of people)
      if (state === 'missed' && callableFrom <= now) write(id, 'returned', 'waiting', { at: callableFrom })
    const counter = COUNTERS[nth] as Calling
    const person = people[whom % people.length] as Person
    if (what !== 'press' && what !== 'choose') others[what]?.(person)
    else if (atCounter.has(counter.counterId)) end(counter, how)
    else if (what === 'press') call(counter, undefined)
    else if (person.state === 'waiting' && canServe(counter, person)) call(counter, person)
  }
  // The evening: nobody is left in the hall.
  now = plus(now, MINUTE)
  for (const counter of COUNTERS) end(counter, 'finished')
  now = plus(now, 60 * MINUTE)
  for (const { id, state } of people)
    if (['waiting', 'parked', 'missed'].includes(state)) write(id, 'left', 'left')
  const day: PastDay = {
    counters: COUNTERS,
    people: people
      .filter(({ state }) => state !== 'booked')
      .map((person) => {
        const { id, ticketNumber, appointmentAt, services } = person
        const entries = journal.get(id) ?? []
        const arrivedAt = entries[0]?.happenedAt ?? person.arrivedAt
        const credits = person.credits.map(({ kind }) => kind)
        return pastPerson(
          { id, ticketNumber, arrivedAt, appointmentAt, services, minutes: 10, credits },
          entries,
          COUNTERS,
        )
      }),
  }
  return { day, calls }
}

const lasting = (calls: readonly Call[]) =>
  calls.map(({ visitId, counterId, at }) => ({ visitId, counterId, at }))
const changed = (rules: Partial<HallRules>): HallRules => ({ ...HELD, ...rules })
const CASES = { numRuns: 150 }

describe('a replayed day', () => {
  it('calls everybody as they were called, at the same moment and counter, while the rules are the same', () => {
    fc.assert(
      fc.property(played, (lived) => {
        const { day, calls } = live(lived)
        expect(lasting(replay(day, HELD, HELD))).toEqual(calls)
      }),
      CASES,
    )
  })

  it('is another one under other rules: who has a credit is called before who has none any more', () => {
    // The control: a replay that repeats the journal's calls instead of asking the call order fails here.
    const comers = [
      { came: 0, appointment: null, services: SERVICES.slice(0, 1) },
      { came: 10, appointment: 10, services: SERVICES.slice(0, 1) },
    ]
    const press = { whom: 0, what: 'press', counter: 0, how: 'finished' }
    const { day, calls } = live({
      comers,
      acts: Array.from({ length: 8 }, () => press).toSpliced(0, 0, ...PAUSE),
    })
    const order = (rules: HallRules) => replay(day, HELD, rules).map(({ visitId }) => visitId)
    expect(calls.map(({ visitId }) => visitId)).toEqual(['visit-1', 'visit-0'])
    expect(order(HELD)).toEqual(['visit-1', 'visit-0'])
    expect(order(changed({ appointmentCreditMinutes: 0 }))).toEqual(['visit-0', 'visit-1'])
  })

  it('counts a pick-up and a need that somebody told themselves by the rules that are tried', () => {
    const comers = [
      { came: 0, appointment: null, services: SERVICES.slice(0, 1) },
      { came: 8, appointment: null, services: SERVICES.slice(1) },
      { came: 9, appointment: null, services: SERVICES.slice(0, 1) },
    ]
    const own = { whom: 2, what: 'own', counter: 0, how: 'finished' }
    const press = { whom: 0, what: 'press', counter: 0, how: 'finished' }
    const acts = [...PAUSE.slice(0, 3), own, ...Array.from({ length: 9 }, () => press)]
    const { day } = live({ comers, acts })
    const order = (rules: HallRules) => replay(day, HELD, rules).map(({ visitId }) => visitId)
    expect(order(HELD)).toEqual(['visit-1', 'visit-2', 'visit-0'])
    expect(order(changed({ ownNeedCreditMinutes: 0 }))).toEqual(['visit-1', 'visit-0', 'visit-2'])
    expect(order(changed({ pickUpCreditMinutes: 0 }))).toEqual(['visit-2', 'visit-0', 'visit-1'])
    expect(waitsIn(day, replay(day, HELD, HELD))).toMatchObject({
      pick_up: { people: 1 },
      need: { people: 1 },
    })
  })

  it('lets nobody be passed by somebody who came later by more than the ceiling (law 2)', () => {
    fc.assert(
      fc.property(played, fc.integer({ min: 0, max: 60 }), fc.nat({ max: 60 }), (lived, ceiling, credit) => {
        const rules = changed({ creditCeilingMinutes: ceiling, appointmentCreditMinutes: credit })
        const { day } = live({ ...lived, acts: lived.acts.filter(({ what }) => PLAIN.has(what)) })
        expect(passedBy(day, rules, ceiling)).toEqual([])
      }),
      CASES,
    )
  })

  it('finds who was passed where the ceiling is higher than said', () => {
    const lived = fc.sample(played, { numRuns: 100, seed: 4 })
    const found = lived.flatMap((one) => {
      const { day } = live({ ...one, acts: one.acts.filter(({ what }) => PLAIN.has(what)) })
      return passedBy(day, changed({ creditCeilingMinutes: 60, appointmentCreditMinutes: 60 }), 0)
    })
    expect(found.length).toBeGreaterThan(0)
  })

  it('serves everybody who was served, whatever the rules', () => {
    fc.assert(
      fc.property(played, fc.nat({ max: 120 }), fc.nat({ max: 60 }), (lived, credit, wait) => {
        const { day, calls } = live(lived)
        const rules = changed({
          appointmentCreditMinutes: credit,
          missedWaitMinutes: wait,
          needCreditMinutes: 0,
        })
        const again = new Set(replay(day, HELD, rules).map(({ visitId }) => visitId))
        expect(calls.filter(({ visitId }) => !again.has(visitId))).toEqual([])
      }),
      CASES,
    )
  })
})

const PAUSE = Array.from({ length: 5 }, () => ({ whom: 0, what: 'rest', counter: 0, how: 'finished' }))
const PLAIN = new Set(['press', 'leave', 'credit', 'own'])

/** Who was called by the first counter, which can do everything, although somebody stood there who came earlier by more. */
function passedBy(day: PastDay, rules: HallRules, ceiling: number): string[] {
  const calls = replay(day, HELD, rules)
  const first = new Map(calls.filter(({ nth }) => nth === 0).map((call) => [call.visitId, call]))
  const referenceOf = new Map(
    day.people.map((one) => [one.id, arrival(one.arrivedAt, one.appointmentAt, rules)]),
  )
  return [...first.values()].flatMap(({ visitId, counterId, at }) =>
    day.people.flatMap((other) => {
      const [mine, theirs] = [referenceOf.get(visitId), referenceOf.get(other.id)]
      const calledAt = first.get(other.id)?.at ?? other.leftAt ?? at
      const stood = theirs && theirs.callableFrom <= at && calledAt > at && other.stays.length > 0
      const passed = mine && theirs && mine.referenceAt - theirs.referenceAt > ceiling * MINUTE
      return counterId === 'one' && stood && passed ? [`${visitId} before ${other.id}`] : []
    }),
  )
}

describe('waits', () => {
  it('are counted from the later of arrival and appointment, by class, and add up', () => {
    const { day } = live({
      comers: [
        { came: 0, appointment: null, services: SERVICES },
        { came: 0, appointment: 12, services: SERVICES },
      ],
      acts: Array.from({ length: 6 }, () => ({ whom: 0, what: 'press', counter: 0, how: 'finished' })),
    })
    const waits = waitsIn(day, replay(day, HELD, HELD))
    expect(waits.walk_in.people).toBe(1)
    expect(waits.appointment).toMatchObject({ people: 1, seconds: 0 })
    expect(addWaits(noWaits(), waits)).toEqual(waits)
    expect(addWaits(waits, waits).walk_in).toMatchObject({ people: 2, seconds: 2 * waits.walk_in.seconds })
  })

  it('give mean, 90th percentile and how many waited long', () => {
    const waits = [0, 5, 10, 16, 41].map((minutes) => minutes * MINUTE)
    expect(figuresOf(tally(waits))).toEqual({
      people: 5,
      meanMinutes: 14.4,
      ninetyMinutes: 42,
      over15: 2,
      over40: 1,
    })
    expect(figuresOf(tally([]))).toMatchObject({ meanMinutes: null, ninetyMinutes: null })
  })
})
