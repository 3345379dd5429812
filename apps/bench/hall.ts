import { type BenchCity, openBenchCity } from './city.ts'
import { type Figure, type Group, median, rounded } from './figure.ts'
import { type BusyHall, measureNext, openBusyHall } from './hallNext.ts'
import { measureWatchers } from './hallWatchers.ts'
import { measureBareStreams } from './streams.ts'

const WATCHERS = 1_000
const LONG_WATCHERS = 10_000
const LAG_MS = 300
const LONG_LAG_MS = 1_000
const MEMORY_MIB = 400
const BACK_SECONDS = 10
const COUNTERS = 60
const WAITING = 500
const SECOND_MS = 1_000
const NEXT_MS = 100
const INSTANT_MS = 400
const RUNS = 3

/** What people in a hall wait for: the call on their phone, and the clerk's "next". */
export const hall: Group = {
  name: 'hall',
  summary:
    'from the key press to phones and displays over nine sites, and "next" by 60 counters with 500 waiting',
  async run({ long, say }) {
    const city = await openBenchCity()
    try {
      const figures = [...(await presses(city, say)), ...(await watching(city, WATCHERS, LAG_MS, say))]
      if (!long) return figures
      const many = await watching(city, LONG_WATCHERS, LONG_LAG_MS, say)
      return [...figures, ...many.map((figure) => ({ ...figure, long: true as const }))]
    } finally {
      await city.close()
    }
  },
}

async function presses(city: BenchCity, say: (line: string) => void): Promise<Figure[]> {
  const busy = await openBusyHall(city, { counters: COUNTERS, waiting: WAITING + 2 * RUNS * COUNTERS })
  try {
    return [
      await pressed(city, busy, say, { id: 'next_p99_within_a_second', within: SECOND_MS, most: NEXT_MS }),
      await pressed(city, busy, say, { id: 'next_p99_same_instant', within: 0, most: INSTANT_MS }),
    ]
  } finally {
    busy.close()
  }
}

async function pressed(
  city: BenchCity,
  busy: BusyHall,
  say: (line: string) => void,
  { id, within, most }: { readonly id: string; readonly within: number; readonly most: number },
): Promise<Figure> {
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(await measureNext(city, busy, within))
  const [value, bare] = [median(runs.map(({ p99 }) => p99)), median(runs.map(({ bareP99 }) => bareP99))]
  const refused = runs.reduce((sum, run) => sum + run.refused, 0)
  say(`${id}: ${runs.map(({ p99 }) => `${rounded(p99)} ms`).join(', ')}; ${refused} presses refused`)
  return {
    id,
    value: rounded(value),
    unit: 'ms',
    baseline: rounded(bare),
    ratio: rounded(value / bare),
    target: `at most ${most} ms, none refused`,
    holds: value <= most && refused === 0,
  }
}

async function watching(
  city: BenchCity,
  watchers: number,
  most: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  const bare = await measureBareStreams(watchers)
  const run = await measureWatchers(city, watchers)
  say(
    `${watchers} watchers: p99 ${rounded(run.p99)} ms, ${run.memoryMiB} MiB, back in ${rounded(run.backSeconds)} s`,
  )
  const figure = (id: string, value: number, unit: string, baseline: number, limit: number): Figure => ({
    id: `${id}_${watchers}_watchers`,
    value: rounded(value),
    unit,
    baseline: rounded(baseline),
    ratio: rounded(value / baseline),
    target: `at most ${limit} ${unit}`,
    holds: value <= limit,
  })
  return [
    figure('lag_p99', run.p99, 'ms', bare.p99, most),
    figure('memory', run.memoryMiB, 'MiB', bare.memoryMiB, MEMORY_MIB),
    figure('all_back_after_restart', run.backSeconds, 's', bare.connectSeconds, BACK_SECONDS),
  ]
}
