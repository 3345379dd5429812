import type { Id } from '#kernel/id.ts'
import { type Asker, HOUR_CELLS } from './budget.ts'
import { countersServing, findingsAlone, findingsLinked, foundOn, refreshFindings } from './findings.ts'
import { type FoundPairs, findPairs, type Pair, type Split } from './linked.ts'
import type { Asked, Findings, Plan } from './plan.ts'
import { DAY_WORDS, findStarts, firstCellFrom, hasServing, WORD_CELLS } from './siteDay.ts'

// Questions that were asked of the plan. A site-day is looked at when an answer needs it, and kept until its places
// change; so an answer depends on the site-days that were looked at and on nothing else.

/** Questions whose findings are kept; the one longest unasked goes first. */
const QUESTIONS_KEPT = 400

/** Marks of a site-day beside its hours: it was looked at; what is free there are pairs of linked visits. */
const LOOKED = 1 << 28
const LINKED = 1 << 29
const HOURS = LOOKED - 1

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
  const parts: Split['first'][] = []
  const numbers = new Map<string, number>()
  const numberOf = (part: Split['first']) => {
    const name = `${part.minutes} ${part.services.toSorted().join(' ')}`
    const number = numbers.get(name) ?? parts.push(part) - 1
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
    alone: undefined,
    linked: undefined,
    looked: [],
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
    if (asked.alone) refreshFindings(plan, asked.alone)
    if (asked.linked) refreshFindings(plan, asked.linked)
    for (let index = plan.changes.length - missed; index < plan.changes.length; index++) {
      const change = plan.changes[index]
      if (change && isOtherNow(plan, asked, change.site, change.day)) asked.changedAt = plan.version
    }
  }
  asked.version = plan.version
  asked.layout = plan.layout
}

/** Looks again at a changed site-day that was looked at before; are its starts or pairs others now? */
function isOtherNow(plan: Plan, asked: Asked, site: number, day: number): boolean {
  const own = asked.looked[site]
  const before = own?.[day] ?? 0
  if (!own || before === 0) return false
  own[day] = 0
  const now = lookAt(plan, asked, site, day)
  if (((before | now) & HOURS) === 0) return false
  const changedAt = findingsOf(asked, now)?.found[site]?.changedAt[day] ?? 0
  return now !== before || changedAt > asked.version
}

function beginAnew(plan: Plan, asked: Asked): void {
  const { asker, minutes, services, splits } = asked
  asked.alone = asked.onlyLinked
    ? undefined
    : findingsAlone(plan, asker, minutes, countersServing(plan, services))
  const parts = asked.parts.map((part) => ({
    minutes: part.minutes,
    serves: countersServing(plan, part.services),
  }))
  asked.linked = splits.length > 0 ? findingsLinked(plan, { asker, parts, splits }) : undefined
  asked.looked = []
  asked.changedAt = plan.version
}

/** The hours in which it can begin at a site on a day, with the marks of the site-day; never 0. */
function lookAt(plan: Plan, asked: Asked, site: number, day: number): number {
  let own = asked.looked[site]
  if (!own) {
    own = new Int32Array(plan.days)
    asked.looked[site] = own
  }
  const known = own[day] ?? 0
  if (known !== 0) return known
  const kind = LOOKED | (isAlone(plan, asked, site, day) ? 0 : LINKED)
  const findings = findingsOf(asked, kind)
  const hours = findings ? (foundOn(plan, findings, site, day).hours[day] ?? 0) : 0
  own[day] = kind | hours
  return kind | hours
}

/** Is it one visit there? Two only where some place is there and none can do all. */
function isAlone(plan: Plan, { alone, linked }: Asked, site: number, day: number): boolean {
  const places = plan.sites[site]?.days[day]
  return !linked || (alone !== undefined && places !== undefined && hasServing(places, alone.serves))
}

function findingsOf({ alone, linked }: Asked, marks: number): Findings | undefined {
  return (marks & LINKED) === 0 ? alone : linked
}

/**
 * Cells of a day in which something may begin, with a bit for each hour that lies in it as a whole, and for each that it
 * touches. All are small whole numbers: anything else would make a number on the heap for each of a thousand looks.
 */
export type Window = {
  readonly from: number
  readonly end: number
  readonly inner: number
  readonly outer: number
}

const DAY_CELLS = DAY_WORDS * WORD_CELLS

/** The window from one cell of a day to another, the second not included. */
export function windowOf(from: number, end: number): Window {
  const [first, last] = [Math.min(Math.max(0, from), DAY_CELLS), Math.min(Math.max(0, end), DAY_CELLS)]
  const whole = last === DAY_CELLS ? Math.ceil(last / HOUR_CELLS) : Math.floor(last / HOUR_CELLS)
  return {
    from: first,
    end: last,
    inner: hoursBetween(Math.ceil(first / HOUR_CELLS), whole),
    outer: hoursBetween(Math.floor(first / HOUR_CELLS), Math.ceil(last / HOUR_CELLS)),
  }
}

/** The bits of the hours from one to another, the second not included. */
function hoursBetween(first: number, end: number): number {
  return first >= end ? 0 : ((1 << end) - (1 << first)) | 0
}

/** Every cell of a day. */
export const WHOLE_DAY = windowOf(0, DAY_CELLS)

const starts = new Uint32Array(DAY_WORDS)

/** The starts of one visit, made once: a search finds some hundred of them. */
const SINGLE: readonly Start[] = Array.from({ length: DAY_CELLS }, (_, cell) => ({
  cell,
  second: null,
}))

/** Could the question begin at a site on a day, within a window? Asked a thousand times in a search. */
export function hasStart(plan: Plan, asked: Asked, site: number, day: number, window: Window): boolean {
  const hours = lookAt(plan, asked, site, day)
  if ((hours & window.inner) !== 0) return true
  return (hours & window.outer) !== 0 && startsOn(plan, asked, site, day, window, 1).length > 0
}

/** The starts of a site's day within a window, ascending; so many at most. */
export function startsOn(
  plan: Plan,
  asked: Asked,
  site: number,
  day: number,
  { from, end }: Window = WHOLE_DAY,
  most = Number.POSITIVE_INFINITY,
): Start[] {
  // Also a day on which there is nothing was looked at.
  const marks = lookAt(plan, asked, site, day)
  const places = plan.sites[site]?.days[day]
  const findings = findingsOf(asked, marks)
  if (!places || !findings || (marks & HOURS) === 0) return []
  if ((marks & LINKED) !== 0) return pairsFrom(findPairs(places, findings), from, end, most)
  const found: Start[] = []
  if (!findStarts(places, findings, starts)) return found
  for (
    let cell = firstCellFrom(starts, from);
    cell >= 0 && cell < end;
    cell = firstCellFrom(starts, cell + 1)
  ) {
    found.push(SINGLE[cell] ?? { cell, second: null })
    if (found.length === most) break
  }
  return found
}

function pairsFrom(pairs: FoundPairs | undefined, from: number, end: number, most: number): Start[] {
  const found: Start[] = []
  const { seconds, splits } = pairs ?? NO_PAIRS
  for (let first = from; first < Math.min(end, seconds.length) && found.length < most; first++) {
    const second = seconds[first] ?? 0
    if (second !== 0) found.push({ cell: first, second: { first, second, split: splits[first] ?? 0 } })
  }
  return found
}

const NO_PAIRS: FoundPairs = { seconds: new Uint16Array(0), splits: new Uint16Array(0) }
