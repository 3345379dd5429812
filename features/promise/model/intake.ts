import { quantileOf } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import { lookAhead, type Outcome } from './kernel.ts'

/** When a site takes nobody any more, and what an accepted person may cost the staff. Minutes. */
export type IntakeRule = {
  /** Whoever is accepted is done by then, nine times in ten. */
  readonly closesAt: number
  /** The end of each counter's working time, in the order of the counters. */
  readonly worksUntil: readonly number[]
  /** So many minutes of staff beyond working time may one more person cost on average: the one knob of policy. */
  readonly theta: number
}

/** Whether one more can be taken, and why not. Minutes. */
export type Intake = {
  readonly accepted: boolean
  /** When this person is done, nine times in ten; Infinity: more often than that they are not called at all. */
  readonly endsBy: number
  /** What they cost beyond working time, everybody booked or accepted included. */
  readonly extra: number
}

const SURE = 0.9

/**
 * Whether somebody can still be accepted: they end before closing nine times in ten, and the minutes that staff works
 * longer because of them, looking ahead with and without them by the same luck, are at most theta (prediction b).
 */
export function intakeOf(hall: Hall, wish: Waiting, rule: IntakeRule, replicates: number): Intake {
  const look = { replicates, toTheEnd: true }
  const without = lookAhead(hall, look)
  const withThem = lookAhead({ ...hall, waiting: [...hall.waiting, wish] }, look)
  const own = withThem.ends.subarray(hall.waiting.length * replicates).toSorted()
  const endsBy = quantileOf(own, SURE)
  const extra = overtime(withThem, rule) - overtime(without, rule)
  return { accepted: endsBy <= rule.closesAt && extra <= rule.theta, endsBy, extra }
}

/** The minutes that all counters together work longer than they should, on average. */
export function overtime(
  { finished, replicates }: Outcome,
  { worksUntil }: Pick<IntakeRule, 'worksUntil'>,
): number {
  let sum = 0
  for (const [counter, until] of worksUntil.entries())
    for (let replicate = 0; replicate < replicates; replicate++)
      sum += Math.max(0, (finished[counter * replicates + replicate] ?? 0) - until)
  return sum / replicates
}
