import { LANGUAGES, type Language } from '#kernel/language.ts'

/** The cookie that remembers the reader's language. */
export const LANGUAGE_COOKIE = 'dran_language'

/**
 * The language of a request: `?lang=`, else the cookie, else the first fitting language of Accept-Language, else
 * German. Leichte Sprache is only ever chosen, never guessed.
 */
export function requestLanguage(request: {
  readonly query: string | null | undefined
  readonly cookie: string | undefined
  readonly accept: string | undefined
}): Language {
  return known(request.query) ?? known(request.cookie) ?? accepted(request.accept) ?? 'de'
}

function known(tag: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === tag)
}

function accepted(header: string | undefined): Language | undefined {
  const ranges = (header ?? '').slice(0, 200).split(',').map(weighted)
  ranges.sort((a, b) => b.weight - a.weight)
  return ranges.find((range) => range.weight > 0 && range.language)?.language
}

function weighted(range: string): { language: Language | undefined; weight: number } {
  const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
  const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean)
  const primary = tag.trim().split('-')[0]
  return {
    language: primary === 'de' ? 'de' : primary === 'en' ? 'en' : undefined,
    weight: Number(quality ?? 1),
  }
}
