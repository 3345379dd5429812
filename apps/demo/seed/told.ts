import { noteTold, settleTold, type Telling } from '#features/promise/actions.ts'
import { type Correction, corrected, learnCall, newCorrection } from '#features/promise/model/correction.ts'
import type { Expectation } from '#features/promise/model/expectation.ts'
import { tell } from '#features/promise/model/told.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { normal, seeded } from '../random.ts'
import { type CalledThen, calledBefore } from '../store.ts'

/** Whoever is called at once was told nothing. Minutes. */
const AT_ONCE = 1
/** How far from the call an expectation is, on average: a little, and more for a longer wait. */
const ERROR = { least: 0.8, share: 0.22 } as const
/** Raw intervals of a simulation hold about eight in ten; their correction widens them. In deviations. */
const RAW = { interval: 1.3, back: 1.6 } as const

/**
 * Lets the people of the past have been told of their calls, as well as a simulation would have known: each wait with an
 * error of its own, corrected by the errors before it like any other. So the public page of how told times hold has
 * something to show on the first day. Looks of today learn nothing of it (`happenedBefore`).
 */
export async function tellThePast(
  database: Database,
  authority: Authority,
  { until, timeZone }: { readonly until: Instant; readonly timeZone: string },
): Promise<void> {
  await database.withAuthority(
    authority,
    async (tx) => {
      const calls = await calledBefore(tx, dayOf(until, timeZone))
      for (const [siteId, own] of Map.groupBy(calls, (call) => call.siteId))
        await noteTold(tx, siteId, tellingsOf(own))
      await settleTold(tx)
    },
    { at: until },
  )
}

/** What those who were called at a site had been told as they came, in the order of their calls. */
export function tellingsOf(calls: readonly CalledThen[]): Telling[] {
  const correction: Correction = newCorrection()
  return calls.flatMap(({ visitId, booked, arrivedAt, calledAt }) => {
    const waited = (calledAt - arrivedAt) / MINUTE
    if (waited < AT_ONCE) return []
    const group = booked ? 'booked' : 'walk_in'
    const raw = expected(visitId, waited)
    const told = tell(arrivedAt, corrected(correction, group, raw))
    learnCall(correction, group, raw, waited)
    return { visitId, group, at: arrivedAt, raw, told }
  })
}

function expected(visitId: Id<'visit'>, waited: number): Expectation {
  const deviation = ERROR.least + ERROR.share * waited
  const middle = Math.max(0, normal(seeded(`${visitId} told`), waited, deviation))
  const before = (deviations: number) => Math.max(0, middle - deviations * deviation)
  return {
    back: before(RAW.back),
    low: before(RAW.interval),
    middle,
    high: middle + RAW.interval * deviation,
  }
}
