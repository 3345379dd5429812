import type { Site } from '#features/authority/model.ts'
import { DAY, type Instant, plus } from '#kernel/instant.ts'
import { addDays, dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Happened } from '../model/happened.ts'
import { readCalls, readComings, readStays } from '../store.ts'
import { thinPastOf } from './thinPast.ts'

/** A hall changes: what is older says little of today. */
const LEARNED_DAYS = 120
/** Of a site with some twenty services: more than the kernel keeps of most of them. */
const STAYS = 10_000
const COMINGS = 2_000
const CALLS = 8_000
/** A full day of the largest house. */
const TODAY = 3_000

/** What happened at a site before today: some thousand rows, read once a day. */
export async function happenedBefore(tx: Tx, site: Site): Promise<Happened> {
  const today = dayOf(tx.now, site.timeZone)
  const until = startOfDay(today, site.timeZone)
  const span = { siteId: site.id, from: plus(until, -LEARNED_DAYS * DAY), until }
  const days = { siteId: site.id, from: addDays(today, -LEARNED_DAYS), before: today }
  return {
    stays: await readStays(tx, { ...span, most: STAYS }),
    ...(await readComings(tx, { ...days, most: COMINGS })),
    calls: await readCalls(tx, { ...span, from: await toldSince(tx, site, span.from), most: CALLS }),
  }
}

/** Of a demonstration's invented days errors say nothing of how well this hall is foreseen. */
async function toldSince(tx: Tx, site: Site, from: Instant): Promise<Instant> {
  const thin = await thinPastOf(tx)
  if (thin === undefined) return from
  const lived = startOfDay(thin.before, site.timeZone)
  return lived > from ? lived : from
}

/** What happened at a site today so far. Who has not come yet may still come. */
export async function happenedToday(tx: Tx, site: Site): Promise<Happened> {
  const today = dayOf(tx.now, site.timeZone)
  const span = { siteId: site.id, from: startOfDay(today, site.timeZone), until: null, most: TODAY }
  const days = { siteId: site.id, from: today, before: addDays(today, 1), most: TODAY }
  const { lateness } = await readComings(tx, days)
  return { stays: await readStays(tx, span), lateness, noShows: 0, calls: await readCalls(tx, span) }
}
