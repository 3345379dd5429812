import { listClosures, listSites } from '#features/authority/actions.ts'
import type { Closure, Site } from '#features/authority/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { gainedRooms } from '../model/listShare.ts'
import { isWellPlaced, joinFreeCells, placeAnew } from '../model/packing.ts'
import {
  type ClaimMove,
  type DayRelease,
  displacedFreed,
  isAsWanted,
  movesOf,
  planDay,
  type StandingPlace,
} from '../model/release.ts'
import { EMPTY_PLAN, placesOfPlan, type ShiftPlan } from '../model/shiftPlan.ts'
import { cellOf, type NewPlace } from '../model.ts'
import { recountBooked } from '../store/budget.ts'
import { notePlanChanges, type SiteDayKey } from '../store/plan.ts'
import {
  type DayClaim,
  deletePlaces,
  dropFreed,
  insertPlaces,
  liftClaims,
  lockDays,
  placeClaims,
  readDayClaims,
  readMisfitDays,
  readRecentDays,
  readStandingPlaces,
  reshapePlaces,
  withdrawPlaces,
} from '../store/release.ts'
import { readShiftPlans } from '../store/shiftPlan.ts'
import { lockRelease } from '../store.ts'
import { dueHours, writeDue } from './budget.ts'
import { keepOpened, keepReleased, lockOpened } from './listShare.ts'
import { skillsOfCounters } from './plan.ts'

/** What a release did: places made, removed, with other bounds, closed; claims that lie elsewhere or nowhere now. */
export type Released = {
  readonly made: number
  readonly removed: number
  readonly reshaped: number
  readonly withdrawn: number
  readonly replaced: number
  readonly unplaced: number
}

/** A site's day as it stands and as it will be. */
export type PlannedDay = SiteDayKey & {
  readonly standing: readonly StandingPlace[]
  readonly claims: readonly DayClaim[]
  /** Times kept for the waitlist: the day is planned without them, and those that are in nobody's way stay. */
  readonly freed: readonly DayClaim[]
  readonly release: DayRelease
}

/**
 * Makes the places of all sites, or one, from today to a day, both included, as shifts, hours and closures stand now.
 * May run at any time and twice at once. No booking is lost: what no longer fits gets another place at the same time,
 * and what fits nowhere stays valid without one. A booking under way is waited for.
 */
export async function releasePlaces(
  tx: Tx,
  { untilDay, siteId }: { readonly untilDay: LocalDate; readonly siteId?: Id<'site'> },
): Promise<Released> {
  await lockRelease(tx)
  // Whoever had the lock may have changed hours, closures or counters since this transaction was opened.
  await tx.changeReference()
  const plans = await readShiftPlans(tx)
  const days = await planDays(tx, { planOf: (site) => plans.get(site.id), untilDay, siteId, lock: true })
  return write(tx, days, siteId)
}

/** Plans the days that differ from what is wanted, without writing anything; `lock` keeps bookings away from them. */
export async function planDays(
  tx: Tx,
  options: {
    readonly planOf: (site: Site) => ShiftPlan | undefined
    readonly untilDay: LocalDate
    readonly siteId?: Id<'site'> | undefined
    /** The only site, with hours that may be only thought of. */
    readonly site?: Site
    readonly lock: boolean
    /** Closures as they are only thought of. */
    readonly closures?: Closures | undefined
  },
): Promise<PlannedDay[]> {
  const { planOf, untilDay, lock, closures = (known) => known } = options
  const siteId = options.site?.id ?? options.siteId
  const all = options.site ? [options.site] : await listSites(tx)
  const sites = all.filter((site) => siteId === undefined || site.id === siteId)
  const days = await wantedDays(tx, sites, planOf, untilDay, closures)
  if (sites.length === 0) return []
  const firstDay = firstDayOf(tx, sites)
  const before = placesByDay(await readStandingPlaces(tx, firstDay, siteId))
  const misfits = new Set((await readMisfitDays(tx, firstDay)).map(keyText))
  const due = days.filter(
    (day) => misfits.has(keyText(day)) || !isAsWanted(day.wanted, before.get(keyText(day)) ?? []),
  )
  if (due.length === 0) return []
  if (lock) await lockDays(tx, due)
  // Read again under the lock: a booking that was under way has ended since.
  const standing = lock ? placesByDay(await readStandingPlaces(tx, firstDay, siteId)) : before
  const claims = Map.groupBy(await readDayClaims(tx, due, lock), keyText)
  const skills = await skillsOfCounters(tx)
  const means = {
    skillsOf: (counter: Id<'counter'>) => skills.get(counter) ?? new Set<Id<'service'>>(),
    newPlaceId: () => newId<'place'>(tx.now),
  }
  return due.map(({ site, wanted, ...key }) => {
    const placed = standing.get(keyText(key)) ?? []
    const begun = cellOf(tx.now, key.day, site.timeZone)
    const all = claims.get(keyText(key)) ?? []
    const own = all.filter(({ freed }) => !freed).map((claim) => hold(claim, begun))
    const freed = all.filter((claim) => claim.freed)
    return { ...key, standing: placed, claims: own, freed, release: planDay(wanted, placed, own, means) }
  })
}

/** The earliest day that any of these sites still has. */
function firstDayOf(tx: Tx, sites: readonly Pick<Site, 'timeZone'>[]): LocalDate {
  return sites.map(({ timeZone }) => dayOf(tx.now, timeZone)).toSorted()[0] ?? dayOf(tx.now, 'UTC')
}

/** What has begun stays where it is, and a freed time, which is nobody's. */
function hold(claim: DayClaim, begun: number): DayClaim {
  return { ...claim, fixed: claim.placeId !== null && (claim.freed || claim.firstCell <= begun) }
}

/** What becomes of the closures that are known. */
export type Closures = (known: readonly Closure[]) => readonly Closure[]

type WantedDay = SiteDayKey & { readonly site: Site; readonly wanted: readonly NewPlace[] }

async function wantedDays(
  tx: Tx,
  sites: readonly Site[],
  planOf: (site: Site) => ShiftPlan | undefined,
  untilDay: LocalDate,
  closuresOf: Closures,
): Promise<WantedDay[]> {
  const days: WantedDay[] = []
  for (const site of sites) {
    const today = dayOf(tx.now, site.timeZone)
    const closures = closuresOf(await listClosures(tx, today))
    const plan = planOf(site) ?? EMPTY_PLAN
    for (let day = today; day <= untilDay; day = addDays(day, 1)) {
      days.push({ siteId: site.id, day, site, wanted: placesOfPlan(plan, site, closures, day) })
    }
  }
  return days
}

function placesByDay(places: readonly StandingPlace[]): ReadonlyMap<string, readonly StandingPlace[]> {
  return Map.groupBy(places, keyText)
}

const keyText = ({ siteId, day }: SiteDayKey) => `${siteId} ${day}`

async function write(tx: Tx, days: readonly PlannedDay[], siteId: Id<'site'> | undefined): Promise<Released> {
  const all = <T>(part: (release: DayRelease) => readonly T[]) => days.flatMap((day) => part(day.release))
  const moves = all((release) => release.moves)
  await dropFreed(
    tx,
    days.flatMap(({ freed, standing, release }) => displacedFreed(freed, standing, release)),
  )
  await liftClaims(tx, moves)
  await withdrawPlaces(
    tx,
    all((release) => release.withdraw),
  )
  await reshapePlaces(
    tx,
    all((release) => release.reshape),
  )
  const made = await insertPlaces(
    tx,
    all((release) => release.make),
  )
  await placeClaims(tx, moves)
  await deletePlaces(
    tx,
    all((release) => release.remove),
  )
  const hours = await dueHours(tx, { fromDay: firstDayOf(tx, await listSites(tx)), siteId })
  const opened = await lockOpened(tx, hours, days)
  await writeDue(tx, hours)
  await recountBooked(tx, days)
  await keepOpened(tx, opened)
  await keepReleased(
    tx,
    days.map(({ siteId, day, standing, claims, freed, release }) => {
      return { siteId, day, gained: gainedRooms(standing, [...claims, ...freed], release) }
    }),
    hours,
  )
  const gaining = new Set(
    days.filter(({ release: { make, reshape } }) => make.length + reshape.length > 0).map(keyText),
  )
  await notePlanChanges(tx, days, (day) => gaining.has(keyText(day)))
  return {
    made,
    removed: all((release) => release.remove).length,
    reshaped: all((release) => release.reshape).length,
    withdrawn: all((release) => release.withdraw).length,
    ...countMoves(moves),
  }
}

/** How many claims lie elsewhere, and how many nowhere. */
export function countMoves(moves: readonly ClaimMove[]): { replaced: number; unplaced: number } {
  const unplaced = moves.filter(({ placeId }) => placeId === null).length
  return { replaced: moves.length - unplaced, unplaced }
}

/**
 * Joins the free cells of a site's day: bookings keep their times, only their planned places change. Who has no place,
 * or one that changed while they booked, gets one if there is any. A transaction of its own, beside bookings; how many
 * claims moved.
 */
export async function repackDay(tx: Tx, site: Site, day: LocalDate): Promise<number> {
  const key = { siteId: site.id, day }
  await lockDays(tx, [key])
  const places = (await readStandingPlaces(tx, day, site.id)).filter(
    (place) => place.day === day && !place.withdrawn,
  )
  const begun = cellOf(tx.now, day, site.timeZone)
  const claims = (await readDayClaims(tx, [key], true)).map((claim) => hold(claim, begun))
  const skills = await skillsOfCounters(tx)
  const rooms = places.map((place) => ({ ...place, skills: skills.get(place.counterId) ?? new Set() }))
  const packing = isWellPlaced(rooms, claims) ? joinFreeCells(rooms, claims) : placeAnew(rooms, claims)
  const moves = packing ? movesOf(rooms, claims, packing.placed) : []
  if (moves.length === 0) return 0
  await liftClaims(tx, moves)
  await placeClaims(tx, moves)
  await recountBooked(tx, [key])
  // Joined cells are room for longer visits.
  await notePlanChanges(tx, [key], () => true)
  return moves.length
}

/** So many days at once: bookings of these wait meanwhile, some milliseconds for each. */
const REPACKED_AT_ONCE = 8

/** Re-packs days that changed in the last minute, the nearest first; how many claims moved. */
export async function repackRecentDays(tx: Tx): Promise<number> {
  let moved = 0
  const sites = await listSites(tx)
  for (const { siteId, day } of await readRecentDays(tx, REPACKED_AT_ONCE)) {
    const site = sites.find(({ id }) => id === siteId)
    if (site && day >= dayOf(tx.now, site.timeZone)) moved += await repackDay(tx, site, day)
  }
  return moved
}
