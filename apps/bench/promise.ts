import { type Figure, type Group, rounded } from './figure.ts'
import { speeds } from './looking.ts'
import { runIntake } from './promise/intakeDays.ts'
import { foreseeArrivals } from './promise/outlook.ts'
import {
  type Case,
  comingBack,
  coverageOf,
  errorOf,
  intervalScore,
  mean,
  predictDays,
  withoutHistory,
} from './promise/run.ts'
import { SIMPLE_WAYS } from './promise/simpleWays.ts'
import { STRESSES } from './promise/stress.ts'

/** The simulated centres of the reference: one with a credit, one with booked people strictly first. */
const WORLDS = [
  { name: 's1', load: 1, credit: 20, naive: 0.58 },
  { name: 's2', load: 0.95, credit: 1_000, naive: 0.5 },
] as const
const DAYS = { learned: 30, counted: 60 }
const SEEDS = 1
const LONG_SEEDS = 10
const UNLEARNED_DAYS = 20
/** Where the world has changed, or more than one is played. */
const FEWER_DAYS = { learned: 30, counted: 20 }
const OUTLOOK_DAYS = 30
/** One theta for each load: the knob that a city turns. */
const INTAKES = [
  { name: 'load_1', load: 1, theta: 2, days: 60, overtime: 0.2, needless: 0.025 },
  { name: 'load_1.12', load: 1.12, theta: 4, days: 40, overtime: 0.35, needless: 0.06 },
] as const
/** A service says something of its own from so many predictions on. */
const ENOUGH = 2_000

type World = (typeof WORLDS)[number]

/** How well calls are foreseen in worlds where everything is known, and how fast. */
export const promise: Group = {
  name: 'promise',
  summary:
    'waits foreseen in simulated centres beside the naive formula and an all-knowing engine; the kernel’s speed',
  async run({ long, say }) {
    const seeds = Array.from({ length: long ? LONG_SEEDS : SEEDS }, (_, nth) => nth + 1)
    const figures: Figure[] = []
    for (const world of WORLDS) {
      const runs = seeds.map((seed) => {
        const cases = predictDays(seed, world.load, world.credit, DAYS)
        say(`${world.name}, seed ${seed}: ${inWords(cases)}`)
        return cases
      })
      figures.push(...foreseen(world, runs), ...intervals(world, runs.flat()), unlearned(world, seeds))
      for (const line of besideSimpleWays(world, runs)) say(line)
    }
    const further = long ? seeds : seeds.slice(0, 1)
    figures.push(...promisesKept(further, say), ...outlooks(further, say))
    figures.push(...intakes(further, say), ...stressed(further, say))
    return [...figures.map((figure) => (long ? { ...figure, long } : figure)), ...speeds()]
  },
}

function inWords(cases: readonly Case[]): string {
  const [engine, naive, oracle] = (['engine', 'naive', 'oracle'] as const).map((way) =>
    rounded(errorOf(cases, way)),
  )
  return `${cases.length} calls, mean wait ${rounded(mean(cases.map(({ waited }) => waited)))}; errors ${engine}, naive ${naive}, oracle ${oracle}`
}

/** Mean errors, each the mean over the seeds of its ratio. */
function foreseen({ name, naive }: World, runs: readonly Case[][]): Figure[] {
  const errors = runs.map((cases) => ({
    engine: errorOf(cases, 'engine'),
    naive: errorOf(cases, 'naive'),
    oracle: errorOf(cases, 'oracle'),
  }))
  const of = (way: 'engine' | 'naive' | 'oracle') => mean(errors.map((each) => each[way]))
  const toNaive = mean(errors.map((each) => each.engine / each.naive))
  const toOracle = mean(errors.map((each) => each.engine / each.oracle))
  return [
    figure(
      `error_to_naive_${name}`,
      of('engine'),
      of('naive'),
      toNaive,
      `at most ${naive} of the naive formula`,
      toNaive <= naive,
    ),
    figure(
      `error_to_oracle_${name}`,
      of('engine'),
      of('oracle'),
      toOracle,
      'at most 1.04 of the oracle',
      toOracle <= 1.04,
    ),
  ]
}

/** Every simple way of the reference: its own error and interval score, and what the engine's are of them. */
function besideSimpleWays({ name }: World, runs: readonly Case[][]): string[] {
  const all = runs.flat()
  return SIMPLE_WAYS.map((way) => {
    const ratio = mean(runs.map((cases) => errorOf(cases, 'engine') / errorOf(cases, way)))
    const error = mean(runs.map((cases) => errorOf(cases, way)))
    const score = intervalScore(all, 'engine') / intervalScore(all, way)
    return `${name} beside ${way}: its error ${rounded(error)} min, engine ${rounded(ratio)} of it, interval score ${rounded(score)} of it`
  })
}

function intervals({ name }: World, cases: readonly Case[]): Figure[] {
  const [score, naiveScore] = [intervalScore(cases, 'engine'), intervalScore(cases, 'naive')]
  const { missed, left } = comingBack(cases)
  const groups = margins(cases)
  const outside = groups.filter(({ coverage, most }) => coverage < 0.88 || coverage > most)
  const worst = [...groups].sort((a, b) => a.coverage - b.coverage)[0]
  const all = coverageOf(cases)
  return [
    share(`coverage_${name}`, all, 'from 0.88 to 0.94', all >= 0.88 && all <= 0.94),
    share(
      `coverage_worst_margin_${name}`,
      worst?.coverage ?? 0,
      `each of ${groups.length} bins, classes, services from 0.88 to 0.94${outside.length ? `; outside: ${outside.map((each) => `${each.name} ${rounded(each.coverage)}`).join(', ')}` : ''}`,
      outside.length === 0,
    ),
    figure(
      `interval_score_${name}`,
      score,
      naiveScore,
      score / naiveScore,
      'at most 0.6 of the corrected naive formula',
      score / naiveScore <= 0.6,
    ),
    share(`missed_when_back_${name}`, missed, 'at most 0.025', missed <= 0.025),
    figure(`left_when_back_${name}`, left, null, null, 'at most 11 min on average', left <= 11),
  ]
}

/** Coverage by bin (below five minutes only to the top), class and service. */
function margins(cases: readonly Case[]) {
  const bins = [0, 1, 2, 3].map((bin) => {
    const own = cases.filter((each) => each.bin === bin)
    return { name: `bin ${bin}`, own, coverage: coverageOf(own, bin === 0), most: bin === 0 ? 0.95 : 0.94 }
  })
  const by = <K extends 'group' | 'service'>(key: K) =>
    [...new Set(cases.map((each) => each[key]))].map((value) => {
      const own = cases.filter((each) => each[key] === value)
      return { name: `${key} ${value}`, own, coverage: coverageOf(own), most: 0.94 }
    })
  return [...bins, ...by('group'), ...by('service').filter(({ own }) => own.length >= ENOUGH)]
}

function unlearned({ name, load, credit }: World, seeds: readonly number[]): Figure {
  const runs = seeds.map((seed) => withoutHistory(seed, load, credit, UNLEARNED_DAYS))
  const ratio = mean(runs.map(({ engine, naive }) => engine / naive))
  const [engine, naive] = [mean(runs.map((run) => run.engine)), mean(runs.map((run) => run.naive))]
  return figure(
    `error_without_history_${name}`,
    engine,
    naive,
    ratio,
    'at most 0.8 of the naive formula',
    ratio <= 0.8,
  )
}

/** The same world, where whoever is told "be back by" goes and is not called before. */
function promisesKept(seeds: readonly number[], say: (line: string) => void): Figure[] {
  const cases = seeds.flatMap((seed) => predictDays(seed, 1, 20, FEWER_DAYS, { keeps: true }))
  const { missed, left } = comingBack(cases)
  say(`s1 with promises kept: ${cases.length} calls, ${rounded(left)} min left`)
  return [
    share('missed_when_promises_are_kept_s1', missed, 'at most 0.003', missed <= 0.003),
    figure('left_when_promises_are_kept_s1', left, null, null, 'at most 11 min on average', left <= 11),
  ]
}

function outlooks(seeds: readonly number[], say: (line: string) => void): Figure[] {
  const runs = seeds.map((seed) => foreseeArrivals(seed, 1, 20, OUTLOOK_DAYS))
  return ([30, 60] as const).map((ahead) => {
    const errors = runs.map((run) => ({ engine: mean(run[ahead].engine), naive: mean(run[ahead].naive) }))
    const [engine, naive] = [mean(errors.map((run) => run.engine)), mean(errors.map((run) => run.naive))]
    const ratio = mean(errors.map((run) => run.engine / run.naive))
    const most = ahead === 30 ? 0.6 : 0.57
    const inside = mean(runs.flatMap((run) => run[ahead].inside.map(Number)))
    say(
      `outlook for ${ahead} min: ${rounded(engine)}, naive ${rounded(naive)}, raw interval held ${rounded(inside)}`,
    )
    return figure(
      `outlook_${ahead}`,
      engine,
      naive,
      ratio,
      `at most ${most} of the naive formula now`,
      ratio <= most,
    )
  })
}

function intakes(seeds: readonly number[], say: (line: string) => void): Figure[] {
  return INTAKES.flatMap(({ name, load, theta, days, overtime, needless }) => {
    const runs = seeds.map((seed) => runIntake(seed, load, theta, days))
    const sum = (of: (run: (typeof runs)[number]) => number) =>
      runs.reduce((total, run) => total + of(run), 0)
    const all = sum((run) => run.days)
    const [own, fixed] = [sum((run) => run.own.overtime) / all, sum((run) => run.fixedOvertime) / all]
    const late = sum((run) => run.own.late) / sum((run) => run.own.accepted)
    const refused = sum((run) => run.needless) / sum((run) => run.wishes)
    say(`intake at ${load}: ${rounded(sum((run) => run.own.served) / all)} served a day, theta ${theta}`)
    return [
      figure(
        `intake_overtime_${name}`,
        own,
        fixed,
        own / fixed,
        `at most ${overtime} of the best cut-off`,
        own <= overtime * fixed,
      ),
      share(`intake_late_${name}`, late, 'at most 0.003 of the accepted', late <= 0.003),
      share(`intake_needless_${name}`, refused, `at most ${needless} of all wishes`, refused <= needless),
    ]
  })
}

function stressed(seeds: readonly number[], say: (line: string) => void): Figure[] {
  return STRESSES.map(({ name, ...options }) => {
    const runs = seeds.map((seed) => predictDays(seed, 1, 20, FEWER_DAYS, options))
    const errors = runs.map((cases) => ({
      engine: errorOf(cases, 'engine'),
      oracle: errorOf(cases, 'oracle'),
    }))
    const [engine, oracle] = [mean(errors.map((run) => run.engine)), mean(errors.map((run) => run.oracle))]
    const ratio = mean(errors.map((run) => run.engine / run.oracle))
    const held = coverageOf(runs.flat())
    say(`${name}: error ${rounded(engine)}, oracle ${rounded(oracle)}, inside ${rounded(held)}`)
    return figure(`stress_${name}`, engine, oracle, ratio, 'at most 1.15 of the oracle', ratio <= 1.15)
  })
}

function figure(
  id: string,
  value: number,
  baseline: number | null,
  ratio: number | null,
  target: string,
  holds: boolean,
): Figure {
  return {
    id,
    value: rounded(value),
    unit: 'min',
    baseline: baseline === null ? null : rounded(baseline),
    ratio: ratio === null ? null : rounded(ratio),
    target,
    holds,
  }
}

const share = (id: string, value: number, target: string, holds: boolean): Figure => ({
  ...figure(id, value, null, null, target, holds),
  unit: '',
})
