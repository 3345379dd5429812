import { drawn, luckOf, mixed } from '#features/promise/model/random.ts'
import { type DayTally, type FigureName, figuresOf, summed, together } from './tally.ts'

/** How one figure changes. Without an interval where too few days are known, or nobody is in it. */
export type FigureCompared = {
  readonly before: number | null
  readonly after: number | null
  readonly difference: number | null
  /** The difference of days like these lies between them in 95 of 100 cases. */
  readonly low: number | null
  readonly high: number | null
}
export type Compared = Readonly<Record<FigureName, FigureCompared>>

/** Of fewer days nothing is said of how sure a difference is. */
export const LEAST_DAYS = 5
const SAMPLES = 1_000
const TAIL = 0.025
const PURPOSE = 201

/**
 * The same days with and without a change, day for day. Intervals are those of a bootstrap over the days, both sides
 * drawn together, so that what makes a day hard for both falls out; they are widened as Student's distribution is wider
 * than the normal one, because a bootstrap of few days is too sure of itself (Hesterberg 2015, What teachers should know
 * about the bootstrap). The same days give the same intervals.
 */
export function compare(before: readonly DayTally[], after: readonly DayTally[]): Compared {
  const days = Math.min(before.length, after.length)
  const [was, is] = [figuresOf(together(before), days), figuresOf(together(after), days)]
  const sampled = days < LEAST_DAYS ? [] : samples(before, after, days)
  const wider = days < LEAST_DAYS ? 1 : widening(days)
  const one = (name: FigureName): FigureCompared => {
    const difference = minus(is[name], was[name])
    const all = sampled.flatMap((each) => each[name] ?? []).sort((a, b) => a - b)
    const known = difference !== null && all.length === SAMPLES
    const end = (share: number) => (all[Math.round(share * (SAMPLES - 1))] ?? 0) - (difference ?? 0)
    return {
      before: was[name],
      after: is[name],
      difference,
      low: known ? difference + wider * Math.min(0, end(TAIL)) : null,
      high: known ? difference + wider * Math.max(0, end(1 - TAIL)) : null,
    }
  }
  return ofEach(one)
}

function ofEach<T>(of: (name: FigureName) => T): Readonly<Record<FigureName, T>> {
  return {
    bookedMean: of('bookedMean'),
    bookedNinety: of('bookedNinety'),
    bookedLong: of('bookedLong'),
    walkInMean: of('walkInMean'),
    walkInNinety: of('walkInNinety'),
    walkInLong: of('walkInLong'),
    overtime: of('overtime'),
    refused: of('refused'),
    unserved: of('unserved'),
    served: of('served'),
    staffed: of('staffed'),
  }
}

type Differences = Readonly<Record<FigureName, number | null>>

function samples(before: readonly DayTally[], after: readonly DayTally[], days: number): Differences[] {
  return Array.from({ length: SAMPLES }, (_, sample) => {
    const luck = luckOf(sample, PURPOSE)
    const weights = new Float64Array(days)
    for (let nth = 0; nth < days; nth++) {
      const day = Math.floor(drawn(luck, mixed(nth + 1)) * days)
      weights[day] = (weights[day] ?? 0) + 1
    }
    const weightOf = (nth: number) => weights[nth] ?? 0
    const [was, is] = [before, after].map((all) => figuresOf(summed(all, weightOf), days))
    return ofEach((name) => minus(is?.[name] ?? null, was?.[name] ?? null))
  })
}

function minus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other
}

const Z = 1.959964

/** By so much intervals of so few days have to be wider: Student's quantile to the normal one, and n to n − 1. */
function widening(days: number): number {
  const free = days - 1
  // Cornish and Fisher's expansion of Student's quantile.
  const t =
    Z +
    (Z ** 3 + Z) / (4 * free) +
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * free ** 2) +
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / (384 * free ** 3)
  return (t / Z) * Math.sqrt(days / free)
}
