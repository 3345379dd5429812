import type { Site } from '#features/authority/model.ts'
import { addDays, dayOf, instantOf, timeOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Drawn } from '../model/coming.ts'
import { readDrawn } from '../store.ts'

/** The same weekday of the last weeks is a day like today. */
const WEEKS = 4

/** What is known of those who draw a number without appointment: on days like today, and how many did so far. */
export type UsualDraws = { readonly drawn: readonly Drawn[]; readonly days: number; readonly today: number }

/** Who drew a number on days like today, at the same wall time of today. Some hundred rows. */
export async function usualDraws(tx: Tx, site: Site): Promise<UsualDraws> {
  const today = dayOf(tx.now, site.timeZone)
  const days = Array.from({ length: WEEKS }, (_, nth) => addDays(today, -7 * (nth + 1)))
  const all = await readDrawn(tx, site.id, [today, ...days])
  const before = all.filter(({ day }) => day !== today)
  return {
    drawn: before.map(({ arrivedAt, services, minutes }) => ({
      at: instantOf(today, timeOf(arrivedAt, site.timeZone), site.timeZone),
      services,
      minutes,
    })),
    days: new Set(before.map(({ day }) => day)).size,
    today: all.length - before.length,
  }
}
