import { getSettings } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import { servedMinutes } from '#features/visit/actions.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type AgreementCheck, checkAgreement } from '../model/agreement.ts'
import { type BookableDay, budgetsOfPlaces, countTimes } from '../model/bookable.ts'
import { readPlaces } from '../store.ts'
import { sharesOfSites } from './budget.ts'
import { skillsOfCounters } from './plan.ts'
import { servicesByAppointment } from './seePlan.ts'
import { lastPlannedDay } from './shiftPlan.ts'

/** So far back, and so many cases of a service, the newest first: a service changes, and its office. */
export const MEASURED_DAYS = 90
export const MOST_CASES = 500

/** Weeks before are not asked for by any screen. */
const DAYS_BACK = 366

/** A service under the staff agreement, and what it costs to keep it. */
export type AgreedService = AgreementCheck & {
  readonly service: Service
  /** Times of the week if nobody had booked, with the planned minutes and with those that the agreement needs. */
  readonly times: number
  readonly timesNeeded: number
}

/** The staff agreement at a site: what was agreed, since when is measured, and how each service stands to it. */
export type AgreementReport = {
  readonly percent: number
  readonly since: LocalDate
  readonly services: readonly AgreedService[]
}

/**
 * Checks the planned minutes of the site's services by appointment against the durations measured in the whole city,
 * and says what the needed minutes would cost in times of the week that begins on this Monday.
 */
export async function agreementReport(
  tx: Tx,
  site: Site,
  monday: LocalDate,
  /** Another share than the one that was agreed, thought of only. */
  asked?: number,
): Promise<AgreementReport> {
  const percent = asked ?? (await getSettings(tx)).coveredPercent
  const today = dayOf(tx.now, site.timeZone)
  const since = addDays(today, -MEASURED_DAYS)
  const measured = await servedMinutes(tx, { since, most: MOST_CASES })
  const days = await emptyDays(tx, site, monday, today)
  const count = (service: Service, minutes: number) =>
    days.reduce((sum, day) => sum + countTimes(day, { minutes, services: [service.id] }), 0)
  const services = (await servicesByAppointment(tx, site)).map((service) => {
    const check = checkAgreement(measured.get(service.id) ?? [], service.minutes, percent)
    const times = count(service, service.minutes)
    const minutes = check.isKept ? service.minutes : (check.measured?.neededMinutes ?? service.minutes)
    return { service, ...check, times, timesNeeded: count(service, minutes) }
  })
  return { percent, since, services }
}

/** The days of a week as if nobody had booked; none for a week in which nothing can be planned. */
export async function emptyDays(
  tx: Tx,
  site: Site,
  monday: LocalDate,
  today: LocalDate,
): Promise<BookableDay[]> {
  if (monday < addDays(today, -DAYS_BACK) || monday > lastPlannedDay(today)) return []
  const range = { fromDay: monday, toDay: addDays(monday, 6), siteIds: [site.id] }
  const places = await readPlaces(tx, range, await skillsOfCounters(tx))
  const shares = { ...(await sharesOfSites(tx))(site.id), callerPercent: 0, shortTermPercent: 0 }
  return [...Map.groupBy(places, ({ day }) => day)].map(([day, ofDay]) => {
    const empty = ofDay.map((place) => ({ ...place, taken: 0n }))
    const moment = { day, now: tx.now, today, zone: site.timeZone }
    // Callers and the short term get their times, too; only those of people without appointment are nobody's to book.
    return { places: empty, budgets: budgetsOfPlaces(empty, () => 0, shares, moment), firstCell: 0 }
  })
}
