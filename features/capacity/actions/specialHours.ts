import { findSite, writeSpecialHours } from '#features/authority/actions.ts'
import { type Site, type SpecialHours, specialHoursAhead } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { EMPTY_PLAN } from '../model/shiftPlan.ts'
import { readShiftPlans } from '../store/shiftPlan.ts'
import { lockRelease } from '../store.ts'
import { noteSpecialHours } from './capacityHistory.ts'
import { countMoves, planDays, type Released, releasePlaces } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'
import { lastPlannedDay } from './shiftPlan.ts'

/** The hours that a date shall have; none: those of its weekday again. */
export type HoursWish = {
  readonly day: LocalDate
  readonly hours: readonly Omit<SpecialHours, 'day'>[]
}

/** What other hours did to places and bookings, and the line of the history. */
export type HoursChanged = Released & { readonly change: Id<'capacityChange'> }

/**
 * Gives a site other hours on one date, or takes them back. The places of that day follow at once, as far as shifts are
 * planned then. No booking is lost, see releasePlaces; closures still win.
 */
export async function setSpecialHours(
  tx: Tx,
  site: Site,
  wish: HoursWish,
): Promise<Result<HoursChanged, 'not_workable'>> {
  await lockRelease(tx)
  await tx.changeReference()
  if (!isWorkable(tx, site, wish)) return fail('not_workable')
  const { specialHours = [] } = (await findSite(tx, site.key)) ?? site
  const before = specialHours.filter(({ day }) => day === wish.day)
  const change = await noteSpecialHours(tx, site, { day: wish.day, before, after: inOrder(wish.hours) })
  await writeSpecialHours(tx, { siteId: site.id, day: wish.day }, inOrder(wish.hours))
  const released = await releasePlaces(tx, { untilDay: await releasedUntil(tx), siteId: site.id })
  // Kiosks and displays of the site say so at once.
  tx.touch(site.id)
  return ok({ ...released, change })
}

/** What other hours on one date would do to bookings; nothing is written. */
export async function foreseeSpecialHours(
  tx: Tx,
  site: Site,
  wish: HoursWish,
): Promise<Result<Pick<Released, 'replaced' | 'unplaced'>, 'not_workable'>> {
  if (!isWorkable(tx, site, wish)) return fail('not_workable')
  const plan = (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN
  const others = (site.specialHours ?? []).filter(({ day }) => day !== wish.day)
  const own = inOrder(wish.hours).map((hours) => ({ ...hours, day: wish.day }))
  const days = await planDays(tx, {
    planOf: () => plan,
    untilDay: await releasedUntil(tx),
    site: { ...site, specialHours: [...others, ...own] },
    lock: false,
  })
  return ok(countMoves(days.filter(({ day }) => day === wish.day).flatMap(({ release }) => release.moves)))
}

function isWorkable(tx: Tx, site: Site, { day, hours }: HoursWish): boolean {
  const today = dayOf(tx.now, site.timeZone)
  if (day < today || day > lastPlannedDay(today)) return false
  // Of dates on which there are none, none can be taken back.
  if (hours.length === 0) return specialHoursAhead(site, tx.now).some((one) => one.day === day)
  // Where a mobile team comes, the hours are its stops.
  if (site.kind === 'mobile') return false
  const sorted = inOrder(hours)
  return sorted.every(
    ({ opens, closes }, nth) => opens < closes && opens >= (sorted[nth - 1]?.closes ?? '00:00'),
  )
}

function inOrder(hours: HoursWish['hours']): HoursWish['hours'] {
  return hours.toSorted((a, b) => (a.opens < b.opens ? -1 : 1))
}
