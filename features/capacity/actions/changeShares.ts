import { getSettings, listSites, saveSharing, saveWalkInShare } from '#features/authority/actions.ts'
import type { SharingSettings, Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { citySharing, type DecidedShares, isOfSite, sameShares, siteShares } from '../model/shareRules.ts'
import { readWalkInShares } from '../store/budget.ts'
import {
  type CapacityChange,
  insertCapacityChange,
  newestShareChange,
  readCapacityChanges,
} from '../store/capacityChange.ts'
import { lockRelease } from '../store.ts'
import { type Released, releasePlaces } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'

/** Changes that the history shows. */
const CHANGES_SHOWN = 50

/** Who decides about what: the whole city (null) or one of its sites. */
export type SharesWish = { readonly siteId: Id<'site'> | null; readonly shares: DecidedShares }

/** What the city or a site decided, and the newest change of it, so that nobody overwrites what they have not seen. */
export type DecidedLine = {
  readonly site: Site | null
  readonly shares: DecidedShares
  readonly newest: Id<'capacityChange'> | null
}

/** What holds: the city first, then each site. */
export async function allShares(tx: Tx): Promise<DecidedLine[]> {
  const lines: DecidedLine[] = []
  const decided = await decidedShares(tx)
  for (const site of [null, ...(await listSites(tx))])
    lines.push({
      site,
      shares: decided(site?.id ?? null),
      newest: (await newestShareChange(tx, site?.id ?? null))?.id ?? null,
    })
  return lines
}

/** The newest changes, newest first. */
export function shareHistory(tx: Tx): Promise<CapacityChange[]> {
  return readCapacityChanges(tx, { about: 'shares', limit: CHANGES_SHOWN })
}

/** What came of a decision: the change, and what the release after it did to places and bookings. */
export type SharesChanged = { readonly change: Id<'capacityChange'>; readonly released: Released }

/**
 * Decides how the city or a site shares its time. Limits of all hours and new days follow in the same transaction; no
 * booking is lost. `changed_meanwhile` if there is a newer decision than the one that was seen, `nothing_changed` if it
 * says the same.
 */
export async function changeShares(
  tx: Tx,
  wish: SharesWish,
  seen: Id<'capacityChange'> | null,
): Promise<Result<SharesChanged, 'changed_meanwhile' | 'nothing_changed' | 'not_workable'>> {
  await lockRelease(tx)
  await tx.changeReference()
  if (((await newestShareChange(tx, wish.siteId))?.id ?? null) !== seen) return fail('changed_meanwhile')
  if (!isWorkable(wish)) return fail('not_workable')
  const before = (await decidedShares(tx))(wish.siteId)
  if (sameShares(before, wish.shares)) return fail('nothing_changed')
  return ok(await decide(tx, wish, before, null))
}

/** Takes the newest decision about the city or a site back; that is a decision of its own. */
export async function undoShares(
  tx: Tx,
  changeId: Id<'capacityChange'>,
  mayDecide: (siteId: Id<'site'> | null) => boolean,
): Promise<Result<SharesChanged, 'not_newest'>> {
  await lockRelease(tx)
  await tx.changeReference()
  const change = (await shareHistory(tx)).find(({ id }) => id === changeId)
  if (!change || !mayDecide(change.siteId)) return fail('not_newest')
  if ((await newestShareChange(tx, change.siteId))?.id !== changeId) return fail('not_newest')
  const { siteId } = change
  const now = (await decidedShares(tx))(siteId)
  const wish = { siteId, shares: { ...now, ...change.before.shares } }
  return isWorkable(wish) ? ok(await decide(tx, wish, now, changeId)) : fail('not_newest')
}

/** Can that be decided at all? */
export function isWorkable({ siteId, shares }: SharesWish): boolean {
  return siteId === null ? citySharing(shares) !== undefined : isOfSite(shares)
}

/** The settings as they would be at a site if that were decided. */
export async function sharingAt(tx: Tx, siteId: Id<'site'>, wish: SharesWish): Promise<SharingSettings> {
  const settings = (wish.siteId === null && citySharing(wish.shares)) || (await getSettings(tx))
  const own = wish.siteId === siteId ? wish.shares.walkInPercent : (await readWalkInShares(tx)).get(siteId)
  return { ...settings, walkInPercent: own ?? settings.walkInPercent }
}

async function decide(
  tx: Tx,
  { siteId, shares }: SharesWish,
  before: DecidedShares,
  undoes: Id<'capacityChange'> | null,
): Promise<SharesChanged> {
  const city = citySharing(shares)
  if (siteId !== null) await saveWalkInShare(tx, siteId, shares.walkInPercent)
  else if (city) await saveSharing(tx, city)
  const change = await insertCapacityChange(tx, {
    siteId,
    about: 'shares',
    source: 'console',
    before: { shares: before },
    after: { shares },
    undoes,
  })
  const only = siteId === null ? {} : { siteId }
  const released = await releasePlaces(tx, { untilDay: await releasedUntil(tx), ...only })
  return { change, released }
}

/** What the city (null) and each site decided. */
export async function decidedShares(tx: Tx): Promise<(siteId: Id<'site'> | null) => DecidedShares> {
  const settings = await getSettings(tx)
  const own = await readWalkInShares(tx)
  const city: DecidedShares = {
    walkInPercent: settings.walkInPercent,
    callerPercent: settings.callerPercent,
    shortTermPercent: settings.shortTermPercent,
    shortTermDays: settings.shortTermDays,
    waitlistPercent: settings.waitlistPercent,
    horizonDays: settings.horizonDays,
    coveredPercent: settings.coveredPercent,
    longestDayMinutes: settings.longestDayMinutes,
    onlineToday: settings.onlineToday,
    releaseOpens: settings.releaseOpens,
    releaseCloses: settings.releaseCloses,
  }
  return (siteId) => (siteId === null ? city : siteShares(own.get(siteId) ?? null))
}
