import { type Latest, newLatest, remember } from './latest.ts'
import { quantileOfNormal } from './normal.ts'

/** So many durations of a service are kept; older ones say little about today. */
export const KEPT_DURATIONS = 1_500

/** So many observed durations weigh as much as what is believed before any (docs: prediction, a.1). */
const PRIOR_WEIGHT = 20
/** People need two thirds of the minutes that plans set aside for them, plans being the 85 % quantile. */
const SHARE_OF_PLANNED = 0.66
const PRIOR_VARIATION = 0.6
/** So finely a distribution is cut: each piece stands for the mean of what lies in it. */
export const PIECES = 256
const FINE = 4

/**
 * The durations of one service at one site, with the gap between an end and the next call. Minutes. Mutable: one is
 * kept for as long as a worker lives, and learns.
 */
export type Durations = {
  readonly plannedMinutes: number
  readonly latest: Latest
  table: Float64Array | undefined
}

/** What is known of a service before anybody was served: only the minutes that are planned for it. */
export function newDurations(plannedMinutes: number): Durations {
  return { plannedMinutes, latest: newLatest(KEPT_DURATIONS), table: undefined }
}

/** With fewer known nothing is thought to be wrong. */
const ENOUGH_TO_JUDGE = 50
/** So many times what nine in ten stay below: no visit, but an end that nobody recorded, or a clock that was set. */
const IMPLAUSIBLE = 4

/** Can this be how long a visit of the service took, beside all that is known and planned of it? */
export function isPlausible(
  { plannedMinutes, latest: { sorted, count } }: Durations,
  minutes: number,
): boolean {
  if (count < ENOUGH_TO_JUDGE) return true
  const usual = sorted[Math.floor(0.9 * (count - 1))] ?? 0
  return minutes <= IMPLAUSIBLE * Math.max(usual, plannedMinutes)
}

/** Learns one duration; the oldest is forgotten when too many are known. What cannot be one is not learned. */
export function learnDuration(durations: Durations, minutes: number): void {
  if (!(minutes >= 0) || minutes === Number.POSITIVE_INFINITY || !isPlausible(durations, minutes)) return
  remember(durations.latest, minutes)
  durations.table = undefined
}

/**
 * The distribution as so many equally likely pieces, in rising order: what was observed, blended with what is believed
 * of a service nobody was served for (lognormal, mean 0.66 of the planned minutes, variation 0.6) by n / (n + 20).
 */
export function tableOf(durations: Durations): Float64Array {
  durations.table ??= blended(durations)
  return durations.table
}

/** The mean of a distribution. Minutes. */
export function meanOf(table: Float64Array): number {
  let sum = 0
  for (const minutes of table) sum += minutes
  return sum / table.length
}

function blended({ plannedMinutes, latest: { sorted, count } }: Durations): Float64Array {
  const prior = priorOf(plannedMinutes)
  if (count === 0) return prior
  const share = count / (count + PRIOR_WEIGHT)
  const points: { readonly minutes: number; readonly weight: number }[] = []
  for (let index = 0; index < count; index++)
    points.push({ minutes: sorted[index] ?? 0, weight: share / count })
  for (const minutes of prior) points.push({ minutes, weight: (1 - share) / PIECES })
  points.sort((a, b) => a.minutes - b.minutes)
  return cut(points)
}

/** A distribution in which so large a share (0 to 1) of all takes so many times as long. */
export function grownBy(table: Float64Array, share: number, times: number): Float64Array {
  const usual = Array.from(table, (minutes) => ({ minutes, weight: (1 - share) / table.length }))
  const longer = Array.from(table, (minutes) => ({ minutes: minutes * times, weight: share / table.length }))
  return cut([...usual, ...longer].sort((a, b) => a.minutes - b.minutes))
}

/** Equally likely pieces of weighted points in rising order; each piece is the mean of its part of them. */
function cut(points: readonly { readonly minutes: number; readonly weight: number }[]): Float64Array {
  const table = new Float64Array(PIECES)
  const piece = 1 / PIECES
  let index = 0
  let left = points[0]?.weight ?? 0
  for (let nth = 0; nth < PIECES; nth++) {
    let wanted = piece
    let sum = 0
    while (wanted > 1e-12) {
      const point = points[index]
      if (!point) break
      const taken = Math.min(wanted, left)
      sum += taken * point.minutes
      wanted -= taken
      left -= taken
      if (left > 1e-15) continue
      index++
      left = points[index]?.weight ?? 0
    }
    table[nth] = sum / (piece - wanted)
  }
  return table
}

const priors = new Map<number, Float64Array>()

function priorOf(plannedMinutes: number): Float64Array {
  const known = priors.get(plannedMinutes)
  if (known) return known
  const spread = Math.sqrt(Math.log(1 + PRIOR_VARIATION ** 2))
  const middle = Math.log(Math.max(plannedMinutes, 0.1) * SHARE_OF_PLANNED) - spread ** 2 / 2
  const table = Float64Array.from({ length: PIECES }, (_, nth) => {
    let sum = 0
    for (let part = 0; part < FINE; part++)
      sum += Math.exp(middle + spread * quantileOfNormal((nth + (part + 0.5) / FINE) / PIECES))
    return sum / FINE
  })
  if (priors.size > 1_000) priors.clear()
  priors.set(plannedMinutes, table)
  return table
}
