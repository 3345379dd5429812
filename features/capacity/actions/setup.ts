import type { Site } from '#features/authority/model.ts'
import { listOffers, listServices, saveModes } from '#features/catalogue/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type SetupFault, type SetupWish, type SiteSetup, setupFaults, withWish } from '../model/setup.ts'
import { sameSetup } from '../model/setupChange.ts'
import { type CapacityChange, insertCapacityChange, readCapacityChanges } from '../store/capacityChange.ts'
import { countBookedFor, readCounterSetups, readOpenCounters, writeCounterSetups } from '../store/setup.ts'
import { lockRelease } from '../store.ts'
import { type Released, releasePlaces } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'

/** Changes that the history shows. */
const CHANGES_SHOWN = 20

/** The counters of a site with their skills, and its offers by rank. */
export async function setupOf(tx: Tx, site: Pick<Site, 'id'>): Promise<SiteSetup> {
  const offers = (await listOffers(tx)).filter(({ siteId }) => siteId === site.id)
  return {
    offers: offers.map(({ serviceId, mode }) => ({ serviceId, mode })),
    counters: await readCounterSetups(tx, site.id),
  }
}

/** The newest changes of a site's setup, newest first. */
export function setupHistory(tx: Tx, site: Pick<Site, 'id'>): Promise<CapacityChange[]> {
  return readCapacityChanges(tx, { about: 'setup', siteId: site.id, limit: CHANGES_SHOWN })
}

/** A wish with what came of checking it. */
export type CheckedSetup = {
  readonly before: SiteSetup
  readonly after: SiteSetup
  readonly faults: readonly SetupFault[]
}

/** Lays a wish over the setup that stands, and says what keeps it from being saved. */
export async function checkSetup(tx: Tx, site: Site, wish: SetupWish): Promise<CheckedSetup> {
  const before = await setupOf(tx, site)
  const after = withWish(before, wish, () => newId<'counter'>(tx.now))
  const services = new Set((await listServices(tx)).map(({ id }) => id))
  const known = new Set([...services, ...before.counters.flatMap(({ skills }) => skills)])
  const open = await readOpenCounters(tx, site.id)
  return { before, after, faults: setupFaults(before, wish, { services: known, open, after }) }
}

/** Writes what is otherwise; places and bookings follow with the next release. */
export async function writeSetup(tx: Tx, site: Site, { before, after }: CheckedSetup): Promise<void> {
  const standing = new Map(before.counters.map((counter) => [counter.id, counter]))
  await saveModes(tx, site.id, after.offers)
  await writeCounterSetups(
    tx,
    site.id,
    after.counters.filter((counter) => standing.get(counter.id) !== counter),
  )
}

/** What came of a change: its line in the history, and what the release after it did to places and bookings. */
export type SetupChanged = { readonly change: Id<'capacityChange'>; readonly released: Released }

/**
 * Changes what the counters of a site can do and how its services are offered. No booking is lost: what no counter can
 * do any more keeps its time without a place. `changed_meanwhile` if there is a newer change than the one that was seen,
 * `nothing_changed` if it says what holds, `not_workable` with any fault, and where a mobile team comes: its kit decides.
 */
export async function changeSetup(
  tx: Tx,
  site: Site,
  {
    wish,
    seen,
    undoes,
  }: {
    readonly wish: SetupWish
    readonly seen: Id<'capacityChange'> | null
    /** The change that this one takes back. */
    readonly undoes: Id<'capacityChange'> | null
  },
): Promise<Result<SetupChanged, 'changed_meanwhile' | 'nothing_changed' | 'not_workable'>> {
  await lockRelease(tx)
  await tx.changeReference()
  const [newest] = await setupHistory(tx, site)
  if ((newest?.id ?? null) !== seen || (undoes !== null && undoes !== seen)) return fail('changed_meanwhile')
  const checked = await checkSetup(tx, site, wish)
  if (site.kind === 'mobile' || checked.faults.length > 0) return fail('not_workable')
  const { before, after } = checked
  if (sameSetup(before, after)) return fail('nothing_changed')
  await writeSetup(tx, site, checked)
  const change = await insertCapacityChange(tx, {
    siteId: site.id,
    about: 'setup',
    source: 'console',
    before: { setup: before },
    after: { setup: after },
    undoes,
  })
  const released = await releasePlaces(tx, { untilDay: await releasedUntil(tx), siteId: site.id })
  // Kiosks, displays and counters of the site say so at once.
  tx.touch(site.id)
  return ok({ change, released })
}

/** Bookings to come for services that would be walk-in only: they stay valid. */
export function bookedWithoutAppointment(tx: Tx, site: Site, { before, after }: CheckedSetup) {
  const modes = new Map(before.offers.map(({ serviceId, mode }) => [serviceId, mode]))
  const services = after.offers
    .filter(({ serviceId, mode }) => mode === 'walk_in' && modes.get(serviceId) !== 'walk_in')
    .map(({ serviceId }) => serviceId)
  return countBookedFor(tx, site.id, { services, fromDay: dayOf(tx.now, site.timeZone) })
}
