import { LANGUAGES, type Language } from '#kernel/language.ts'

/**
 * The same page in another language: keeps path and query, sets `lang`.
 * @param address path with query, e.g. "/services?q=pass"
 */
export function inLanguage(address: string, language: Language): string {
  const [path = '/', query = ''] = address.split('#')[0]?.split('?') ?? []
  const parameters = new URLSearchParams(query)
  parameters.set('lang', language)
  return `${path}?${parameters}`
}

/**
 * Keeps the language that a page was asked for in the links and forms on it, so that it survives where no cookie does.
 * An address in which no language was chosen leaves links as they are.
 * @param address path and query of the page itself
 * @example keepLanguage('/services?lang=en')('/sites') // '/sites?lang=en'
 */
export function keepLanguage(address: string): (path: string) => string {
  const { lang } = languageField(address)
  if (lang === undefined) return (path) => path
  return (path) => {
    const [before = '', anchor] = path.split('#')
    const kept = `${before}${before.includes('?') ? '&' : '?'}lang=${lang}`
    return anchor === undefined ? kept : `${kept}#${anchor}`
  }
}

/** The language chosen in a page's address, as hidden field of a form that is sent by GET. */
export function languageField(address: string): { readonly lang?: Language } {
  const query = address.split('#')[0]?.split('?')[1] ?? ''
  const chosen = new URLSearchParams(query).get('lang')
  const lang = LANGUAGES.find((language) => language === chosen)
  return lang === undefined ? {} : { lang }
}
