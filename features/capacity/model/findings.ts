import type { Id } from '#kernel/id.ts'
import { type Asker, HOUR_CELLS } from './budget.ts'
import { type FoundPairs, findPairs, type PairQuestion } from './linked.ts'
import type { Findings, FoundDays, Plan } from './plan.ts'
import { DAY_WORDS, findStarts, firstCellFrom } from './siteDay.ts'

// What the plan has to know of a question: so many minutes at counters that can do all of it, or pairs of such parts.
// Questions for other services that come to the same share what is found.

/** Findings that are kept to be shared; the one longest unasked goes first. */
const FINDINGS_KEPT = 400

/** Digests: not looked at; looked at, and nothing found. All others stand for starts. */
const UNKNOWN = 0
const NOTHING = 1

/** What is remembered for a plan as long as sites, days and counters keep their numbers. */
type Shared = {
  readonly layout: number
  readonly able: Map<Id<'service'>, Uint8Array>
  readonly findings: Map<string, Findings>
}

const shared = new WeakMap<Plan, Shared>()

function sharedOf(plan: Plan): Shared {
  const known = shared.get(plan)
  if (known?.layout === plan.layout) return known
  const made: Shared = { layout: plan.layout, able: new Map(), findings: new Map() }
  shared.set(plan, made)
  return made
}

/** 1 for each counter, by its number, that can serve all of some services. */
export function countersServing(plan: Plan, services: readonly Id<'service'>[]): Uint8Array {
  const serves = new Uint8Array(plan.counterNumbers.size).fill(1)
  for (const service of services) {
    const able = countersOf(plan, service)
    for (let counter = 0; counter < serves.length; counter++) {
      if (able[counter] === 0) serves[counter] = 0
    }
  }
  return serves
}

/** The counters of one service, which is asked for with ever other services. */
function countersOf(plan: Plan, service: Id<'service'>): Uint8Array {
  const { able: all } = sharedOf(plan)
  const known = all.get(service)
  if (known) return known
  const able = new Uint8Array(plan.counterNumbers.size)
  for (const [counter, number] of plan.counterNumbers) {
    able[number] = plan.skills.get(counter)?.has(service) ? 1 : 0
  }
  all.set(service, able)
  return able
}

/** What is found for one visit, shared with whoever needs as many minutes at the same counters. */
export function findingsAlone(plan: Plan, asker: Asker, minutes: number, serves: Uint8Array): Findings {
  const key = `${asker} ${minutes} ${textOf(serves)}`
  return findingsNamed(plan, key, { asker, minutes, serves, parts: [], splits: [] })
}

/** What is found for two linked visits, shared in the same way. */
export function findingsLinked(plan: Plan, { asker, parts, splits }: PairQuestion): Findings {
  const named = parts.map(({ minutes, serves }) => `${minutes} ${textOf(serves)}`)
  const key = `${asker} ${named.join()} ${splits.map(({ first, second }) => `${first}:${second}`).join()}`
  return findingsNamed(plan, key, { asker, minutes: 0, serves: NO_COUNTER, parts, splits })
}

const NO_COUNTER = new Uint8Array(0)

/** Sixteen counters in a letter. */
function textOf(serves: Uint8Array): string {
  let text = ''
  for (let first = 0; first < serves.length; first += 16) {
    let bits = 0
    for (let bit = 0; bit < 16; bit++) bits |= (serves[first + bit] ?? 0) << bit
    text += String.fromCharCode(bits)
  }
  return text
}

function findingsNamed(plan: Plan, key: string, asked: Omit<Findings, 'found' | 'version'>): Findings {
  const { findings: all } = sharedOf(plan)
  const known = all.get(key)
  const findings = known ?? { ...asked, found: [], version: plan.version }
  // The most recently asked stands last.
  if (known) all.delete(key)
  all.set(key, findings)
  if (all.size > FINDINGS_KEPT) all.delete(all.keys().next().value ?? '')
  refreshFindings(plan, findings)
  return findings
}

/** Brings findings up to the plan's present version: what was looked at is looked at again. */
export function refreshFindings(plan: Plan, findings: Findings): void {
  const missed = plan.version - findings.version
  if (missed > plan.changes.length) findings.found = []
  else {
    for (let index = plan.changes.length - missed; index < plan.changes.length; index++) {
      const change = plan.changes[index]
      const found = change && findings.found[change.site]
      if (!found || (found.digests[change.day] ?? UNKNOWN) === UNKNOWN) continue
      const before = found.digests[change.day]
      look(plan, findings, change.site, change.day, found)
      if (found.digests[change.day] !== before) found.changedAt[change.day] = plan.version
    }
  }
  findings.version = plan.version
}

/** What was found of a site's days, this one among them. */
export function foundOn(plan: Plan, findings: Findings, site: number, day: number): FoundDays {
  let found = findings.found[site]
  if (!found) {
    const { days } = plan
    found = {
      digests: new Uint32Array(days),
      hours: new Uint32Array(days),
      changedAt: new Uint32Array(days),
    }
    findings.found[site] = found
  }
  if (found.digests[day] === UNKNOWN) look(plan, findings, site, day, found)
  return found
}

const starts = new Uint32Array(DAY_WORDS)

function look(plan: Plan, findings: Findings, site: number, day: number, found: FoundDays): void {
  found.digests[day] = NOTHING
  found.hours[day] = 0
  const places = plan.sites[site]?.days[day]
  if (!places) return
  if (findings.splits.length === 0) {
    const hours = findStarts(places, findings, starts) ? hoursOf(starts) : 0
    if (hours === 0) return
    found.hours[day] = hours
    found.digests[day] = digestOf(starts)
    return
  }
  const pairs = findPairs(places, findings)
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
