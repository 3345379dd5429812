import { canServe, type IntakeStop } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE } from '#kernel/instant.ts'
import { quantileOf } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import { overtime } from './intake.ts'
import { lookAhead } from './kernel.ts'
import type { Learned } from './learned.ts'
import { seedOf } from './random.ts'
import { countersFor, durationsIn, type SiteSeen } from './seen.ts'

/** Whether one more person for a service can still be served today, and why not. Minutes from the look. */
export type ServiceIntake = {
  readonly service: Id<'service'>
  /** Null: one more can. */
  readonly stop: IntakeStop | null
  /** When they are done, nine times in ten; null: more often than that they are not called, or it was not asked. */
  readonly endsBy: number | null
  /** So much longer may they take and still be done so surely; null where it was not asked. */
  readonly spare: number | null
  /** What staff works longer because of them, all together, on average. */
  readonly extra: number
}

/** So often somebody has to be done before closing to count as served today. */
const SURE = 0.9
/** Enough to see a share of nine in ten. */
const REPLICATES = 100
/** Nobody asks about the evening as long as a small hall has so much time left. Minutes. */
const FAR = 300
const SMALL = 100

/**
 * For which services one more person can still be served today: done before closing nine times in ten, with no more
 * minutes of staff beyond their working time because of them than the rules of the hall allow (prediction b). By the
 * same luck with and without them. Nothing is said where nobody
 * knows who works today, where a counter that is closed may still open for it, or the house is closed.
 */
export function intakeAhead(seen: SiteSeen, hall: Hall, learned: Learned, most: number): ServiceIntake[] {
  const { closesAt, counters, wishes, planned, mayOpen, theta } = seen
  if (closesAt === null || counters.length === 0) return []
  const closing = (closesAt - seen.now) / MINUTE
  const isQuiet = closing > FAR && hall.waiting.length + hall.expected.length <= SMALL
  const replicates = Math.min(REPLICATES, most)
  const look = { replicates, toTheEnd: true }
  const worksUntil = counters.map((counter) => ((counter.worksUntil ?? closesAt) - seen.now) / MINUTE)
  let before: number | undefined
  const durations = durationsIn(seen, learned)
  return wishes.flatMap(({ service, credit }) => {
    const person = { services: [service], forCounterId: null }
    const able = countersFor(counters, person)
    if (able.length === 0) {
      const isKnown = planned && !mayOpen.some((counter) => canServe(counter, person))
      return isKnown ? { service, stop: 'no_counter', endsBy: null, spare: null, extra: 0 } : []
    }
    if (isQuiet && able.some((counter) => (hall.counters[counter]?.stopsAt ?? 0) > FAR))
      return { service, stop: null, endsBy: null, spare: null, extra: 0 }
    const minutes = seen.services.find(({ id }) => id === service)?.minutes ?? 0
    const wish: Waiting = {
      seed: seedOf(`wish ${service}`),
      counters: able,
      durations: durations({ services: [service], minutes }),
      key: -credit,
      callableFrom: 0,
    }
    const outcome = lookAhead({ ...hall, waiting: [...hall.waiting, wish] }, look)
    const ends = outcome.ends.subarray(hall.waiting.length * replicates).toSorted()
    const endsBy = quantileOf(ends, SURE)
    before ??= overtime(lookAhead(hall, look), { worksUntil })
    const extra = overtime(outcome, { worksUntil }) - before
    const stop = stopOf({ endsBy, extra }, closing, theta)
    // Whoever has more people or matters with them keeps the counter that works longest.
    const longest = Math.max(...able.map((nth) => worksUntil[nth] ?? closing))
    const isSure = Number.isFinite(endsBy)
    const spare = isSure ? Math.max(0, Math.min(closing, longest + theta) - endsBy) : null
    return { service, stop, endsBy: isSure ? endsBy : null, spare, extra }
  })
}

/** Why one more cannot be served today; null where they can. Minutes. */
export function stopOf(
  { endsBy, extra }: { readonly endsBy: number; readonly extra: number },
  closing: number,
  theta: number,
): IntakeStop | null {
  if (!Number.isFinite(endsBy)) return 'working_time'
  if (endsBy > closing) return 'ends_late'
  return extra > theta ? 'extra_work' : null
}
