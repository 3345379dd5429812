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
import { pointOf } from '#features/promise/model/replay/said.ts'
import { type Engine, naive, openEngine } from './engine.ts'
import { openSimpleWays, type Saying, SIMPLE_WAYS, type Simple, type SimpleWay } from './simpleWays.ts'
import { type Journal, playDay, type Sight } from './truth.ts'
import { type Day, type Group, groupOf, makeDay, makeWorld, type Somebody, type World } from './world.ts'

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
  readonly group: Group
  readonly service: number
  readonly bin: number
  readonly waited: number
  readonly engine: number
  readonly oracle: number
  readonly simple: Simple
  readonly told: Corrected
  /** What each of the simple ways would have told, by its own errors. */
  readonly simpleTold: Readonly<Record<SimpleWay, Corrected>>
}

type Told = {
  readonly at: number
  readonly raw: Expectation
  readonly saying: Saying
} & Pick<Case, 'oracle' | 'told' | 'simpleTold'>

type Corrections = { readonly engine: Correction } & Readonly<Record<SimpleWay, Correction>>

export type PredictOptions = {
  /** The days, if they are others than those of the world. */
  readonly dayOf?: (world: World, number: number) => Day
  /** Whoever is told when to be back goes, and is not called before. */
  readonly keeps?: boolean
  /** What the clocks make of a duration; the oracle sees the true one. */
  readonly distorts?: (minutes: number, at: number, number: number) => number
}

/** Plays the days of a world and predicts everybody's call once, when they come; only the past is known. */
export function predictDays(
  seed: number,
  load: number,
  credit: number,
  days: Days,
  { dayOf = makeDay, keeps = false, distorts }: PredictOptions = {},
): Case[] {
  const world = makeWorld(seed, load, credit)
  const engines = [openEngine(world), openEngine(world, { oracle: true })] as const
  const [engine, oracle] = engines
  const corrections: Corrections = { engine: newCorrection(), ...bySimpleWay(newCorrection) }
  const simpleWays = openSimpleWays(engine)
  const cases: Case[] = []
  for (let number = 0; number < days.learned + days.counted; number++) {
    const counts = number >= days.learned
    const told = new Map<number, Told>()
    simpleWays.begin()
    const held = new Map<Somebody, number>()
    const heldUntil = (person: Somebody) => held.get(person) ?? 0
    const played = { world, day: dayOf(world, number), engines, heldUntil }
    const watch: Pick<Journal, 'arrived' | 'called'> = {
      arrived(person, sight) {
        if (number < Math.floor(days.learned / SILENT_SHARE)) return
        const group = groupOf(person)
        const raw = expect(engine, sight, heldUntil)
        const saying = simpleWays.say(sight, person)
        const toldNow = corrected(corrections.engine, group, raw)
        told.set(person.id, {
          at: sight.now,
          ...{ raw, saying, told: toldNow },
          simpleTold: bySimpleWay((way) => corrected(corrections[way], group, pointOf(saying.simple[way]))),
          oracle: counts ? expect(oracle, sight, heldUntil).middle : Number.NaN,
        })
        if (keeps && toldNow.back >= WORTH_LEAVING) held.set(person, sight.now + toldNow.back)
      },
      called(person, at, gone) {
        const before = told.get(person.id)
        simpleWays.called(person, at)
        // Who was gone before the call is censored: nobody knows when they would have come.
        if (!before || gone) return
        const waited = at - before.at
        if (counts) cases.push(caseOf(person, before, waited))
        learn(corrections, groupOf(person), before, waited)
        simpleWays.learn(groupOf(person), before.saying.inputs, waited)
      },
    }
    playOne(played, watch, distorts && ((minutes, at) => distorts(minutes, at, number)))
  }
  return cases
}

type Played = {
  readonly world: World
  readonly day: Day
  readonly engines: readonly Engine[]
  readonly heldUntil?: (person: Somebody) => number
}

function playOne(
  { world, day, engines, heldUntil }: Played,
  watch: Pick<Journal, 'arrived' | 'called'>,
  distorted: (minutes: number, at: number) => number = (minutes) => minutes,
) {
  for (const engine of engines) engine.begin(day)
  const journal: Journal = {
    arrived(person, sight) {
      for (const engine of engines) engine.arrived(person, sight.now)
      watch.arrived?.(person, sight)
    },
    called: watch.called ?? (() => undefined),
    served(person, counter, minutes, at) {
      for (const [nth, engine] of engines.entries())
        engine.served(person, counter, nth === 0 ? distorted(minutes, at) : minutes, at)
    },
    paused(minutes, at) {
      for (const engine of engines) engine.paused(minutes, at)
    },
    noShow() {
      for (const engine of engines) engine.noShow()
    },
  }
  playDay(world, day, journal, heldUntil ? { heldUntil } : {})
  for (const engine of engines) engine.catchUp(Number.POSITIVE_INFINITY)
}

/** What an engine expects of the call of whoever came last; some are held until a moment. */
export function expect(engine: Engine, sight: Sight, heldUntil?: (person: Somebody) => number): Expectation {
  const hall = engine.hallOf(sight, heldUntil)
  const last = hall.waiting.length - 1
  const { starts } = lookAhead(hall, { replicates: REPLICATES })
  return expectationOf(starts.subarray(last * REPLICATES, (last + 1) * REPLICATES), sight.now)
}

const bySimpleWay = <T>(of: (way: SimpleWay) => T) =>
  Object.fromEntries(SIMPLE_WAYS.map((way) => [way, of(way)])) as Record<SimpleWay, T>

const caseOf = (person: Somebody, { raw, saying, oracle, told, simpleTold }: Told, waited: number): Case => ({
  group: groupOf(person),
  service: person.service,
  bin: binOf(raw.middle),
  waited,
  engine: raw.middle,
  oracle,
  simple: saying.simple,
  told,
  simpleTold,
})

function learn(corrections: Corrections, group: Group, { raw, saying }: Told, waited: number): void {
  learnCall(corrections.engine, group, raw, waited)
  for (const way of SIMPLE_WAYS) learnCall(corrections[way], group, pointOf(saying.simple[way]), waited)
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
    playOne(
      { world, day: makeDay(world, number), engines: [engine] },
      {
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
      },
    )
  }
  return { engine: mean(errors.engine), naive: mean(errors.naive) }
}

export const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length

/** The mean error of one way to predict. */
export const errorOf = (cases: readonly Case[], way: 'engine' | 'oracle' | SimpleWay) =>
  mean(
    cases.map((each) =>
      Math.abs((way === 'engine' || way === 'oracle' ? each[way] : each.simple[way]) - each.waited),
    ),
  )

/** The share of calls inside the interval told; `short`: only not after it. */
export const coverageOf = (cases: readonly Case[], short = false) =>
  mean(cases.map(({ told, waited }) => ((short || waited >= told.low) && waited <= told.high ? 1 : 0)))

/** The mean width of an interval, and twenty for each minute outside. */
export const intervalScore = (cases: readonly Case[], way: 'engine' | SimpleWay) =>
  mean(
    cases.map(({ told, simpleTold, waited }) => {
      const { low, high } = way === 'engine' ? told : simpleTold[way]
      return high - low + OUTSIDE * Math.max(0, low - waited, waited - high)
    }),
  )

/** Of those who wait five minutes and more: who is missed when they come back by "be back by", and what is left then. */
export function comingBack(cases: readonly Case[]): { readonly missed: number; readonly left: number } {
  const away = cases.filter(({ waited }) => waited >= WORTH_LEAVING)
  return {
    missed: mean(away.map(({ told, waited }) => (waited < told.back ? 1 : 0))),
    left: mean(away.map(({ told, waited }) => Math.max(0, waited - told.back))),
  }
}
