import { getSettings, listClosures } from '#features/authority/actions.ts'
import { closesAt, type Site } from '#features/authority/model.ts'
import { freeToday } from '#features/booking/actions.ts'
import { shiftsToday } from '#features/capacity/actions.ts'
import { minutesOf } from '#features/capacity/model/shiftPlan.ts'
import { BREAK_AFTER_MINUTES, workingTime } from '#features/capacity/model/workRules.ts'
import type { Shift } from '#features/capacity/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { isPickUp, takesWalkIns } from '#features/catalogue/model.ts'
import {
  type CounterNow,
  type HallView,
  hallRulesOf,
  type Present,
  restsToday,
} from '#features/hall/actions.ts'
import { ARRIVING, creditOf } from '#features/hall/model.ts'
import { mattersOf, visitsOfSite } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { dayOf, instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { mayComeAfter } from '../model/coming.ts'
import type { CounterSeen, ExpectedSeen, PersonSeen, SiteSeen, WaitingSeen, WalkIn } from '../model/seen.ts'

import type { UsualDraws } from './coming.ts'

/** Somebody who is not back from their break after so long was asked for longer. Minutes. */
const USUAL_BREAK = 15
const STILL_AWAY = 5
/** Whoever is away so long before their break has begun it already. Minutes. */
const EARLY_BREAK = 60
/** Nobody asks for whoever comes later than that. Minutes. */
const LATEST = Math.max(...ARRIVING)
/** Nobody is promised a call of a counter whose shift began longer ago and that is not open. Minutes. */
const OPENS_LATE = 10

/**
 * A site as it is now, for looking ahead: its hall, who is still expected, and when its counters come, pause and go.
 * Some queries of which each reads what concerns today; nothing if a closure keeps the site shut.
 */
export async function seeSite(
  tx: Tx,
  site: Site,
  view: HallView,
  draws: UsualDraws,
): Promise<SiteSeen | undefined> {
  if (view.closed !== null || view.day !== dayOf(tx.now, site.timeZone)) return undefined
  const rules = await hallRulesOf(tx, site.id)
  const closures = await listClosures(tx, view.day)
  const closing = closesAt(site, closures, tx.now)
  const services = await listServices(tx)
  const shifts = await workToday(tx, site)
  const pickUp = creditOf('pick_up', rules)?.minutes ?? 0
  const offered = new Set(
    (await listOffers(tx)).flatMap(({ siteId, serviceId, mode }) =>
      siteId === site.id && takesWalkIns(mode) ? serviceId : [],
    ),
  )
  const walkIns = services.flatMap<WalkIn>((service) =>
    offered.has(service.id)
      ? {
          service: service.id,
          credit: Math.min(isPickUp([service]) ? pickUp : 0, rules.creditCeilingMinutes),
        }
      : [],
  )
  return {
    now: tx.now,
    closesAt: closing ?? null,
    counters: view.counters.flatMap((counter) => counterSeen(tx.now, counter, shifts, closing) ?? []),
    waiting: [...view.waiting, ...view.missed].flatMap((present) => waitingSeen(tx.now, present) ?? []),
    expected: await expectedToday(tx, site, view),
    services: services.map(({ id, minutes }) => ({ id, minutes })),
    rules: {
      early: rules.earlyMinutes,
      late: rules.lateMinutes,
      credit: Math.min(rules.appointmentCreditMinutes, rules.creditCeilingMinutes),
    },
    // Nobody draws a number of a house that is closed.
    walkIns: closing === undefined ? [] : walkIns,
    freeToday: closing === undefined ? [] : await freeToday(tx, site),
    planned: shifts.length > 0,
    mayOpen: view.counters.flatMap(({ counter, open }) =>
      open || isOver(tx.now, counter.id, shifts) ? [] : { counterId: counter.id, skills: counter.skills },
    ),
    theta: rules.intakeExtraMinutes,
    coming: draws.days === 0 ? null : mayComeAfter(tx.now, draws, LATEST),
  }
}

function personSeen(visit: Visit, services: readonly Id<'service'>[]): PersonSeen {
  return { visitId: visit.id, services, minutes: visit.minutes, forCounterId: visit.forCounterId }
}

/**
 * Whoever is early can be called as soon as a counter would stand idle: they count as callable, so that nobody is
 * promised more time than they have.
 */
function waitingSeen(now: Instant, { visit, services }: Present): WaitingSeen | undefined {
  if (visit.dueAt === null) return undefined
  const missed = visit.state === 'missed' ? visit.callableFrom : null
  const callableFrom = Math.max(visit.awayUntil ?? now, missed ?? now, now) as Instant
  return {
    ...personSeen(visit, services),
    booked: visit.appointmentAt !== null,
    dueAt: visit.dueAt,
    callableFrom,
  }
}

async function expectedToday(tx: Tx, site: Site, view: HallView): Promise<ExpectedSeen[]> {
  const booked = await visitsOfSite(tx, site.id, view.day, ['booked'])
  if (booked.length === 0) return []
  const matters = await mattersOf(
    tx,
    booked.map(({ id }) => id),
  )
  return booked.flatMap((visit) => {
    const services = (matters.get(visit.id) ?? []).map(({ serviceId }) => serviceId)
    return visit.appointmentAt === null
      ? []
      : { ...personSeen(visit, services), appointmentAt: visit.appointmentAt }
  })
}

/** The work of a counter today in one piece. */
type Work = Pick<Shift, 'counterId' | 'durationPercent'> & {
  readonly from: Instant
  readonly until: Instant
  /** Nobody works longer than that, whoever still waits. */
  readonly longest: Instant
  readonly breaks: readonly Break[]
}
/** Whoever worked through its time owes it until that moment. */
type Break = {
  readonly from: Instant
  readonly until: Instant
  readonly owedUntil: Instant
  readonly minutes: number
}

async function workToday(tx: Tx, site: Site): Promise<readonly Work[]> {
  const day = dayOf(tx.now, site.timeZone)
  const { longestDayMinutes } = await getSettings(tx)
  const rules = { breakAfterMinutes: BREAK_AFTER_MINUTES, longestDayMinutes }
  const rests = await restsToday(tx, site)
  return (await shiftsToday(tx, site))
    .map((shift): Work => {
      const from = instantOf(day, shift.starts, site.timeZone)
      const to = instantOf(day, shift.ends, site.timeZone)
      const own = rests.filter(
        ({ counterId, beganAt }) => counterId === shift.counterId && beganAt >= from && beganAt < to,
      )
      const taken = own.map(({ beganAt, endedAt }) => ({
        from: minutesOf(shift.starts) + (beganAt - from) / MINUTE,
        minutes: (endedAt - beganAt) / MINUTE,
      }))
      const { breaks, until, longest } = workingTime(shift, rules, taken)
      const after = (minutes: number) => plus(from, (minutes - minutesOf(shift.starts)) * MINUTE)
      return {
        counterId: shift.counterId,
        durationPercent: shift.durationPercent,
        from,
        until: after(until),
        longest: after(longest),
        breaks: breaks.map((each) => ({
          from: after(each.from),
          until: after(each.from + each.minutes),
          owedUntil: after(each.owedUntil),
          minutes: each.minutes,
        })),
      }
    })
    .sort((a, b) => a.from - b.from)
}

/** Had a counter work today, and none of it is left? Of one without a shift nobody knows. */
function isOver(now: Instant, counter: Id<'counter'>, work: readonly Work[]): boolean {
  const own = work.filter(({ counterId }) => counterId === counter)
  return own.length > 0 && own.every(({ until }) => until <= now)
}

/** A counter that is open, or whose shift comes; undefined for one that is not there. */
function counterSeen(
  now: Instant,
  { counter, open, openedAt, pausedAt, visit, services }: CounterNow,
  work: readonly Work[],
  closing: Instant | undefined,
): CounterSeen | undefined {
  const own = work.filter(({ counterId }) => counterId === counter.id)
  const shift = open
    ? (own.find(({ until }) => until > now) ?? own.at(-1))
    : own.find(({ from, until }) => until > now && plus(from, OPENS_LATE * MINUTE) > now)
  if (!open && !shift) return undefined
  // Later shifts of the same counter; what lies between them is a break.
  const later = own.filter(({ from }) => shift && from > shift.from)
  const last = later.at(-1) ?? shift
  const goes = last?.until
  const stays = goes === undefined || goes <= now || (closing !== undefined && goes >= closing)
  // Of a shift that reaches to closing time its clerk stays until whoever is here was served, or the day is too long.
  const stops = stays || closing === undefined ? last?.longest : goes
  // Where nobody sat while it was time for a break nobody worked through it.
  const isOwed = (each: Break) => open && openedAt !== null && openedAt <= each.from
  const rests = restsOf(shift ? [shift, ...later] : []).map((each) =>
    isOwed(each) ? each : { ...each, owedUntil: each.until },
  )
  return {
    counterId: counter.id,
    skills: counter.skills,
    serving: open && visit ? { ...personSeen(visit, services), since: visit.calledAt ?? now } : null,
    freeFrom: open ? backFrom(now, pausedAt, rests) : ((shift?.from ?? now) as Instant),
    stopsAt: stops ?? null,
    breaks: rests.flatMap((each) => breakToCome(now, each, open && pausedAt !== null)),
    worksUntil: last ? (Math.min(last.until, last.longest) as Instant) : null,
    pace: (shift?.durationPercent ?? 100) / 100,
  }
}

/** The breaks of shifts of one counter, in their order, and the time between two of them. */
function restsOf(shifts: readonly Work[]): Break[] {
  return shifts.flatMap(({ breaks, until }, nth) => {
    const then = shifts[nth + 1]?.from
    const between = then !== undefined && then > until
    return between
      ? [...breaks, { from: until, until: then, owedUntil: then, minutes: (then - until) / MINUTE }]
      : breaks
  })
}

/**
 * A break that is still to come. One that should have begun and is still owed is due: whoever is served is the last one
 * before it, and nobody else is taken.
 */
function breakToCome(
  now: Instant,
  { from, owedUntil, minutes }: Break,
  isPaused: boolean,
): CounterSeen['breaks'] {
  // Whoever is away shortly before has probably begun it.
  if (from > now) return isPaused && from - now < EARLY_BREAK * MINUTE ? [] : [{ from, minutes }]
  return isPaused || owedUntil <= now ? [] : [{ from: now, minutes }]
}

/** When a counter calls again: at the end of a planned break, else after a usual one. */
function backFrom(now: Instant, pausedAt: Instant | null, breaks: readonly Break[]): Instant {
  if (pausedAt === null) return now
  const planned = breaks.find(({ from, owedUntil }) => pausedAt < owedUntil && from <= now)
  const whole = plus(pausedAt, (planned?.minutes ?? USUAL_BREAK) * MINUTE)
  const back = planned && pausedAt < planned.until ? planned.until : whole
  return back > now ? back : plus(now, STILL_AWAY * MINUTE)
}
