import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expected, Hall, Waiting } from './hall.ts'
import { type IntakeRule, intakeOf } from './intake.ts'
import { mixed } from './random.ts'

const REPLICATES = 40
const person = (nth: number, minutes: readonly number[]): Waiting => ({
  seed: mixed(nth + 1),
  counters: [0],
  durations: Float64Array.from(minutes),
  key: nth,
  callableFrom: 0,
})
const hall = (waiting: readonly Waiting[], expected: readonly Expected[] = []): Hall => ({
  now: 0,
  counters: [{ serving: null, freeFrom: 0, stopsAt: Number.POSITIVE_INFINITY, breaks: [], pace: 1 }],
  waiting,
  expected,
  arrivals: { early: 20, late: 15, credit: 30, lateness: Float64Array.of(0) },
  pauses: { chance: 0, lengths: new Float64Array(0) },
  pace: 1,
})
const rule = (closesAt: number, theta = 2): IntakeRule => ({ closesAt, worksUntil: [closesAt], theta })

describe('one more is accepted', () => {
  it('when they are done before closing', () => {
    const waiting = [person(0, [10]), person(1, [10])]
    expect(intakeOf(hall(waiting), person(2, [10]), rule(30), REPLICATES)).toEqual({
      accepted: true,
      endsBy: 30,
      extra: 0,
    })
    expect(intakeOf(hall(waiting), person(2, [10]), rule(29), REPLICATES)).toMatchObject({
      accepted: false,
      endsBy: 30,
    })
  })

  it('not when they push somebody with an appointment beyond the end of work, though they are done in time', () => {
    const booked = { seed: 77, counters: [0], durations: Float64Array.of(10), appointment: 20, chance: 1 }
    expect(intakeOf(hall([], [booked]), person(0, [20]), rule(30), REPLICATES)).toMatchObject({
      accepted: true,
      extra: 0,
    })
    const refused = intakeOf(hall([], [booked]), person(0, [25]), rule(30), REPLICATES)
    expect(refused).toEqual({ accepted: false, endsBy: 25, extra: 5 })
    expect(intakeOf(hall([], [booked]), person(0, [25]), rule(30, 5), REPLICATES).accepted).toBe(true)
  })

  it('a short matter when a long one is not any more', () => {
    const waiting = [person(0, [20])]
    expect(intakeOf(hall(waiting), person(1, [25]), rule(30), REPLICATES).accepted).toBe(false)
    expect(intakeOf(hall(waiting), person(1, [5]), rule(30), REPLICATES).accepted).toBe(true)
  })

  it('never where nobody can serve them, or the counters stop before', () => {
    const wish = { ...person(0, [5]), counters: [] }
    expect(intakeOf(hall([]), wish, rule(60), REPLICATES)).toMatchObject({
      accepted: false,
      endsBy: Number.POSITIVE_INFINITY,
    })
  })
})

it('whoever is refused with fewer before them is refused with more', () => {
  const minutes = fc
    .array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 })
    .map((all) => all.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(
      fc.array(minutes, { minLength: 1, maxLength: 6 }),
      minutes,
      fc.integer({ min: 5, max: 60 }),
      (all, own, closesAt) => {
        const people = all.map((each, nth) => person(nth, each))
        const few = intakeOf(hall(people.slice(0, -1)), person(50, own), rule(closesAt), REPLICATES)
        const more = intakeOf(hall(people), person(50, own), rule(closesAt), REPLICATES)
        expect(more.endsBy).toBeGreaterThanOrEqual(few.endsBy)
        expect(more.extra).toBeGreaterThanOrEqual(few.extra - 1e-3)
        if (!few.accepted && few.endsBy > closesAt) expect(more.accepted).toBe(false)
      },
    ),
    { numRuns: 50 },
  )
})
