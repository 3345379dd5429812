import { findSite, writeOpeningHours } from '#features/authority/actions.ts'
import {
  changedWeekdays,
  hoursInOrder,
  hoursOfDays,
  weekFaults,
} from '#features/authority/model/weekHours.ts'
import type { OpeningHours, Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type ShiftBeyond, shiftsBeyond, weekBefore, weekChange } from '../model/openingHours.ts'
import { type CapacityChange, insertCapacityChange } from '../store/capacityChange.ts'
import { type LosingBooking, readLosing } from '../store/losing.ts'
import { lockRelease } from '../store.ts'
import { hoursHistory } from './capacityHistory.ts'
import { foreseeSite } from './foresight.ts'
import { countMoves, type Released, releasePlaces } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'
import { countBoth, servicesByAppointment } from './seePlan.ts'
import { planContext, shiftPlanOf } from './shiftPlan.ts'

/** Bookings that are named one by one. */
const LOSING_SHOWN = 20

/** The week of a site with its history. */
export type WeekOfSite = {
  readonly hours: readonly OpeningHours[]
  /** The newest change of weekly hours; null before the first. */
  readonly newest: Id<'capacityChange'> | null
  /** The week before it. */
  readonly earlier: readonly OpeningHours[] | null
  readonly changes: readonly CapacityChange[]
}

/** The weekly hours of a site, and what was changed of its hours. */
export async function weekOfSite(tx: Tx, { id, key }: Pick<Site, 'id' | 'key'>): Promise<WeekOfSite> {
  const changes = await hoursHistory(tx, { id })
  const hours = hoursInOrder((await findSite(tx, key))?.hours ?? [])
  const newest = changes.find((change) => weekOf(change.before).length + weekOf(change.after).length > 0)
  return {
    hours,
    changes,
    newest: newest?.id ?? null,
    earlier: newest
      ? weekBefore(hours, { before: weekOf(newest.before), after: weekOf(newest.after) })
      : null,
  }
}

const weekOf = ({ hours }: CapacityChange['before']): readonly OpeningHours[] => hours?.weekly ?? []

/** What other weekly hours would do. */
export type HoursForesight = {
  readonly shifts: readonly ShiftBeyond[]
  readonly replaced: number
  readonly unplaced: number
  /** The first bookings that would have no place any more, earliest first. */
  readonly losing: readonly LosingBooking[]
  readonly services: readonly { readonly service: string; readonly before: number; readonly after: number }[]
}

/** What other weekly hours would do to shifts, bookings and the times of the next week; nothing is written. */
export async function foreseeOpeningHours(
  tx: Tx,
  site: Site,
  hours: readonly OpeningHours[],
): Promise<Result<HoursForesight, 'not_workable'>> {
  if (!isWorkable(site, hours)) return fail('not_workable')
  const { plan } = await shiftPlanOf(tx, site)
  const today = dayOf(tx.now, site.timeZone)
  const week = Array.from({ length: 7 }, (_, index) => addDays(today, 8 - weekdayOf(today) + index))
  const thought = { ...site, hours: hoursInOrder(hours) }
  const { moves, days } = await foreseeSite(tx, thought, { plan, days: week })
  const lost = moves.flatMap(({ claimId, placeId }) => (placeId === null ? [claimId] : []))
  return ok({
    shifts: shiftsBeyond(plan, await planContext(tx, site), thought.hours),
    ...countMoves(moves),
    losing: await readLosing(tx, lost, LOSING_SHOWN),
    services: (await servicesByAppointment(tx, site)).map(({ id, key, minutes }) => ({
      service: key,
      ...countBoth(days, { minutes, services: [id] }),
    })),
  })
}

/** What came of it: the line of the history, and what the release after it did to places and bookings. */
export type HoursChanged = { readonly change: Id<'capacityChange'>; readonly released: Released }

/**
 * Gives a site other hours of every week, from now on. The places of all days to come follow at once, as far as shifts
 * are planned then; no booking is lost, see releasePlaces. Hours of single dates and closures still win.
 * `changed_meanwhile` if there is a newer change than the one that was seen, `nothing_changed` if it says what holds.
 */
export async function changeOpeningHours(
  tx: Tx,
  site: Site,
  {
    hours,
    seen,
    undoes,
  }: {
    readonly hours: readonly OpeningHours[]
    readonly seen: Id<'capacityChange'> | null
    /** The change that this one takes back. */
    readonly undoes: Id<'capacityChange'> | null
  },
): Promise<Result<HoursChanged, 'changed_meanwhile' | 'nothing_changed' | 'not_workable'>> {
  await lockRelease(tx)
  await tx.changeReference()
  const standing = await weekOfSite(tx, site)
  if (standing.newest !== seen || (undoes !== null && undoes !== seen)) return fail('changed_meanwhile')
  if (!isWorkable({ ...site, hours: standing.hours }, hours)) return fail('not_workable')
  const { before, after } = weekChange(standing.hours, hours)
  if (before.length + after.length === 0) return fail('nothing_changed')
  await writeOpeningHours(tx, site.id, hours)
  const change = await insertCapacityChange(tx, {
    siteId: site.id,
    about: 'hours',
    source: 'console',
    before: { hours: { weekly: before } },
    after: { hours: { weekly: after } },
    undoes,
  })
  const released = await releasePlaces(tx, { untilDay: await releasedUntil(tx), siteId: site.id })
  // Kiosks and displays of the site say so at once.
  tx.touch(site.id)
  return ok({ change, released })
}

/** Only what is changed is checked: a weekday that was read from a file long ago keeps nobody from changing another. */
function isWorkable(site: Pick<Site, 'kind' | 'hours'>, hours: readonly OpeningHours[]): boolean {
  // Where a mobile team comes, the hours are its stops.
  if (site.kind === 'mobile') return false
  return weekFaults(hoursOfDays(hours, changedWeekdays(site.hours, hours))).length === 0
}
