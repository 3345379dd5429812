import { type Drawn, mayComeAfter } from '#features/promise/model/coming.ts'
import { tableOf } from '#features/promise/model/durations.ts'
import { type Expectation, expectationOf } from '#features/promise/model/expectation.ts'
import type { MayCome, Waiting } from '#features/promise/model/hall.ts'
import { lookAhead } from '#features/promise/model/kernel.ts'
import { durationsOf } from '#features/promise/model/learned.ts'
import { mixed } from '#features/promise/model/random.ts'
import { newId } from '#kernel/id.ts'
import { instant, MINUTE } from '#kernel/instant.ts'
import { type Engine, naive, openEngine } from './engine.ts'
import { REPLICATES } from './run.ts'
import { playDay, type Sight } from './truth.ts'
import { type Day, makeDay, makeWorld, type Somebody, type World } from './world.ts'

/** Asked for the second service, each quarter of an hour, for whoever comes in so many minutes. */
const SERVICE = 1
const EVERY = 15
const AHEAD = [30, 60] as const
/** Compared with the nearest walk-in who came within so many minutes of that moment. */
const NEAREST = 4
const LEARNED_DAYS = 25
/** Times of the kernel are exact to that. Minutes. */
const EXACT = 0.001
const NAMES = Array.from({ length: 6 }, () => newId<'service'>(instant(0)))

export type Ahead = (typeof AHEAD)[number]
/** Errors in minutes, and whether each wait lay within the raw interval. */
export type OutlookErrors = Readonly<Record<Ahead, { engine: number[]; naive: number[]; inside: boolean[] }>>

type Asked = {
  readonly ahead: Ahead
  readonly at: number
  readonly engine: Expectation
  readonly naive: number
}

/** What was said to whoever comes in half an hour or an hour, and how far it was from the wait of who came then. */
export function foreseeArrivals(seed: number, load: number, credit: number, days: number): OutlookErrors {
  const world = makeWorld(seed, load, credit)
  const engine = openEngine(world)
  const noErrors = () => ({ engine: [], naive: [], inside: [] })
  const errors: OutlookErrors = { 30: noErrors(), 60: noErrors() }
  const before: Somebody[][] = []
  for (let number = 0; number < LEARNED_DAYS + days; number++) {
    const day = makeDay(world, number, { endsInTime: true })
    const { asked, waits } = playOne(engine, world, day, number < LEARNED_DAYS ? undefined : before)
    before.push(day.people.filter(({ appointment }) => appointment === null))
    for (const each of asked) {
      const nearest = waits
        .filter(({ came }) => Math.abs(came - each.at) <= NEAREST)
        .sort((a, b) => Math.abs(a.came - each.at) - Math.abs(b.came - each.at))[0]
      if (!nearest) continue
      const { engine: ours, naive: simple, inside } = errors[each.ahead]
      const { low, middle, high } = each.engine
      ours.push(Math.abs(middle - nearest.waited))
      simple.push(Math.abs(each.naive - nearest.waited))
      inside.push(low - EXACT <= nearest.waited && nearest.waited <= high + EXACT)
    }
  }
  return errors
}

function playOne(engine: Engine, world: World, day: Day, before: readonly Somebody[][] | undefined) {
  const asked: Asked[] = []
  const waits: { came: number; waited: number }[] = []
  let next = 0
  let walkIns = 0
  engine.begin(day)
  playDay(world, day, {
    arrived(person, sight) {
      engine.arrived(person, sight.now)
      if (person.appointment === null) walkIns++
      if (!before || sight.now < next) return
      next = (Math.floor(sight.now / EVERY) + 1) * EVERY
      asked.push(...ask(engine, sight, before.slice(-LEARNED_DAYS), walkIns))
    },
    called(person, at, gone) {
      if (person.appointment !== null || person.service !== SERVICE || gone) return
      waits.push({ came: person.arrives ?? at, waited: at - (person.arrives ?? at) })
    },
    served: (person, counter, minutes, at) => engine.served(person, counter, minutes, at),
    paused: (minutes, at) => engine.paused(minutes, at),
    noShow: () => engine.noShow(),
  })
  engine.catchUp(Number.POSITIVE_INFINITY)
  return { asked, waits }
}

function ask(engine: Engine, sight: Sight, before: readonly Somebody[][], walkIns: number): Asked[] {
  const { world, learned } = engine
  const { now } = sight
  const hall = engine.hallOf(sight)
  const tableFor = (service: number) =>
    tableOf(durationsOf(learned, String(service), world.services[service]?.planned ?? 0))
  const drawn = before.flat().map(
    ({ arrives, service }): Drawn => ({
      at: instant((arrives ?? 0) * MINUTE),
      services: NAMES.slice(service, service + 1),
      minutes: 0,
    }),
  )
  const usual = { drawn, days: before.length, today: walkIns }
  const draws = mayComeAfter(instant(now * MINUTE), usual, Math.max(...AHEAD))
  const mayCome = draws.map(({ at, services: [service], chance, nth }): MayCome => {
    const of = service === undefined ? -1 : NAMES.indexOf(service)
    const who = { seed: mixed(700_000 + nth), counters: world.countersOf[of] ?? [], durations: tableFor(of) }
    return { ...who, at: at / MINUTE, chance }
  })
  const simple = naive(engine, sight, {
    ...{ id: -1, service: SERVICE, appointment: null, arrives: now, key: now },
    ...{ leaves: Number.POSITIVE_INFINITY, base: 0, gap: 0, pause: 0 },
  })
  const visitors = AHEAD.map(
    (ahead): Waiting => ({
      seed: mixed(800_000 + ahead),
      counters: world.countersOf[SERVICE] ?? [],
      durations: Float64Array.of(0),
      key: now + ahead,
      callableFrom: now + ahead,
    }),
  )
  const waiting = [...hall.waiting, ...visitors]
  const { starts } = lookAhead({ ...hall, waiting, mayCome }, { replicates: REPLICATES })
  return AHEAD.map((ahead, nth) => {
    const row = (hall.waiting.length + nth) * REPLICATES
    const ours = expectationOf(starts.subarray(row, row + REPLICATES), now + ahead)
    return { ahead, at: now + ahead, engine: ours, naive: simple }
  })
}
