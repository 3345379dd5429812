import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SharingSettings } from '../model.ts'

/** Writes how the city shares its time. */
export async function saveSharing(tx: Tx, sharing: SharingSettings): Promise<void> {
  await tx.run(
    db.updateTable('setting').set({
      walk_in_percent: sharing.walkInPercent,
      caller_percent: sharing.callerPercent,
      short_term_percent: sharing.shortTermPercent,
      short_term_days: sharing.shortTermDays,
      waitlist_percent: sharing.waitlistPercent,
      online_today: sharing.onlineToday,
      horizon_days: sharing.horizonDays,
      covered_percent: sharing.coveredPercent,
      longest_day_minutes: sharing.longestDayMinutes,
      release_opens: sharing.releaseOpens,
      release_closes: sharing.releaseCloses,
    }),
  )
}

/** Writes a site's own share of people without appointment. Percent; null: that of the city. */
export async function saveWalkInShare(tx: Tx, siteId: Id<'site'>, percent: number | null): Promise<void> {
  await tx.run(db.updateTable('site').set({ walk_in_percent: percent }).where('id', '=', siteId))
}

/** The shares of people without appointment of sites that have one of their own, by key. Percent. */
export async function readWalkInPercents(tx: Tx): Promise<ReadonlyMap<string, number | null>> {
  const rows = await tx.rows(db.selectFrom('site').select(['key', 'walk_in_percent']))
  return new Map(rows.map((row) => [row.key, row.walk_in_percent]))
}
