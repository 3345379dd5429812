import { findSite, getSettings, listClosures } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { isError, type PlanContext, planFaults } from '../model/shiftFaults.ts'
import {
  type CounterAway,
  type DayShift,
  EMPTY_PLAN,
  isSamePlan,
  ofCounters,
  type PlanSource,
  type ShiftPlan,
  withoutKnownPast,
  withoutPast,
  withShiftsOf,
} from '../model/shiftPlan.ts'
import { BREAK_AFTER_MINUTES } from '../model/workRules.ts'
import {
  insertVersion,
  newestVersion,
  readShiftPlans,
  readVersion,
  writeShiftPlan,
} from '../store/shiftPlan.ts'
import { lockRelease } from '../store.ts'
import { listCounters } from './counters.ts'
import { type Released, releasePlaces } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'

/** The published plan of a site, without dates that are over, and its version. */
export async function shiftPlanOf(
  tx: Tx,
  site: Site,
): Promise<{ readonly version: number; readonly plan: ShiftPlan }> {
  const plan = (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN
  return {
    version: await newestVersion(tx, site.id),
    plan: withoutPast(plan, dayOf(tx.now, site.timeZone)),
  }
}

/** What plans of a site are checked against now. */
export async function planContext(tx: Tx, site: Site): Promise<PlanContext> {
  const { longestDayMinutes } = await getSettings(tx)
  const today = dayOf(tx.now, site.timeZone)
  return {
    site,
    closures: await listClosures(tx, today),
    counters: await listCounters(tx, site.id),
    today,
    lastDay: lastPlannedDay(today),
    longestDayMinutes,
    breakAfterMinutes: BREAK_AFTER_MINUTES,
    standing: (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN,
  }
}

/** Dates can be planned a year ahead. */
const AHEAD_DAYS = 366

/** No date after this one can be planned. */
export function lastPlannedDay(today: LocalDate): LocalDate {
  return addDays(today, AHEAD_DAYS)
}

/** A new version of a site's plan, and what happened to places and bookings. */
export type Publication = {
  readonly planId: Id<'shiftPlan'>
  readonly version: number
  readonly released: Released
}

export type PublishRefusal = 'changed_meanwhile' | 'not_workable'

/**
 * Publishes a plan: it becomes a version, and the places of all days to come follow. No booking is lost, see
 * releasePlaces. Two who publish from the same version: the second is refused.
 */
export async function publishPlan(
  tx: Tx,
  site: Site,
  input: { readonly basedOn: number; readonly plan: ShiftPlan },
): Promise<Result<Publication, PublishRefusal>> {
  await lockRelease(tx)
  return publish(tx, site, { ...input, source: 'editor', undoes: null })
}

/** Publishes an earlier version anew, as far as its counters still stand. */
export async function undoPlan(
  tx: Tx,
  site: Site,
  { basedOn, version }: { readonly basedOn: number; readonly version: number },
): Promise<Result<Publication, PublishRefusal | 'unknown_version'>> {
  await lockRelease(tx)
  const plan = await earlierPlan(tx, site, version)
  return plan
    ? publish(tx, site, { basedOn, plan, source: 'undo', undoes: version })
    : fail('unknown_version')
}

/** An earlier version as it can be published anew: without dates that are over and counters that are gone. */
export async function earlierPlan(tx: Tx, site: Site, version: number): Promise<ShiftPlan | undefined> {
  const earlier = await readVersion(tx, site.id, version)
  if (!earlier) return undefined
  const counters = new Set((await listCounters(tx, site.id)).map(({ id }) => id))
  const plan = ofCounters(withoutPast(earlier.plan, dayOf(tx.now, site.timeZone)), counters)
  // At a place that a mobile team serves, the shifts of dates are its stops: those come and go with the tour alone.
  return site.kind === 'mobile' ? { ...plan, dated: (await shiftPlanOf(tx, site)).plan.dated } : plan
}

/** Counters are away: the plan as it stands, with these absences. The common case on a morning when people are ill. */
export async function sendCountersAway(
  tx: Tx,
  site: Site,
  input: Omit<CounterAway, 'counterId'> & { readonly counterIds: readonly Id<'counter'>[] },
): Promise<Result<Publication, 'not_workable'>> {
  await lockRelease(tx)
  const { counterIds, ...when } = input
  const more = [...new Set(counterIds)].map((counterId) => ({ counterId, ...when }))
  return changeAway(tx, site, (away) => [...away, ...more])
}

/** Publishes the plan as it stands with other absences; to be called under the lock of releases. */
export async function changeAway(
  tx: Tx,
  site: Site,
  change: (away: readonly CounterAway[]) => readonly CounterAway[],
): Promise<Result<Publication, 'not_workable'>> {
  const { version, plan } = await shiftPlanOf(tx, site)
  const wanted = { ...plan, away: change(plan.away) }
  const published = await publish(tx, site, { basedOn: version, plan: wanted, source: 'away', undoes: null })
  // Under the lock nobody publishes in between.
  return published.ok ? published : fail('not_workable')
}

/** Publishes the plan as it stands with other shifts of dates; to be called under the lock of releases. */
export async function changeDated(
  tx: Tx,
  site: Site,
  change: (dated: readonly DayShift[]) => readonly DayShift[],
): Promise<Result<Publication, 'not_workable'>> {
  const { version, plan } = await shiftPlanOf(tx, site)
  const wanted = { ...plan, dated: change(plan.dated) }
  const published = await publish(tx, site, {
    basedOn: version,
    plan: wanted,
    source: 'editor',
    undoes: null,
  })
  return published.ok ? published : fail('not_workable')
}

/** A site to which weekly shifts were applied, and the keys of counters that it does not have. */
export type Applied = Publication & { readonly site: Site; readonly missing: readonly string[] }

/** Gives counters with the same keys at other sites the weekly shifts of this one; all sites or none. */
export async function applyPlan(
  tx: Tx,
  site: Site,
  siteKeys: readonly string[],
): Promise<Result<readonly Applied[], 'not_workable' | 'unknown_site'>> {
  await lockRelease(tx)
  const plans = await appliedPlans(tx, site, siteKeys)
  if (!plans) return fail('unknown_site')
  const applied: Applied[] = []
  for (const { site: target, version, plan, missing } of plans) {
    const wanted = { basedOn: version, plan, source: 'editor', undoes: null } as const
    const published = await publish(tx, target, wanted)
    if (!published.ok) return fail('not_workable')
    applied.push({ ...published.value, site: target, missing })
  }
  return ok(applied)
}

/** The plan that a site would get from another one. */
export type AppliedPlan = Pick<Applied, 'site' | 'missing' | 'version'> & { readonly plan: ShiftPlan }

/** The plans of other sites with the weekly shifts of this one; undefined if one of them is not a site. */
export async function appliedPlans(
  tx: Tx,
  site: Site,
  siteKeys: readonly string[],
): Promise<readonly AppliedPlan[] | undefined> {
  const from = await shiftPlanOf(tx, site)
  const keysOf = async (id: Id<'site'>) =>
    new Map((await listCounters(tx, id)).map((counter) => [counter.key, counter.id]))
  const plans: AppliedPlan[] = []
  for (const key of new Set(siteKeys)) {
    const target = await findSite(tx, key)
    if (!target || target.id === site.id) return undefined
    const { version, plan } = await shiftPlanOf(tx, target)
    const own = await keysOf(target.id)
    plans.push({ site: target, version, ...withShiftsOf(plan, own, from.plan, await keysOf(site.id)) })
  }
  return plans
}

/** A plan as it would be written, and whether it can be; what was published once may come back with its hours. */
export async function checkedPlan(
  tx: Tx,
  site: Site,
  { plan: wanted, isOld }: { readonly plan: ShiftPlan; readonly isOld: boolean },
): Promise<{ readonly plan: ShiftPlan; readonly workable: boolean }> {
  const context = await planContext(tx, site)
  const plan = withoutKnownPast(wanted, context.standing, context.today)
  const known = isOld ? { ...context, standing: wanted } : context
  return { plan, workable: !planFaults(plan, known).some(isError) }
}

async function publish(
  tx: Tx,
  site: Site,
  wanted: {
    readonly basedOn: number
    readonly plan: ShiftPlan
    readonly source: PlanSource
    readonly undoes: number | null
  },
): Promise<Result<Publication, PublishRefusal>> {
  const newest = await newestVersion(tx, site.id)
  if (newest !== wanted.basedOn) return fail('changed_meanwhile')
  const { plan, workable } = await checkedPlan(tx, site, {
    plan: wanted.plan,
    isOld: wanted.undoes !== null,
  })
  if (!workable) return fail('not_workable')
  await writeShiftPlan(tx, site.id, plan)
  const { source, undoes } = wanted
  const planId = await insertVersion(tx, site.id, { version: newest + 1, source, undoes, plan })
  if (!planId) return fail('changed_meanwhile')
  const released = await releasePlaces(tx, { untilDay: await releasedUntil(tx), siteId: site.id })
  return ok({ planId, version: newest + 1, released })
}

/** Notes the shifts that an import brought as a version of every site whose plan they changed. */
export async function noteImportedPlans(tx: Tx, sites: readonly Pick<Site, 'id'>[]): Promise<void> {
  const plans = await readShiftPlans(tx)
  for (const { id } of sites) {
    const plan = plans.get(id) ?? EMPTY_PLAN
    const version = await newestVersion(tx, id)
    const before = version === 0 ? EMPTY_PLAN : ((await readVersion(tx, id, version))?.plan ?? EMPTY_PLAN)
    if (isSamePlan(before, plan)) continue
    await insertVersion(tx, id, { version: version + 1, source: 'import', undoes: null, plan })
  }
}
