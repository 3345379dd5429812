import {
  binOf,
  type Corrected,
  type Correction,
  corrected,
  learnCall,
  newCorrection,
} from '#features/promise/model/correction.ts'
import { type Expectation, expectationOf } from '#features/promise/model/expectation.ts'
import { lookAhead } from '#features/promise/model/kernel.ts'
import { headOfLine } from '#features/promise/model/replay/baselines.ts'
import { type Engine, naive, openEngine } from './engine.ts'
import { type Journal, playDay, type Sight } from './truth.ts'
import { makeDay, makeWorld, type Somebody, type World } from './world.ts'

/** Days that are only learned from, and days that count. On the first third of the former nothing is predicted yet. */
export type Days = { readonly learned: number; readonly counted: number }
const SILENT_SHARE = 3
export const REPLICATES = 200
/** What an interval costs for each minute that the call lies outside: 2 / (1 − 0.9). */
const OUTSIDE = 20
/** Whoever waits less has no time to go anywhere. Minutes. */
const WORTH_LEAVING = 5

/** One prediction and what came of it. Minutes. */
export type Case = {
  readonly group: 'booked' | 'walk-in'
  readonly service: number
  readonly bin: number
  readonly waited: number
  readonly engine: number
  readonly naive: number
  readonly oracle: number
  /** What the last one called of their class waited, and what the first in line of it has waited. */
  readonly lastCalled: number
  readonly headOfLine: number
  readonly told: Corrected
  readonly naiveTold: Corrected
}

type Told = {
  readonly at: number
  readonly raw: Expectation
  readonly naive: number
  readonly oracle: number
  readonly lastCalled: number
  readonly headOfLine: number
}

/** Plays the days of a world and predicts everybody's call once, when they come; only the past is known. */
export function predictDays(seed: number, load: number, credit: number, days: Days): Case[] {
  const world = makeWorld(seed, load, credit)
  const engines = [openEngine(world), openEngine(world, { oracle: true })] as const
  const [engine, oracle] = engines
  const corrections = { engine: newCorrection(), naive: newCorrection() }
  const cases: Case[] = []
  for (let number = 0; number < days.learned + days.counted; number++) {
    const counts = number >= days.learned
    const told = new Map<number, Told>()
    const lastCalled = new Map<string, number>()
    playOne(world, number, engines, {
      arrived(person, sight) {
        if (number < Math.floor(days.learned / SILENT_SHARE)) return
        const middle = counts ? expect(oracle, sight).middle : Number.NaN
        told.set(person.id, {
          at: sight.now,
          raw: expect(engine, sight),
          naive: naive(engine, sight, person),
          oracle: middle,
          lastCalled: lastCalled.get(groupOf(person)) ?? 0,
          headOfLine: headOfLineNow(sight, person),
        })
      },
      called(person, at, gone) {
        const before = told.get(person.id)
        lastCalled.set(groupOf(person), at - (person.arrives ?? at))
        // Who was gone before the call is censored: nobody knows when they would have come.
        if (before && !gone) close(person, before, at - before.at, corrections, counts ? cases : undefined)
      },
    })
  }
  return cases
}

function playOne(
  world: World,
  number: number,
  engines: readonly Engine[],
  watch: Pick<Journal, 'arrived' | 'called'>,
) {
  const day = makeDay(world, number)
  for (const engine of engines) engine.begin(day)
  playDay(world, day, {
    arrived(person, sight) {
      for (const engine of engines) engine.arrived(person, sight.now)
      watch.arrived?.(person, sight)
    },
    called: watch.called ?? (() => undefined),
    served(person, counter, minutes, at) {
      for (const engine of engines) engine.served(person, counter, minutes, at)
    },
    paused(minutes, at) {
      for (const engine of engines) engine.paused(minutes, at)
    },
    noShow() {
      for (const engine of engines) engine.noShow()
    },
  })
  for (const engine of engines) engine.catchUp(Number.POSITIVE_INFINITY)
}

/** What an engine expects of the call of whoever came last. */
export function expect(engine: Engine, sight: Sight): Expectation {
  const hall = engine.hallOf(sight)
  const last = hall.waiting.length - 1
  const { starts } = lookAhead(hall, { replicates: REPLICATES })
  return expectationOf(starts.subarray(last * REPLICATES, (last + 1) * REPLICATES), sight.now)
}

const groupOf = ({ appointment }: Somebody) => (appointment === null ? 'walk-in' : 'booked')

function headOfLineNow({ waiting, now }: Sight, person: Somebody): number {
  const line = waiting.filter((each) => each !== person)
  return headOfLine(
    line.map((each) => ({ arrival: each.arrives ?? now, key: each.key, group: groupOf(each) })),
    groupOf(person),
    now,
  )
}

function close(
  person: Somebody,
  before: Told,
  waited: number,
  corrections: { readonly engine: Correction; readonly naive: Correction },
  cases: Case[] | undefined,
): void {
  const group = groupOf(person)
  const point = { back: before.naive, low: before.naive, middle: before.naive, high: before.naive }
  cases?.push({
    group,
    service: person.service,
    bin: binOf(before.raw.middle),
    waited,
    engine: before.raw.middle,
    naive: before.naive,
    oracle: before.oracle,
    lastCalled: before.lastCalled,
    headOfLine: before.headOfLine,
    told: corrected(corrections.engine, group, before.raw),
    naiveTold: corrected(corrections.naive, group, point),
  })
  learnCall(corrections.engine, group, before.raw, waited)
  learnCall(corrections.naive, group, point, waited)
}

/** With no history at all: engine and naive formula know planned minutes only, and neither learns. Mean errors. */
export function withoutHistory(
  seed: number,
  load: number,
  credit: number,
  days: number,
): { engine: number; naive: number } {
  const world = makeWorld(seed, load, credit)
  const engine = openEngine(world, { learns: false })
  const errors = { engine: [] as number[], naive: [] as number[] }
  for (let number = 0; number < days; number++) {
    const told = new Map<number, { readonly at: number; readonly middle: number; readonly naive: number }>()
    playOne(world, number, [engine], {
      arrived: (person, sight) =>
        void told.set(person.id, {
          at: sight.now,
          middle: expect(engine, sight).middle,
          naive: naive(engine, sight, person),
        }),
      called(person, at, gone) {
        const before = told.get(person.id)
        if (!before || gone) return
        errors.engine.push(Math.abs(before.middle - (at - before.at)))
        errors.naive.push(Math.abs(before.naive - (at - before.at)))
      },
    })
  }
  return { engine: mean(errors.engine), naive: mean(errors.naive) }
}

export const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length

/** The mean error of one way to predict. */
export const errorOf = (
  cases: readonly Case[],
  way: 'engine' | 'naive' | 'oracle' | 'lastCalled' | 'headOfLine',
) => mean(cases.map((each) => Math.abs(each[way] - each.waited)))

/** The share of calls inside the interval told; `short`: only not after it. */
export const coverageOf = (cases: readonly Case[], short = false) =>
  mean(cases.map(({ told, waited }) => ((short || waited >= told.low) && waited <= told.high ? 1 : 0)))

/** The mean width of an interval, and twenty for each minute outside. */
export const intervalScore = (cases: readonly Case[], way: 'told' | 'naiveTold') =>
  mean(
    cases.map(
      ({ [way]: { low, high }, waited }) => high - low + OUTSIDE * Math.max(0, low - waited, waited - high),
    ),
  )

/** Of those who wait five minutes and more: who is missed when they come back by "be back by", and what is left then. */
export function comingBack(cases: readonly Case[]): { readonly missed: number; readonly left: number } {
  const away = cases.filter(({ waited }) => waited >= WORTH_LEAVING)
  return {
    missed: mean(away.map(({ told, waited }) => (waited < told.back ? 1 : 0))),
    left: mean(away.map(({ told, waited }) => Math.max(0, waited - told.back))),
  }
}
