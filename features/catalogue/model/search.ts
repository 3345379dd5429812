import type { Synonyms } from '#db/json.ts'
import type { Language, Texts } from '#kernel/language.ts'

/** What the search reads of a service. */
export type Searchable = {
  readonly texts: { readonly title: Texts }
  readonly synonyms: Synonyms
  readonly rank: number
}

/** How well a service fits; a smaller number comes first. */
const CLASS = { exact: 0, title: 1, synonym: 2, several: 3, fuzzy: 4 } as const

/** Shorter words carry too little to tell a typing error from another word. */
const FUZZY_LENGTH = 5
/** Words that may stand alone for a question in which other words match nothing. */
const TELLING_LENGTH = 4

type Phrase = { readonly words: readonly string[]; readonly whole: string }
type Match = (asked: string, word: string) => boolean

/**
 * The services that fit a question, best first: those with exactly this title or synonym, with a title whose words
 * begin so, with such a synonym, with the words spread over several of them, and at last those that fit but for one
 * typing error in a word. Ties go by rank. Titles and synonyms of the asked language and of German count; case, umlauts,
 * ß, accents, hyphens and the order of words do not. A question without letters or digits finds all by rank.
 * Where no service has all words, those that have one telling word come.
 * @example searchServices(services, 'perso fuehrerschein', 'en')
 */
export function searchServices<S extends Searchable>(
  services: readonly S[],
  query: string,
  language: Language,
): readonly S[] {
  const asked = readings(query)
  if (asked.length === 0) return byRank(services, () => 0)
  const entries = services.map((service) => ({ service, ...phrasesOf(service, language) }))
  const fits = new Map(entries.map((entry) => [entry.service, fitOf(entry, asked)]))
  const found = services.filter((service) => fits.get(service) !== undefined)
  return found.length > 0
    ? byRank(found, (service) => fits.get(service) ?? 0)
    : withOneTellingWord(entries, asked.flat())
}

function byRank<S extends Searchable>(services: readonly S[], order: (service: S) => number): S[] {
  return [...services].sort((a, b) => order(a) - order(b) || a.rank - b.rank)
}

type Entry<S> = {
  readonly service: S
  readonly titles: readonly Phrase[]
  readonly synonyms: readonly Phrase[]
}

function phrasesOf(service: Searchable, language: Language): Omit<Entry<Searchable>, 'service'> {
  const languages = language === 'de' ? (['de'] as const) : ([language, 'de'] as const)
  return {
    titles: languages.map((one) => phrase(service.texts.title[one])),
    synonyms: languages.flatMap((one) => service.synonyms[one].map(phrase)),
  }
}

function fitOf(entry: Entry<unknown>, asked: readonly (readonly string[])[]): number | undefined {
  const { titles, synonyms } = entry
  const phrases = [...titles, ...synonyms]
  const all = phrases.flatMap((one) => one.words)
  const whole = asked.map((words) => [...words].sort().join(' '))
  if (phrases.some((one) => whole.includes(one.whole))) return CLASS.exact
  if (titles.some((title) => holds(title.words, asked, begins))) return CLASS.title
  if (synonyms.some((synonym) => holds(synonym.words, asked, begins))) return CLASS.synonym
  if (holds(all, asked, begins)) return CLASS.several
  if (holds(all, asked, beginsNearly)) return CLASS.fuzzy
  return undefined
}

function holds(words: readonly string[], asked: readonly (readonly string[])[], match: Match): boolean {
  return asked.some((reading) => reading.every((one) => words.some((word) => match(one, word))))
}

/** The rarer the word, the more it tells: "ich brauche einen Pass" is about the passport. */
function withOneTellingWord<S extends Searchable>(
  entries: readonly Entry<S>[],
  asked: readonly string[],
): S[] {
  const telling = asked.filter((one) => one.length >= TELLING_LENGTH)
  const found = telling.map((one) =>
    entries.filter(({ titles, synonyms }) =>
      [...titles, ...synonyms].some(({ words }) => words.some((word) => begins(one, word))),
    ),
  )
  const rarest = found.filter((list) => list.length > 0).sort((a, b) => a.length - b.length)[0] ?? []
  return byRank(
    rarest.map(({ service }) => service),
    () => 0,
  )
}

/** Umlauts written as two letters and as one look the same: Führerschein, Fuehrerschein, Fuhrerschein. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/([aou])e/g, '$1')
}

const GAP = /[^\p{Letter}\p{Number}-]+/u
const HYPHENS = /-+/g

/** A question may write a compound with hyphens, with spaces or as one word. */
function readings(query: string): readonly (readonly string[])[] {
  const parts = fold(query).split(GAP)
  const split = parts.flatMap((part) => part.split('-')).filter(Boolean)
  const joined = parts.map((part) => part.replaceAll(HYPHENS, '')).filter(Boolean)
  if (split.length === 0) return []
  return [split, joined, [split.join('')]]
}

/** Its words, with hyphens as gaps and without them. */
function phrase(text: string): Phrase {
  const parts = fold(text).split(GAP)
  const split = parts.flatMap((part) => part.split('-')).filter(Boolean)
  const joined = parts.map((part) => part.replaceAll(HYPHENS, '')).filter(Boolean)
  return { words: [...new Set([...split, ...joined])], whole: [...split].sort().join(' ') }
}

function begins(asked: string, word: string): boolean {
  return word.startsWith(asked)
}

/** Does the word begin as asked, but for one letter too many, missing, wrong, or swapped with its neighbour? */
function beginsNearly(asked: string, word: string): boolean {
  if (begins(asked, word)) return true
  if (asked.length < FUZZY_LENGTH) return false
  const at = firstDifference(asked, word)
  const rest = asked.slice(at + 1)
  const swapped = asked[at] === word[at + 1] && asked[at + 1] === word[at]
  return (
    word.slice(at).startsWith(rest) || // one too many
    word.slice(at + 1).startsWith(rest) || // a wrong one
    word.slice(at + 1).startsWith(asked.slice(at)) || // one missing
    (swapped && word.slice(at + 2).startsWith(asked.slice(at + 2)))
  )
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
