import { IntlMessageFormat } from 'intl-messageformat'
import type { Language, languageTag, StaffLanguage } from '#kernel/language.ts'

/** The texts of one language: key to ICU MessageFormat. Keys are flat, e.g. "book.title". */
export type Messages = Readonly<Record<string, string>>

/** What a text may name in braces. Days, times and money are formatted first, by platform/time/format.ts. */
export type MessageValues = Readonly<Record<string, string | number>>

/**
 * Gives the text of a key with its values filled in. The result is plain text, never markup:
 * a `<` in a text or a value stays a `<`. Throws if a value that the text names is missing.
 */
export type Translate<Key extends string = string> = (key: Key, values?: MessageValues) => string

/** `Other` has exactly the keys of `Base`; a missing or an extra key makes the argument's type impossible. */
type SameKeys<Base, Other> = {
  readonly [Key in keyof Base | keyof Other]: Key extends keyof Base ? string : never
}

/**
 * Binds the texts that citizens read. All three languages must have the same keys, or it does not compile.
 * @example
 * const texts = translator({ de, 'de-simple': deSimple, en })
 * const t = texts('en')
 * t('people', { count: 2 }) // "2 people"
 */
export function translator<De extends Messages, Simple extends Messages, En extends Messages>(messages: {
  readonly de: De
  readonly 'de-simple': Simple & SameKeys<De, Simple>
  readonly en: En & SameKeys<De, En>
}): (language: Language) => Translate<keyof De & string> {
  const ready = {
    de: translateIn('de', messages.de),
    'de-simple': translateIn('de', messages['de-simple']),
    en: translateIn('en', messages.en),
  }
  return (language) => ready[language]
}

/** Binds the texts that only staff read: German and English. Otherwise as {@link translator}. */
export function staffTranslator<De extends Messages, En extends Messages>(messages: {
  readonly de: De
  readonly en: En & SameKeys<De, En>
}): (language: StaffLanguage) => Translate<keyof De & string> {
  const ready = { de: translateIn('de', messages.de), en: translateIn('en', messages.en) }
  return (language) => ready[language]
}

function translateIn(tag: ReturnType<typeof languageTag>, messages: Messages): Translate {
  // Parsing costs about fifty times as much as filling in, so each text is parsed once per process.
  const parsed = new Map<string, IntlMessageFormat>()
  return (key, values) => {
    const known = parsed.get(key)
    if (known) return String(known.format(values))
    const text = messages[key]
    if (text === undefined) throw new RangeError(`no text for ${key}`)
    const format = new IntlMessageFormat(text, tag, undefined, { ignoreTag: true })
    parsed.set(key, format)
    return String(format.format(values))
  }
}
