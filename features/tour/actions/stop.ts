import { findSite, getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { reasonTexts } from '#features/booking/actions.ts'
import type { CLOSING_REASONS } from '#features/booking/contract/closing.ts'
import { pauseReleases } from '#features/capacity/actions/import.ts'
import { changeDated, type Publication } from '#features/capacity/actions/shiftPlan.ts'
import { closeSite, reopenSite } from '#features/capacity/actions.ts'
import { timeOfMinutes } from '#features/capacity/model/shiftPlan.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { dayFaults, isStopError, stopFaults } from '../model/stopFaults.ts'
import {
  lostParts,
  type Stop,
  shiftsOfStop,
  type Team,
  tourDay,
  type WallPart,
  type WantedStop,
  withoutStop,
} from '../model.ts'
import {
  endStop,
  forgetTravel,
  forgetWays,
  insertStop,
  lockStop,
  noteClosing,
  readStopClosings,
  readStops,
  updateStop,
  writeWay,
} from '../store.ts'
import { pointsOf, stopContext } from './context.ts'

/** Why people lose their time, as they read it. */
export type StopReason = (typeof CLOSING_REASONS)[number]

/** What a change of the tour did: the plans that it published, and how bookings fared. */
export type StopSaved = {
  readonly stopIds: readonly Id<'stop'>[]
  readonly planIds: readonly Id<'shiftPlan'>[]
  readonly siteIds: readonly Id<'site'>[]
  /** What was closed for people who had booked and lose their time. */
  readonly closingIds: readonly Id<'closing'>[]
  readonly replaced: number
  readonly unplaced: number
}

export type StopRefusal = 'not_workable' | 'changed_meanwhile'

const NOTHING: StopSaved = {
  stopIds: [],
  planIds: [],
  siteIds: [],
  closingIds: [],
  replaced: 0,
  unplaced: 0,
}

function both(a: StopSaved, b: StopSaved): StopSaved {
  return {
    stopIds: [...a.stopIds, ...b.stopIds],
    planIds: [...a.planIds, ...b.planIds],
    siteIds: [...a.siteIds, ...b.siteIds],
    closingIds: [...a.closingIds, ...b.closingIds],
    replaced: a.replaced + b.replaced,
    unplaced: a.unplaced + b.unplaced,
  }
}

function published(site: Site, { planId, released }: Publication): StopSaved {
  const { replaced, unplaced } = released
  return { ...NOTHING, planIds: [planId], siteIds: [site.id], replaced, unplaced }
}

/** Plans stops of a team, all or none: bookable at once as far as days are released. */
export async function planStops(
  tx: Tx,
  team: Team,
  wanted: readonly WantedStop[],
): Promise<Result<StopSaved, StopRefusal>> {
  await startPlanning(tx)
  let saved = NOTHING
  for (const stop of wanted) {
    if (await isUnworkable(tx, team, stop)) return fail('not_workable')
    await forgetWays(tx, team.number, stop.day)
    const id = await insertStop(tx, team.number, stop, NOT_YET(stop))
    if (!id) return fail('changed_meanwhile')
    await writeWays(tx, team, stop.day)
    saved = both(saved, { ...(await open(tx, team, stop)), stopIds: [id] })
  }
  return ok(saved)
}

/**
 * Gives a stop other times or another place. Whoever cannot keep the time gets an equal one held beside it and is asked,
 * as when a site closes; nobody's booking is dropped.
 */
export async function changeStop(
  tx: Tx,
  team: Team,
  {
    id,
    wanted,
    reason,
  }: { readonly id: Id<'stop'>; readonly wanted: WantedStop; readonly reason: StopReason },
): Promise<Result<StopSaved, StopRefusal | 'unknown_stop'>> {
  await startPlanning(tx)
  const before = await lockStop(tx, id)
  if (before?.team !== team.number || (await isOver(tx, before))) return fail('unknown_stop')
  if (await isUnworkable(tx, team, wanted, id)) return fail('not_workable')
  if (before.day !== wanted.day && !(await takeOut(tx, team, before))) return fail('not_workable')
  for (const day of new Set([before.day, wanted.day])) await forgetWays(tx, team.number, day)
  await updateStop(tx, id, wanted, NOT_YET(wanted))
  for (const day of new Set([before.day, wanted.day])) await writeWays(tx, team, day)
  if (before.siteId === wanted.siteId && before.day === wanted.day) {
    const opened = await open(tx, team, wanted)
    const lost = opened.unplaced > 0 ? lostParts(before, wanted) : []
    const closingIds = await leaveClosings(tx, before, lost, reason)
    return ok({ ...opened, closingIds, stopIds: [id] })
  }
  const ended = await shut(tx, team, before, reason)
  return ok({ ...both(ended, await open(tx, team, wanted)), stopIds: [id] })
}

/**
 * Cancels a stop; what people have booked there is looked after as when a site closes. `not_workable`: without it the
 * team would not be at its next stop in time, or would work too long; then that one has to change first.
 */
export async function cancelStop(
  tx: Tx,
  team: Team,
  { id, reason }: { readonly id: Id<'stop'>; readonly reason: StopReason },
): Promise<Result<StopSaved, 'unknown_stop' | 'not_workable'>> {
  await startPlanning(tx)
  const before = await lockStop(tx, id)
  if (before?.team !== team.number || (await isOver(tx, before))) return fail('unknown_stop')
  if (!(await takeOut(tx, team, before))) return fail('not_workable')
  if (!(await endStop(tx, id))) return fail('unknown_stop')
  await forgetWays(tx, team.number, before.day)
  await writeWays(tx, team, before.day)
  return ok({ ...(await shut(tx, team, before, reason)), stopIds: [id] })
}

/** Two who plan wait for each other, also with releases; what others did before is read anew. */
async function startPlanning(tx: Tx): Promise<void> {
  await pauseReleases(tx)
  await tx.changeReference()
}

async function isUnworkable(tx: Tx, team: Team, wanted: WantedStop, own?: Id<'stop'>): Promise<boolean> {
  return stopFaults(wanted, await stopContext(tx, team, wanted, { own })).some(isStopError)
}

/**
 * Makes room in a team's day for going without a stop: the next one is reached from where the team was before. False
 * if the day is no longer workable that way, as it was until now.
 */
async function takeOut(tx: Tx, team: Team, { id, day }: Stop): Promise<boolean> {
  const own = (await readStops(tx, day, day)).filter((stop) => stop.team === team.number)
  const pointOf = pointsOf(await listSites(tx), day)
  const settings = await getSettings(tx)
  const faultsOf = (stops: readonly Stop[]) => dayFaults(tourDay(team, stops, pointOf), settings)
  const left = withoutStop(own, id)
  const known = faultsOf(own)
  if (faultsOf(left).some((fault) => !known.includes(fault))) return false
  for (const stop of left) if (stop.travelMinutes === null) await forgetTravel(tx, stop.id)
  return true
}

/** What was is not changed afterwards. */
async function isOver(tx: Tx, stop: Stop): Promise<boolean> {
  return stop.day < dayOf(tx.now, (await siteOf(tx, stop.siteId)).timeZone)
}

/** A stop's row before its way is known: the hours alone. */
const NOT_YET = ({ opens, closes }: WantedStop) => ({ leaves: opens, packed: closes })

/** Gives the stops of a day their ways as they are now. Nobody leaves before the last stop is packed. */
async function writeWays(tx: Tx, team: Team, day: LocalDate): Promise<void> {
  const own = (await readStops(tx, day, day)).filter((stop) => stop.team === team.number)
  const { legs } = tourDay(team, own, pointsOf(await listSites(tx), day))
  let free = 0
  for (const { stop, leaves, packed } of legs) {
    await writeWay(tx, stop.id, {
      leaves: timeOfMinutes(Math.max(free, leaves)),
      packed: timeOfMinutes(packed),
    })
    free = packed
  }
}

async function siteOf(tx: Tx, id: Id<'site'>): Promise<Site> {
  return (await listSites(tx)).find((site) => site.id === id) ?? impossible('a stop lies at a site')
}

/** Makes the hours of a stop bookable; what an earlier stop of the place and day left closed is taken back. */
async function open(tx: Tx, team: Team, stop: WantedStop): Promise<StopSaved> {
  const site = await siteOf(tx, stop.siteId)
  const counters = team.counters.get(site.id) ?? []
  const written = await changeDated(tx, site, (dated) => [
    ...dated.filter(({ counterId, day }) => day !== stop.day || !counters.includes(counterId)),
    ...shiftsOfStop(stop, counters),
  ])
  let saved = published(
    site,
    written.ok ? written.value : impossible('a workable stop gives workable shifts'),
  )
  for (const { id } of await readStopClosings(tx, stop)) {
    const opened = await reopenSite(tx, await siteOf(tx, site.id), id)
    if (opened.ok) saved = both(saved, published(site, opened.value))
  }
  return saved
}

/** Ends the hours of a stop. */
async function shut(tx: Tx, team: Team, stop: Stop, reason: StopReason): Promise<StopSaved> {
  const site = await siteOf(tx, stop.siteId)
  const counters = team.counters.get(site.id) ?? []
  const written = await changeDated(tx, site, (dated) =>
    dated.filter(({ counterId, day }) => day !== stop.day || !counters.includes(counterId)),
  )
  const saved = published(site, written.ok ? written.value : impossible('fewer shifts stay workable'))
  return saved.unplaced > 0 ? { ...saved, closingIds: await leaveClosings(tx, stop, [null], reason) } : saved
}

/** Closes a place for the people who had booked there; null closes the whole day. */
async function leaveClosings(
  tx: Tx,
  stop: Stop,
  parts: readonly (WallPart | null)[],
  reason: StopReason,
): Promise<readonly Id<'closing'>[]> {
  const { key } = await siteOf(tx, stop.siteId)
  const closingIds: Id<'closing'>[] = []
  for (const part of parts) {
    const site = (await findSite(tx, key)) ?? impossible('the site stands')
    const closed = await closeSite(tx, site, {
      counterIds: [],
      firstDay: stop.day,
      lastDay: stop.day,
      starts: part?.starts ?? null,
      ends: part?.ends ?? null,
      texts: reasonTexts(reason),
    })
    if (closed.ok) {
      await noteClosing(tx, stop.id, closed.value.closingId)
      closingIds.push(closed.value.closingId)
    }
    // Somebody has closed the same hours before: that closing looks after the people, and stays when the stop comes back.
    else if (closed.code !== 'already_closed') impossible('the hours of a stop to come can be closed')
  }
  return closingIds
}
