import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE } from '#kernel/instant.ts'
import { dayNumber } from '#kernel/wallTime.ts'
import { CELL_MINUTES } from '../model.ts'
import type { Asker } from './budget.ts'
import {
  DAY_WORDS,
  findStarts,
  firstCellFrom,
  isSameDay,
  packSiteDay,
  type ReadHour,
  type ReadPlace,
  type SiteDay,
} from './siteDay.ts'

/** No start on this day. */
export const NO_CELL = 0xffff

/** Questions whose first starts are kept; the one longest unasked goes first. */
const QUESTIONS_KEPT = 400
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

/**
 * What a question (services and minutes) has found so far: for each site-day the first cell at which it could begin,
 * whatever the time is now.
 */
export type Asked = {
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
  /** Who asks: citizens see only what they may book. */
  readonly asker: Asker
  /** 1 for each counter that can serve all services. */
  serves: Uint8Array
  /** first[site × days + day], and beside it a digest of all starts of that day. */
  first: Uint16Array
  digests: Uint32Array
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

/** The question with everything that is found of it now. Only what changed since it was asked last is computed. */
export function askPlan(
  plan: Plan,
  services: readonly Id<'service'>[],
  minutes: number,
  asker: Asker = 'online',
): Asked {
  const key = `${asker} ${minutes} ${services.toSorted().join(' ')}`
  const known = plan.asked.get(key)
  const asked = known ?? newAsked(services, minutes, asker)
  // The most recently asked stands last.
  if (known) plan.asked.delete(key)
  plan.asked.set(key, asked)
  if (plan.asked.size > QUESTIONS_KEPT) plan.asked.delete(plan.asked.keys().next().value ?? '')
  refreshAsked(plan, asked)
  return asked
}

function newAsked(services: readonly Id<'service'>[], minutes: number, asker: Asker): Asked {
  return {
    services,
    minutes,
    asker,
    serves: new Uint8Array(0),
    first: new Uint16Array(0),
    digests: new Uint32Array(0),
    version: -1,
    layout: -1,
    changedAt: -1,
  }
}

/** Brings what was found for a question up to the plan's present version. */
export function refreshAsked(plan: Plan, asked: Asked): void {
  if (asked.version === plan.version && asked.layout === plan.layout) return
  const missed = plan.version - asked.version
  if (asked.layout !== plan.layout || missed > plan.changes.length) findAll(plan, asked)
  else for (const { site, day } of plan.changes.slice(-missed)) findDay(plan, asked, site, day)
  asked.version = plan.version
  asked.layout = plan.layout
}

function findAll(plan: Plan, asked: Asked): void {
  asked.serves = new Uint8Array(plan.counterNumbers.size)
  for (const [counter, number] of plan.counterNumbers) {
    const skills = plan.skills.get(counter)
    asked.serves[number] = skills && asked.services.every((service) => skills.has(service)) ? 1 : 0
  }
  asked.first = new Uint16Array(plan.sites.length * plan.days).fill(NO_CELL)
  asked.digests = new Uint32Array(asked.first.length)
  asked.changedAt = plan.version
  for (let site = 0; site < plan.sites.length; site++) {
    for (let day = 0; day < plan.days; day++) findDay(plan, asked, site, day)
  }
}

const starts = new Uint32Array(DAY_WORDS)

function findDay(plan: Plan, asked: Asked, site: number, day: number): void {
  const places = plan.sites[site]?.days[day]
  const index = site * plan.days + day
  const found = places !== undefined && findStarts(places, asked, starts)
  const first = found ? firstCellFrom(starts, 0) : -1
  const digest = first >= 0 ? digestOf(starts) : 0
  if (digest === asked.digests[index]) return
  asked.digests[index] = digest
  asked.first[index] = first >= 0 ? first : NO_CELL
  asked.changedAt = plan.version
}

/** Two different sets of starts have the same digest once in four thousand million times. */
function digestOf(words: Uint32Array): number {
  let digest = 0x811c9dc5
  for (const word of words) {
    digest = Math.imul(digest ^ (word & 0xffff), 0x01000193)
    digest = Math.imul(digest ^ (word >>> 16), 0x01000193)
    digest ^= digest >>> 15
  }
  return digest >>> 0 || 1
}

/** The cells of a site's day at which the question could begin, ascending, none before `fromCell`. */
export function startCells(plan: Plan, asked: Asked, site: number, day: number, fromCell = 0): number[] {
  const places = plan.sites[site]?.days[day]
  if (!places || asked.first[site * plan.days + day] === NO_CELL) return []
  if (!findStarts(places, asked, starts)) return []
  const cells: number[] = []
  for (let cell = firstCellFrom(starts, fromCell); cell >= 0; cell = firstCellFrom(starts, cell + 1))
    cells.push(cell)
  return cells
}

/** The first cell of a site's day at which the question could begin, not before `fromCell`; -1 if there is none. */
export function firstStart(plan: Plan, asked: Asked, site: number, day: number, fromCell: number): number {
  const first = asked.first[site * plan.days + day] ?? NO_CELL
  if (first === NO_CELL) return -1
  if (first >= fromCell) return first
  const places = plan.sites[site]?.days[day]
  if (!places || !findStarts(places, asked, starts)) return -1
  return firstCellFrom(starts, fromCell)
}

/** The first cell of a day, begun at `dayStart`, that does not begin before an instant. */
export function cellNotBefore(at: Instant, dayStart: Instant): number {
  return Math.max(0, Math.ceil((at - dayStart) / (CELL_MINUTES * MINUTE)))
}
