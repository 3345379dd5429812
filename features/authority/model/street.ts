import type { Point } from './distance.ts'
import { plainWords } from './plainWords.ts'

/** A street, or some of its houses, and where these lie. A city's streets come from a list of its own. */
export type Street = Point & {
  readonly name: string
  /** The house numbers meant, both included; 1 to 9999 for the whole street. */
  readonly fromNumber: number
  readonly toNumber: number
  readonly postcode: string
  readonly district: string | null
}

/** The house numbers that there are. */
export const HOUSE_NUMBERS = { least: 1, most: 9999 } as const

/** Streets by their name as it is compared; one lookup for each run of words that somebody typed. */
export type StreetIndex = {
  readonly byName: ReadonlyMap<string, readonly Street[]>
  /** The most words of a name. */
  readonly words: number
}

/** Makes the streets of a city ready to be looked up. */
export function indexStreets(streets: readonly Street[]): StreetIndex {
  const byName = Map.groupBy(streets, ({ name }) => streetWords(name))
  const words = Math.max(0, ...[...byName.keys()].map((name) => name.split(' ').length))
  return { byName, words }
}

/** A name as it is compared: as plainWords, and "str." is the word for which it stands, also apart. */
function streetWords(text: string): string {
  return plainWords(text)
    .split(' ')
    .map((word) => word.replace(/str$/, 'strasse'))
    .join(' ')
    .replaceAll(/(?<=\S) strasse\b/g, 'strasse')
}

/** What a text says of a street: its houses, and whether a house number stands behind it. */
export type StreetFound = { readonly streets: readonly Street[]; readonly numbered: boolean }

/**
 * The street that a text names, the longest name first; with a number behind it the houses with that number, where the
 * list knows them. Undefined where none is named.
 */
export function findStreet({ byName, words }: StreetIndex, typed: string): StreetFound | undefined {
  const said = streetWords(typed).split(' ')
  for (let length = Math.min(words, said.length); length > 0; length--) {
    for (let from = 0; from + length <= said.length; from++) {
      const streets = byName.get(said.slice(from, from + length).join(' '))
      if (!streets) continue
      const number = /^(\d{1,4})[a-z]?$/.exec(said[from + length] ?? '')?.[1]
      if (number === undefined) return { streets, numbered: false }
      const house = streets.filter(
        (one) => one.fromNumber <= Number(number) && Number(number) <= one.toNumber,
      )
      return { streets: house.length > 0 ? house : streets, numbered: true }
    }
  }
  return undefined
}
