import type { Site } from '#features/authority/model.ts'
import type { Language } from '#kernel/language.ts'
import { easeQuery, type KioskEase } from '../model.ts'

/** Where somebody stands at the kiosk: everything that this person chose is in the address, nothing in the browser. */
export type KioskPlace = {
  readonly site: Site
  readonly cityName: string
  readonly language: Language
  readonly ease: KioskEase
  /** Something can be read aloud here. */
  readonly speaks: boolean
  /** Who prints tickets here: nobody but the screen while the printer of the terminal is away. */
  readonly printing: 'browser' | 'agent' | 'screen'
  /** Where this page hears what the scanner of its terminal's agent reads; undefined where no agent owns one. */
  readonly scans: string | undefined
  readonly demoNotice: string | undefined
  readonly stylesheet: string
  readonly script: string | undefined
  /** What reads codes by the kiosk's camera: its script, and the compiled reader that it loads. */
  readonly camera: { readonly script: string; readonly reader: string } | undefined
  /** The script that shows "out of order" when the server has no answer. */
  readonly worker: string | undefined
}

/** The result page finds the visit by this cookie, so that no link with a token stands in the address bar. */
export const RESULT_COOKIE = 'dran_kiosk'

type Chosen = Pick<KioskPlace, 'site' | 'language' | 'ease'>

/** An address of the kiosk that keeps language and ease. */
export function kioskHref(
  { site, language, ease }: Chosen,
  path = '',
  query: Record<string, string> = {},
): string {
  const chosen = { ...query, lang: language, ...easeQuery(ease) }
  return `/kiosk/${site.key}${path}?${new URLSearchParams(chosen)}`
}

/** The first page, for the next person. */
export function kioskHome(site: Pick<Site, 'key'>): string {
  return `/kiosk/${site.key}`
}
