import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE } from '#kernel/instant.ts'
import { dayNumber } from '#kernel/wallTime.ts'
import { CELL_MINUTES } from '../model.ts'
import type { Asker } from './budget.ts'
import type { Part } from './linked.ts'
import { isSameDay, packSiteDay, type ReadHour, type ReadPlace, type SiteDay } from './siteDay.ts'

/** Changes that are remembered one by one; a question that missed more of them is computed anew. */
const CHANGES_KEPT = 4_096

/** What each counter can serve. */
export type CounterSkills = ReadonlyMap<Id<'counter'>, ReadonlySet<Id<'service'>>>

/**
 * All places of an authority as search needs them: site by site, day by day. It is filled and kept fresh by
 * actions/plan.ts; nothing here knows the database or what time it is.
 */
export type Plan = {
  /** Number of the first day that is kept; days before it have no times. */
  firstDay: number
  /** Days that every site has room for. */
  days: number
  readonly sites: PlanSite[]
  readonly siteNumbers: Map<Id<'site'>, number>
  readonly counterNumbers: Map<Id<'counter'>, number>
  skills: CounterSkills
  /** Counts up with every change. */
  version: number
  /** Counts up when sites, days or counters get other numbers: whatever was found is to be found anew. */
  layout: number
  /** Site-days in the order of their changes; the last is that of `version`. */
  changes: { site: number; day: number }[]
  readonly asked: Map<string, Asked>
}

/** A site's days, from the plan's first on. */
export type PlanSite = { readonly id: Id<'site'>; days: (SiteDay | undefined)[] }

/** A part of a question for two linked visits: minutes, and the counters that can serve it (1 by their numbers). */
export type ServedPart = { readonly minutes: number; readonly serves: Uint8Array }

/** How a question may be divided into two linked visits: parts by their place in `parts`. */
export type AskedSplit = { readonly first: number; readonly second: number }

/** What was found of a site's days, by day. */
export type FoundDays = {
  /** A digest of all starts; 0 where nobody has looked. */
  readonly digests: Uint32Array
  /** A bit for each hour of the day, counted like cells, in which it can begin. */
  readonly hours: Uint32Array
  /** The plan's version at which a day that was looked at was last found to have other starts. */
  readonly changedAt: Uint32Array
}

/**
 * What was found so far, whatever the time is now, for one visit of so many minutes at some counters, or (where there
 * are splits) for two linked ones. Questions for which that is the same share it. findings.ts fills it.
 */
export type Findings = {
  /** Citizens see only what they may book. */
  readonly asker: Asker
  readonly minutes: number
  /** 1 for each counter that can serve all. */
  readonly serves: Uint8Array
  readonly parts: readonly ServedPart[]
  readonly splits: readonly AskedSplit[]
  /** By the sites' numbers; nothing where no day was looked at. */
  found: (FoundDays | undefined)[]
  /** The plan's version that this stands for. */
  version: number
}

/** A question, and the site-days that were looked at for it. asked.ts fills it. */
export type Asked = {
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
  readonly asker: Asker
  readonly parts: readonly Part[]
  readonly splits: readonly AskedSplit[]
  /** Only two linked visits are looked for, also where one place could do all. */
  readonly onlyLinked: boolean
  /** What was found for all in one visit, and for two linked ones; nothing where it is not looked for. */
  alone: Findings | undefined
  linked: Findings | undefined
  /** By the sites' numbers the hours of each day in which it can begin, with marks; 0 where nobody has looked. */
  looked: (Int32Array | undefined)[]
  /** The plan's version and layout that this stands for; -1 before anything was found. */
  version: number
  layout: number
  /** The version at which any start was last found to have come or gone: until then answers stay the same. */
  changedAt: number
}

/** A plan that knows no place yet. */
export function emptyPlan(firstDay: LocalDate, skills: CounterSkills): Plan {
  return {
    firstDay: dayNumber(firstDay),
    days: 0,
    sites: [],
    siteNumbers: new Map(),
    counterNumbers: new Map(),
    skills,
    version: 0,
    layout: 0,
    changes: [],
    asked: new Map(),
  }
}

/** Puts a site's places of a day in the place of those known so far. Days before the first are left out. */
export function setSiteDay(
  plan: Plan,
  siteId: Id<'site'>,
  day: LocalDate,
  places: readonly ReadPlace[],
  hours: readonly ReadHour[] = [],
): void {
  const index = dayNumber(day) - plan.firstDay
  if (index < 0) return
  const known = plan.siteNumbers.get(siteId)
  if (places.length === 0 && (known === undefined || index >= plan.days)) return
  const site = known ?? addSite(plan, siteId)
  if (index >= plan.days) growDays(plan, index + 1)
  const packed = packSiteDay(places, (counter) => numberOf(plan, counter), hours)
  const entry = plan.sites[site]
  if (!entry || isSameDay(entry.days[index], packed)) return
  entry.days[index] = packed
  plan.version++
  plan.changes.push({ site, day: index })
  if (plan.changes.length > CHANGES_KEPT) plan.changes = plan.changes.slice(-CHANGES_KEPT / 2)
}

function addSite(plan: Plan, id: Id<'site'>): number {
  const number = plan.sites.length
  plan.sites.push({ id, days: [] })
  plan.siteNumbers.set(id, number)
  plan.layout++
  return number
}

function growDays(plan: Plan, days: number): void {
  // Some more at once: a release makes one day after the other.
  plan.days = Math.max(days, plan.days + 14)
  plan.layout++
}

function numberOf(plan: Plan, counter: Id<'counter'>): number {
  const known = plan.counterNumbers.get(counter)
  if (known !== undefined) return known
  const number = plan.counterNumbers.size
  plan.counterNumbers.set(counter, number)
  plan.layout++
  return number
}

/** What counters can serve has changed. */
export function changeSkills(plan: Plan, skills: CounterSkills): void {
  if (plan.skills === skills) return
  plan.skills = skills
  plan.version++
  plan.changes = []
  plan.layout++
}

/** Lets days go that are over. */
export function dropDaysBefore(plan: Plan, day: LocalDate): void {
  const over = dayNumber(day) - plan.firstDay
  if (over <= 0) return
  for (const site of plan.sites) site.days = site.days.slice(over)
  plan.firstDay += over
  plan.days = Math.max(0, plan.days - over)
  plan.version++
  plan.changes = []
  plan.layout++
}

/** The first cell of a day, begun at `dayStart`, that does not begin before an instant. */
export function cellNotBefore(at: Instant, dayStart: Instant): number {
  return Math.max(0, Math.ceil((at - dayStart) / (CELL_MINUTES * MINUTE)))
}
