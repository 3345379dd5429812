import type { Site } from '#features/authority/model.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SetupFault, SetupWish } from '../model/setup.ts'
import { EMPTY_PLAN } from '../model/shiftPlan.ts'
import { type LosingBooking, readLosing } from '../store/losing.ts'
import { readShiftPlans } from '../store/shiftPlan.ts'
import { foreseeSite } from './foresight.ts'
import { skillsOfCounters } from './plan.ts'
import { countMoves } from './release.ts'
import { countBoth, servicesByAppointment } from './seePlan.ts'
import { bookedWithoutAppointment, checkSetup, writeSetup } from './setup.ts'

/** Bookings that are named one by one. */
const LOSING_SHOWN = 20

/** What another setup would do to bookings, and to the times of the next week. */
export type SetupForesight = {
  readonly faults: readonly SetupFault[]
  readonly replaced: number
  readonly unplaced: number
  /** The first bookings that would have no place any more, earliest first. */
  readonly losing: readonly LosingBooking[]
  readonly services: readonly { readonly service: string; readonly before: number; readonly after: number }[]
  /** Bookings for services that would be walk-in only. */
  readonly stillBooked: readonly { readonly service: string; readonly bookings: number }[]
}

/**
 * Says what another setup would do. It writes the setup to see it, so its transaction must be taken back (`tryOut`);
 * bookings beside it do not wait. Nothing more is said of a setup with faults.
 */
export async function foreseeSetup(tx: Tx, site: Site, wish: SetupWish): Promise<SetupForesight> {
  const checked = await checkSetup(tx, site, wish)
  const nothing = { replaced: 0, unplaced: 0, losing: [], services: [], stillBooked: [] }
  if (checked.faults.length > 0) return { faults: checked.faults, ...nothing }
  const standingSkills = await skillsOfCounters(tx)
  const bookable = await servicesByAppointment(tx, site)
  await tx.changeReference()
  await writeSetup(tx, site, checked)
  const plan = (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN
  const today = dayOf(tx.now, site.timeZone)
  const week = Array.from({ length: 7 }, (_, index) => addDays(today, 8 - weekdayOf(today) + index))
  const { moves, days } = await foreseeSite(tx, site, { plan, days: week, standingSkills })
  const lost = moves.flatMap(({ claimId, placeId }) => (placeId === null ? [claimId] : []))
  const after = new Map((await servicesByAppointment(tx, site)).map((service) => [service.id, service]))
  const before = new Map(bookable.map((service) => [service.id, service]))
  const booked = await bookedWithoutAppointment(tx, site, checked)
  const keys = new Map([...before.values(), ...after.values()].map(({ id, key }) => [id, key]))
  return {
    faults: [],
    ...countMoves(moves),
    losing: await readLosing(tx, lost, LOSING_SHOWN),
    services: [...new Map([...before, ...after]).values()].map(({ id, key, minutes }) => {
      const times = countBoth(days, { minutes, services: [id] })
      return {
        service: key,
        before: before.has(id) ? times.before : 0,
        after: after.has(id) ? times.after : 0,
      }
    }),
    stillBooked: [...booked].map(([id, bookings]) => ({ service: keys.get(id) ?? '', bookings })),
  }
}
