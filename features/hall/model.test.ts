import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import {
  type ArrivalSettings,
  arrival,
  callableNow,
  formatTicket,
  inCallOrder,
  nextToCall,
  type Order,
  punctuality,
  readArrivalCode,
  type Waiting,
} from './model.ts'

const OPENING = parseInstant('2027-03-01T07:00:00Z')
const SETTINGS: ArrivalSettings = {
  earlyMinutes: 20,
  lateMinutes: 15,
  appointmentCreditMinutes: 30,
  creditCeilingMinutes: 60,
}
const SERVICES = ['a', 'b', 'c'] as Id<'service'>[]

type Person = Waiting & Order & { readonly arrivedAt: Instant }

const settings = fc.record({
  earlyMinutes: fc.integer({ min: 0, max: 60 }),
  lateMinutes: fc.integer({ min: 0, max: 60 }),
  appointmentCreditMinutes: fc.integer({ min: 0, max: 120 }),
  creditCeilingMinutes: fc.integer({ min: 0, max: 120 }),
})

const minute = fc.integer({ min: 0, max: 480 }).map((minutes) => plus(OPENING, minutes * MINUTE))

const comer = fc.record({
  arrivedAt: minute,
  appointmentAt: fc.option(minute),
  services: fc.subarray(SERVICES, { minLength: 1 }),
})

function personOf(
  {
    arrivedAt,
    appointmentAt,
    services,
  }: { arrivedAt: Instant; appointmentAt: Instant | null; services: Id<'service'>[] },
  position: number,
  rules: ArrivalSettings,
): Person {
  return {
    id: `visit-${position}` as Id<'visit'>,
    ticketNumber: formatTicket('A', position + 1),
    services,
    arrivedAt,
    awayUntil: null,
    forCounterId: null,
    ...arrival(arrivedAt, appointmentAt, rules),
  }
}

const counterId = 'counter-1' as Id<'counter'>

/** Counters call every seven minutes, one after the other; enough turns for all to come and to be called. */
const TURNS = 400

/** Runs a whole hall dry: at each step some counter calls. Tells who was callable beside each one called. */
function wholeDay(people: readonly Person[], counters: readonly ReadonlySet<Id<'service'>>[]) {
  const calls: { readonly called: Person; readonly passed: readonly Person[] }[] = []
  let waiting = people
  let now = OPENING
  for (let turn = 0; waiting.length > 0 && turn < TURNS; turn++) {
    now = plus(now, 7 * MINUTE)
    const skills = counters[turn % counters.length] ?? new Set()
    const here = waiting.filter((person) => person.arrivedAt <= now)
    const called = nextToCall(here, { counterId, skills }, now)
    if (!called) continue
    const passed = here.filter(
      (one) =>
        one !== called && one.callableFrom <= now && one.services.every((service) => skills.has(service)),
    )
    calls.push({ called, passed })
    waiting = waiting.filter((one) => one !== called)
  }
  return calls
}

const hall = fc.record({
  rules: settings,
  comers: fc.array(comer, { minLength: 2, maxLength: 25 }),
  counters: fc.array(fc.subarray(SERVICES, { minLength: 1 }), { minLength: 1, maxLength: 4 }),
})

/** Law 2 over a day, under a ceiling. */
function nobodyIsPassedBeyond(ceilingOf: (rules: ArrivalSettings) => number) {
  return fc.property(hall, ({ rules, comers, counters }) => {
    const people = comers.map((one, position) => personOf(one, position, rules))
    for (const { called, passed } of wholeDay(
      people,
      counters.map((skills) => new Set(skills)),
    )) {
      for (const one of passed) {
        expect(called.referenceAt).toBeLessThanOrEqual(one.referenceAt + ceilingOf(rules) * MINUTE)
      }
    }
  })
}

describe('the call order', () => {
  it('never lets anybody pass whose reference time is later by more than the ceiling', () => {
    fc.assert(
      nobodyIsPassedBeyond((rules) => rules.creditCeilingMinutes),
      { numRuns: 300 },
    )
  })

  it('is found out when the ceiling is taken away', () => {
    const withoutCeiling = fc.property(hall, ({ rules, comers, counters }) => {
      const free = { ...rules, creditCeilingMinutes: 24 * 60 }
      const people = comers.map((one, position) => personOf(one, position, free))
      for (const { called, passed } of wholeDay(
        people,
        counters.map((skills) => new Set(skills)),
      )) {
        for (const one of passed)
          expect(called.referenceAt).toBeLessThanOrEqual(
            one.referenceAt + rules.creditCeilingMinutes * MINUTE,
          )
      }
    })
    expect(() => fc.assert(withoutCeiling, { numRuns: 5_000 })).toThrow()
  })

  it('calls the earlier reference time first among people with the same credits', () => {
    fc.assert(
      fc.property(hall, ({ rules, comers, counters }) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        const credit = (one: Person) => one.referenceAt - one.dueAt
        for (const { called, passed } of wholeDay(
          people,
          counters.map((skills) => new Set(skills)),
        )) {
          // Somebody called early, because the counter stood idle, passes nobody who could be called.
          for (const one of passed.filter((other) => credit(other) === credit(called)))
            expect(called.referenceAt).toBeLessThanOrEqual(one.referenceAt)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('does not change by time alone', () => {
    fc.assert(
      fc.property(hall, minute, minute, ({ rules, comers }, first, second) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        const [early, late] = first < second ? [first, second] : [second, first]
        const callable = (now: Instant) => people.filter((one) => one.callableFrom <= now)
        const before = inCallOrder(callable(early)).map((one) => one.id)
        const after = inCallOrder(callable(late)).map((one) => one.id)
        expect(after.filter((id) => before.includes(id))).toEqual(before)
      }),
    )
  })

  it('does not depend on the order in which people are listed', () => {
    fc.assert(
      fc.property(hall, ({ rules, comers }) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        const ids = (list: readonly Person[]) => inCallOrder(list).map((one) => one.id)
        expect(ids(people.toReversed())).toEqual(ids(people))
      }),
    )
  })

  it('calls only who can be served completely at the counter, and somebody whenever there is one', () => {
    fc.assert(
      fc.property(hall, minute, ({ rules, comers, counters }, now) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        for (const skills of counters.map((list) => new Set(list))) {
          const servable = people.filter((one) => one.services.every((service) => skills.has(service)))
          const next = nextToCall(people, { counterId, skills }, now)
          expect(next === undefined).toBe(servable.length === 0)
          if (next) expect(servable).toContain(next)
        }
      }),
    )
  })

  it('calls early only while nobody else can be called', () => {
    fc.assert(
      fc.property(hall, minute, ({ rules, comers }, now) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        const next = nextToCall(people, { counterId, skills: new Set(SERVICES) }, now)
        if (next && next.callableFrom > now)
          expect(people.filter((one) => one.callableFrom <= now)).toEqual([])
      }),
    )
  })

  it('is the same for the first in the order, whoever waits behind them', () => {
    const found = { first: 0 }
    fc.assert(
      fc.property(hall, minute, fc.nat({ max: 12 }), ({ rules, comers, counters }, now, many) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        for (const skills of counters.map((list) => new Set(list))) {
          const first = callableNow(inCallOrder(people).slice(0, many), { counterId, skills }, now)
          if (!first) continue
          found.first++
          expect(first).toBe(nextToCall(people, { counterId, skills }, now))
        }
      }),
    )
    expect(found.first).toBeGreaterThan(0)
  })

  it('serves everybody in the end', () => {
    fc.assert(
      fc.property(hall, ({ rules, comers }) => {
        const people = comers.map((one, position) => personOf(one, position, rules))
        expect(wholeDay(people, [new Set(SERVICES)])).toHaveLength(people.length)
      }),
    )
  })
})

describe('arrival', () => {
  const at = (minutes: number) => plus(OPENING, minutes * MINUTE)

  it('counts from the ticket without an appointment', () => {
    expect(arrival(at(5), null, SETTINGS)).toEqual({
      referenceAt: at(5),
      dueAt: at(5),
      callableFrom: at(5),
      credits: [],
    })
  })

  it('counts from the appointment for those who come before it, and calls from 20 minutes before', () => {
    expect(arrival(at(0), at(60), SETTINGS)).toEqual({
      referenceAt: at(60),
      dueAt: at(30),
      callableFrom: at(40),
      credits: [{ kind: 'appointment', minutes: 30 }],
    })
  })

  it('counts from the arrival for those who come a little late, with the credit', () => {
    expect(arrival(at(75), at(60), SETTINGS)).toEqual({
      referenceAt: at(75),
      dueAt: at(45),
      callableFrom: at(75),
      credits: [{ kind: 'appointment', minutes: 30 }],
    })
  })

  it('takes the credit away beyond the allowed lateness', () => {
    const late = plus(at(75), 1)
    expect(arrival(late, at(60), SETTINGS)).toEqual({
      referenceAt: late,
      dueAt: late,
      callableFrom: late,
      credits: [],
    })
  })

  it('says how somebody came', () => {
    const came = (arrivedAt: Instant, appointmentAt: Instant | null) =>
      punctuality({ arrivedAt, appointmentAt, ...arrival(arrivedAt, appointmentAt, SETTINGS) })
    expect(came(at(0), at(60))).toBe('early')
    expect(came(at(40), at(60))).toBe('in_time')
    expect(came(at(75), at(60))).toBe('in_time')
    expect(came(at(76), at(60))).toBe('late')
    expect(came(at(0), null)).toBeUndefined()
  })
})

describe('the code on arrival', () => {
  const token = 'vs01S2gSZZb--yLqnb_tnw'

  it.each([
    ['the address of the mail', `https://termine.example/v/${token}`],
    ['the address of the ticket', `https://termine.example/w/${token}?lang=en`],
    ['an address with more behind it', `https://termine.example/v/${token}/cancel`],
    ['the bare token', `  ${token}\n`],
    [
      'the address as a scanner with American keys types it on a German system',
      `httpsÖ--termine.example-v-vs01S2gSYYbßßzLqnb?tnw`,
    ],
  ])('is read from %s', (_, text) => {
    expect(readArrivalCode(text)).toEqual({ kind: 'token', token })
  })

  it.each(['k7f3 9qxm', 'K7F3-9QXM', ' k7f39qxm ', ']Q1K7F39QXM', '+Q1K7F39QXM'])(
    'reads the booking number %j',
    (text) => {
      expect(readArrivalCode(text)).toEqual({ kind: 'number', number: 'K7F39QXM' })
    },
  )

  it('reads anything else as a number that no booking has', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const code = readArrivalCode(text)
        if (code.kind === 'number') expect(code.number).toMatch(/^[A-Z0-9]*$/)
        else expect(code.token).toMatch(/^[A-Za-z0-9_-]{22}$/)
      }),
    )
  })
})
