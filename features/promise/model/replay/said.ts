import { type Correction, corrected, learnCall, newCorrection } from '../correction.ts'
import type { Expectation } from '../expectation.ts'
import { type Said, WAYS, type Way } from './tally.ts'

/** What every way expects of a call when the person comes; a way that has nothing to say is missing. */
export type Expected = { readonly at: number; readonly group: string } & Readonly<
  Partial<Record<Way, Expectation>>
>

/** The errors of every way so far, of which its intervals are made. Mutable. */
export type Corrections = Readonly<Record<Way, Correction>>

export const newCorrections = (): Corrections => ({
  engine: newCorrection(),
  naive: newCorrection(),
  lastCalled: newCorrection(),
  headOfLine: newCorrection(),
})

/** A single number as an expectation: an interval is made of it by the errors alone. Minutes. */
export const pointOf = (minutes: number): Expectation => ({
  back: minutes,
  low: minutes,
  middle: minutes,
  high: minutes,
})

/** What each way would have told, by its errors so far. */
export function saidOf(corrections: Corrections, expected: Expected): Partial<Record<Way, Said>> {
  return Object.fromEntries(
    WAYS.flatMap((way) => {
      const raw = expected[way]
      if (!raw) return []
      return [[way, { point: raw.middle, told: corrected(corrections[way], expected.group, raw) }]]
    }),
  )
}

/** Learns from a call, each way from its own error. */
export function learnSaid(corrections: Corrections, expected: Expected, waited: number): void {
  for (const way of WAYS) {
    const raw = expected[way]
    if (raw) learnCall(corrections[way], expected.group, raw, waited)
  }
}
