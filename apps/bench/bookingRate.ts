import { bareTransactionsPerSecond, bookingsPerSecond, findTargets } from './booking.ts'
import type { BenchCity } from './city.ts'
import { type Figure, median, rounded } from './figure.ts'

const RUNS = 3
const BOOKINGS_PER_RUN = 1_500
const BARE_PER_RUN = 4_000
/** Share of the bare rate that a booking must reach. */
const BOOKING_SHARE = 0.6

/** Booking transactions per second beside the bare one, in turn; the first run after a start is the lowest. */
export async function bookingFigure(city: BenchCity, say: (line: string) => void): Promise<Figure> {
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
