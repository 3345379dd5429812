import { distanceKm } from '#features/authority/model/distance.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { isServed, type Settings, type Site } from '#features/authority/model.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import type { Asked, Plan } from '#features/capacity/model/plan.ts'
import { type AskedMatter, type Offer, plannedMinutes, type Service } from '#features/catalogue/model.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayNumber, dayNumberAt, dayNumbered } from '#kernel/wallTime.ts'
import { needsOf, type PlaceWish, walkInSites } from '../model/help.ts'
import { fittingDays, type Narrowing, PARTS_OF_DAY } from '../model/narrowing.ts'
import { earliestTimes, type FirstQuestion, firstTime } from '../model/times.ts'
import { givenToday, type StopsToday } from '../model/today.ts'
import { helpful, type WhyNothing, whyNothing } from '../model/whyNothing.ts'
import type { FreeTime } from '../model.ts'
import { splitsOf } from './linked.ts'

type Matter = AskedMatter & { readonly service: Service; readonly people: number }

/** Why a question found no time, and what helps. */
export type Nothing = {
  readonly why: WhyNothing
  /** The first day that `why` names has a time of the weekday and part of the day that were wished. */
  readonly firstAsWished: boolean
  /** Other sites with a time for all of it that have what is needed, at the wished time. */
  readonly elsewhere: readonly { readonly site: Site; readonly first: FreeTime }[]
  /** The same without one matter, or for one person alone, has a time where and when it was wished. */
  readonly fewer: readonly {
    readonly matters: readonly Matter[]
    readonly site: Site
    readonly first: FreeTime
  }[]
  /** Sites where all of it can be had without an appointment. */
  readonly walkIns: readonly Site[]
  /** Services of it that can be had online. */
  readonly online: readonly Service[]
  /** More than one matter or person: the answer depends on what is free for less, too. */
  readonly divisible: boolean
}

/** What was asked and of whom. */
export type NothingAsked = {
  readonly plan: Plan
  readonly stops: StopsToday
  readonly asker: Asker
  readonly settings: Settings
  readonly offers: {
    readonly sites: readonly Site[]
    readonly rows: readonly Offer[]
    readonly bookable: ReadonlySet<string>
  }
  readonly matters: readonly Matter[]
  /** So long all of it takes by what was found in its papers; as the catalogue says if missing. */
  readonly minutes?: number | undefined
  /** Services of the first of two linked visits that move together: only times for two count. */
  readonly firstServices?: ReadonlySet<string> | undefined
  /** The one site that was asked, or all that fit what was wished. */
  readonly asked: readonly Site[]
  readonly wish: PlaceWish
  readonly from: LocalDate
  readonly now: Instant
}

/** A question, and what of the plan was looked at for it. */
type Looking = NothingAsked & { readonly looked: Set<Asked> }

/** The reason and the help for a question that found no time, and what was looked at for it; all of it from memory. */
export function explainNothing(asked: NothingAsked): {
  readonly nothing: Nothing
  readonly looked: readonly Asked[]
} {
  const looking = { ...asked, looked: new Set<Asked>() }
  const nothing = nothingOf(looking)
  return { nothing, looked: [...looking.looked] }
}

function nothingOf(question: Looking): Nothing {
  const { offers, matters, asked, wish, from, settings, now } = question
  const services = matters.map(({ service }) => service)
  const bookable = (site: Site) => services.filter(({ id }) => offers.bookable.has(`${site.id} ${id}`))
  const { first, asWished } = firstDay(question)
  // Only where all of it has no time at all it matters whether each has.
  const alone =
    first === null && matters.length > 1 ? matters.filter((matter) => firstAmong(question, [matter])) : []
  return {
    why: whyNothing({
      services: services.map(({ id }) => id),
      sites: asked.map((site) => ({ id: site.id, bookable: new Set(bookable(site).map(({ id }) => id)) })),
      from,
      horizon: dayNumbered(dayNumberAt(now, settings.timeZone) + settings.horizonDays),
      first,
      alone: new Set(alone.map(({ service }) => service.id)),
    }),
    firstAsWished: asWished,
    elsewhere: elsewhereOf(question),
    ...fewerOf(question),
    walkIns: walkInSites(
      offers,
      services.map(({ id }) => id),
      wish,
      now,
    ).map(({ site }) => site),
    online: services.filter(({ onlineUrl }) => onlineUrl !== null),
  }
}

/** The first day with a time at the asked sites: rather one of the wished weekday, and rather after the asked day. */
function firstDay(question: Looking): { readonly first: LocalDate | null; readonly asWished: boolean } {
  const { weekday, part } = question.wish.narrowing
  const later = { fromDay: dayNumber(question.from) }
  const isNarrowed = weekday !== undefined || part !== undefined
  for (const when of [later, {}]) {
    const wished = firstAmong(question, question.matters, { ...when, timely: true })
    if (wished) return { first: wished.day, asWished: true }
    const any = isNarrowed ? firstAmong(question, question.matters, when) : null
    if (any) return { first: any.day, asWished: false }
  }
  return { first: null, asWished: false }
}

/** Other sites leave the wished place aside, and nothing else. */
function elsewhereOf(question: Looking): Nothing['elsewhere'] {
  const { offers, asked, matters, wish, from, now } = question
  const needs = needsOf(wish.narrowing)
  const sites = offers.sites.filter((site) => !asked.includes(site) && isServed(site, now))
  const firsts = firstOfEach(question, matters, sites, { timely: true, wished: needs })
  const { place } = wish
  return withTime(
    sites.map((site, index) => {
      const first = firsts[index] ?? null
      return {
        site,
        first,
        metres: place ? 1_000 * distanceKm(siteOn(site, first?.day ?? from), place) : null,
      }
    }),
  )
}

function fewerOf(question: Looking): Pick<Nothing, 'fewer' | 'divisible'> {
  const { matters, asked } = question
  const divisible = matters.length > 1 || matters.some(({ people }) => people > 1)
  if (!divisible) return { fewer: [], divisible }
  const less = lesser(matters).map((wanted) => ({
    matters: wanted,
    first: firstAmong(question, wanted, { timely: true }),
    metres: null,
  }))
  const fewer = withTime(less).flatMap((choice) => {
    const site = asked.find(({ id }) => id === choice.first.siteId)
    return site ? [{ ...choice, site }] : []
  })
  return { fewer, divisible }
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

/** Of which times the first is looked for. */
type Look = {
  /** Number of the first day; today if missing. */
  readonly fromDay?: number
  /** Only of the wished weekday and part of the day. */
  readonly timely?: boolean
  /** What is wished of the sites instead of all that was. */
  readonly wished?: Narrowing
}

/** The first time for these matters at the asked sites. */
function firstAmong(question: Looking, matters: readonly Matter[], look: Look = {}): FreeTime | null {
  const sites = offeringAll(question, matters, question.asked)
  if (sites.length === 0) return null
  const found = firstTime(question.plan, firstQuestion(question, matters, sites, look))
  question.looked.add(found.asked)
  return found.first
}

/** The first time for these matters at each of these sites; null at one that does not offer all, or never fits. */
function firstOfEach(
  question: Looking,
  matters: readonly Matter[],
  among: readonly Site[],
  look: Look,
): readonly (FreeTime | null)[] {
  const sites = offeringAll(question, matters, among)
  if (sites.length === 0) return among.map(() => null)
  const found = earliestTimes(question.plan, firstQuestion(question, matters, sites, look))
  question.looked.add(found.asked)
  const firsts = new Map(sites.map(({ id }, index) => [id, found.earliest[index] ?? null]))
  return among.map(({ id }) => firsts.get(id) ?? null)
}

function offeringAll(
  { offers }: NothingAsked,
  matters: readonly Matter[],
  among: readonly Site[],
): readonly Site[] {
  return among.filter((site) =>
    matters.every(({ service }) => offers.bookable.has(`${site.id} ${service.id}`)),
  )
}

function firstQuestion(
  question: NothingAsked,
  matters: readonly Matter[],
  sites: readonly Site[],
  { fromDay, timely = false, wished = question.wish.narrowing }: Look,
): FirstQuestion {
  const { asker, stops, settings, wish, now } = question
  const { weekday, part } = wish.narrowing
  const today = dayNumberAt(now, settings.timeZone)
  // What was found, and what moves together, is of all matters and not of fewer.
  const { minutes = plannedMinutes(matters), firstServices = undefined } =
    matters === question.matters ? question : {}
  return {
    services: matters.map(({ service }) => service.id),
    minutes,
    asker,
    // A site that moves may fit on some days only.
    sites: sites.map((site) => ({
      id: site.id,
      timeZone: site.timeZone,
      spans: fittingDays(site, wished, wish.place),
      ...givenToday(stops.get(site.id) ?? [], {
        services: matters.map(({ service }) => service),
        minutes,
      }),
    })),
    from: dayNumbered(fromDay ?? today),
    to: dayNumbered(today + settings.horizonDays),
    ...(timely ? { weekday, hours: part && PARTS_OF_DAY[part] } : {}),
    notBefore: plus(now, settings.bookingLeadMinutes * MINUTE),
    splits: splitsOf(matters, firstServices),
    onlyLinked: firstServices !== undefined,
  }
}
