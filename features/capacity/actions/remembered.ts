import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { monotonic } from '#platform/time/clock.ts'
import { isForgotten, type RememberedDay, withTaken } from '../model/remembered.ts'
import { readPlaces, readSkills } from '../store.ts'
import { budgetsOf } from './budget.ts'

// A hint for bookings: it saves them reading what they are about to write to. It may be wrong both ways, so a place
// chosen from it must be taken by a statement that the key claim_cell_taken can refuse, and before anybody is told
// that nothing is free the places are read. A release drops it on every node, because it changes reference data.

/** One day of one site. */
export type SiteDayName = { readonly siteId: Id<'site'>; readonly day: LocalDate }

const days = (tx: Tx) => tx.reference('remembered days', async () => new Map<string, RememberedDay>())
const nameOf = ({ siteId, day }: SiteDayName) => `${siteId} ${day}`

/** The places and budgets of a site's day as this node remembers them; undefined when it has not read them just now. */
export async function rememberedDay(tx: Tx, of: SiteDayName): Promise<RememberedDay | undefined> {
  const known = (await days(tx)).get(nameOf(of))
  return known && !isForgotten(known, monotonic()) ? known : undefined
}

/** Reads the places and budgets of a site's day and remembers them. */
export async function rereadDay(tx: Tx, of: SiteDayName): Promise<RememberedDay> {
  const readAt = monotonic()
  const skills = await tx.reference('counter skills', () => readSkills(tx))
  const places = await readPlaces(tx, { fromDay: of.day, toDay: of.day, siteIds: [of.siteId] }, skills)
  const budgets = await budgetsOf(tx, of)
  const read = { readAt, places, budgets }
  const known = await days(tx)
  known.set(nameOf(of), read)
  return read
}

/** Remembers that cells are being taken, so that the next booking of this node chooses others. */
export async function rememberTaken(
  tx: Tx,
  of: SiteDayName,
  placeId: Id<'place'>,
  cells: { readonly firstCell: number; readonly endCell: number },
): Promise<void> {
  const known = await days(tx)
  const day = known.get(nameOf(of))
  if (day) known.set(nameOf(of), withTaken(day, placeId, cells.firstCell, cells.endCell))
}
