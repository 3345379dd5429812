import { type Calling, canServe } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import { growthOf } from './addOns.ts'
import type { Drawn, MayDraw } from './coming.ts'
import { type Durations, grownBy, newDurations, tableOf } from './durations.ts'
import type { Counter, Expected, Hall, MayCome, Person, Waiting } from './hall.ts'
import { chanceToCome, durationsOf, type Learned, latenessOf, paceOf, pausesOf } from './learned.ts'
import { seedOf } from './random.ts'

/** Whoever is later than that is not expected any more. Minutes. */
const FORGOTTEN = 40

/** What somebody came for, and who can do it. */
export type PersonSeen = {
  readonly visitId: Id<'visit'>
  readonly services: readonly Id<'service'>[]
  /** Planned for all of it. */
  readonly minutes: number
  /** A colleague sent them to this counter. */
  readonly forCounterId: Id<'counter'> | null
}

/** Somebody who waits. */
export type WaitingSeen = PersonSeen & {
  readonly booked: boolean
  readonly dueAt: Instant
  /** Not before: they are away by their word, or missed a call. */
  readonly callableFrom: Instant
}

/** Somebody with an appointment who is not here yet. */
export type ExpectedSeen = PersonSeen & { readonly appointmentAt: Instant }

/** A counter that is open, or opens later today. */
export type CounterSeen = Calling & {
  readonly serving: (PersonSeen & { readonly since: Instant }) | null
  readonly freeFrom: Instant
  /** Its shift ends while the site is open; null: it stays until nobody waits. */
  readonly stopsAt: Instant | null
  readonly breaks: readonly { readonly from: Instant; readonly minutes: number }[]
  /** The end of its working time today; null: not planned. */
  readonly worksUntil: Instant | null
  /** 1 is as planned. */
  readonly pace: number
}

/** What everybody may read of all sites stays for so long: people shall not all be sent to the same one. Seconds. */
export const WAITS_SECONDS = 60

/** What somebody would wait for who draws a number; with the credit that it gives. Minutes. */
export type WalkIn = { readonly service: Id<'service'>; readonly credit: number }

/** The first and the last free time of today that one person can have for a service, as the plan of the day knows them. */
export type FreeToday = {
  readonly service: Id<'service'>
  readonly first: Instant
  readonly last: Instant
}

/** A site at a moment, as everybody in the house could see it. Plain, so that it can be handed to another thread. */
export type SiteSeen = {
  readonly now: Instant
  /** When it closes; null while it is closed. */
  readonly closesAt: Instant | null
  readonly counters: readonly CounterSeen[]
  readonly waiting: readonly WaitingSeen[]
  readonly expected: readonly ExpectedSeen[]
  readonly services: readonly { readonly id: Id<'service'>; readonly minutes: number }[]
  /** Minutes, of booked people who come. */
  readonly rules: { readonly early: number; readonly late: number; readonly credit: number }
  readonly walkIns: readonly WalkIn[]
  readonly freeToday: readonly FreeToday[]
  /** The shift plan says who works today. */
  readonly planned: boolean
  /** Counters that are closed and may still open: their shift is not over, or the plan says nothing of them. */
  readonly mayOpen: readonly Calling[]
  /** So many minutes may staff work longer because of one more person. */
  readonly theta: number
  /** Who may still draw a number soon; null where too little is known of days like today. */
  readonly coming: readonly MayDraw[] | null
}

/** Breaks take so much less or more than planned. Minutes. */
const BREAK_SPREAD = 2

/** The hall as the kernel wants it: minutes from the moment at which it was seen, and what was learned of the site. */
export function hallOfSite(seen: SiteSeen, learned: Learned): Hall {
  const { now, counters, waiting, expected, rules } = seen
  const minutes = (at: Instant) => (at - now) / MINUTE
  const tables = durationsAsTold(seen, learned)
  const personOf = (person: PersonSeen): Person => ({
    seed: seedOf(person.visitId),
    counters: countersFor(counters, person),
    durations: tables(person),
  })
  return {
    now: 0,
    counters: counters.map<Counter>(({ serving, freeFrom, stopsAt, breaks, pace }) => ({
      serving: serving && {
        seed: seedOf(serving.visitId),
        since: Math.min(minutes(serving.since), 0),
        durations: tables(serving),
      },
      freeFrom: Math.max(minutes(freeFrom), 0),
      stopsAt: stopsAt === null ? Number.POSITIVE_INFINITY : minutes(stopsAt),
      breaks: breaks.map((each) => ({
        from: minutes(each.from),
        shortest: Math.max(0, each.minutes - BREAK_SPREAD),
        longest: each.minutes + BREAK_SPREAD,
      })),
      pace,
    })),
    waiting: waiting.map<Waiting>((person) => ({
      ...personOf(person),
      key: minutes(person.dueAt),
      callableFrom: Math.max(minutes(person.callableFrom), 0),
    })),
    expected: expected.flatMap<Expected>((person) => {
      const appointment = minutes(person.appointmentAt)
      if (appointment < -FORGOTTEN) return []
      return { ...personOf(person), appointment, chance: chanceToCome(learned, -appointment) }
    }),
    arrivals: { ...rules, lateness: latenessOf(learned) },
    pauses: pausesOf(learned),
    pace: paceOf(learned),
  }
}

/**
 * Those who may still draw a number, as the kernel wants them: with as many people and matters as those of before had in
 * the end.
 */
export function mayComeOf(seen: SiteSeen, learned: Learned): MayCome[] {
  const person = drawersIn(seen, learned)
  return (seen.coming ?? []).map((one) => ({
    ...person(one, one.nth),
    at: (one.at - seen.now) / MINUTE,
    chance: one.chance,
  }))
}

/** Those who probably still draw a number, each of them one who comes for sure, and at their time. */
export function comingPeople(seen: SiteSeen, coming: readonly Drawn[], learned: Learned): Waiting[] {
  const person = drawersIn(seen, learned)
  return coming.map((one, nth) => {
    const comes = (one.at - seen.now) / MINUTE
    return { ...person(one, nth), key: comes, callableFrom: Math.max(comes, 0) }
  })
}

/** Whoever draws a number for the same as somebody of days before; most come for one of few things. */
function drawersIn(seen: SiteSeen, learned: Learned): (drawn: Drawn, nth: number) => Person {
  const tables = durationsIn(seen, learned)
  const able = new Map<string, readonly number[]>()
  return ({ services, minutes }, nth) => {
    const name = services.join()
    const counters = able.get(name) ?? countersFor(seen.counters, { services, forCounterId: null })
    able.set(name, counters)
    return { seed: seedOf(`coming ${nth}`), counters, durations: tables({ services, minutes }) }
  }
}

/** The counters that can serve somebody, by their index. */
export function countersFor(
  counters: readonly CounterSeen[],
  person: Pick<PersonSeen, 'services' | 'forCounterId'>,
): number[] {
  return counters.flatMap((counter, index) => (canServe(counter, person) ? [index] : []))
}

/** The matter of a visit for which most time is planned: of it the visit's duration is learned. */
export function mainService(
  services: readonly Id<'service'>[],
  plannedOf: ReadonlyMap<Id<'service'>, number>,
): Id<'service'> | undefined {
  return services.toSorted((a, b) => (plannedOf.get(b) ?? 0) - (plannedOf.get(a) ?? 0) || (a < b ? -1 : 1))[0]
}

/** How long visits take by what they are for, as it was learned. */
export type DurationsIn = (person: Pick<PersonSeen, 'services' | 'minutes'>) => Float64Array

/**
 * The durations of visits: those of the matter for which most time is planned, longer by as much as more is planned for
 * further people and further matters.
 */
export function durationsIn({ services }: Pick<SiteSeen, 'services'>, learned: Learned): DurationsIn {
  const plannedOf = new Map(services.map(({ id, minutes }) => [id, minutes]))
  const unknown = new Map<number, Durations>()
  const made = new Map<string, Float64Array>()
  return (person) => {
    const main = mainService(person.services, plannedOf)
    const planned = main && plannedOf.get(main)
    if (!main || !planned) {
      const known = unknown.get(person.minutes) ?? newDurations(person.minutes)
      unknown.set(person.minutes, known)
      return tableOf(known)
    }
    const name = `${main} ${person.minutes}`
    const table =
      made.get(name) ?? scaled(tableOf(durationsOf(learned, main, planned)), person.minutes / planned)
    made.set(name, table)
    return table
  }
}

/**
 * The same for people whose visit is still to come or goes on, by what they have named so far: some bring up a further
 * matter at the counter.
 */
export function durationsAsTold(site: Pick<SiteSeen, 'services'>, learned: Learned): DurationsIn {
  const ended = durationsIn(site, learned)
  const plannedOf = new Map(site.services.map(({ id, minutes }) => [id, minutes]))
  const made = new Map<Float64Array, Float64Array>()
  return (person) => {
    const table = ended(person)
    const main = mainService(person.services, plannedOf)
    const { chance, times } = growthOf(learned.addOns, main ?? '')
    if (chance === 0) return table
    const grown = made.get(table) ?? grownBy(table, chance, times)
    made.set(table, grown)
    return grown
  }
}

function scaled(table: Float64Array, factor: number): Float64Array {
  return factor === 1 ? table : table.map((minutes) => minutes * factor)
}
