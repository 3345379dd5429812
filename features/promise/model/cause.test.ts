import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type CounterStands, type CountersThen, causeOf, movedTo } from './cause.ts'

const NINE = parseInstant('2027-03-01T09:00:00Z')
const CARD = 'card' as Id<'service'>
const PASS = 'pass' as Id<'service'>
const person = { services: [CARD], forCounterId: null }

type Stands = CounterStands['stands']
/** Counters that can do identity cards, and one more (`x`) for passports alone. */
const then = (counters: Readonly<Record<string, Stands>>): CountersThen =>
  new Map(
    Object.entries(counters).map(([name, stands]) => [
      name as Id<'counter'>,
      { stands, skills: new Set([name === 'x' ? PASS : CARD]) },
    ]),
  )
const told = (from: number, until: number) => ({
  from: plus(NINE, from * MINUTE),
  until: plus(NINE, until * MINUTE),
  soon: false,
  aboutMinutes: null,
  backBy: null,
})

describe('why a call has moved', () => {
  it('is that a counter closed or went to its break, where the call comes later', () => {
    const before = then({ a: 'calls', b: 'calls' })
    expect(causeOf(before, then({ a: 'calls', b: 'closed' }), person, 'later')).toBe('counter_closed')
    expect(causeOf(before, then({ a: 'calls', b: 'pauses' }), person, 'later')).toBe('counter_paused')
    expect(causeOf(then({ a: 'pauses' }), then({ a: 'closed' }), person, 'later')).toBe('counter_closed')
  })

  it('is that a counter opened or came back from its break, where it comes sooner', () => {
    const after = then({ a: 'calls', b: 'calls' })
    expect(causeOf(then({ a: 'calls', b: 'closed' }), after, person, 'sooner')).toBe('counter_opened')
    expect(causeOf(then({ a: 'calls' }), after, person, 'sooner')).toBe('counter_opened')
    expect(causeOf(then({ a: 'calls', b: 'pauses' }), after, person, 'sooner')).toBe('counter_back')
  })

  it('is not said where it is not certain', () => {
    const open = then({ a: 'calls', b: 'calls', x: 'calls' })
    const swapped = [then({ a: 'calls', b: 'closed' }), then({ a: 'closed', b: 'calls' })] as const
    for (const moved of ['later', 'sooner'] as const) {
      expect(causeOf(open, open, person, moved)).toBeUndefined()
      expect(causeOf(...swapped, person, moved)).toBeUndefined()
      // A counter that can do nothing for this person.
      expect(causeOf(open, then({ a: 'calls', b: 'calls', x: 'closed' }), person, moved)).toBeUndefined()
    }
    // Less counters, and sooner all the same: something else has happened.
    expect(causeOf(open, then({ a: 'calls', b: 'closed', x: 'calls' }), person, 'sooner')).toBeUndefined()
    const sent = { services: [CARD], forCounterId: 'a' as Id<'counter'> }
    expect(causeOf(open, then({ a: 'calls', b: 'closed' }), sent, 'later')).toBeUndefined()
  })
})

describe('where a call has moved', () => {
  it('is later or sooner where both of its ends say so', () => {
    expect(movedTo(told(10, 20), told(15, 28))).toBe('later')
    expect(movedTo(told(10, 20), told(10, 28))).toBe('later')
    expect(movedTo(told(10, 20), told(5, 15))).toBe('sooner')
    expect(movedTo(told(10, 20), told(8, 25))).toBeUndefined()
    expect(movedTo(told(10, 20), told(12, 18))).toBeUndefined()
  })
})
