import type { Id } from '#kernel/id.ts'
import { type Asker, HOUR_CELLS } from './budget.ts'
import { type FoundPairs, findPairs, type Pair, type Split } from './linked.ts'
import type { Asked, FoundDays, Plan } from './plan.ts'
import { DAY_WORDS, findStarts, firstCellFrom, hasServing, type SiteDay } from './siteDay.ts'

// What questions find in the plan. A site-day is looked at when an answer needs it, and kept until its places change;
// so an answer depends on the site-days that were looked at and on nothing else.

/** Questions whose findings are kept; the one longest unasked goes first. */
const QUESTIONS_KEPT = 400

/** Digests: not looked at; looked at, and nothing found. All others stand for starts. */
const UNKNOWN = 0
const NOTHING = 1

/** What is asked of the plan: some services in one visit, or in two linked ones where no single place can do all. */
export type Wanted = {
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
  /** Citizens if missing. */
  readonly asker?: Asker | undefined
  /** The ways to divide it into two linked visits; never divided if missing. */
  readonly splits?: readonly Split[]
  /** Only two linked visits: they stay two when they move. */
  readonly onlyLinked?: boolean
}

/** A start of a day; of two linked visits that of the first, with that of the second and the split. */
export type Start = { readonly cell: number; readonly second: Pair | null }

/** The question with what is found of it so far, brought up to the plan's present version. */
export function askPlan(plan: Plan, wanted: Wanted): Asked {
  const key = keyOf(wanted)
  const known = plan.asked.get(key)
  const asked = known ?? newAsked(wanted)
  // The most recently asked stands last.
  if (known) plan.asked.delete(key)
  plan.asked.set(key, asked)
  if (plan.asked.size > QUESTIONS_KEPT) plan.asked.delete(plan.asked.keys().next().value ?? '')
  refreshAsked(plan, asked)
  return asked
}

function keyOf({ services, minutes, asker = 'online', splits = [], onlyLinked = false }: Wanted): string {
  // Splits are numbered in their order, so that the same services in another order are another question.
  const divided = splits.map(
    ({ first, second }) => `${first.services.join(' ')}:${first.minutes}:${second.minutes}`,
  )
  const ids = splits.length > 0 ? services : services.toSorted()
  return `${asker} ${minutes} ${ids.join(' ')} ${onlyLinked} ${divided.join()}`
}

function newAsked({ services, minutes, asker = 'online', splits = [], onlyLinked = false }: Wanted): Asked {
  const none = new Uint8Array(0)
  const parts: { part: Split['first']; serves: Uint8Array }[] = []
  const numbers = new Map<string, number>()
  const numberOf = (part: Split['first']) => {
    const name = `${part.minutes} ${part.services.toSorted().join(' ')}`
    const number = numbers.get(name) ?? parts.push({ part, serves: none }) - 1
    numbers.set(name, number)
    return number
  }
  return {
    services,
    minutes,
    asker,
    splits: splits.map(({ first, second }) => ({ first: numberOf(first), second: numberOf(second) })),
    parts,
    onlyLinked,
    serves: none,
    found: [],
    version: -1,
    layout: -1,
    changedAt: -1,
  }
}

/** Brings what was found for a question up to the plan's present version: what was looked at is looked at again. */
export function refreshAsked(plan: Plan, asked: Asked): void {
  if (asked.version === plan.version && asked.layout === plan.layout) return
  const missed = plan.version - asked.version
  if (asked.layout !== plan.layout || missed > plan.changes.length) beginAnew(plan, asked)
  else {
    for (let index = plan.changes.length - missed; index < plan.changes.length; index++) {
      const change = plan.changes[index]
      const found = change && asked.found[change.site]
      if (!found || (found.digests[change.day] ?? UNKNOWN) === UNKNOWN) continue
      const before = found.digests[change.day]
      look(plan, asked, change.site, change.day, found)
      if (found.digests[change.day] !== before) asked.changedAt = plan.version
    }
  }
  asked.version = plan.version
  asked.layout = plan.layout
}

function beginAnew(plan: Plan, asked: Asked): void {
  asked.serves = countersServing(plan, asked.services)
  for (const each of asked.parts) each.serves = countersServing(plan, each.part.services)
  asked.found = []
  asked.changedAt = plan.version
}

type Serving = { layout: number; readonly services: Map<Id<'service'>, Uint8Array> }

/** For each plan the counters of each service, which are asked for with ever other services. */
const serving = new WeakMap<Plan, Serving>()

function countersServing(plan: Plan, services: readonly Id<'service'>[]): Uint8Array {
  const serves = new Uint8Array(plan.counterNumbers.size).fill(1)
  for (const service of services) {
    const able = countersOf(plan, service)
    for (let counter = 0; counter < serves.length; counter++) {
      if (able[counter] === 0) serves[counter] = 0
    }
  }
  return serves
}

function countersOf(plan: Plan, service: Id<'service'>): Uint8Array {
  const known = serving.get(plan)
  const all = known?.layout === plan.layout ? known : { layout: plan.layout, services: new Map() }
  if (all !== known) serving.set(plan, all)
  const able = all.services.get(service) ?? new Uint8Array(plan.counterNumbers.size)
  if (all.services.has(service)) return able
  for (const [counter, number] of plan.counterNumbers) {
    able[number] = plan.skills.get(counter)?.has(service) ? 1 : 0
  }
  all.services.set(service, able)
  return able
}

/** What was found of a site's days, this one among them. */
function foundOn(plan: Plan, asked: Asked, site: number, day: number): FoundDays {
  let found = asked.found[site]
  if (!found) {
    const { days } = plan
    found = { digests: new Uint32Array(days), hours: new Uint32Array(days) }
    asked.found[site] = found
  }
  if (found.digests[day] === UNKNOWN) look(plan, asked, site, day, found)
  return found
}

const starts = new Uint32Array(DAY_WORDS)

function look(plan: Plan, asked: Asked, site: number, day: number, found: FoundDays): void {
  found.digests[day] = NOTHING
  found.hours[day] = 0
  const places = plan.sites[site]?.days[day]
  if (!places) return
  if (isAlone(places, asked)) {
    const hours = findStarts(places, asked, starts) ? hoursOf(starts) : 0
    if (hours === 0) return
    found.hours[day] = hours
    found.digests[day] = digestOf(starts)
    return
  }
  const pairs = findPairs(places, asked)
  if (!pairs) return
  found.hours[day] = hoursOfPairs(pairs)
  found.digests[day] = digestOfPairs(pairs)
}

function hoursOfPairs({ seconds }: FoundPairs): number {
  let hours = 0
  for (let first = 0; first < seconds.length; first++) {
    if (seconds[first] !== 0) hours |= 1 << (first / HOUR_CELLS)
  }
  return hours
}

/** A bit for each hour with a start. */
function hoursOf(bits: Uint32Array): number {
  let hours = 0
  for (let cell = firstCellFrom(bits, 0); cell >= 0; ) {
    const hour = Math.floor(cell / HOUR_CELLS)
    hours |= 1 << hour
    cell = firstCellFrom(bits, (hour + 1) * HOUR_CELLS)
  }
  return hours
}

/** The bits of the hours from one to another, the second not included. */
function hoursBetween(first: number, end: number): number {
  return first >= end ? 0 : (2 ** Math.min(end, 31) - 2 ** first) | 0
}

/** Is it one visit there? Two only where some place is there and none can do all. */
function isAlone(places: SiteDay, asked: Asked): boolean {
  return asked.splits.length === 0 || (!asked.onlyLinked && hasServing(places, asked.serves))
}

const NO_DIGEST = 0x811c9dc5

/** Two different lists have the same digest once in four thousand million times. */
function digestOf(numbers: Uint32Array): number {
  let digest = NO_DIGEST
  for (let index = 0; index < numbers.length; index++) digest = mixed(digest, numbers[index] ?? 0)
  return sound(digest)
}

function digestOfPairs({ seconds, splits }: FoundPairs): number {
  let digest = NO_DIGEST
  for (let first = 0; first < seconds.length; first++) {
    const second = seconds[first] ?? 0
    if (second !== 0) digest = mixed(mixed(mixed(digest, first), second), splits[first] ?? 0)
  }
  return sound(digest)
}

function mixed(digest: number, number: number): number {
  const low = Math.imul(digest ^ (number & 0xffff), 0x01000193)
  const both = Math.imul(low ^ (number >>> 16), 0x01000193)
  return both ^ (both >>> 15)
}

function sound(digest: number): number {
  const positive = digest >>> 0
  return positive <= NOTHING ? positive + 2 : positive
}

/**
 * Could the question begin at a site on a day, not before a cell and before another one? Asked a thousand times in a
 * search: taking the two apart as a list would make an iterator each time.
 */
export function hasStart(
  plan: Plan,
  asked: Asked,
  site: number,
  day: number,
  window: readonly [from: number, end: number],
): boolean {
  const { 0: from, 1: end } = window
  const hours = foundOn(plan, asked, site, day).hours[day] ?? 0
  if (hours === 0) return false
  if ((hours & hoursBetween(Math.ceil(from / HOUR_CELLS), Math.floor(end / HOUR_CELLS))) !== 0) return true
  if ((hours & hoursBetween(Math.floor(from / HOUR_CELLS), Math.ceil(end / HOUR_CELLS))) === 0) return false
  return startsOn(plan, asked, site, day, window, 1).length > 0
}

/** The starts of a site's day, ascending, none before a cell and all before another one; so many at most. */
export function startsOn(
  plan: Plan,
  asked: Asked,
  site: number,
  day: number,
  { 0: from, 1: end }: readonly [from: number, end: number] = [0, Number.POSITIVE_INFINITY],
  most = Number.POSITIVE_INFINITY,
): Start[] {
  // Also a day on which there is nothing was looked at.
  const hours = foundOn(plan, asked, site, day).hours[day] ?? 0
  const places = plan.sites[site]?.days[day]
  if (!places || hours === 0) return []
  if (!isAlone(places, asked)) {
    return pairsFrom(findPairs(places, asked), from, end, most)
  }
  const found: Start[] = []
  if (!findStarts(places, asked, starts)) return found
  for (
    let cell = firstCellFrom(starts, from);
    cell >= 0 && cell < end;
    cell = firstCellFrom(starts, cell + 1)
  ) {
    found.push({ cell, second: null })
    if (found.length === most) break
  }
  return found
}

function pairsFrom(pairs: FoundPairs | undefined, from: number, end: number, most: number): Start[] {
  const found: Start[] = []
  const { seconds, splits } = pairs ?? NO_PAIRS
  for (let first = Math.max(0, from); first < Math.min(end, seconds.length) && found.length < most; first++) {
    const second = seconds[first] ?? 0
    if (second !== 0) found.push({ cell: first, second: { first, second, split: splits[first] ?? 0 } })
  }
  return found
}

const NO_PAIRS: FoundPairs = { seconds: new Uint16Array(0), splits: new Uint16Array(0) }
