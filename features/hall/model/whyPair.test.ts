import { describe, expect, it } from 'vitest'
import type { VisitEvent } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { arrival, type NumberedEntry, type Stander, type WhyToday, whyOfPair } from '../model.ts'

const OPENING = parseInstant('2027-03-01T07:00:00Z')
const NOW = plus(OPENING, 60 * MINUTE)
const SERVICE = 'a' as Id<'service'>
const COUNTER = 'one' as Id<'counter'>
const RULES = {
  ...{ earlyMinutes: 20, lateMinutes: 15 },
  ...{ appointmentCreditMinutes: 30, creditCeilingMinutes: 60 },
}

/** Somebody who came at a minute, with what else happened to them: event and minute. */
function stander(
  ticketNumber: string,
  [came, appointment]: readonly [came: number, appointment: number | null],
  events: readonly (readonly [event: VisitEvent, minute: number])[] = [],
  now: Partial<Stander> = {},
): Stander {
  const arrivedAt = plus(OPENING, came * MINUTE)
  const appointmentAt = appointment === null ? null : plus(OPENING, appointment * MINUTE)
  const all: typeof events = [['checked_in', came], ...events]
  const journal = all.map(([event, minute]): NumberedEntry => {
    const counterId = event === 'called' ? COUNTER : null
    return { event, happenedAt: plus(OPENING, minute * MINUTE), reason: null, counterId, number: minute * 10 }
  })
  return {
    ...{ id: ticketNumber as Id<'visit'>, ticketNumber, arrivedAt, appointmentAt, journal },
    ...{ services: [SERVICE], forCounterId: null, awayUntil: null, state: 'waiting' },
    ...arrival(arrivedAt, appointmentAt, RULES),
    ...now,
  }
}

function why(one: Stander, other: Stander): WhyToday {
  return whyOfPair([one, other], { now: NOW, rules: RULES, skillsOf: () => new Set([SERVICE]) })
}

describe('why one of two people of today comes before the other', () => {
  it('is told of whoever was called first, whichever is named first', () => {
    const [one, other] = [
      stander('A001', [0, null], [['called', 30]]),
      stander('A002', [5, null], [['called', 20]]),
    ]
    expect(why(one, other)).toMatchObject({ first: 'A002', second: 'A001', called: true })
    expect(why(other, one)).toEqual(why(one, other))
  })

  it('is not a missed call or a hand-over that came later', () => {
    const first = stander('A001', [0, null], [['called', 20]])
    const missed = stander(
      'A002',
      [5, null],
      [
        ['called', 30],
        ['missed', 32],
        ['returned', 42],
      ],
      { callableFrom: plus(OPENING, 42 * MINUTE) },
    )
    expect(why(first, missed).why).toEqual({ kind: 'earlier' })
    const sent = stander(
      'A003',
      [5, null],
      [
        ['called', 30],
        ['started', 31],
        ['sent_on', 35],
      ],
      { forCounterId: 'two' as Id<'counter'>, callableFrom: plus(OPENING, 35 * MINUTE) },
    )
    expect(why(first, sent).why).toEqual({ kind: 'earlier' })
    // Control: sent on before the call, only the other counter could have called them.
    const later = stander('A009', [10, null], [['called', 50]])
    expect(why(later, sent)).toMatchObject({ first: 'A003' })
    const before = { ...sent, journal: sent.journal.filter(({ event }) => event !== 'called') }
    expect(why(later, before).why).toEqual({ kind: 'other_counter' })
  })

  it('is, for whoever was split off, that they had no number yet', () => {
    const first = stander('A001', [10, null], [['called', 20]])
    const child = stander('B001', [0, null], [], {
      journal: [
        {
          event: 'ticket_drawn',
          happenedAt: plus(OPENING, 40 * MINUTE),
          reason: null,
          counterId: null,
          number: 400,
        },
      ],
    })
    expect(why(child, first).why).toEqual({ kind: 'not_here_yet', at: plus(OPENING, 40 * MINUTE) })
  })

  it('names whom a counter would call now while both wait, not who has the smaller key', () => {
    const booked = stander('A001', [50, 85])
    const walkIn = stander('A002', [58, null])
    expect(why(booked, walkIn)).toMatchObject({
      first: 'A002',
      called: false,
      why: { kind: 'not_callable_yet' },
    })
    const laterStill = stander('A003', [50, 95])
    expect(why(laterStill, booked)).toMatchObject({ first: 'A001', why: { kind: 'counter_idle' } })
    const away = { ...walkIn, awayUntil: plus(NOW, MINUTE) }
    expect(why(away, booked)).toMatchObject({ first: 'A001' })
  })
})
