import type { Id } from '#kernel/id.ts'
import { MINUTE } from '#kernel/instant.ts'
import { quantileOf } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import { overtime } from './intake.ts'
import { lookAhead } from './kernel.ts'
import type { Learned } from './learned.ts'
import { seedOf } from './random.ts'
import { countersFor, durationsIn, type SiteSeen } from './seen.ts'

/** Whether one more person for a service can still be served today. */
export type ServiceIntake = { readonly service: Id<'service'>; readonly fits: boolean }

/** So often somebody has to be done before closing to count as served today. */
const SURE = 0.9
/** So many minutes of staff beyond working time may one more person cost on average. */
const THETA = 2
/** Enough to see a share of nine in ten. */
const REPLICATES = 100
/** Nobody asks about the evening as long as a small hall has so much time left. Minutes. */
const FAR = 300
const SMALL = 100

/**
 * For which services one more person can still be served today: done before closing nine times in ten, with at most two
 * minutes of staff beyond their working time because of them (prediction b). By the same luck with and without them.
 */
export function intakeAhead(seen: SiteSeen, hall: Hall, learned: Learned, most: number): ServiceIntake[] {
  const { closesAt, counters, wishes } = seen
  if (closesAt === null) return []
  const closing = (closesAt - seen.now) / MINUTE
  const people = hall.waiting.length + hall.expected.length
  if (closing > FAR && people <= SMALL) return wishes.map(({ service }) => ({ service, fits: true }))
  const look = { replicates: Math.min(REPLICATES, most), toTheEnd: true }
  const worksUntil = counters.map((counter) => ((counter.worksUntil ?? closesAt) - seen.now) / MINUTE)
  const before = overtime(lookAhead(hall, look), { worksUntil })
  const durations = durationsIn(seen, learned)
  return wishes.map(({ service, credit }) => {
    const able = countersFor(counters, { services: [service], forCounterId: null })
    if (able.length === 0) return { service, fits: false }
    const minutes = seen.services.find(({ id }) => id === service)?.minutes ?? 0
    const wish: Waiting = {
      seed: seedOf(`wish ${service}`),
      counters: able,
      durations: durations({ services: [service], minutes }),
      key: -credit,
      callableFrom: 0,
    }
    const outcome = lookAhead({ ...hall, waiting: [...hall.waiting, wish] }, look)
    const ends = outcome.ends.subarray(hall.waiting.length * look.replicates).toSorted()
    const extra = overtime(outcome, { worksUntil }) - before
    return { service, fits: quantileOf(ends, SURE) <= closing && extra <= THETA }
  })
}
