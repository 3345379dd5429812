import type { Language } from '#kernel/language.ts'

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
