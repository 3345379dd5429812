import type { StaffLanguage } from '#kernel/language.ts'
import type { WrittenOutcome } from '../contract.ts'
import type { FigureName } from '../model/tally.ts'

export type Figure = WrittenOutcome['figures'][FigureName]

/** In which unit a figure is read. */
export const UNITS = {
  walkInMean: 'minutes',
  walkInNinety: 'minutes',
  walkInLong: 'percent',
  bookedMean: 'minutes',
  bookedNinety: 'minutes',
  bookedLong: 'percent',
  overtime: 'minutes',
  refused: 'people',
  unserved: 'people',
  served: 'people',
  staffed: 'hours',
} as const satisfies Record<FigureName, 'minutes' | 'percent' | 'people' | 'hours'>

/** In this order they are read. */
export const READ: readonly FigureName[] = [
  'walkInMean',
  'walkInNinety',
  'walkInLong',
  'bookedMean',
  'bookedNinety',
  'bookedLong',
  'overtime',
  'refused',
  'unserved',
  'served',
  'staffed',
]

/** Figures that stand in the picture: minutes that people wait. */
export const DRAWN = ['walkInMean', 'walkInNinety', 'bookedMean', 'bookedNinety'] as const

/** Writes values of a figure in the reader's language; a dash where nothing is known. */
export function figureWords(language: StaffLanguage) {
  const one = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const scaled = (name: FigureName, value: number) => (UNITS[name] === 'percent' ? value * 100 : value)
  const rounded = (name: FigureName, value: number) => Math.round(scaled(name, value) * 10) / 10
  return {
    value: (name: FigureName, value: number | null) =>
      value === null ? '–' : one.format(rounded(name, value)),
    /** With its sign, and between which values it lies. */
    difference: (name: FigureName, { difference, low, high }: Figure) => {
      if (difference === null) return '–'
      const plain = signed.format(rounded(name, difference))
      if (low === null || high === null) return plain
      const [from, to] = [signed.format(rounded(name, low)), signed.format(rounded(name, high))]
      return from === to ? plain : `${plain} (${from} … ${to})`
    },
  }
}
