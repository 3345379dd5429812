import { meanOf, tableOf } from '#features/promise/model/durations.ts'
import { durationsOf } from '#features/promise/model/learned.ts'
import { headOfLine, type InLine } from '#features/promise/model/replay/baselines.ts'
import { fitRidge, learnRidge, newRidge, type Ridge, weighed } from '#features/promise/model/replay/ridge.ts'
import { type Engine, naive } from './engine.ts'
import type { Desk, Sight } from './truth.ts'
import { type Group, groupOf, type Somebody } from './world.ts'

/**
 * The six ways of the reference to foresee a wait without an engine: the naive formula, the wait of whoever was called
 * last (LES) and of the first in line (HOL), the formula of an older ticket system (ZMS), the work in front of one by the
 * counters that share it, and a regression on all of these (ridge).
 */
export const SIMPLE_WAYS = ['naive', 'lastCalled', 'headOfLine', 'zms', 'workload', 'ridge'] as const
export type SimpleWay = (typeof SIMPLE_WAYS)[number]
export type Simple = Readonly<Record<SimpleWay, number>>

/** What the simple ways say of one person, and what the regression saw of the moment. Minutes. */
export type Saying = { readonly simple: Simple; readonly inputs: readonly number[] }

/** What the simple ways remember from call to call; the regression is made anew each morning. */
export type SimpleWays = {
  begin(): void
  say(sight: Sight, person: Somebody): Saying
  called(person: Somebody, at: number): void
  learn(group: Group, inputs: readonly number[], waited: number): void
}

/** A visit takes so long by the formula of the older system, whatever it is for. Minutes. */
const ZMS_MINUTES = 12
/** It looks at whoever comes a moment later. */
const ZMS_LATER = 2
/** Whoever has not come so long after their time is not counted any more. */
const ZMS_LATE = 10
const BREAK_SOON = 20
/** Whoever is booked and has not come yet counts where they would stand so little after one. Minutes. */
const COMING_SOON = 15
const DAY_MINUTES = 480
const LONGEST_SERVICE = 5
const INPUTS = 12

export function openSimpleWays(engine: Engine): SimpleWays {
  const lastCalled = new Map<Group, number>()
  const ridges: Record<Group, Ridge> = { booked: newRidge(INPUTS), 'walk-in': newRidge(INPUTS) }
  let weights = new Map<Group, readonly number[]>()
  return {
    begin() {
      lastCalled.clear()
      const groups = Object.keys(ridges) as Group[]
      weights = new Map(groups.map((group) => [group, fitRidge(ridges[group])]))
    },
    say(sight, person) {
      const group = groupOf(person)
      const others = sight.waiting.filter((each) => each !== person)
      const line = others.map(
        (each): InLine => ({ arrival: each.arrives ?? sight.now, key: each.key, group: groupOf(each) }),
      )
      const known = {
        naive: naive(engine, sight, person),
        lastCalled: lastCalled.get(group) ?? 0,
        headOfLine: headOfLine(line, group, sight.now),
        zms: zmsWait(sight, others, person),
        workload: workloadWait(engine, sight, others, person),
      }
      const inputs = inputsOf(engine, sight, person, known)
      const ridge = Math.max(0, weighed(weights.get(group) ?? [], inputs))
      return { simple: { ...known, ridge }, inputs }
    },
    called: (person, at) => void lastCalled.set(groupOf(person), at - (person.arrives ?? at)),
    learn: (group, inputs, waited) => learnRidge(ridges[group], inputs, waited),
  }
}

const works = ({ doing }: Desk) => doing !== 'break' && doing !== 'gone'
const openOf = ({ desks }: Sight) => Math.max(1, desks.filter(works).length)

/**
 * The older system: with appointment, everybody who is booked earlier. Without, a clock runs two minutes ahead and takes
 * the next booked one whose time has come, else the next who came before.
 */
export function zmsWait(sight: Sight, others: readonly Somebody[], person: Somebody): number {
  const each = ZMS_MINUTES / openOf(sight)
  const awaited = sight.absent.filter(({ appointment }) => (appointment ?? 0) > sight.now - ZMS_LATE)
  const booked = [...others, ...awaited]
    .flatMap(({ appointment }) => (appointment === null ? [] : [appointment]))
    .sort((a, b) => a - b)
  const { appointment } = person
  if (appointment !== null) return each * (booked.filter((other) => other < appointment).length + 1)
  let walkIns = others.filter((other) => other.appointment === null).length
  let wait = each
  let clock = sight.now + ZMS_LATER
  for (;;) {
    const next = booked[0]
    if (next !== undefined && next <= clock) booked.shift()
    else if (walkIns > 0) walkIns--
    else return wait
    wait += each
    clock += each
  }
}

const meansOf = ({ world, learned }: Engine) =>
  world.services.map(({ planned }, service) =>
    meanOf(tableOf(durationsOf(learned, String(service), planned))),
  )

const before = (others: readonly Somebody[], { key }: Somebody) => others.filter((each) => each.key <= key)

/** The work of everybody before one, by the share of their counters that are one's own too, and the open ones of these. */
export function workloadWait(
  engine: Engine,
  { desks }: Sight,
  others: readonly Somebody[],
  person: Somebody,
): number {
  const means = meansOf(engine)
  const countersOf = ({ service }: Somebody) => engine.world.countersOf[service] ?? []
  const own = countersOf(person)
  const work = before(others, person).reduce((sum, each) => {
    const theirs = countersOf(each)
    const shared = theirs.filter((counter) => own.includes(counter)).length
    return sum + ((means[each.service] ?? 0) * shared) / Math.max(1, theirs.length)
  }, 0)
  const open = own.filter((counter) => {
    const desk = desks[counter]
    return desk !== undefined && works(desk)
  }).length
  return work / Math.max(1, open)
}

type KnownWays = Omit<Simple, 'ridge'>

function inputsOf(
  { world }: Engine,
  sight: Sight,
  person: Somebody,
  { workload, lastCalled, headOfLine }: KnownWays,
): number[] {
  const { now, desks, absent, waiting } = sight
  const own = world.countersOf[person.service] ?? []
  const open = openOf(sight)
  const line = before(
    waiting.filter((each) => each !== person),
    person,
  ).length
  const coming = absent.filter(
    ({ appointment }) => Math.max(appointment ?? 0, now) - world.credit < person.key + COMING_SOON,
  ).length
  const breaksSoon = own.filter((nth) => {
    const begins = world.breaks[nth] ?? Number.POSITIVE_INFINITY
    return desks[nth]?.hadBreak === false && begins <= now + BREAK_SOON
  }).length
  const idle = own.some((nth) => desks[nth]?.doing === 'idle')
  const part = now / DAY_MINUTES
  return [
    ...[1, workload, workload / open, lastCalled, headOfLine, coming, breaksSoon, idle ? 1 : 0],
    ...[line / open, part, part ** 2, person.service === LONGEST_SERVICE ? 1 : 0],
  ]
}
