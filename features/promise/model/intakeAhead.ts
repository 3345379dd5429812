import { canServe, type IntakeStop } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE } from '#kernel/instant.ts'
import { quantileOf } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import { askOneMore, SURE } from './intake.ts'
import type { Learned } from './learned.ts'
import { seedOf } from './random.ts'
import { countersFor, durationsAsTold, type SiteSeen } from './seen.ts'

/** Whether one more person for a service can still be served today, and why not. Minutes from the look. */
export type ServiceIntake = {
  readonly service: Id<'service'>
  /** Null: one more can. */
  readonly stop: IntakeStop | null
  /** When they are done, nine times in ten; null: more often than that they are not called, or it was not asked. */
  readonly endsBy: number | null
  /** So much longer may they take and still be done so surely; null where nobody knows when they would be called. */
  readonly spare: number | null
  /** What staff works longer because of them, all together, on average. */
  readonly extra: number
}

/** What is known beside what is seen. */
export type IntakeGround = {
  readonly learned: Learned
  /** By when whoever draws a number now is called, nineteen times in twenty. Minutes; services of which that is not known are missing. */
  readonly calledBy: ReadonlyMap<Id<'service'>, number>
  /** So many replicates at most. */
  readonly most: number
}

/** Enough to see a share of nine in ten. */
const REPLICATES = 200
/** Nobody asks about the evening as long as a small hall has so much time left. Minutes. */
const FAR = 300
const SMALL = 100

/**
 * For which services one more person can still be served today: done before closing nine times in ten, with no more
 * minutes of staff beyond their working time because of them than the rules of the hall allow (prediction b). By the
 * same luck with and without them. Nothing is said where nobody
 * knows who works today, where a counter that is closed may still open for it, or the house is closed.
 */
export function intakeAhead(
  seen: SiteSeen,
  hall: Hall,
  { learned, calledBy, most }: IntakeGround,
): ServiceIntake[] {
  const { closesAt, counters, walkIns, planned, mayOpen, theta } = seen
  if (closesAt === null || counters.length === 0) return []
  const closing = (closesAt - seen.now) / MINUTE
  const isQuiet = closing > FAR && hall.waiting.length + hall.expected.length <= SMALL
  const worksUntil = counters.map((counter) => ((counter.worksUntil ?? closesAt) - seen.now) / MINUTE)
  const ask = askOneMore(hall, { closesAt: closing, worksUntil, theta }, Math.min(REPLICATES, most))
  const durations = durationsAsTold(seen, learned)
  return walkIns.flatMap(({ service, credit }) => {
    const person = { services: [service], forCounterId: null }
    const able = countersFor(counters, person)
    if (able.length === 0) {
      const isKnown = planned && !mayOpen.some((counter) => canServe(counter, person))
      return isKnown ? { service, stop: 'no_counter', endsBy: null, spare: null, extra: 0 } : []
    }
    // Whoever has more people or matters with them keeps the counter that works longest.
    const longest = Math.max(...able.map((nth) => worksUntil[nth] ?? closing))
    const spareAfter = (endsBy: number) => Math.max(0, Math.min(closing, longest + theta) - endsBy)
    const minutes = seen.services.find(({ id }) => id === service)?.minutes ?? 0
    const table = durations({ services: [service], minutes })
    if (isQuiet && able.some((counter) => (hall.counters[counter]?.stopsAt ?? 0) > FAR)) {
      // One person is done long before; of several with much to do that is not certain even then.
      const called = calledBy.get(service)
      const spare = called === undefined ? null : spareAfter(called + quantileOf(table, SURE))
      return { service, stop: null, endsBy: null, spare, extra: 0 }
    }
    const oneMore: Waiting = {
      seed: seedOf(`one more ${service}`),
      counters: able,
      durations: table,
      key: -credit,
      callableFrom: 0,
    }
    const { stop, endsBy, extra } = ask(oneMore)
    if (!Number.isFinite(endsBy)) return { service, stop, endsBy: null, spare: null, extra }
    return { service, stop, endsBy, spare: spareAfter(endsBy), extra }
  })
}
