import { tableOf } from '#features/promise/model/durations.ts'
import type { Counter, Expected, Hall, Person, Waiting } from '#features/promise/model/hall.ts'
import {
  chanceToCome,
  durationsOf,
  type Learned,
  latenessOf,
  learnLateness,
  learnNoShow,
  learnPause,
  learnVisit,
  newDay,
  nothingLearned,
  paceOf,
  pausesOf,
} from '#features/promise/model/learned.ts'
import { mixed } from '#features/promise/model/random.ts'
import type { Desk, Sight } from './truth.ts'
import { BREAK, type Day, GRACE, type Somebody, type World } from './world.ts'

/** Whoever is later than that is not expected any more. Minutes. */
const FORGOTTEN = 40
const GAP = 1
const MISSED_MINUTES = 1
/** Pauses draw as nobody does. */
const AWAY = 1_000_000

/** An engine that learns from what happens and looks ahead. */
export type Engine = {
  readonly world: World
  readonly learned: Learned
  /** Hands over a new day, whose hidden factors only the oracle uses. */
  begin(day: Day): void
  arrived(person: Somebody, now: number): void
  served(person: Somebody, counter: number, minutes: number, at: number): void
  paused(minutes: number, at: number): void
  noShow(): void
  /** Learns what is over by now; what still goes on nobody knows yet. */
  catchUp(now: number): void
  hallOf(sight: Sight, heldUntil?: (person: Somebody) => number): Hall
}

export type EngineOptions = {
  /** It is told the hidden factors, and learns durations without them. */
  readonly oracle?: boolean
  readonly learns?: boolean
}

type Pending = { readonly at: number; readonly learn: () => void }

export function openEngine(world: World, { oracle = false, learns = true }: EngineOptions = {}): Engine {
  const learned = nothingLearned()
  let pending: Pending[] = []
  let factors: readonly number[] = []
  let tables = new Map<number, Float64Array>()
  const known = { world, learned, oracle, tableOf: (service: number) => tableOfService(service) }
  const durations = (service: number) =>
    durationsOf(learned, String(service), world.services[service]?.planned ?? 0)

  function tableOfService(service: number): Float64Array {
    const table = tableOf(durations(service))
    if (!oracle) return table
    const scaled = tables.get(service) ?? table.map((minutes) => minutes * (factors[service] ?? 1))
    tables.set(service, scaled)
    return scaled
  }

  return {
    world,
    learned,
    begin(day) {
      newDay(learned)
      factors = day.factors
      tables = new Map()
    },
    arrived({ appointment, arrives }, now) {
      this.catchUp(now)
      if (learns && appointment !== null && arrives !== null) learnLateness(learned, arrives - appointment)
    },
    served({ service, gap }, counter, minutes, at) {
      const hidden = oracle ? (factors[service] ?? 1) * (world.clerks[counter] ?? 1) : 1
      const own = (minutes - gap) / hidden + gap
      pending.push({ at, learn: () => learnVisit(learned, durations(service), own) })
    },
    paused: (minutes, at) => void pending.push({ at, learn: () => learnPause(learned, minutes) }),
    noShow: () => learns && learnNoShow(learned),
    catchUp(now) {
      const over = pending.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
      if (over.length === 0) return
      pending = pending.filter(({ at }) => at > now)
      if (learns) for (const { learn } of over) learn()
      tables = new Map()
    },
    hallOf: (sight, heldUntil = () => 0) => hallOf(known, sight, heldUntil),
  }
}

type Known = {
  readonly world: World
  readonly learned: Learned
  readonly oracle: boolean
  readonly tableOf: (service: number) => Float64Array
}

/** What is seen at a moment, as the kernel wants it. */
function hallOf(
  known: Known,
  { now, desks, waiting, absent }: Sight,
  heldUntil: (person: Somebody) => number,
): Hall {
  const { world, learned, oracle } = known
  const personOf = ({ id, service }: Somebody): Person => ({
    seed: mixed(id + 1),
    counters: world.countersOf[service] ?? [],
    durations: known.tableOf(service),
  })
  return {
    now,
    counters: desks.map((desk, nth) => counterOf(known, desk, nth, now)),
    waiting: waiting.map<Waiting>((person) => ({
      ...personOf(person),
      key: person.key,
      callableFrom: Math.max(now, heldUntil(person)),
    })),
    expected: absent.flatMap<Expected>((person) => {
      const appointment = person.appointment ?? 0
      if (now - appointment > FORGOTTEN) return []
      return { ...personOf(person), appointment, chance: chanceToCome(learned, now - appointment) }
    }),
    arrivals: {
      early: Number.POSITIVE_INFINITY,
      late: GRACE,
      credit: world.credit,
      lateness: latenessOf(learned),
    },
    pauses: pausesOf(learned),
    pace: oracle ? 1 : paceOf(learned),
  }
}

function counterOf(
  { world, learned, oracle, tableOf }: Known,
  desk: Desk,
  nth: number,
  now: number,
): Counter {
  const { doing, since, person } = desk
  const free = {
    serving: null,
    freeFrom: now,
    stopsAt: Number.POSITIVE_INFINITY,
    breaks: desk.hadBreak ? [] : [{ from: world.breaks[nth] ?? 0, ...BREAK }],
    pace: oracle ? (world.clerks[nth] ?? 1) : 1,
  }
  const lasts = (minutes: number): Counter => ({ ...free, freeFrom: Math.max(now, since + minutes) })
  if (doing === 'serving' && person)
    return { ...free, serving: { seed: mixed(person.id + 1), since, durations: tableOf(person.service) } }
  if (doing === 'gone') return { ...free, freeFrom: Number.POSITIVE_INFINITY }
  if (doing === 'gap') return lasts(GAP)
  if (doing === 'missed') return lasts(MISSED_MINUTES)
  if (doing === 'break') return lasts((BREAK.shortest + BREAK.longest) / 2)
  const { lengths } = pausesOf(learned)
  if (doing !== 'pause' || lengths.length === 0) return free
  return { ...free, serving: { seed: mixed(AWAY + nth), since, durations: lengths } }
}

/** The naive formula: everybody before one, times the mean duration, by the counters that work. */
export function naive({ world, learned }: Engine, { desks, waiting }: Sight, person: Somebody): number {
  const before = waiting.filter((each) => each !== person && each.key <= person.key).length
  const eligible = world.countersOf[person.service] ?? []
  if (before === 0 && eligible.some((nth) => desks[nth]?.doing === 'idle')) return 0
  const open = desks.filter(({ doing }) => doing !== 'break' && doing !== 'gone').length
  return (before * meanDuration(world, learned)) / Math.max(open, 1)
}

/** The mean over all visits that were learned; before any, of the planned minutes by the shares of those who come. */
function meanDuration({ services, load }: World, { durations }: Learned): number {
  let sum = 0
  let count = 0
  for (const { latest } of durations.values()) {
    for (let index = 0; index < latest.count; index++) sum += latest.sorted[index] ?? 0
    count += latest.count
  }
  if (count > 0) return sum / count
  const [booked, walkIns] = [168 * load * 0.85, 112 * load]
  const planned = services.map((each) => each.planned * (each.booked * booked + each.walkIn * walkIns))
  return planned.reduce((total, each) => total + each, 0) / (booked + walkIns)
}
