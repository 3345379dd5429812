import { bookingFigure } from './bookingRate.ts'
import { type BenchCity, openBenchCity } from './city.ts'
import { type Figure, type Group, median, rounded } from './figure.ts'
import { measureBareStreams, measurePhones } from './streams.ts'

const RUNS = 3
const PHONES = 1_000
/** Rungs of the ladder that is climbed with --long: how many phones one node carries. */
const LADDER = [2_500, 5_000, 10_000] as const
/** With ten thousand phones a call may take a second to all of them. */
const LONG_LAG_MS = 1_000
const LAG_MS = 300

/** Booking transactions beside a bare one, and phones that follow their turn. */
export const foundation: Group = {
  name: 'foundation',
  summary: 'booking transactions, phones that follow their turn',
  async run({ long, say }) {
    const city = await openBenchCity()
    try {
      const figures = [await bookingFigure(city, say), ...(await phones(city, say))]
      return long ? [...figures, ...(await ladder(city, say))] : figures
    } finally {
      await city.close()
    }
  },
}

async function phones(city: BenchCity, say: (line: string) => void): Promise<Figure[]> {
  const runs = []
  const bare = []
  for (let run = 0; run < RUNS; run++) {
    bare.push(await measureBareStreams(PHONES))
    runs.push(await measurePhones(city, PHONES))
    say(
      `streams run ${run + 1} of ${RUNS}: p99 ${rounded(runs[run]?.p99 ?? 0)} ms, bare ${rounded(bare[run]?.p99 ?? 0)} ms`,
    )
  }
  const lag = median(runs.map((run) => run.p99))
  const bareLag = median(bare.map((run) => run.p99))
  const memory = median(runs.map((run) => run.memoryMiB))
  return [
    {
      id: `lag_p99_${PHONES}_phones`,
      value: rounded(lag),
      unit: 'ms',
      baseline: rounded(bareLag),
      ratio: rounded(lag / bareLag),
      target: `at most ${LAG_MS} ms`,
      holds: lag <= LAG_MS,
    },
    {
      id: `memory_${PHONES}_phones`,
      value: memory,
      unit: 'MiB',
      baseline: median(bare.map((run) => run.memoryMiB)),
      ratio: rounded(memory / median(bare.map((run) => run.memoryMiB))),
      target: 'at most 400 MiB',
      holds: memory <= 400,
    },
  ]
}

/** One run on each rung, until one does not hold: how many phones follow their turn on one node. */
async function ladder(city: BenchCity, say: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const phones of LADDER) {
    const bare = await measureBareStreams(phones)
    const run = await measurePhones(city, phones)
    say(
      `ladder: ${phones} phones, p99 ${rounded(run.p99)} ms, ${run.memoryMiB} MiB, connected in ${rounded(run.connectSeconds)} s`,
    )
    const holds = run.p99 <= LONG_LAG_MS && run.memoryMiB <= 400
    figures.push({
      id: `lag_p99_${phones}_phones`,
      value: rounded(run.p99),
      unit: 'ms',
      baseline: rounded(bare.p99),
      ratio: rounded(run.p99 / bare.p99),
      target: `at most ${LONG_LAG_MS} ms and 400 MiB`,
      holds,
      long: true,
    })
    if (!holds) break
  }
  return figures
}
