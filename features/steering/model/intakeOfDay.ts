import { meanOf } from '#features/promise/model/durations.ts'
import type { Counter, Expected, Hall, Waiting } from '#features/promise/model/hall.ts'
import { fitsIn } from '#features/promise/model/intake.ts'
import type { Passing } from '#features/promise/model/kernel.ts'
import { chanceStill } from '#features/promise/model/learned.ts'
import { mixed } from '#features/promise/model/random.ts'
import type { Comer, HallDay } from './hallDay.ts'

const NOBODY = -1
/** What was answered to somebody; 0: nothing yet. */
const [TAKEN, REFUSED] = [1, 2]
/** So often the rest of the day is played for a question that is not clear: a share of nine in ten can be seen. */
const REPLICATES = 30
/** What is drawn for the question is other luck than that of the day: nobody at the machine knows how it goes on. */
const ASKING = 0x51ed27
/** Whoever is so late is not expected any more. Minutes. */
const FORGOTTEN = 40
/** Counters are not always at work when they could be; so much of their time can be counted on. */
const COUNTED_ON = 0.85
/** How much visits differ from each other, as a share of their mean, and so many deviations are certain enough. */
const VARIATION = 0.6
const CERTAIN = 2.5

/** A day laid out for the kernel: what the question needs of it. */
export type Asked = {
  readonly day: HallDay
  /** Everybody who comes, in the order in which the kernel has them. */
  readonly comers: readonly Comer[]
  readonly hall: Hall
  /** Whoever has an appointment and never comes, with the counters that could serve them. */
  readonly absent: readonly Omit<Expected, 'chance'>[]
}

/**
 * The hall's intake on a played day: asked of everybody who comes without appointment when they come, with what is known
 * then (who is at which counter since when, who waits, who is still expected), by the rule of the live hall. Where there
 * is plainly room for everybody, nothing is played.
 */
export function intakeOfDay({ day, comers, hall, absent }: Asked) {
  const answers = new Int8Array(comers.length)
  const expected = [
    ...comers.flatMap(({ appointment, arrival }, nth) => {
      const person = hall.waiting[nth]
      return appointment === null || !person ? [] : { ...asking(person), appointment, arrival }
    }),
    ...absent.map((one) => ({
      ...asking(one),
      appointment: one.appointment,
      arrival: Number.POSITIVE_INFINITY,
    })),
  ]
  const rule = {
    closesAt: day.closes,
    worksUntil: day.counters.map(({ until }) => until),
    theta: day.rules.intakeExtraMinutes,
  }
  const hasRoom = roomOf({ day, comers, hall, absent })
  const admits = (person: number, passing: Passing): boolean => {
    const own = hall.waiting[person]
    const comer = comers[person]
    if (!own || !comer || comer.appointment !== null) return true
    const fits =
      own.counters.length > 0 &&
      (hasRoom(person, passing, answers) || fitsIn(hallAt(passing, person), asking(own), rule, REPLICATES))
    answers[person] = fits ? TAKEN : REFUSED
    return fits
  }
  /** Whoever came when no counter was there any more was not asked of, and gets no number. */
  const refused = () =>
    new Set([...comers.keys()].filter((nth) => comers[nth]?.appointment === null && answers[nth] !== TAKEN))

  function hallAt(passing: Passing, asks: number): Hall {
    const { at, starts } = passing
    const waiting = hall.waiting.flatMap((person, nth): Waiting[] => {
      const isHere = nth !== asks && (comers[nth]?.arrival ?? 0) <= at && answers[nth] !== REFUSED
      return isHere && starts[nth] === Number.POSITIVE_INFINITY ? [asking(person)] : []
    })
    return {
      ...hall,
      now: at,
      counters: hall.counters.map((counter, nth) => counterAt(counter, nth, passing, hall.waiting)),
      waiting,
      expected: expected.flatMap(({ arrival, ...one }): Expected[] => {
        const late = at - one.appointment
        if (arrival <= at || late > FORGOTTEN) return []
        return [{ ...one, chance: chanceStill(day.arrivals.comes, day.arrivals.lateness, late) }]
      }),
    }
  }

  return { admits, refused, hallAt }
}

const asking = <P extends { readonly seed: number }>(person: P): P => ({
  ...person,
  seed: mixed(person.seed ^ ASKING),
})

function counterAt(
  counter: Counter,
  nth: number,
  { at, free, served, since, ends, breaksHad }: Passing,
  people: readonly Waiting[],
): Counter {
  const who = served[nth] ?? NOBODY
  const person = who === NOBODY || (ends[who] ?? 0) <= at ? undefined : people[who]
  return {
    ...counter,
    serving: person
      ? { seed: asking(person).seed, since: since[nth] ?? at, durations: person.durations }
      : null,
    freeFrom: person ? at : Math.max(at, free[nth] ?? at),
    breaks: counter.breaks.slice(breaksHad[nth]),
  }
}

/**
 * Whether there is plainly room for everybody who is here or expected, and one more: the work of whoever can be served by
 * the fewest counters is laid out first, and each may take a share of what is left of the counters' time.
 */
function roomOf({ day, comers, hall, absent }: Asked) {
  const people = [...hall.waiting, ...absent]
  const { narrowFirst, lineOf } = linesOf(people)
  const needs = { mean: new Float64Array(narrowFirst.length), square: new Float64Array(narrowFirst.length) }
  const minutes = Float64Array.from(people, ({ durations }) => meanOfTable(durations))
  const squares = minutes.map((mean) => mean ** 2)
  const isBooked = Uint8Array.from(people, (_, nth) => Number(comers[nth]?.appointment !== null))
  const absentAt = Float64Array.from(absent, ({ appointment }) => appointment)
  const left = new Float64Array(hall.counters.length)
  const add = (nth: number): void => {
    const line = lineOf[nth] ?? 0
    needs.mean[line] = (needs.mean[line] ?? 0) + (minutes[nth] ?? 0)
    needs.square[line] = (needs.square[line] ?? 0) + (squares[nth] ?? 0)
  }
  return (
    asks: number,
    { at, free, served, ends, starts, breaksHad }: Passing,
    answers: Int8Array,
  ): boolean => {
    needs.mean.fill(0)
    needs.square.fill(0)
    for (let nth = 0; nth < comers.length; nth++) {
      if (starts[nth] !== Number.POSITIVE_INFINITY) continue
      // Of those without appointment only who is here counts.
      if (isBooked[nth] === 1 || nth === asks || answers[nth] === TAKEN) add(nth)
    }
    for (let nth = 0; nth < absentAt.length; nth++) if ((absentAt[nth] ?? 0) > at) add(comers.length + nth)
    for (const [nth, { breaks }] of hall.counters.entries()) {
      const until = Math.min(day.counters[nth]?.until ?? day.closes, day.closes)
      const who = served[nth] ?? NOBODY
      const busy = who !== NOBODY && (ends[who] ?? 0) > at
      const from = Math.min(until, busy ? at + (minutes[who] ?? 0) : Math.max(at, free[nth] ?? at))
      let rests = 0
      for (let one = breaksHad[nth] ?? 0; one < breaks.length; one++) rests += breaks[one]?.longest ?? 0
      left[nth] = Math.max(0, (until - from) * COUNTED_ON - rests)
    }
    return narrowFirst.every((counters, line) => {
      let needed = (needs.mean[line] ?? 0) + CERTAIN * VARIATION * Math.sqrt(needs.square[line] ?? 0)
      for (const nth of counters) {
        // What is needed is shared by all who can; the last ones take what the first ones had not left.
        const taken = Math.min(needed, left[nth] ?? 0)
        left[nth] = (left[nth] ?? 0) - taken
        needed -= taken
      }
      return needed <= 1e-9
    })
  }
}

/** The different sets of counters that can serve somebody, the fewest first, and which of them is each person's. */
function linesOf(people: readonly Pick<Waiting, 'counters'>[]) {
  // Most people share their list with others; naming each anew would take longer than all the rest.
  const names = new Map<readonly number[], string>()
  for (const { counters } of people) if (!names.has(counters)) names.set(counters, counters.join())
  const named = new Map([...names].map(([counters, name]) => [name, counters]))
  const narrowFirst = [...named].sort(([, a], [, b]) => a.length - b.length)
  const places = new Map(narrowFirst.map(([name], place) => [name, place]))
  return {
    narrowFirst: narrowFirst.map(([, counters]) => counters),
    lineOf: Int32Array.from(people, ({ counters }) => places.get(names.get(counters) ?? '') ?? 0),
  }
}

const means = new WeakMap<Float64Array, number>()
function meanOfTable(table: Float64Array): number {
  const known = means.get(table)
  if (known !== undefined) return known
  const made = meanOf(table)
  means.set(table, made)
  return made
}
