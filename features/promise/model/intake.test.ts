import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expected, Hall, Waiting } from './hall.ts'
import { askOneMore, type IntakeRule } from './intake.ts'
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
/** Durations hold a minute until the next call, so whoever is done then has ended a minute before. */
const GAP = 1
const ask = (seen: Hall, one: Waiting, by: IntakeRule) => askOneMore(seen, by, REPLICATES)(one)
const rule = (closesAt: number, theta = 2): IntakeRule => ({ closesAt, worksUntil: [closesAt], theta })

describe('one more is accepted', () => {
  it('when they are done before closing', () => {
    const waiting = [person(0, [10]), person(1, [10])]
    expect(ask(hall(waiting), person(2, [10]), rule(30))).toEqual({ stop: null, endsBy: 30 - GAP, extra: 0 })
    expect(ask(hall(waiting), person(2, [10]), rule(28))).toMatchObject({
      stop: 'ends_late',
      endsBy: 30 - GAP,
    })
  })

  it('not when they push somebody with an appointment beyond the end of work, though they are done in time', () => {
    const booked = { seed: 77, counters: [0], durations: Float64Array.of(10), appointment: 20, chance: 1 }
    expect(ask(hall([], [booked]), person(0, [20]), rule(30))).toMatchObject({ stop: null, extra: 0 })
    const refused = ask(hall([], [booked]), person(0, [25]), rule(30))
    expect(refused).toEqual({ stop: 'extra_work', endsBy: 25 - GAP, extra: 5 - GAP })
    expect(ask(hall([], [booked]), person(0, [25]), rule(30, 5)).stop).toBeNull()
  })

  it('a short matter when a long one is not any more', () => {
    const waiting = [person(0, [20])]
    expect(ask(hall(waiting), person(1, [25]), rule(30)).stop).not.toBeNull()
    expect(ask(hall(waiting), person(1, [5]), rule(30)).stop).toBeNull()
  })

  it('never where nobody can serve them, or the counters stop before', () => {
    const nobodys = { ...person(0, [5]), counters: [] }
    expect(ask(hall([]), nobodys, rule(60))).toMatchObject({
      stop: 'working_time',
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
        const few = ask(hall(people.slice(0, -1)), person(50, own), rule(closesAt))
        const more = ask(hall(people), person(50, own), rule(closesAt))
        expect(more.endsBy).toBeGreaterThanOrEqual(few.endsBy)
        expect(more.extra).toBeGreaterThanOrEqual(few.extra - 1e-3)
        if (few.stop !== null && few.endsBy > closesAt) expect(more.stop).not.toBeNull()
      },
    ),
    { numRuns: 50 },
  )
})
