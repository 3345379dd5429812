import { type Fate, fateOf } from '#apps/demo/fate.ts'
import { hourFactor } from '#apps/demo/figures.ts'
import { between, exponential, pick, type Random, seeded, weighted } from '#apps/demo/random.ts'
import { type Asked, drawWish, type Wish } from '#apps/demo/wishes.ts'
import type { AuthorityData } from '#apps/import/files.ts'
import { takesAppointments, takesWalkIns } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { instantOf, timeOf } from '#kernel/wallTime.ts'
import { type Duty, tenClerks } from './staffing.ts'
import { type Stay, stayOf } from './stay.ts'

/** Somebody who is to come on the day, and how they are going to behave. */
export type Comer = {
  readonly nth: number
  readonly wish: Wish
  /** The time that they would like to have; null: they come without an appointment. */
  readonly wanted: Instant | null
  /** When somebody without appointment comes. */
  readonly comesAt: Instant | null
  /** They booked so many days before. */
  readonly lead: number
  readonly fate: Fate
  readonly stay: Stay
  /** Whoever loses patience says so, or is just gone. */
  readonly saysSo: boolean
}

/** A counter of the site, in the order of the files. */
export type Seat = { readonly key: string; readonly skills: ReadonlySet<Id<'service'>> }

/** One day of one site, drawn from the figures. */
export type DayPlan = {
  readonly opens: Instant
  readonly closes: Instant
  readonly comers: readonly Comer[]
  readonly duties: readonly Duty[]
  readonly seats: readonly Seat[]
  readonly random: Random
}

export type DayOptions = {
  readonly site: string
  readonly day: LocalDate
  readonly zone: string
  readonly booked: number
  readonly spontaneous: number
  readonly seed: string
}

/** Nobody draws a ticket in the last minutes. */
const LAST_TICKET = 20 * MINUTE
/** The last booked time leaves room for a visit. */
const LAST_TIME = 30 * MINUTE
/** Offered leads are some days on average (figures, section 7). */
const MEAN_LEAD_DAYS = 8
const LONGEST_LEAD_DAYS = 13

/** Draws a day: who comes for what, when, and how they behave; who sits where and when. */
export function drawDay(data: AuthorityData, options: DayOptions): DayPlan {
  const { day, zone, seed } = options
  const random = seeded(`day ${seed}`)
  const site = data.sites.find(({ key }) => key === options.site)
  const hours = site?.hours?.find(({ weekday }) => weekday === 1)
  if (!hours) throw new Error(`${options.site} is closed on Mondays`)
  const at = (time: string) => instantOf(day, localTime(time), zone)
  const [opens, closes] = [at(hours.opens), at(hours.closes)]
  const seats = data.counters
    .filter((counter) => counter.site === options.site)
    .map(({ key, skills }) => ({ key, skills: new Set(skills.map(serviceId)) }))
  const offered = offeredAt(data, options.site)
  const byAppointment = offered.filter(({ mode }) => takesAppointments(mode))
  const bookable = seats.filter(({ key }) => gives(data, options.site, key))
  const walkIn = offered.filter(({ mode }) => takesWalkIns(mode))
  const comers: Comer[] = []
  const wishOf = (services: readonly Asked[], counters: readonly Seat[]) => {
    const wish = drawWish(random, services, counters)
    if (!wish) throw new Error('nothing is offered')
    return wish
  }
  for (let nth = 0; nth < options.booked; nth++) {
    const lead = Math.min(LONGEST_LEAD_DAYS, Math.round(exponential(random, MEAN_LEAD_DAYS)))
    comers.push({
      ...behaviour(seed, nth, random, { leadDays: lead, siteKey: options.site }),
      wish: wishOf(byAppointment, bookable),
      wanted: plus(
        opens,
        Math.round(between(random, 0, (closes - opens - LAST_TIME) / MINUTE / 5)) * 5 * MINUTE,
      ),
      comesAt: null,
      lead,
    })
  }
  for (let nth = options.booked; nth < options.booked + options.spontaneous; nth++) {
    comers.push({
      ...behaviour(seed, nth, random),
      wish: wishOf(walkIn, seats),
      wanted: null,
      comesAt: comingTime(random, opens, plus(closes, -LAST_TICKET), zone),
      lead: 0,
    })
  }
  const duties = tenClerks(at)
  return { opens, closes, comers, duties, seats, random }
}

function behaviour(seed: string, nth: number, random: Random, of = {}) {
  const name = `${seed} ${nth}`
  return { nth, fate: fateOf(name, of), stay: stayOf(name), saysSo: random() < 0.5 }
}

/** The plan names services by their keys, as the files do. */
export function serviceId(key: string): Id<'service'> {
  return key as Id<'service'>
}

/** What the site offers, as the demo's people choose from it; services are named by their keys. */
function offeredAt(data: AuthorityData, site: string) {
  return data.offers.flatMap((offer) => {
    const service = data.services.find(({ key }) => key === offer.service)
    if (!service || offer.site !== site) return []
    const { key, rank, minutes, minutesPerFurtherPerson, peopleLimit } = service
    const asked: Asked = {
      id: serviceId(key),
      ...{ key, rank, minutes, minutesPerFurtherPerson, peopleLimit },
      standsAlone: service.standsAlone ?? false,
      notWith: service.notWith ?? [],
      sharedStep: service.sharedStep ?? null,
      scarce: service.scarce ?? false,
    }
    return [{ ...asked, mode: offer.mode }]
  })
}

/** Does this counter give times on Mondays? */
function gives(data: AuthorityData, site: string, counter: string): boolean {
  return data.shifts.some(
    (shift) =>
      shift.site === site && shift.counter === counter && shift.weekday === 1 && shift.mode !== 'walk_in',
  )
}

/** People come more in the late morning and in the afternoon, as the hours' figures say. */
function comingTime(random: Random, from: Instant, to: Instant, zone: string): Instant {
  const times = Array.from({ length: 6 }, () => plus(from, Math.round(between(random, 0, to - from))))
  const weight = (time: Instant) => hourFactor(Number(timeOf(time, zone).slice(0, 2)))
  return weighted(random, times, weight) ?? pick(random, times)
}
