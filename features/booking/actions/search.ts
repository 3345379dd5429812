import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { loadPlaces } from '#features/capacity/actions.ts'
import { listOffers, type MatterRefusal, readMatters } from '#features/catalogue/actions.ts'
import { type Service, takesAppointments } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type FreeTime, freeTimes } from '../model.ts'

/** Services by key with the number of people for each; a site and a day narrow the answer. */
export type TimeQuestion = {
  readonly matters: readonly { readonly serviceKey: string; readonly people: number }[]
  readonly siteKey?: string
  readonly day?: LocalDate
  /** First day to look at; today if earlier or missing. */
  readonly fromDay?: LocalDate
}

/** Free times of a window of days, earliest first. */
export type TimeAnswer = {
  readonly services: readonly Service[]
  readonly minutes: number
  /** Sites that offer all matters by appointment, with their first free time in the window. */
  readonly sites: readonly { readonly site: Site; readonly earliest: FreeTime | null }[]
  readonly times: readonly FreeTime[]
  /** Days of the window with at least one free time at the asked site or sites. */
  readonly days: readonly LocalDate[]
  readonly window: { readonly from: LocalDate; readonly to: LocalDate; readonly horizon: LocalDate }
}

/** Days looked at in one go; the window grows by as many while it shows nothing. */
const WINDOW_DAYS = 14

/** Sites where all services can be had by appointment. */
export async function sitesOffering(tx: Tx, serviceIds: readonly Id<'service'>[]): Promise<Site[]> {
  const offers = (await listOffers(tx)).filter((offer) => takesAppointments(offer.mode))
  const offered = new Set(offers.map((offer) => `${offer.siteId} ${offer.serviceId}`))
  return (await listSites(tx)).filter((site) => serviceIds.every((id) => offered.has(`${site.id} ${id}`)))
}

/** Free times over all sites (or one), from today to the horizon, in windows of two weeks. A moment old is fine. */
export async function searchTimes(
  tx: Tx,
  question: TimeQuestion,
): Promise<Result<TimeAnswer, MatterRefusal>> {
  const asked = await readMatters(tx, question.matters)
  if (!asked.ok) return asked
  const { services, minutes } = asked.value
  const settings = await getSettings(tx)
  const sites = await sitesOffering(
    tx,
    services.map((service) => service.id),
  )
  const today = dayOf(tx.now, settings.timeZone)
  const horizon = addDays(today, settings.horizonDays)
  const from = question.fromDay && question.fromDay > today ? question.fromDay : today
  const notBefore = plus(tx.now, settings.bookingLeadMinutes * MINUTE)
  const wanted = question.siteKey ? sites.filter((site) => site.key === question.siteKey) : sites

  let to = from
  let all: FreeTime[] = []
  for (let first = from; first <= horizon && all.length === 0; first = addDays(first, WINDOW_DAYS)) {
    to = minDay(addDays(first, WINDOW_DAYS - 1), horizon)
    const places = await loadPlaces(tx, { fromDay: first, toDay: to, siteIds: sites.map((site) => site.id) })
    all = freeTimes(
      places,
      sites,
      minutes,
      services.map((service) => service.id),
      notBefore,
    )
  }
  const ofWanted = all.filter((time) => wanted.some((site) => site.id === time.siteId))
  return ok({
    services,
    minutes,
    sites: sites.map((site) => ({ site, earliest: all.find((time) => time.siteId === site.id) ?? null })),
    times: question.day ? ofWanted.filter((time) => time.day === question.day) : ofWanted,
    days: [...new Set(ofWanted.map((time) => time.day))].toSorted(),
    window: { from, to, horizon },
  })
}

function minDay(a: LocalDate, b: LocalDate): LocalDate {
  return a < b ? a : b
}
