import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calledBetween, drawnAt, type Snapshot, shownOf } from './queue.ts'
import { fitRidge, learnRidge, newRidge, weighed } from './ridge.ts'
import { newTally } from './tally.ts'
import { nothingUncountedWaits, walkQueue } from './walkQueue.ts'

const snapshot = (at: number, called: number | null, waiting: number, open: number | null = 2): Snapshot => ({
  ...{ line: at, site: 'Mitte', queue: 'A', day: 0 },
  ...{ at, called, waiting, open },
})
const numbers = (all: readonly (number | null)[]) =>
  shownOf(all.map((called, nth) => snapshot(nth, called, 3))).map(({ called }) => called)

describe('numbers of a display', () => {
  it('go on rising when they begin anew, and when one is called again', () => {
    expect(numbers([97, 99, 1, 4])).toEqual([97, 99, 100, 103])
    expect(numbers([40, 42, 41, 43])).toEqual([40, 42, 42, 43])
    expect(numbers([null, 1, 2])).toEqual([0, 1, 2])
  })

  it('show when one was drawn and called, between two looks', () => {
    const shown = shownOf([snapshot(0, 10, 2), snapshot(10, 12, 4), snapshot(20, 16, 4)])
    // 12 had been drawn at 0, 16 at 10, 20 at 20.
    expect(drawnAt(shown, 2, 14)).toBe(5)
    expect(drawnAt(shown, 2, 21)).toBeUndefined()
    const [, before, after] = shown
    expect(after && calledBetween(before, after, 14)).toBe(15)
  })

  it('that stay the same for half an hour while people wait are stuck; while nobody waits they are not', () => {
    const stuck = (waiting: number) =>
      shownOf([0, 10, 20, 30, 40].map((at) => snapshot(at, 5, waiting))).map((each) => each.stuck)
    expect(stuck(3)).toEqual([false, false, false, true, true])
    expect(stuck(0)).toEqual([false, false, false, false, false])
  })
})

it('a regression finds the weights of what is a sum, however the inputs lie', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), { minLength: 5 }),
      (inputs) => {
        const ridge = newRidge(3)
        for (let round = 0; round < 400; round++)
          for (const [a, b] of inputs) learnRidge(ridge, [1, a, b], 2 + 3 * a - b)
        const weights = fitRidge(ridge)
        for (const [a, b] of inputs)
          expect(Math.abs(weighed(weights, [1, a, b]) - (2 + 3 * a - b))).toBeLessThan(0.5)
      },
    ),
    { numRuns: 50 },
  )
})

/** A line in which somebody is called each four minutes, with twelve who wait. */
const steady = (from: number, minutes: number, more: (at: number) => Partial<Snapshot> = () => ({})) =>
  Array.from({ length: minutes / 2 }, (_, nth) => {
    const at = from + 2 * nth
    return {
      ...snapshot(at, 1 + Math.floor(nth / 2), 12),
      day: Math.floor(from / 1_440) * 1_440,
      ...more(at),
    }
  })

function walked(days: readonly Snapshot[][]) {
  const tally = newTally()
  const uncounted = nothingUncountedWaits()
  for (const _ of walkQueue(days, { learned: 2, silent: 0 }, tally, uncounted));
  return { tally, uncounted }
}

describe('a line of which only snapshots are known', () => {
  const days = [0, 1, 2, 3].map((nth) => steady(nth * 1_440, 400))

  it('is foreseen well when it is steady; who is not called before the evening is not counted', () => {
    const { tally, uncounted } = walked(days)
    expect(tally.calls).toBeGreaterThan(100)
    expect((tally.ways.get('engine')?.error ?? 99) / tally.calls).toBeLessThan(2)
    expect(uncounted.dayEnded).toBeGreaterThan(10)
    expect(uncounted.stuck + uncounted.silent + uncounted.ranEmpty).toBe(0)
  })

  it('says how many could not be counted because the feed stood still, was silent, or the line ran empty', () => {
    const last = 3 * 1_440
    const changed = (more: (at: number) => Partial<Snapshot>) => [
      ...days.slice(0, 3),
      steady(last, 400, more),
    ]
    const stands = changed((at) => (at > last + 200 ? { called: 51 } : {}))
    expect(walked(stands).uncounted.stuck).toBeGreaterThan(10)
    const silent = changed(() => ({})).map((day, nth) =>
      nth < 3 ? day : day.filter(({ at }) => at < last + 200 || at > last + 240),
    )
    expect(walked(silent).uncounted.silent).toBeGreaterThan(5)
    const empty = changed((at) => (at === last + 200 ? { waiting: 0 } : {}))
    expect(walked(empty).uncounted.ranEmpty).toBeGreaterThan(5)
    const closed = changed((at) => (at > last + 300 ? { open: 0 } : {}))
    expect(walked(closed).uncounted.closed).toBeGreaterThan(5)
  })
})
