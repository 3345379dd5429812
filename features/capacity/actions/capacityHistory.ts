import { isDeepStrictEqual } from 'node:util'
import type { StoredCapacity, StoredHours } from '#db/json.ts'
import { listSites } from '#features/authority/actions.ts'
import { type Site, specialHoursAhead } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SiteSetup } from '../model/setup.ts'
import { sameSetup } from '../model/setupChange.ts'
import { sameShares } from '../model/shareRules.ts'
import { type CapacityChange, insertCapacityChange, readCapacityChanges } from '../store/capacityChange.ts'
import { decidedShares } from './changeShares.ts'
import { setupOf } from './setup.ts'

/** Changes of hours that the history of a site shows. */
const CHANGES_SHOWN = 50

/** The newest changes of a site's hours, newest first. */
export function hoursHistory(tx: Tx, site: Pick<Site, 'id'>): Promise<CapacityChange[]> {
  return readCapacityChanges(tx, { about: 'hours', siteId: site.id, limit: CHANGES_SHOWN })
}

/** Writes down that somebody gave a site other hours on one date. */
export function noteSpecialHours(
  tx: Tx,
  site: Site,
  {
    day,
    before,
    after,
  }: { readonly day: LocalDate; readonly before: readonly Span[]; readonly after: readonly Span[] },
): Promise<Id<'capacityChange'>> {
  const on = (spans: readonly Span[]) => ({
    hours: { days: spans.map(({ opens, closes }) => ({ day, opens, closes })) },
  })
  return insertCapacityChange(tx, {
    siteId: site.id,
    about: 'hours',
    source: 'console',
    before: on(before),
    after: on(after),
    undoes: null,
  })
}

type Span = Pick<Site['hours'][number], 'opens' | 'closes'>

/** Shares, hours and setup as they stand; undefined before the first import. */
export async function knownCapacity(tx: Tx): Promise<KnownCapacity | undefined> {
  const sites = await listSites(tx)
  if (sites.length === 0) return undefined
  const shares = await decidedShares(tx)
  return {
    shares: new Map([null, ...sites.map(({ id }) => id)].map((id) => [id, shares(id)])),
    hours: new Map(sites.map((site) => [site.id, hoursOf(tx, site)])),
    minutes: new Map((await listServices(tx)).map(({ id, minutes }) => [id, minutes])),
    setups: new Map(
      await Promise.all(sites.map(async (site) => [site.id, await setupOf(tx, site)] as const)),
    ),
  }
}

export type KnownCapacity = {
  readonly shares: ReadonlyMap<Id<'site'> | null, ReturnType<Awaited<ReturnType<typeof decidedShares>>>>
  readonly hours: ReadonlyMap<Id<'site'>, Required<StoredHours>>
  readonly minutes: ReadonlyMap<Id<'service'>, number>
  readonly setups: ReadonlyMap<Id<'site'>, SiteSetup>
}

/** Writes down what an import changed of shares, hours and setup of the city and of sites that were there before. */
export async function noteImportedCapacity(tx: Tx, known: KnownCapacity | undefined): Promise<void> {
  const now = known && (await knownCapacity(tx))
  if (!now) return
  const note = (
    about: CapacityChange['about'],
    siteId: Id<'site'> | null,
    before: StoredCapacity,
    after: StoredCapacity,
  ) => insertCapacityChange(tx, { siteId, about, source: 'import', before, after, undoes: null })
  for (const [siteId, before] of known.shares) {
    const after = now.shares.get(siteId)
    if (after && !sameShares(before, after))
      await note('shares', siteId, { shares: before }, { shares: after })
  }
  const other = [...known.minutes].filter(([id, minutes]) => (now.minutes.get(id) ?? minutes) !== minutes)
  if (other.length > 0) {
    const written = (minutes: ReadonlyMap<Id<'service'>, number>) => ({
      minutes: other.map(([serviceId]) => ({ serviceId, minutes: minutes.get(serviceId) ?? 0 })),
    })
    await note('minutes', null, written(known.minutes), written(now.minutes))
  }
  for (const [siteId, before] of known.hours) {
    const after = now.hours.get(siteId)
    if (!after || isDeepStrictEqual(before, after)) continue
    await note('hours', siteId, { hours: unlike(before, after) }, { hours: unlike(after, before) })
  }
  for (const [siteId, before] of known.setups) {
    const after = now.setups.get(siteId)
    if (after && !sameSetup(before, after)) await note('setup', siteId, { setup: before }, { setup: after })
  }
}

function hoursOf(tx: Tx, site: Site): Required<StoredHours> {
  return {
    weekly: site.hours.map(({ weekday, opens, closes }) => ({ weekday, opens, closes })),
    days: specialHoursAhead(site, tx.now).map(({ day, opens, closes }) => ({ day, opens, closes })),
  }
}

/** Those weekdays and dates of `one` on which the other has other hours. */
function unlike(one: Required<StoredHours>, other: Required<StoredHours>): StoredHours {
  return {
    weekly: one.weekly.filter(
      ({ weekday }) => !sameOn(one.weekly, other.weekly, (each) => each.weekday === weekday),
    ),
    days: one.days.filter(({ day }) => !sameOn(one.days, other.days, (each) => each.day === day)),
  }
}

function sameOn<T>(one: readonly T[], other: readonly T[], isThen: (each: T) => boolean): boolean {
  return isDeepStrictEqual(one.filter(isThen), other.filter(isThen))
}
