import { distanceKm, type Point } from '#features/authority/model/distance.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { isServed, type Settings, type Site } from '#features/authority/model.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import type { Asked, Plan } from '#features/capacity/model/plan.ts'
import {
  type AskedMatter,
  type Offer,
  plannedMinutes,
  type Service,
  takesWalkIns,
} from '#features/catalogue/model.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayNumber, dayNumberAt, dayNumbered } from '#kernel/wallTime.ts'
import { earliestTimes, type FirstQuestion, firstTime } from '../model/times.ts'
import { helpful, type WhyNothing, whyNothing } from '../model/whyNothing.ts'
import type { FreeTime } from '../model.ts'

type Matter = AskedMatter & { readonly service: Service; readonly people: number }

/** Why a question found no time, and what helps. */
export type Nothing = {
  readonly why: WhyNothing
  /** Other sites with a time for all of it. */
  readonly elsewhere: readonly { readonly site: Site; readonly first: FreeTime }[]
  /** The same without one matter, or for one person alone, has a time. */
  readonly fewer: readonly {
    readonly matters: readonly Matter[]
    readonly site: Site
    readonly first: FreeTime
  }[]
  /** Sites where all of it can be had without an appointment. */
  readonly walkIns: readonly Site[]
  /** Services of it that can be had online. */
  readonly online: readonly Service[]
  /** More than one matter or person: less of it can be asked for. */
  readonly divisible: boolean
}

/** What was asked and of whom. */
export type NothingAsked = {
  readonly plan: Plan
  readonly asker: Asker
  readonly settings: Settings
  readonly offers: {
    readonly sites: readonly Site[]
    readonly rows: readonly Offer[]
    readonly bookable: ReadonlySet<string>
  }
  readonly matters: readonly Matter[]
  /** The one site that was asked; all if missing. */
  readonly asked: readonly Site[]
  /** Where somebody is; other sites are named by their distance from there. */
  readonly place: Point | undefined
  readonly from: LocalDate
  readonly now: Instant
}

/** The reason and the help for a question that found no time, and what was looked at for it; all of it from memory. */
export function explainNothing(question: NothingAsked): {
  readonly nothing: Nothing
  readonly looked: readonly Asked[]
} {
  const { offers, matters, asked, from, settings, now, place } = question
  const looked = new Set<Asked>()
  const services = matters.map(({ service }) => service)
  const bookable = (site: Site) => services.filter(({ id }) => offers.bookable.has(`${site.id} ${id}`))
  const walkIns = new Set(
    offers.rows.filter(({ mode }) => takesWalkIns(mode)).map((row) => `${row.siteId} ${row.serviceId}`),
  )
  const divisible = matters.length > 1 || matters.some(({ people }) => people > 1)
  const firstOf = (wanted: readonly Matter[], fromDay?: number) =>
    firstAmong({ ...question, fromDay }, wanted, asked, looked)
  // Rather a day after the asked one than one before it.
  const first = firstOf(matters, dayNumber(from)) ?? firstOf(matters)
  // Only where all of it has no time at all it matters whether each has.
  const alone = first === null && matters.length > 1 ? matters.filter((matter) => firstOf([matter])) : []
  const less = divisible
    ? lesser(matters).map((wanted) => ({ matters: wanted, first: firstOf(wanted), metres: null }))
    : []
  const elsewhere = offers.sites.filter((site) => !asked.includes(site))
  const firsts = firstOfEach(question, matters, elsewhere, looked)
  const others = elsewhere.map((site, index) => {
    const first = firsts[index] ?? null
    return { site, first, metres: place ? 1_000 * distanceKm(siteOn(site, first?.day ?? from), place) : null }
  })
  const nothing = {
    why: whyNothing({
      services: services.map(({ id }) => id),
      sites: asked.map((site) => ({ id: site.id, bookable: new Set(bookable(site).map(({ id }) => id)) })),
      from,
      horizon: dayNumbered(dayNumberAt(now, settings.timeZone) + settings.horizonDays),
      first: first?.day ?? null,
      alone: new Set(alone.map(({ service }) => service.id)),
    }),
    elsewhere: withTime(others),
    fewer: withTime(less).flatMap((choice) => {
      const site = asked.find(({ id }) => id === choice.first.siteId)
      return site ? [{ ...choice, site }] : []
    }),
    walkIns: offers.sites.filter(
      (site) => isServed(site, now) && services.every(({ id }) => walkIns.has(`${site.id} ${id}`)),
    ),
    online: services.filter(({ onlineUrl }) => onlineUrl !== null),
    divisible,
  }
  return { nothing, looked: [...looked] }
}

function withTime<T extends { readonly first: FreeTime | null; readonly metres: number | null }>(
  choices: readonly T[],
) {
  return helpful(choices).flatMap((choice) => (choice.first ? [{ ...choice, first: choice.first }] : []))
}

/** Each way to ask for less: without one of the matters, or, of one matter, for one person alone. */
function lesser(matters: readonly Matter[]): (readonly Matter[])[] {
  if (matters.length > 1) return matters.map((left) => matters.filter((matter) => matter !== left))
  return [matters.map((matter) => ({ ...matter, people: 1 }))]
}

type FirstAsked = NothingAsked & {
  /** Number of the first day to look at; today if missing. */
  readonly fromDay?: number | undefined
}

/** The first time for these matters at these sites, on whichever day that can be booked. */
function firstAmong(
  question: FirstAsked,
  matters: readonly Matter[],
  asked: readonly Site[],
  looked: Set<Asked>,
): FreeTime | null {
  const sites = offeringAll(question, matters, asked)
  if (sites.length === 0) return null
  const found = firstTime(question.plan, firstQuestion(question, matters, sites))
  looked.add(found.asked)
  return found.first
}

/** The first time for these matters at each of these sites; null at a site that does not offer all of them. */
function firstOfEach(
  question: FirstAsked,
  matters: readonly Matter[],
  asked: readonly Site[],
  looked: Set<Asked>,
): readonly (FreeTime | null)[] {
  const sites = offeringAll(question, matters, asked)
  if (sites.length === 0) return asked.map(() => null)
  const found = earliestTimes(question.plan, firstQuestion(question, matters, sites))
  looked.add(found.asked)
  const firsts = new Map(sites.map(({ id }, index) => [id, found.earliest[index] ?? null]))
  return asked.map(({ id }) => firsts.get(id) ?? null)
}

function offeringAll(
  { offers }: FirstAsked,
  matters: readonly Matter[],
  asked: readonly Site[],
): readonly Site[] {
  return asked.filter((site) =>
    matters.every(({ service }) => offers.bookable.has(`${site.id} ${service.id}`)),
  )
}

function firstQuestion(
  { asker, settings, now, fromDay = dayNumberAt(now, settings.timeZone) }: FirstAsked,
  matters: readonly Matter[],
  sites: readonly Site[],
): FirstQuestion {
  return {
    services: matters.map(({ service }) => service.id),
    minutes: plannedMinutes(matters),
    asker,
    sites,
    from: dayNumbered(fromDay),
    to: dayNumbered(dayNumberAt(now, settings.timeZone) + settings.horizonDays),
    notBefore: plus(now, settings.bookingLeadMinutes * MINUTE),
  }
}
