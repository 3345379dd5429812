import type { Outcome } from './kernel.ts'

/** The raw, uncorrected interval holds nine in ten; whoever comes back by `back` is missed by two in a hundred. */
export const SHARES = { back: 0.02, low: 0.05, middle: 0.5, high: 0.95 } as const

/** What the kernel expects of somebody's call, before any correction: never to be shown. Minutes from now. */
export type Expectation = {
  readonly back: number
  readonly low: number
  readonly middle: number
  readonly high: number
}

/** What to expect of the call of each who waits, in their order. Sorts the outcome's rows. */
export function expectations({ starts, replicates }: Outcome, now: number): Expectation[] {
  return Array.from({ length: starts.length / replicates }, (_, person) =>
    expectationOf(starts.subarray(person * replicates, (person + 1) * replicates), now),
  )
}

/** What one row of equally likely moments says. Sorts it. */
export function expectationOf(row: Float32Array, now: number): Expectation {
  sortTimes(row)
  const at = (share: number) => quantileOf(row, share) - now
  return { back: at(SHARES.back), low: at(SHARES.low), middle: at(SHARES.middle), high: at(SHARES.high) }
}

/** Sorts by the bits, which takes a third less and is the same order as long as no time is negative. */
function sortTimes(row: Float32Array): void {
  const bits = new Int32Array(row.buffer, row.byteOffset, row.length).sort()
  if ((bits[0] ?? 0) < 0) row.sort()
}

/** The quantile of sorted values, between two of them by their distance (Hyndman and Fan 1996, type 7). */
export function quantileOf(sorted: Float32Array | Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low === high || place === below ? low : low + (place - below) * (high - low)
}
