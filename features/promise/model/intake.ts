import type { IntakeStop } from '#features/hall/model.ts'
import { quantileOf } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import { lookAhead, type Outcome } from './kernel.ts'
import { USUAL_GAP } from './learned.ts'

/** When a site takes nobody any more, and what an accepted person may cost the staff. Minutes. */
export type IntakeRule = {
  /** Whoever is accepted is done by then, nine times in ten. */
  readonly closesAt: number
  /** The end of each counter's working time, in the order of the counters. */
  readonly worksUntil: readonly number[]
  /** So many minutes of staff beyond working time may one more person cost on average: the one knob of policy. */
  readonly theta: number
}

/** What one more person means for a hall. Minutes. */
export type OneMore = {
  /** Why they cannot be served today; null: they can. */
  readonly stop: Exclude<IntakeStop, 'no_counter' | 'by_hand'> | null
  /** When this person is done, nine times in ten; Infinity: more often than that they are not called at all. */
  readonly endsBy: number
  /** What they cost beyond working time, everybody booked or accepted included. */
  readonly extra: number
}

/** So often somebody has to be done before closing to count as served today. */
export const SURE = 0.9

/**
 * Whether somebody can still be served: they end before closing nine times in ten, and the minutes that staff works
 * longer because of them, looking ahead with and without them by the same luck, are at most theta (prediction b). The one
 * rule that the live halls and the bench ask, of whoever draws a number now and of whoever would come for a time; what a hall costs without them is worked out once for all who are asked of.
 */
export function askOneMore(
  hall: Hall,
  { closesAt, worksUntil, theta }: IntakeRule,
  replicates: number,
): (person: Waiting) => OneMore {
  const look = { replicates, toTheEnd: true }
  let before: number | undefined
  return (person) => {
    const outcome = lookAhead({ ...hall, waiting: [...hall.waiting, person] }, look)
    const doneBy = endsBy(outcome, hall.waiting.length)
    before ??= overtime(lookAhead(hall, look), worksUntil)
    const extra = overtime(outcome, worksUntil) - before
    return { stop: stopOf(doneBy, extra, { closesAt, theta }), endsBy: doneBy, extra }
  }
}

/** Whoever is done in time nine times in ten is late so often in a row once in 100,000 cases. */
const GLANCE = 5

/**
 * The same answer alone, for where it is asked thousands of times: whoever costs no more than theta beyond working time
 * together with everybody else does not cost more than that themselves, and the hall without them need not be played.
 */
export function fitsIn(hall: Hall, person: Waiting, rule: IntakeRule, replicates: number): boolean {
  const look = { replicates, toTheEnd: true }
  const withThem = { ...hall, waiting: [...hall.waiting, person] }
  const glance = lookAhead(withThem, { ...look, replicates: GLANCE }).ends.subarray(-GLANCE)
  if (glance.every((end) => end - USUAL_GAP > rule.closesAt)) return false
  const outcome = lookAhead(withThem, look)
  if (endsBy(outcome, hall.waiting.length) > rule.closesAt) return false
  const after = overtime(outcome, rule.worksUntil)
  return after <= rule.theta || after - overtime(lookAhead(hall, look), rule.worksUntil) <= rule.theta
}

/** When one of those who wait is done, nine times in ten. */
function endsBy({ ends, replicates }: Outcome, person: number): number {
  const own = ends.slice(person * replicates, (person + 1) * replicates).sort()
  return quantileOf(own, SURE) - USUAL_GAP
}

function stopOf(
  endsBy: number,
  extra: number,
  { closesAt, theta }: Pick<IntakeRule, 'closesAt' | 'theta'>,
): OneMore['stop'] {
  if (!Number.isFinite(endsBy)) return 'working_time'
  if (endsBy > closesAt) return 'ends_late'
  return extra > theta ? 'extra_work' : null
}

/**
 * The minutes that all counters together work longer than they should, on average. Durations hold the way to the next
 * call, which nobody has to go after the last one.
 */
function overtime({ finished, replicates }: Outcome, worksUntil: readonly number[]): number {
  let sum = 0
  for (const [counter, until] of worksUntil.entries())
    for (let replicate = 0; replicate < replicates; replicate++)
      sum += Math.max(0, (finished[counter * replicates + replicate] ?? 0) - USUAL_GAP - until)
  return sum / replicates
}
