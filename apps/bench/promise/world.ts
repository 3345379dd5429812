import { type Chance, chanceFrom, exponential, lognormal, normal, poisson } from './chance.ts'

// The simulated centre of the reference: worlds in which everything is known, also what no engine may know.

/** A service: minutes, their variation, and its shares of those who book and those who just come. */
export type WorldService = {
  readonly name: string
  readonly mean: number
  readonly spread: number
  readonly booked: number
  readonly walkIn: number
  /** What a plan sets aside: the 85 % quantile, rounded up to five. */
  readonly planned: number
}

const Q85 = 1.0364333894937898
const SERVICES: readonly WorldService[] = (
  [
    [5, 0.5, 0.1, 0.35],
    [8, 0.6, 0.15, 0.2],
    [10, 0.5, 0.3, 0.2],
    [14, 0.6, 0.2, 0.15],
    [18, 0.5, 0.15, 0.05],
    [25, 0.5, 0.1, 0.05],
  ] as const
).map(([mean, variation, booked, walkIn], index) => {
  const spread = Math.sqrt(Math.log(1 + variation ** 2))
  const q85 = mean * Math.exp(Q85 * spread - spread ** 2 / 2)
  return { name: `service ${index + 1}`, mean, spread, booked, walkIn, planned: Math.ceil(q85 / 5) * 5 }
})

/** The services of each counter. */
const SKILLS = [
  [0, 1, 2, 3, 4, 5],
  [0, 1, 2, 3, 4, 5],
  [0, 1, 2],
  [0, 1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [1, 2, 3, 4],
]
const BREAKS = [210, 210, 240, 240, 270, 270, 300, 300]
export const BREAK = { shortest: 28, longest: 32 } as const
/** When walk-ins stop coming, and the length of a day. Minutes. */
const LAST_WALK_IN = 434
export const GRACE = 15

export type World = {
  readonly load: number
  readonly credit: number
  readonly services: readonly WorldService[]
  /** The counters that can do each service. */
  readonly countersOf: readonly (readonly number[])[]
  readonly breaks: readonly number[]
  /** Hidden: each clerk's factor. */
  readonly clerks: readonly number[]
  readonly seed: number
}

/** Somebody of a day, with all that nobody knows beforehand. */
export type Somebody = {
  readonly id: number
  readonly service: number
  /** The appointment; null for walk-ins. */
  readonly appointment: number | null
  /** When they come; null: never. */
  readonly arrives: number | null
  readonly key: number
  /** They leave unnoticed then. */
  readonly leaves: number
  /** The duration without any hidden factor, and the gap after it. */
  readonly base: number
  readonly gap: number
  /** The clerk is away so long after it; 0: not. */
  readonly pause: number
}

/** Who booked and who just came are called by rules of their own. */
export type Group = 'booked' | 'walk-in'
export const groupOf = ({ appointment }: Pick<Somebody, 'appointment'>): Group =>
  appointment === null ? 'walk-in' : 'booked'

export type Day = {
  readonly people: readonly Somebody[]
  /** Hidden: what multiplies the durations of each service today. */
  readonly factors: readonly number[]
  readonly breakLengths: readonly number[]
  /** Unplanned: a clerk leaves and does not come back; nobody can call for a while. */
  readonly leaves?: { readonly counter: number; readonly at: number }
  readonly outage?: { readonly from: number; readonly until: number }
}

/** What a variant of the reference changes. */
export type Variant = {
  /** The last booked time leaves room for the visit: the grid point ≤ 470 − 1.5 × mean. */
  readonly endsInTime?: boolean
  /** Walk-ins go on until the end, so many a minute. */
  readonly lateWalkIns?: boolean
}

export function makeWorld(seed: number, load: number, credit: number): World {
  const chance = chanceFrom(seed * 7_919 + 1)
  return {
    load,
    credit,
    services: SERVICES,
    countersOf: SERVICES.map((_, service) =>
      SKILLS.flatMap((skills, counter) => (skills.includes(service) ? [counter] : [])),
    ),
    breaks: BREAKS,
    clerks: SKILLS.map(() => lognormal(chance, 1, 0.12)),
    seed,
  }
}

/** A day of a world, the same for the same number. */
export function makeDay(world: World, number: number, { endsInTime, lateWalkIns }: Variant = {}): Day {
  const chance = chanceFrom(world.seed * 1_000_003 + number * 7_877 + 17)
  const today = lognormal(chance, 1, 0.06)
  const booked = Array.from({ length: Math.round(168 * world.load) }, (_, index) =>
    bookedOne(world, chance, index, endsInTime === true),
  )
  const expected = 112 * world.load * lognormal(chance, 1, 0.12)
  const walkIns = Array.from({ length: poisson(chance, expected) }, (_, index) =>
    walkIn(chance, booked.length + index),
  )
  const people = [...booked, ...walkIns]
  if (lateWalkIns) people.push(...lateOnes(chance, people.length, 0.0022 * 112 * world.load))
  return {
    people,
    factors: world.services.map(() => today * lognormal(chance, 1, 0.08)),
    breakLengths: world.breaks.map(() => BREAK.shortest + chance() * (BREAK.longest - BREAK.shortest)),
  }
}

const DAY_ENDS = 480

function lateOnes(chance: Chance, from: number, perMinute: number): Somebody[] {
  const count = poisson(chance, (DAY_ENDS - LAST_WALK_IN) * perMinute)
  return Array.from({ length: count }, (_, index) => {
    const arrives = LAST_WALK_IN + chance() * (DAY_ENDS - LAST_WALK_IN)
    return { ...walkIn(chance, from + index), arrives, key: arrives, leaves: Number.POSITIVE_INFINITY }
  })
}

function bookedOne(world: World, chance: Chance, id: number, endsInTime: boolean): Somebody {
  const drawn = chance()
  const service = pick(
    chance,
    world.services.map(({ booked }) => booked),
  )
  const last = endsInTime ? Math.floor((470 - 1.5 * (world.services[service]?.mean ?? 0)) / 10) : 45
  const appointment = 10 * Math.floor(drawn * (Math.min(last, 45) + 1))
  const shows = chance() >= 0.15
  const late = -6 + 8 * normal(chance) + (chance() < 0.05 ? exponential(chance, 15) : 0)
  const arrives = Math.max(0, appointment + late)
  const key = arrives > appointment + GRACE ? arrives : Math.max(appointment, arrives) - world.credit
  return {
    ...visit(chance, id, service),
    appointment,
    arrives: shows ? arrives : null,
    key,
    leaves: Number.POSITIVE_INFINITY,
  }
}

function walkIn(chance: Chance, id: number): Somebody {
  const service = pick(
    chance,
    SERVICES.map((each) => each.walkIn),
  )
  let arrives = chance() * LAST_WALK_IN
  while (chance() * 1.9 > shape(arrives / 60)) arrives = chance() * LAST_WALK_IN
  const leaves = chance() < 0.04 ? arrives + 20 + chance() * 60 : Number.POSITIVE_INFINITY
  return { ...visit(chance, id, service), appointment: null, arrives, key: arrives, leaves }
}

/** How many come at an hour since opening, in proportion. */
export const shape = (hour: number) =>
  0.55 + Math.exp(-(((hour - 2.6) / 1.1) ** 2)) + 0.35 * Math.exp(-((hour - 6) ** 2))

function visit(chance: Chance, id: number, service: number) {
  const { mean, spread } = SERVICES[service] ?? { mean: 0, spread: 0 }
  const base = lognormal(chance, mean, spread)
  const gap = 0.5 + chance()
  const pause = chance() < 0.04 ? lognormal(chance, 6, 0.5) : 0
  return { id, service, base, gap, pause }
}

function pick(chance: Chance, shares: readonly number[]): number {
  let left = chance()
  for (const [index, share] of shares.entries()) {
    left -= share
    if (left < 0) return index
  }
  return shares.length - 1
}
