import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { skillsOfCounters } from './actions/plan.ts'
import { outdatedPlaces, planRelease } from './model/release.ts'
import { type Counter, type NewPlace, type Place, placesOfDay } from './model.ts'
import {
  deletePlaces,
  insertPlaces,
  lockRelease,
  type PlaceRange,
  readCounters,
  readPlaces,
  readShiftRules,
  readStandingPlaces,
  reshapePlace,
  withdrawPlaces,
} from './store.ts'

export { currentPlan, forgetPlanChanges } from './actions/plan.ts'
export { rememberedPlaces, rememberTaken, rereadPlaces } from './actions/remembered.ts'

/** The places of some days, both included, with what is taken now; a moment old when the answer is used. */
export async function loadPlaces(tx: Tx, range: PlaceRange): Promise<Place[]> {
  return readPlaces(tx, range, await skillsOfCounters(tx))
}

/** The services that a counter can serve. */
export async function counterSkills(tx: Tx, counterId: Id<'counter'>): Promise<ReadonlySet<Id<'service'>>> {
  return (await skillsOfCounters(tx)).get(counterId) ?? new Set()
}

/** The counters of a site in their order. */
export function listCounters(tx: Tx, siteId: Id<'site'>): Promise<readonly Counter[]> {
  return tx.reference(`counters ${siteId}`, async () => readCounters(tx, siteId, await skillsOfCounters(tx)))
}

/** How many places a release made, removed, gave other bounds, and closed to new bookings. */
export type Released = {
  readonly made: number
  readonly removed: number
  readonly reshaped: number
  readonly withdrawn: number
}

/**
 * Makes the places of every site from today to a day, both included, as shifts, hours and closures stand now.
 * May run at any time and twice at once. Places that the rules no longer give go, unless somebody has claimed them:
 * those keep their claims and take no new ones.
 */
export async function releasePlaces(tx: Tx, { untilDay }: { untilDay: LocalDate }): Promise<Released> {
  await lockRelease(tx)
  // Whoever had the lock may have changed hours, closures or counters since this transaction was opened.
  await tx.changeReference()
  const wanted = await wantedPlaces(tx, untilDay)
  const { timeZone } = await getSettings(tx)
  const all = await readStandingPlaces(tx, dayOf(tx.now, timeZone))
  const standing = all.filter((place) => place.day <= untilDay)
  const gone = await deletePlaces(tx, outdatedPlaces(wanted, standing))
  const plan = planRelease(
    wanted,
    standing.filter((place) => !gone.has(place.id)),
  )
  await withdrawPlaces(tx, plan.withdraw)
  for (const { id, as } of plan.reshape) await reshapePlace(tx, id, as)
  return {
    made: await insertPlaces(tx, plan.make),
    removed: gone.size,
    reshaped: plan.reshape.length,
    withdrawn: plan.withdraw.length,
  }
}

async function wantedPlaces(tx: Tx, untilDay: LocalDate): Promise<readonly NewPlace[]> {
  const wanted: NewPlace[] = []
  for (const site of await listSites(tx)) {
    const today = dayOf(tx.now, site.timeZone)
    const closures = await listClosures(tx, today)
    const rules = await readShiftRules(tx, site.id)
    for (let day = today; day <= untilDay; day = addDays(day, 1)) {
      wanted.push(...placesOfDay(rules, site, closures, day))
    }
  }
  return wanted
}
