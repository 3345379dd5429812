import { type Durations, learnDuration, meanOf, newDurations, tableOf } from '../durations.ts'
import {
  durationsOf,
  type Learned,
  learnLateness,
  learnNoShow,
  learnPause,
  learnVisit,
  newDay,
  nothingLearned,
} from '../learned.ts'
import {
  canServe,
  type Desk,
  type DeskHabits,
  LONGEST_GAP,
  learnAbsence,
  learnOpenings,
  learnSkill,
  newHabits,
  USUAL_GAP,
} from './desks.ts'
import type { PastVisit } from './visit.ts'

/** Somebody who waits now. Mutable. */
export type WaitingVisit = { readonly visit: PastVisit; readonly key: number; passed: number }

/** Nobody maintains plans in records: so many minutes are believed of a service before any is seen. */
const PLANNED = 15
/** Beyond an appointment by more, people are called as those without. Minutes. */
export const GRACE = 15
/** Whoever is not in the records as called and was passed by so many of the same matter is not there any more. */
const PASSED = 3
/** By how much those with appointment go before; which of them it is shows by who was called. The first is believed. */
const CREDITS = [30, 20, 40, 10, 0, 60, 15, 1_000] as const
/** A line whose ends are recorded less often is known by its calls alone. */
const MAINTAINED = 0.5
const ENOUGH_ENDS = 50
/** Longer between two calls is no service. Minutes. */
const LONGEST_BETWEEN = 60
/** A service that takes less or more was not recorded at its end. Minutes. */
const RECORDED = { least: 0.17, most: 240 } as const

/** A site on its way through its records: what it has learned, and what is to be seen now. Mutable. */
export type SiteState = {
  readonly learned: Learned
  readonly habits: DeskHabits
  readonly inversions: Map<number, number>
  readonly ends: Map<string, { calls: number; recorded: number }>
  readonly between: Map<string, Durations>
  readonly poolServices: Map<string, Set<string>>
  readonly desks: Map<string, Desk>
  readonly first: Map<string, number>
  readonly wholeLines: Set<string>
  waiting: WaitingVisit[]
  /** Whoever has an appointment today and is not here yet. */
  absent: Set<PastVisit>
  readonly lastCalled: Map<string, number>
  credit: number
  day: number
}

export const newSite = (): SiteState => ({
  learned: nothingLearned(),
  habits: newHabits(),
  inversions: new Map(),
  ends: new Map(),
  between: new Map(),
  poolServices: new Map(),
  desks: new Map(),
  first: new Map(),
  wholeLines: new Set(),
  waiting: [],
  absent: new Set(),
  lastCalled: new Map(),
  credit: CREDITS[0],
  day: 0,
})

/** A day begins: nobody is there, and what was learned decides how the day is read. */
export function beginDay(site: SiteState, day: number, booked: Iterable<PastVisit>): void {
  newDay(site.learned)
  site.day = day
  site.desks.clear()
  site.first.clear()
  site.lastCalled.clear()
  site.waiting = []
  site.absent = new Set(booked)
  const fewest = CREDITS.toSorted((a, b) => (site.inversions.get(a) ?? 0) - (site.inversions.get(b) ?? 0))[0]
  site.credit = fewest ?? CREDITS[0]
  for (const [pool, { calls, recorded }] of site.ends)
    if (calls >= ENOUGH_ENDS && recorded < calls * MAINTAINED) site.wholeLines.add(pool)
    else site.wholeLines.delete(pool)
}

/** A day is over: what did not come back, and who did not come. */
export function endDay(site: SiteState): void {
  for (const desk of site.desks.values()) {
    if (!desk.isServing && desk.passedOver) learnAbsence(site.habits, null)
    if (desk.isServing && !desk.isWholeLine && desk.last && desk.endsAt !== null)
      learnService(site, desk.last, desk.endsAt - desk.since + USUAL_GAP)
  }
  for (const { arrival } of site.absent) if (arrival === null) learnNoShow(site.learned)
  learnOpenings(site.habits, site.day, site.first)
}

/** The place of somebody in the line: small ones first. */
export function keyOf({ arrival, appointment }: PastVisit, credit: number): number {
  const came = arrival ?? 0
  if (appointment === null || came > appointment + GRACE) return came
  return Math.max(appointment, came) - credit
}

/** Somebody comes. */
export function arrive(site: SiteState, visit: PastVisit): void {
  const { arrival, appointment, pool, service } = visit
  site.absent.delete(visit)
  site.waiting.push({ visit, key: keyOf(visit, site.credit), passed: 0 })
  if (arrival !== null && appointment !== null) learnLateness(site.learned, arrival - appointment)
  const services = site.poolServices.get(pool) ?? new Set()
  site.poolServices.set(pool, services.add(service))
}

/** Somebody leaves without having been called. */
export function leave(site: SiteState, visit: PastVisit): void {
  site.waiting = site.waiting.filter((each) => each.visit !== visit)
}

/** Counters whose visit has ended by now are free since then. */
export function freeDesks({ desks }: SiteState, now: number): void {
  for (const desk of desks.values()) {
    if (!desk.isServing || desk.endsAt === null || desk.endsAt > now) continue
    desk.isServing = false
    desk.since = desk.endsAt
  }
}

/** Somebody is called: at which counter, for what, and what that shows of the counter's last visit. */
export function call(site: SiteState, visit: PastVisit, now: number): void {
  learnOrder(site, visit)
  learnPassedOver(site, visit, now)
  const desk = deskOf(site, visit, now)
  learnLast(site, desk, visit, now)
  learnSkill(site.habits, desk, visit.service)
  countEnd(site, visit)
  desk.last = visit
  desk.since = now
  desk.isServing = true
  desk.passedOver = false
  desk.endsAt = desk.isWholeLine ? null : endOf(site, visit, desk)
  if (!site.first.has(desk.name)) site.first.set(desk.name, now)
  site.lastCalled.set(`${visit.pool}\n${visit.group}`, now - (visit.arrival ?? now))
  site.waiting = site.waiting.filter((each) => each.visit !== visit && !isGone(each, visit))
}

/** Ends matter where counters have no names: only by them is known how many there are. */
function countEnd({ ends }: SiteState, visit: PastVisit): void {
  if (visit.counter !== null || visit.gone) return
  const { calls, recorded } = ends.get(visit.pool) ?? { calls: 0, recorded: 0 }
  ends.set(visit.pool, { calls: calls + 1, recorded: recorded + (isRecorded(visit) ? 1 : 0) })
}

/** Whoever was called of the same matter before somebody passes them; who is never called is not there any more. */
function isGone(each: WaitingVisit, called: PastVisit): boolean {
  if (each.visit.called !== null || each.visit.ended !== null) return false
  if (each.visit.service === called.service && (each.visit.arrival ?? 0) < (called.arrival ?? 0))
    each.passed++
  return each.passed >= PASSED
}

/** Learns which credit explains best who was called. */
function learnOrder({ inversions, waiting }: SiteState, called: PastVisit): void {
  const rivals = waiting.filter(
    ({ visit }) =>
      visit !== called &&
      visit.service === called.service &&
      visit.pool === called.pool &&
      visit.called !== null,
  )
  if (rivals.length === 0) return
  for (const credit of CREDITS) {
    const own = keyOf(called, credit)
    if (rivals.some(({ visit }) => keyOf(visit, credit) < own))
      inversions.set(credit, (inversions.get(credit) ?? 0) + 1)
  }
}

function learnPassedOver(
  { desks, habits }: SiteState,
  { arrival, pool, service }: PastVisit,
  now: number,
): void {
  for (const desk of desks.values()) {
    if (desk.isServing || desk.isWholeLine) continue
    const waited = now - Math.max(desk.since, arrival ?? now)
    if (waited > LONGEST_GAP && canServe(habits, desk, pool, service)) desk.passedOver = true
  }
}

/** The counter that calls; where records have no names, whichever has been free longest and is not away. */
function deskOf(site: SiteState, { pool, counter }: PastVisit, now: number): Desk {
  const { desks } = site
  if (counter !== null) return desks.get(counter) ?? open(site, counter, pool, { isNamed: true })
  const whole = `${pool}\nall`
  if (site.wholeLines.has(pool)) return desks.get(whole) ?? open(site, whole, pool, { isWholeLine: true })
  const own = [...desks.values()].filter((desk) => !desk.isNamed && desk.pool === pool)
  const free = own.filter((desk) => !desk.isServing).sort((a, b) => a.since - b.since)
  const present = free.find((desk) => !desk.passedOver) ?? free.at(-1)
  if (present) return present
  return open(site, `${pool}\n${own.length + 1}`, pool, {}, now)
}

function open(
  { desks }: SiteState,
  name: string,
  pool: string,
  { isNamed = false, isWholeLine = false }: { isNamed?: boolean; isWholeLine?: boolean },
  since = 0,
): Desk {
  const desk: Desk = {
    ...{ name, pool, isNamed, isWholeLine, since },
    last: null,
    isServing: false,
    endsAt: null,
    passedOver: false,
  }
  desks.set(name, desk)
  return desk
}

/** Is the end of this service one that somebody recorded when it was? */
export function isRecorded({ called, ended, gone }: PastVisit): boolean {
  if (called === null || ended === null || gone) return false
  return ended - called >= RECORDED.least && ended - called <= RECORDED.most
}

/** When a counter is free again: by the record; where it has no name and no record, after the usual time. */
function endOf({ learned }: SiteState, visit: PastVisit, desk: Desk): number | null {
  const called = visit.called ?? 0
  if (visit.gone) return Math.min(visit.ended ?? Number.POSITIVE_INFINITY, called + USUAL_GAP)
  if (isRecorded(visit)) return visit.ended
  if (desk.isNamed) return null
  return called + meanOf(tableOf(durationsOf(learned, visit.service, PLANNED)))
}

/** What a call shows of the visit before it at the same counter. */
function learnLast(site: SiteState, desk: Desk, next: PastVisit, now: number): void {
  const { last, since, endsAt } = desk
  if (!last) return
  const wasWaiting = (from: number) => (next.arrival ?? now) <= from
  if (desk.isServing) {
    const began = since
    // Nobody recorded the end: only where the next person waited all along is it the time until they were called.
    const minutes = Math.min(endsAt ?? now, now) - began
    if (!wasWaiting(began) || minutes > LONGEST_BETWEEN) return
    if (desk.isWholeLine) learnDuration(betweenOf(site, desk.pool), minutes)
    else learnService(site, last, minutes)
    return
  }
  const gap = now - since
  const isSeen = wasWaiting(since)
  if (isSeen) learnAbsence(site.habits, gap)
  if (isSeen && gap > LONGEST_GAP && gap <= LONGEST_BETWEEN) learnPause(site.learned, gap - USUAL_GAP)
  if (isRecorded(last))
    learnService(
      site,
      last,
      since - (last.called ?? since) + (isSeen && gap <= LONGEST_GAP ? gap : USUAL_GAP),
    )
}

function learnService({ learned }: SiteState, { service, gone }: PastVisit, minutes: number): void {
  if (!gone) learnVisit(learned, durationsOf(learned, service, PLANNED), minutes)
}

/** The times between two calls of a line whose ends nobody records. */
export function betweenOf({ between }: SiteState, pool: string): Durations {
  const known = between.get(pool) ?? newDurations(PLANNED)
  between.set(pool, known)
  return known
}

/** How long such a visit takes, as it was learned. */
export function durationsAt(site: SiteState, { pool, service }: PastVisit): Float64Array {
  if (site.wholeLines.has(pool)) return tableOf(betweenOf(site, pool))
  return tableOf(durationsOf(site.learned, service, PLANNED))
}

/** The mean over all learned visits of a line. Minutes. */
export function meanMinutes(site: SiteState, pool: string): number {
  if (site.wholeLines.has(pool)) return meanOf(tableOf(betweenOf(site, pool)))
  let [sum, count] = [0, 0]
  for (const service of site.poolServices.get(pool) ?? []) {
    const { latest } = durationsOf(site.learned, service, PLANNED)
    for (let index = 0; index < latest.count; index++) sum += latest.sorted[index] ?? 0
    count += latest.count
  }
  return count > 0 ? sum / count : PLANNED
}
