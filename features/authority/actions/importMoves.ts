import { isDeepStrictEqual } from 'node:util'
import { localDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SitesFile } from '../contract.ts'
import { type Addresses, isOtherHouse, type RelocationWish } from '../model/relocation.ts'
import type { Site } from '../model.ts'
import {
  insertRelocation,
  type Relocation,
  readRelocations,
  updateRelocation,
  withdrawRelocation,
} from '../store/relocation.ts'
import { readSites } from '../store.ts'

/** A site whose moves an import has changed: whoever imports tells the people whom that concerns. */
export type MovesImported = { readonly site: Site; readonly before: Addresses; readonly after: Addresses }

/**
 * Makes the moves of sites those of the file, after the sites themselves. A site whose moves the file does not name
 * keeps those that were announced; where the file gives it another address than `before` the import, it speaks of
 * today, and moves whose day has come are over. Who has booked there is to be told of another house, not of other words
 * for the way to the same one.
 */
export async function importMoves(
  tx: Tx,
  files: SitesFile,
  before: readonly Pick<Site, 'key' | 'addresses'>[],
): Promise<readonly MovesImported[]> {
  const known = await readSites(tx)
  const standing = Map.groupBy(await readRelocations(tx), ({ siteId }) => siteId)
  for (const file of files) {
    const site = known.find(({ key }) => key === file.key)
    if (!site) continue
    const moves = standing.get(site.id) ?? []
    if (file.moves) await mergeMoves(tx, site, moves, file.moves.map(wishOf))
    else if (isElsewhere(site, before)) await endPast(tx, site, moves)
  }
  const after = new Map((await readSites(tx)).map((site) => [site.id, site.addresses]))
  return known.flatMap((site) => {
    const [now, then] = [after.get(site.id) ?? site.addresses, knownAs(site, before)]
    return isDeepStrictEqual(then, now) ? [] : [{ site, before: then, after: now }]
  })
}

/** The addresses that people know, before the moves of the file. */
function knownAs(site: Site, before: readonly Pick<Site, 'key' | 'addresses'>[]): Addresses {
  const then = before.find(({ key }) => key === site.key)?.addresses
  return then && isOtherHouse(then[0], site.addresses[0]) ? then : site.addresses
}

function wishOf({
  firstDay,
  familyFriendly = false,
  selfService = false,
  ...address
}: NonNullable<SitesFile[number]['moves']>[number]): RelocationWish {
  return { ...address, familyFriendly, selfService, firstDay: localDate(firstDay) }
}

/** The day says which move is which. */
async function mergeMoves(
  tx: Tx,
  site: Site,
  standing: readonly Relocation[],
  wanted: readonly RelocationWish[],
): Promise<void> {
  for (const { id, firstDay } of standing) {
    if (!wanted.some((move) => move.firstDay === firstDay)) await withdrawRelocation(tx, id)
  }
  for (const wish of wanted) {
    const move = standing.find(({ firstDay }) => firstDay === wish.firstDay)
    if (!move) await insertRelocation(tx, site.id, wish)
    else {
      const { id, siteId: _, ...known } = move
      if (!isDeepStrictEqual(known, wish)) await updateRelocation(tx, id, wish)
    }
  }
}

function isElsewhere({ key, addresses: [now] }: Site, before: readonly Pick<Site, 'key' | 'addresses'>[]) {
  const then = before.find((site) => site.key === key)?.addresses[0]
  return then !== undefined && !isDeepStrictEqual(then, now)
}

async function endPast(tx: Tx, { timeZone }: Site, moves: readonly Relocation[]): Promise<void> {
  const today = dayOf(tx.now, timeZone)
  for (const { id, firstDay } of moves) if (firstDay <= today) await withdrawRelocation(tx, id)
}
