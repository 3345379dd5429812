import type { ShiftsFile } from '#features/capacity/contract.ts'
import type { Links } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { monotonic } from '#platform/time/clock.ts'
import { playSome, prepareSites } from './play.ts'

/** A night that the demo clock has jumped over. */
export type Night = {
  readonly shifts: ShiftsFile
  readonly links: Links
  readonly from: Instant
  readonly until: Instant
}

/** So long the play rests after each step, in milliseconds for each that it worked: it takes a tenth of a core. */
const REST = 8

/**
 * Lets people book in the hours that a demo city has skipped, so that the days to come stay as full as they are
 * elsewhere. Slow on purpose: the city is open while it runs.
 */
export async function playNight(
  database: Database,
  authority: () => Authority,
  { shifts, links, from, until }: Night,
  time: { readonly signal: AbortSignal; sleep(milliseconds: number): Promise<void> },
): Promise<void> {
  const { zone, sites } = await prepareSites(database, authority(), { shifts, links, until, share: 1 })
  const day = dayOf(until, zone)
  for (const play of sites) {
    play.planBookings(day, from, until)
    for (let more = true; more && !time.signal.aborted; ) {
      const began = monotonic()
      more = await playSome(database, authority(), play, until, 10)
      await time.sleep((monotonic() - began) * REST)
    }
  }
}
