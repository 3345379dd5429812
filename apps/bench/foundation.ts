import { bareTransactionsPerSecond, bookingsPerSecond, findTargets } from './booking.ts'
import { type BenchCity, openBenchCity } from './city.ts'
import { type Figure, type Group, median, rounded } from './figure.ts'
import { measureBareStreams, measurePhones } from './streams.ts'

const RUNS = 3
const BOOKINGS_PER_RUN = 1_500
const BARE_PER_RUN = 4_000
const PHONES = 1_000
/** Share of the bare rate that a booking must reach (the target of the booking group). */
const BOOKING_SHARE = 0.6
const LAG_MS = 300

/** Booking transactions beside a bare one, and phones that follow their turn. */
export const foundation: Group = {
  name: 'foundation',
  summary: 'booking transactions, phones that follow their turn',
  async run({ say }) {
    const city = await openBenchCity()
    try {
      return [await bookings(city, say), ...(await phones(city, say))]
    } finally {
      await city.close()
    }
  },
}

async function bookings(city: BenchCity, say: (line: string) => void): Promise<Figure> {
  const targets = await findTargets(city, RUNS * BOOKINGS_PER_RUN)
  const rates: number[] = []
  const bare: number[] = []
  for (let run = 0; run < RUNS; run++) {
    bare.push(await bareTransactionsPerSecond(city, run * BARE_PER_RUN, BARE_PER_RUN))
    rates.push(
      await bookingsPerSecond(city, targets.slice(run * BOOKINGS_PER_RUN, (run + 1) * BOOKINGS_PER_RUN)),
    )
    say(`booking run ${run + 1} of ${RUNS}: ${rounded(rates[run] ?? 0)}/s, bare ${rounded(bare[run] ?? 0)}/s`)
  }
  const ratio = median(rates.map((rate, run) => rate / (bare[run] ?? rate)))
  return {
    id: 'booking_transactions',
    value: rounded(median(rates)),
    unit: '1/s',
    baseline: rounded(median(bare)),
    ratio: rounded(ratio),
    target: `at least ${BOOKING_SHARE} of the bare transaction`,
    holds: ratio >= BOOKING_SHARE,
  }
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
