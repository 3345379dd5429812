import { tableOf } from '#features/promise/model/durations.ts'
import type { Waiting } from '#features/promise/model/hall.ts'
import { askOneMore } from '#features/promise/model/intake.ts'
import { durationsOf } from '#features/promise/model/learned.ts'
import { mixed } from '#features/promise/model/random.ts'
import { type Engine, openEngine } from './engine.ts'
import { type Journal, playDay, type Sight } from './truth.ts'
import { type Day, makeDay, makeWorld, type Somebody, type World } from './world.ts'

const CLOSES = 480
const LEARNED_DAYS = 25
const CREDIT = 20
const REPLICATES = 200
/** Before, there is room for everybody on any day of these worlds: nobody is asked. Minutes since opening. */
const ASKED_FROM = 150
/** Cut-offs that are tried: so many minutes before closing the machine goes off. */
const CUT_OFFS = Array.from({ length: 28 }, (_, nth) => nth * 10)

/** What a rule led to, over all days. */
export type Evenings = { served: number; overtime: number; late: number; accepted: number }

export type IntakeRun = {
  readonly own: Evenings
  /** The overtime of the best fixed cut-off at as many people served. */
  readonly fixedOvertime: number
  /** Refused although they would have been done in time and nobody would have stayed longer. */
  readonly needless: number
  readonly wishes: number
  readonly days: number
}

/** The same days with our rule and with fixed cut-offs. */
export function runIntake(seed: number, load: number, theta: number, days: number): IntakeRun {
  const world = makeWorld(seed, load, CREDIT)
  const engine = openEngine(world)
  const own = nothing()
  const fixed = CUT_OFFS.map(nothing)
  let [needless, wishes] = [0, 0]
  for (let number = 0; number < LEARNED_DAYS + days; number++) {
    const day = makeDay(world, number, { endsInTime: true, lateWalkIns: true })
    const counts = number >= LEARNED_DAYS
    const taken = new Set<Somebody>()
    const refused: Somebody[] = []
    const played = playEvening(world, day, {
      engine,
      accepts(person, sight) {
        const fits = !counts || sight.now < ASKED_FROM || isAccepted(engine, sight, person, theta)
        if (fits) taken.add(person)
        else refused.push(person)
        return fits
      },
    })
    if (!counts) continue
    add(own, played)
    wishes += taken.size + refused.length
    for (const person of refused) {
      const again = playEvening(world, day, { accepts: (each) => each === person || taken.has(each) })
      const end = again.ends.get(person) ?? CLOSES
      if (end <= CLOSES && again.overtime <= played.overtime + 1e-9) needless++
    }
    for (const [nth, before] of CUT_OFFS.entries()) {
      const accepts = (each: Somebody) => (each.arrives ?? 0) < CLOSES - before
      const evening = fixed[nth]
      if (evening) add(evening, playEvening(world, day, { accepts }))
    }
  }
  return { own, fixedOvertime: atEqual(fixed, own.served), needless, wishes, days }
}

const nothing = (): Evenings => ({ served: 0, overtime: 0, late: 0, accepted: 0 })

type Played = { readonly ends: ReadonlyMap<Somebody, number>; readonly overtime: number }

function playEvening(
  world: World,
  day: Day,
  { engine, accepts }: { engine?: Engine; accepts: (person: Somebody, sight: Sight) => boolean },
): Played {
  const ends = new Map<Somebody, number>()
  const last = new Map<number, number>()
  engine?.begin(day)
  const journal: Journal = {
    arrived: (person, { now }) => engine?.arrived(person, now),
    served(person, counter, minutes, at) {
      engine?.served(person, counter, minutes, at)
      ends.set(person, at - person.gap)
      last.set(counter, at - person.gap)
    },
    paused: (minutes, at) => engine?.paused(minutes, at),
    noShow: () => engine?.noShow(),
  }
  playDay(world, day, journal, { accepts })
  engine?.catchUp(Number.POSITIVE_INFINITY)
  const overtime = [...last.values()].reduce((sum, end) => sum + Math.max(0, end - CLOSES), 0)
  return { ends, overtime }
}

function add(evenings: Evenings, { ends, overtime }: Played): void {
  const walkIns = [...ends].filter(([{ appointment }]) => appointment === null)
  evenings.served += walkIns.length
  evenings.accepted += walkIns.length
  evenings.late += walkIns.filter(([, end]) => end > CLOSES).length
  evenings.overtime += overtime
}

function isAccepted(engine: Engine, sight: Sight, person: Somebody, theta: number): boolean {
  engine.catchUp(sight.now)
  const { world, learned } = engine
  const planned = world.services[person.service]?.planned ?? 0
  const oneMore: Waiting = {
    seed: mixed(person.id + 1),
    counters: world.countersOf[person.service] ?? [],
    durations: tableOf(durationsOf(learned, String(person.service), planned)),
    key: sight.now,
    callableFrom: sight.now,
  }
  const rule = { closesAt: CLOSES, worksUntil: world.breaks.map(() => CLOSES), theta }
  return askOneMore(engine.hallOf(sight), rule, REPLICATES)(oneMore).stop === null
}

/** The overtime of the cut-off that serves as many, between the two next to it. */
function atEqual(fixed: readonly Evenings[], served: number): number {
  const sorted = fixed.toSorted((a, b) => a.served - b.served)
  const above = sorted.findIndex((each) => each.served >= served)
  const [low, high] = [sorted[above - 1], sorted[above]]
  if (!high) return sorted.at(-1)?.overtime ?? Number.NaN
  if (!low || high.served === low.served) return high.overtime
  const share = (served - low.served) / (high.served - low.served)
  return low.overtime + share * (high.overtime - low.overtime)
}
