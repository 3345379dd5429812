import { findSite, listClosures } from '#features/authority/actions.ts'
import { openSpans, type Site } from '#features/authority/model.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Where and when a story of the demo is told. */
export type Scene = { readonly database: Database; readonly authority: Authority; readonly moment: Instant }

/** Tells a story at one site, in one transaction. Whether the city has that site and the story came to its end. */
export async function tellAt(
  { database, authority, moment }: Scene,
  key: string,
  story: (tx: Tx, site: Site) => Promise<boolean>,
): Promise<boolean> {
  const told = async (tx: Tx) => {
    const site = await findSite(tx, key)
    return site !== undefined && story(tx, site)
  }
  return database.withAuthority(authority, told, { at: moment })
}

/** The first day from this one on that fits and on which the site opens. */
export async function nextOpenDay(
  tx: Tx,
  site: Site,
  day: LocalDate,
  fits: (day: LocalDate) => boolean = () => true,
): Promise<LocalDate> {
  const isOpen = fits(day) && openSpans(site, await listClosures(tx, day), day).length > 0
  return isOpen ? day : nextOpenDay(tx, site, addDays(day, 1), fits)
}
