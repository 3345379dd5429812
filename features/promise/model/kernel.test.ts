import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { straightforward } from '#test/promise/straightforward.ts'
import { expectationOf } from './expectation.ts'
import type { Counter, Hall, MayCome, Waiting } from './hall.ts'
import { lookAhead, remaining } from './kernel.ts'
import { drawn, luckOf, mixed, PURPOSES } from './random.ts'

const NEVER = Number.POSITIVE_INFINITY
const REPLICATES = 20

/** A counter that is free now, works on, and has no break. */
const counter = (more: Partial<Counter> = {}): Counter => ({
  serving: null,
  freeFrom: 0,
  stopsAt: NEVER,
  breaks: [],
  pace: 1,
  ...more,
})
const waiting = (
  nth: number,
  counters: readonly number[],
  minutes: number[],
  more: Partial<Waiting> = {},
): Waiting => ({
  seed: mixed(nth + 1),
  counters,
  durations: Float64Array.from(minutes),
  key: nth,
  callableFrom: 0,
  ...more,
})
const hall = (counters: readonly Counter[], people: readonly Waiting[], more: Partial<Hall> = {}): Hall => ({
  now: 0,
  counters,
  waiting: people,
  expected: [],
  arrivals: { early: 20, late: 15, credit: 30, lateness: Float64Array.of(-10, -5, 0, 5, 20) },
  pauses: { chance: 0, lengths: new Float64Array(0) },
  pace: 1,
  ...more,
})
const firstStarts = (of: Hall) => {
  const { starts, replicates } = lookAhead(of, { replicates: 1 })
  return Array.from({ length: of.waiting.length }, (_, person) => starts[person * replicates])
}

const someMinutes = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })
  .map((all) => all.toSorted((a, b) => a - b))
const someCounters = fc.integer({ min: 1, max: 4 })

/** A hall with everything in it: skills, breaks, ends of shifts, people at counters, away, and expected. */
const someHall = someCounters.chain((count) => {
  const skills = fc.subarray([...Array(count).keys()], { minLength: 1 })
  const oneCounter = fc.record({
    serving: fc.option(
      fc.record({
        seed: fc.integer(),
        since: fc.integer({ min: -30, max: 0 }),
        durations: someMinutes.map((all) => Float64Array.from(all)),
      }),
      { nil: null },
    ),
    freeFrom: fc.integer({ min: 0, max: 20 }),
    stopsAt: fc.oneof(fc.constant(NEVER), fc.integer({ min: 10, max: 200 })),
    breaks: fc
      .option(
        fc.record({
          from: fc.integer({ min: 0, max: 90 }),
          shortest: fc.constant(10),
          longest: fc.constant(20),
        }),
        { nil: undefined },
      )
      .map((one) => (one ? [one] : [])),
    pace: fc.constantFrom(1, 1.5),
  })
  const person = fc.record({
    counters: skills,
    minutes: someMinutes,
    key: fc.integer({ min: -40, max: 10 }),
    callableFrom: fc.integer({ min: -10, max: 30 }),
  })
  const absent = fc.record({
    counters: skills,
    minutes: someMinutes,
    appointment: fc.integer({ min: -20, max: 90 }),
    chance: fc.constantFrom(0, 0.5, 1),
  })
  const mayCome = fc.record({
    counters: skills,
    minutes: someMinutes,
    at: fc.integer({ min: -5, max: 90 }),
    chance: fc.constantFrom(0, 0.3, 1),
  })
  return fc
    .record({
      counters: fc.array(oneCounter, { minLength: count, maxLength: count }),
      people: fc.array(person, { maxLength: 12 }),
      expected: fc.array(absent, { maxLength: 6 }),
      mayCome: fc.array(mayCome, { maxLength: 6 }),
      pace: fc.constantFrom(1, 1.2),
      pauses: fc.constantFrom(
        { chance: 0, lengths: new Float64Array(0) },
        { chance: 0.4, lengths: Float64Array.of(2, 9) },
      ),
    })
    .map(({ counters, people, expected, mayCome, pace, pauses }) =>
      hall(
        counters,
        people.map(({ counters: own, minutes, ...more }, nth) => waiting(nth, own, minutes, more)),
        {
          pace,
          pauses,
          expected: expected.map(({ minutes, ...more }, nth) => ({
            ...more,
            seed: mixed(500 + nth),
            durations: Float64Array.from(minutes),
          })),
          mayCome: mayCome.map(({ minutes, ...more }, nth) => ({
            ...more,
            seed: mixed(900 + nth),
            durations: Float64Array.from(minutes),
          })),
        },
      ),
    )
})

describe('with durations that are known', () => {
  it('is the schedule that one makes by hand', () => {
    const counters = [
      counter({ serving: { seed: 1, since: -4, durations: Float64Array.of(10) } }),
      counter({ breaks: [{ from: 12, shortest: 30, longest: 30 }] }),
    ]
    const people = [
      waiting(0, [0, 1], [8]),
      waiting(1, [0], [5]),
      waiting(2, [0, 1], [20]),
      waiting(3, [1], [7]),
    ]
    // 0 begins at once at the second counter; 1 when the first is done with the visit of before; 2 at 8 there, where
    // the break waits until 28 and goes on to 58.
    expect(firstStarts(hall(counters, people))).toEqual([0, 6, 8, 58])
    // Control: without the break the last one is called when the third is done, at 28.
    const [first] = counters
    expect(firstStarts(hall([first ?? counter(), counter()], people))).toEqual([0, 6, 8, 28])
  })

  it('lets booked people who come pass by their credit, and nobody before they are callable', () => {
    const expected = [{ seed: 5, counters: [0], durations: Float64Array.of(10), appointment: 20, chance: 1 }]
    const arrivals = { early: 20, late: 15, credit: 30, lateness: Float64Array.of(-18) }
    const people = [waiting(0, [0], [10]), waiting(1, [0], [10]), waiting(2, [0], [10], { callableFrom: 50 })]
    expect(firstStarts(hall([counter()], people, { expected, arrivals }))).toEqual([0, 20, 50])
  })

  it('counters with nothing to do take whoever comes: each of two at once, and where the first rests or goes, the next', () => {
    const two = [
      waiting(0, [0, 1], [10], { callableFrom: 5 }),
      waiting(1, [0], [10], { callableFrom: 5, key: -9 }),
    ]
    expect(firstStarts(hall([counter(), counter()], two))).toEqual([5, 5])
    const one = [waiting(0, [0, 1], [10], { callableFrom: 5 })]
    const rests = counter({ breaks: [{ from: 5, shortest: 30, longest: 30 }] })
    expect(firstStarts(hall([rests, counter()], one))).toEqual([5])
    expect(firstStarts(hall([counter({ stopsAt: 5 }), counter()], one))).toEqual([5])
    // Control: without the second counter nobody takes them before the break is over, or at all.
    expect(
      firstStarts(
        hall(
          [rests],
          one.map((each) => ({ ...each, counters: [0] })),
        ),
      ),
    ).toEqual([35])
    expect(
      firstStarts(
        hall(
          [counter({ stopsAt: 5 })],
          one.map((each) => ({ ...each, counters: [0] })),
        ),
      ),
    ).toEqual([NEVER])
  })

  it('calls nobody when the counter has stopped, and who is in between waits in vain', () => {
    expect(
      firstStarts(
        hall(
          [counter({ stopsAt: 15 })],
          [waiting(0, [0], [10]), waiting(1, [0], [10]), waiting(2, [0], [10])],
        ),
      ),
    ).toEqual([0, 10, NEVER])
  })
})

describe('laws of looking ahead', () => {
  it('a straightforward simulation that looks at everybody at each step says the same', () => {
    fc.assert(
      fc.property(someHall, fc.integer({ min: 0, max: REPLICATES }), (of, replicate) => {
        const { starts, ends, replicates } = lookAhead(of, { replicates: replicate + 1 })
        const slow = straightforward(of, replicate)
        for (const [person, { start, end }] of slow.entries()) {
          expect(starts[person * replicates + replicate]).toBeCloseTo(start, 3)
          expect(ends[person * replicates + replicate]).toBeCloseTo(end, 3)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('identical people keep their order', () => {
    fc.assert(
      fc.property(someHall, (of) => {
        const { starts } = lookAhead(of, { replicates: REPLICATES })
        for (const [a, first] of of.waiting.entries())
          for (const [b, second] of of.waiting.entries()) {
            const alike =
              first.counters.join() === second.counters.join() &&
              first.callableFrom <= 0 &&
              second.callableFrom <= 0
            if (!alike || first.key >= second.key) continue
            for (let replicate = 0; replicate < REPLICATES; replicate++)
              expect(starts[a * REPLICATES + replicate]).toBeLessThanOrEqual(
                starts[b * REPLICATES + replicate] ?? 0,
              )
          }
      }),
      { numRuns: 100 },
    )
  })

  it('control of that order: whoever has fewer counters is passed by somebody who is not identical', () => {
    const busy = counter({ serving: { seed: 1, since: 0, durations: Float64Array.of(30) } })
    const [first = 0, second = 0] = firstStarts(
      hall([busy, counter()], [waiting(0, [0], [5]), waiting(1, [0, 1], [5])]),
    )
    expect(second).toBeLessThan(first)
  })

  it('nobody is served by a counter without the skill: what only others can do is as if it were another hall', () => {
    fc.assert(
      fc.property(
        fc.array(someMinutes, { minLength: 1, maxLength: 6 }),
        fc.array(someMinutes, { maxLength: 6 }),
        (ours, theirs) => {
          const mine = ours.map((minutes, nth) => waiting(nth, [0], minutes))
          const others = theirs.map((minutes, nth) => waiting(100 + nth, [1], minutes))
          const alone = lookAhead(hall([counter(), counter()], mine), { replicates: REPLICATES })
          const beside = lookAhead(hall([counter(), counter()], [...mine, ...others]), {
            replicates: REPLICATES,
          })
          expect(beside.starts.subarray(0, alone.starts.length)).toEqual(alone.starts)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('control of that skill: others who may be served there do delay, and skills alone decide between counters', () => {
    const mine = [waiting(1, [0], [10])]
    const alone = firstStarts(hall([counter(), counter()], mine))
    const beside = firstStarts(hall([counter(), counter()], [...mine, waiting(0, [0], [7])]))
    expect([alone[0], beside[0]]).toEqual([0, 7])
    // The second counter is free all the time, and stays so.
    const many = [0, 1, 2].map((nth) => waiting(nth, [0], [10]))
    const { finished } = lookAhead(hall([counter(), counter()], many), { replicates: 1, toTheEnd: true })
    expect([...finished]).toEqual([30, -NEVER])
  })

  it('whoever comes behind changes nothing for those before them in the same line', () => {
    fc.assert(
      fc.property(fc.array(someMinutes, { minLength: 1, maxLength: 8 }), someCounters, (all, count) => {
        const everywhere = [...Array(count).keys()]
        const people = all.map((minutes, nth) => waiting(nth, everywhere, minutes))
        const counters = everywhere.map(() => counter())
        const whole = lookAhead(hall(counters, people), { replicates: REPLICATES })
        const before = lookAhead(hall(counters, people.slice(0, -1)), { replicates: REPLICATES })
        expect(whole.starts.subarray(0, before.starts.length)).toEqual(before.starts)
      }),
      { numRuns: 50 },
    )
  })

  it('one more counter that can do everything lowers the mean wait in expectation', () => {
    let before = 0
    let after = 0
    fc.assert(
      fc.property(fc.array(someMinutes, { minLength: 3, maxLength: 12 }), someCounters, (all, count) => {
        const people = all.map((minutes, nth) => waiting(nth, [...Array(count + 1).keys()], minutes))
        const counters = Array.from({ length: count }, () => counter())
        const mean = (of: Hall) =>
          lookAhead(of, { replicates: REPLICATES }).starts.reduce((sum, each) => sum + each, 0)
        const few = mean(
          hall(
            counters,
            people.map((one) => ({ ...one, counters: one.counters.slice(0, -1) })),
          ),
        )
        const more = mean(hall([...counters, counter()], people))
        before += few
        after += more
        expect(more).toBeLessThanOrEqual(few)
      }),
      { numRuns: 50 },
    )
    expect(after).toBeLessThan(before)
  })

  it('control of that counter: one that can do nothing of it changes nobody’s wait', () => {
    const people = [5, 9, 4, 12].map((minutes, nth) => waiting(nth, [0], [minutes]))
    expect(firstStarts(hall([counter(), counter()], people))).toEqual(firstStarts(hall([counter()], people)))
  })

  it('is the same on every machine', () => {
    const people = Array.from({ length: 30 }, (_, nth) =>
      waiting(nth, nth % 3 ? [0, 1] : [1, 2], [3, 7, 12, 25]),
    )
    const { starts } = lookAhead(
      hall([counter(), counter(), counter()], people, {
        pauses: { chance: 0.2, lengths: Float64Array.of(5) },
      }),
      { replicates: 50 },
    )
    expect(starts.reduce((sum, each) => sum + each, 0)).toBe(FINGERPRINT)
    // Control: one bit of one person's luck shows in it.
    const others = people.map((one, nth) => (nth === 3 ? { ...one, seed: one.seed ^ 1 } : one))
    const other = lookAhead(
      hall([counter(), counter(), counter()], others, {
        pauses: { chance: 0.2, lengths: Float64Array.of(5) },
      }),
      { replicates: 50 },
    )
    expect(other.starts.reduce((sum, each) => sum + each, 0)).not.toBe(FINGERPRINT)
  })

  it('5,000 who wait, a service of ten hours and one of no time are no trouble', () => {
    const people = Array.from({ length: 5_000 }, (_, nth) => waiting(nth, [0], [nth % 2 ? 0 : 600]))
    const starts = firstStarts(hall([counter()], people))
    expect(starts.at(-1)).toBe(2_500 * 600)
    expect(firstStarts(hall([], [waiting(0, [], [5])]))).toEqual([NEVER])
    expect(firstStarts(hall([counter()], []))).toEqual([])
  })
})

const FINGERPRINT = 81_626

describe('a visit that goes on', () => {
  it('takes only what is longer than it has taken, and beyond all that was seen some more', () => {
    const durations = Float64Array.of(5, 10, 20)
    for (let replicate = 0; replicate < 50; replicate++) {
      expect([5, 15]).toContain(remaining(durations, 5, 1, replicate, 9))
      const beyond = remaining(durations, 30, 1, replicate, 9)
      expect(beyond).toBeGreaterThanOrEqual(1)
      expect(beyond).toBeLessThanOrEqual(1 + 0.6 * (35 / 3))
    }
  })
})

it('what is drawn is spread evenly, and one purpose says nothing of another', () => {
  const shares = (purpose: number) =>
    Array.from({ length: 4_000 }, (_, nth) => drawn(luckOf(nth % 200, purpose), mixed(nth)))
  const [one, two] = [shares(PURPOSES.duration), shares(PURPOSES.pause)]
  for (const all of [one, two]) {
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => all.filter((share) => Math.floor(share * 10) === tenth).length,
    )
    for (const count of tenths) expect(Math.abs(count - 400)).toBeLessThan(100)
  }
  const product =
    one.reduce((sum, share, nth) => sum + (share - 0.5) * ((two[nth] ?? 0) - 0.5), 0) / one.length
  expect(Math.abs(product)).toBeLessThan(0.006)
})

describe('whoever may come', () => {
  const somebody = (nth: number, more: Partial<MayCome> = {}): MayCome => ({
    seed: mixed(70 + nth),
    counters: [0],
    durations: Float64Array.of(4, 10, 25),
    at: 3 * nth,
    chance: 0.4,
    ...more,
  })
  const asked = waiting(1, [0], [0], { key: 60, callableFrom: 60 })
  const rowOf = (mayCome: readonly MayCome[], replicates = 400) =>
    lookAhead(hall([counter()], [asked], { mayCome }), { replicates }).starts
  const twenty = Array.from({ length: 20 }, (_, nth) => somebody(nth))

  it('comes in as many replicates as their chance says, at their moment, and never where it is none', () => {
    const alone = (chance: number) =>
      rowOf([somebody(0, { at: 55, chance, durations: Float64Array.of(20) })], 2_000)
    expect([...alone(0)].every((start) => start === 60)).toBe(true)
    expect([...alone(1)].every((start) => start === 75)).toBe(true)
    const called = [...alone(0.4)]
    expect(called.every((start) => start === 60 || start === 75)).toBe(true)
    expect(Math.abs(called.filter((start) => start === 75).length - 800)).toBeLessThan(80)
  })

  it('is the same person in every look: more likely ones come where they came already, and in further replicates', () => {
    const [seldom, often] = [0.2, 0.5].map((chance) => rowOf(twenty.map((one) => ({ ...one, chance }))))
    let later = 0
    for (const [replicate, start] of seldom?.entries() ?? []) {
      expect(often?.[replicate]).toBeGreaterThanOrEqual(start)
      later += Number((often?.[replicate] ?? 0) > start)
    }
    expect(later).toBeGreaterThan(100)
    // And in whatever order they are named.
    expect(rowOf(twenty.toReversed())).toEqual(rowOf(twenty))
  })

  it('changes nobody else’s luck: without one of them nothing is different where they did not come', () => {
    const who = 19
    const without = rowOf(twenty.filter((_, nth) => nth !== who))
    const same = [...rowOf(twenty)].map((start, replicate) => start === without[replicate])
    for (const [replicate, isSame] of same.entries())
      if (drawn(luckOf(replicate, PURPOSES.comes), mixed(70 + who)) >= 0.4) expect(isSame).toBe(true)
    expect(same.filter((each) => !each).length).toBeGreaterThan(20)
  })

  it('widens what may be as chance does: who comes for sure in the same number leaves less to chance', () => {
    const spread = (row: Float32Array) => {
      const { low, high } = expectationOf(row, 0)
      return high - low
    }
    const sure = twenty.filter((_, nth) => nth % 5 < 2).map((one) => ({ ...one, chance: 1 }))
    expect(spread(rowOf(twenty))).toBeGreaterThan(1.1 * spread(rowOf(sure)))
  })
})

describe('whoever is asked of when they come', () => {
  const later = (nth: number, at: number, more: Partial<Waiting> = {}) =>
    waiting(nth, [0], [10], { key: at, callableFrom: at, ...more })

  it('changes nothing where everybody is taken in, and is as if they had never come where not', () => {
    fc.assert(
      fc.property(someHall, (of) => {
        const hallLater = {
          ...of,
          waiting: of.waiting.map((each, nth) => ({ ...each, callableFrom: 1 + 3 * nth })),
        }
        const look = { replicates: 3, toTheEnd: true }
        const plain = lookAhead(hallLater, look)
        expect(lookAhead(hallLater, { ...look, admits: () => true })).toEqual(plain)
        const isKept = (nth: number) => nth % 2 === 0
        const some = lookAhead(hallLater, { ...look, admits: isKept })
        const fewer = lookAhead(
          { ...hallLater, waiting: hallLater.waiting.filter((_, nth) => isKept(nth)) },
          look,
        )
        expect(some.finished).toEqual(fewer.finished)
        for (const nth of hallLater.waiting.keys()) {
          const own = [...some.starts.subarray(nth * 3, nth * 3 + 3)]
          const place = nth / 2
          expect(own).toEqual(
            isKept(nth) ? [...fewer.starts.subarray(place * 3, place * 3 + 3)] : [NEVER, NEVER, NEVER],
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('sees who is at which counter since when, and nothing of what comes', () => {
    const seen: unknown[] = []
    const break_ = { from: 25, shortest: 30, longest: 30 }
    lookAhead(
      hall(
        [counter({ breaks: [break_] }), counter({ freeFrom: 40 })],
        [later(0, 5), later(1, 12), later(2, 30)],
      ),
      {
        replicates: 1,
        toTheEnd: true,
        admits(person, { at, free, served, since, breaksHad, starts }) {
          seen.push([person, at, [...free], [...served], since[0], [...breaksHad], [...starts]])
          return true
        },
      },
    )
    expect(seen).toEqual([
      [0, 5, [5, 40], [-1, -1], 0, [0, 0], [NEVER, NEVER, NEVER]],
      [1, 12, [15, 40], [0, -1], 5, [0, 0], [5, NEVER, NEVER]],
      // The second visit ended at 25, when the break began.
      [2, 30, [55, 40], [1, -1], 15, [1, 0], [5, 15, NEVER]],
    ])
  })
})
