import { isDeepStrictEqual } from 'node:util'
import type { Id } from '#kernel/id.ts'
import { type LocalDate, localDate, localTime } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SitesFile } from '../contract.ts'
import { type SpecialHours, specialHoursAhead } from '../model.ts'
import { replaceSpecialHours } from '../store/specialHours.ts'
import { readSites } from '../store.ts'

/**
 * Gives a site these hours on one day, none: those of its weekday again. Whoever calls this holds the lock of releases,
 * has called changeReference() and releases the places anew.
 */
export function writeSpecialHours(
  tx: Tx,
  { siteId, day }: { readonly siteId: Id<'site'>; readonly day: LocalDate },
  hours: readonly Omit<SpecialHours, 'day'>[],
): Promise<void> {
  const only = { firstDay: day, lastDay: day }
  return replaceSpecialHours(
    tx,
    siteId,
    only,
    hours.map(({ opens, closes }) => ({ day, opens, closes })),
  )
}

/**
 * Makes the special hours of sites from today on those of the file; whether any changed. A site of which the file says
 * nothing keeps those that it has.
 */
export async function importSpecialHours(tx: Tx, files: SitesFile): Promise<boolean> {
  const known = await readSites(tx)
  let changed = false
  for (const { key, specialHours } of files) {
    const site = known.find((one) => one.key === key)
    if (!site || !specialHours) continue
    const today = dayOf(tx.now, site.timeZone)
    const wanted = specialHours
      .map(({ day, opens, closes }) => ({
        day: localDate(day),
        opens: localTime(opens),
        closes: localTime(closes),
      }))
      .filter(({ day }) => day >= today)
      .sort((a, b) => (`${a.day} ${a.opens}` < `${b.day} ${b.opens}` ? -1 : 1))
    if (isDeepStrictEqual(specialHoursAhead(site, tx.now), wanted)) continue
    await replaceSpecialHours(tx, site.id, { firstDay: today, lastDay: null }, wanted)
    changed = true
  }
  return changed
}
