import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { monotonic } from '#platform/time/clock.ts'
import { type BookableDay, type HourTimes, timesByHour } from '../model/bookable.ts'
import { EMPTY_PLAN, withoutPast } from '../model/shiftPlan.ts'
import { BREAK_AFTER_MINUTES, brokenRules } from '../model/workRules.ts'
import type { Shift } from '../model.ts'
import { readShiftPlans } from '../store/shiftPlan.ts'
import { agreementReport } from './agreement.ts'
import { isWorkable, type SharesWish, sharingAt } from './changeShares.ts'
import { foreseeSite } from './foresight.ts'
import { releasedUntil } from './releaseMoment.ts'
import { countBoth, servicesByAppointment } from './seePlan.ts'

/** One question works for so long, then it says how far it has come (milliseconds). */
const BUDGET = 400

/** A day of a site, hour by hour, as it would be. */
export type ExampleDay = {
  readonly site: Site
  readonly day: LocalDate
  readonly hours: readonly HourTimes[]
}

/** A service under another share of the staff agreement: what it needs, and the times of a week with it and without. */
export type AgreedTimes = {
  readonly service: string
  readonly minutes: number
  readonly coveredPercent: number | null
  readonly neededMinutes: number
  readonly times: number
  readonly timesNeeded: number
}

/** What other shares would do in the next week, as far as it is worked out: so many sites of all. */
export type SharesForesight = {
  readonly done: number
  readonly of: number
  readonly firstDay: LocalDate
  /** The last day that can be booked, as it is and as it would be. */
  readonly lastDay: { readonly before: LocalDate; readonly after: LocalDate }
  readonly services: readonly { readonly service: string; readonly before: number; readonly after: number }[]
  /** Hours in which more is booked than would be open: nobody loses a booking, and nothing comes on top. */
  readonly fullHours: number
  /** What another share of the staff agreement would ask of each service; none where it stays as it is. */
  readonly agreement: readonly AgreedTimes[]
  /** Shifts to come, by site, that would be longer than the longest day and are not now. */
  readonly tooLong: readonly { readonly site: string; readonly shifts: number }[]
  /** The first day of that week on which a site has hours; from the first question only. */
  readonly example: ExampleDay | undefined
}

/**
 * Says what a decision would do to the times of the next week, from the `from`-th site on, until the time for one
 * question is over; at least one. Writes nothing.
 */
export async function foreseeShares(
  tx: Tx,
  wish: SharesWish,
  from: number,
): Promise<Result<SharesForesight, 'not_workable'>> {
  if (!isWorkable(wish)) return fail('not_workable')
  const { timeZone, horizonDays } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const firstDay = nextMonday(today)
  const lastDay = {
    before: addDays(today, horizonDays),
    after: addDays(today, wish.shares.horizonDays ?? horizonDays),
  }
  const sites = (await listSites(tx)).filter(({ id }) => wish.siteId === null || id === wish.siteId)
  const services = new Map<string, { service: string; before: number; after: number }>()
  const agreement = new Map<string, AgreedTimes>()
  const tooLong: { site: string; shifts: number }[] = []
  const begin = monotonic()
  let [done, fullHours, example]: [number, number, ExampleDay | undefined] = [
    Math.min(from, sites.length),
    0,
    undefined,
  ]
  for (const site of sites.slice(done)) {
    if (done > from && monotonic() - begin > BUDGET) break
    done++
    const seen = await foreseeOne(tx, site, wish, firstDay)
    fullHours += seen.fullHours
    example ??= seen.example
    for (const one of await agreedTimes(tx, site, wish, firstDay)) {
      const known = agreement.get(one.service) ?? { ...one, times: 0, timesNeeded: 0 }
      agreement.set(one.service, {
        ...one,
        times: known.times + one.times,
        timesNeeded: known.timesNeeded + one.timesNeeded,
      })
    }
    const shifts = await shiftsTooLong(tx, site, wish)
    if (shifts > 0) tooLong.push({ site: site.key, shifts })
    for (const { service, before, after } of seen.services) {
      const known = services.get(service) ?? { service, before: 0, after: 0 }
      services.set(service, { service, before: known.before + before, after: known.after + after })
    }
  }
  return ok({
    done,
    of: sites.length,
    firstDay,
    lastDay,
    services: [...services.values()],
    fullHours,
    agreement: [...agreement.values()],
    tooLong,
    example,
  })
}

async function foreseeOne(tx: Tx, site: Site, wish: SharesWish, firstDay: LocalDate) {
  const week = Array.from({ length: 7 }, (_, index) => addDays(firstDay, index))
  const plan = (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN
  const sharing = await sharingAt(tx, site.id, wish)
  const today = dayOf(tx.now, site.timeZone)
  const { horizonDays } = await getSettings(tx)
  const [known, horizon] = [addDays(today, horizonDays), addDays(today, sharing.horizonDays)]
  const until = [addDays(firstDay, 6), later(horizon, await releasedUntil(tx))].toSorted()[0] ?? horizon
  const seen = await foreseeSite(tx, site, { plan, days: week, shares: sharing, untilDay: until })
  // Places once released stand beyond a horizon that was made nearer, and search does not offer them.
  const days = seen.days.map(({ day, before, after }) => ({
    day,
    before: day <= known ? before : NOTHING,
    after: day <= horizon ? after : NOTHING,
  }))
  const means = { zone: site.timeZone, shares: sharing }
  const open = days.find(({ after }) => after.places.length > 0)
  return {
    services: (await servicesByAppointment(tx, site)).map((service) => ({
      service: service.key,
      ...countBoth(days, { minutes: service.minutes, services: [service.id] }),
    })),
    fullHours: days.reduce((sum, { after }) => sum + fullHoursOf(after), 0),
    example: open && { site, day: open.day, hours: timesByHour(open.after, open.day, means) },
  }
}

/** What another share of the agreement would ask for at a site; nothing where it stays. */
async function agreedTimes(
  tx: Tx,
  site: Site,
  { siteId, shares: { coveredPercent } }: SharesWish,
  monday: LocalDate,
): Promise<AgreedTimes[]> {
  if (siteId !== null || coveredPercent === null) return []
  if (coveredPercent === (await getSettings(tx)).coveredPercent) return []
  const { services } = await agreementReport(tx, site, monday, coveredPercent)
  return services.map(({ service, measured, isKept, times, timesNeeded }) => ({
    service: service.key,
    minutes: service.minutes,
    coveredPercent: measured?.coveredPercent ?? null,
    neededMinutes: isKept ? service.minutes : (measured?.neededMinutes ?? service.minutes),
    times,
    timesNeeded,
  }))
}

/** How many shifts to come are within the longest day now and would not be. */
async function shiftsTooLong(tx: Tx, site: Site, { siteId, shares }: SharesWish): Promise<number> {
  const { longestDayMinutes: longest } = await getSettings(tx)
  const wanted = shares.longestDayMinutes
  if (siteId !== null || wanted === null || wanted >= longest) return 0
  const plan = withoutPast(
    (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN,
    dayOf(tx.now, site.timeZone),
  )
  const isTooLong = (shift: Shift, longestDayMinutes: number) =>
    brokenRules(shift, { breakAfterMinutes: BREAK_AFTER_MINUTES, longestDayMinutes }).includes('day_too_long')
  return [...plan.weekly, ...plan.dated].filter(
    (shift) => isTooLong(shift, wanted) && !isTooLong(shift, longest),
  ).length
}

const NOTHING: BookableDay = { places: [], budgets: new Map(), firstCell: 0 }

function fullHoursOf({ budgets }: BookableDay): number {
  return [...budgets.values()].filter(({ open, booked }) => booked > open).length
}

const later = (one: LocalDate, other: LocalDate) => (one > other ? one : other)

function nextMonday(today: LocalDate): LocalDate {
  return localDate(addDays(today, 8 - weekdayOf(today)))
}
