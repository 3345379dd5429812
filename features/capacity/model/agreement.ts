import { CELL_MINUTES } from '../model.ts'

// Staff agreements say in how many of a hundred cases the planned minutes must be enough (Berlin's: 95). Too few minutes
// are paid by the clerk, who runs late all day, and by everybody who waits; too many by those who find no time.

/** With fewer measured cases nothing is said. */
export const LEAST_CASES = 30

/** The longest that a visit can be planned for, in minutes. */
const MOST_MINUTES = 480

/** In how many of a hundred cases so many minutes were enough, rounded down; durations are minutes of single cases. */
export function coveredPercent(durations: readonly number[], minutes: number): number {
  if (durations.length === 0) return 100
  return Math.floor((durations.filter((one) => one <= minutes).length * 100) / durations.length)
}

/**
 * The fewest minutes, whole cells, that are enough in so many of a hundred cases; the longest visit where no plan
 * could cover them.
 */
export function minutesThatCover(durations: readonly number[], percent: number): number {
  const sorted = durations.toSorted((a, b) => a - b)
  const needed = sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0
  const cells = Math.max(1, Math.ceil(needed / CELL_MINUTES))
  return Math.min(MOST_MINUTES, cells * CELL_MINUTES)
}

/** How the planned minutes of a service stand to the agreement. */
export type AgreementCheck = {
  readonly cases: number
  /** Null with fewer cases than anything can be said of. */
  readonly measured: { readonly coveredPercent: number; readonly neededMinutes: number } | null
  readonly isKept: boolean
}

/** Checks planned minutes against measured durations. */
export function checkAgreement(
  durations: readonly number[],
  planned: number,
  percent: number,
): AgreementCheck {
  const cases = durations.length
  if (cases < LEAST_CASES) return { cases, measured: null, isKept: true }
  const covered = coveredPercent(durations, planned)
  const neededMinutes = minutesThatCover(durations, percent)
  return { cases, measured: { coveredPercent: covered, neededMinutes }, isKept: covered >= percent }
}
