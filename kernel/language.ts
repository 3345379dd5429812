/** Languages of citizen pages, kiosk, display and mail. `de-simple` is Leichte Sprache (BCP 47 has de-simple-language; the short form is ours). */
export const LANGUAGES = ['de', 'de-simple', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Languages of staff screens. */
export const STAFF_LANGUAGES = ['de', 'en'] as const
export type StaffLanguage = (typeof STAFF_LANGUAGES)[number]

/** Languages that are spoken at sites, as BCP 47 tags; gsg is German Sign Language. */
export const SPOKEN_LANGUAGES = [
  'de',
  'en',
  'tr',
  'ar',
  'uk',
  'ru',
  'fr',
  'pl',
  'fa',
  'es',
  'it',
  'ro',
  'gsg',
] as const
export type SpokenLanguage = (typeof SPOKEN_LANGUAGES)[number]

/** One text in every citizen language. */
export type Texts = { readonly [L in Language]: string }

/** Reads a language tag, falling back to German. */
export function languageOr(tag: string | undefined, fallback: Language = 'de'): Language {
  return LANGUAGES.find((language) => language === tag) ?? fallback
}

/** The BCP 47 tag for the lang attribute and for Intl: Leichte Sprache is German to both. */
export function languageTag(language: Language): 'de' | 'en' {
  return language === 'en' ? 'en' : 'de'
}
