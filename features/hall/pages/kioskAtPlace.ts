import { findSite } from '#features/authority/actions.ts'
import { scansFor } from '#features/device/actions.ts'
import type { Language } from '#kernel/language.ts'
import { languageOr } from '#kernel/language.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import type { PageAnswer } from '#platform/http/page.ts'
import { readEase } from '../model.ts'
import type { HallPagesDeps } from './dependencies.ts'
import { answerMissingSite } from './devices.ts'
import { kioskHere } from './kioskHere.ts'
import type { KioskPlace } from './kioskPlace.ts'
import { printingHere } from './kioskPrinting.ts'

type Asked = {
  readonly params: { readonly site: string }
  readonly query: URLSearchParams
  readonly authority: Authority
  readonly here: string
  readonly cookies: RequestCookies
  readonly language: Language
}

/** Makes a screen at a site of its handler; where there is no such site, the page that says so. */
export type AtPlace = <Request extends Asked>(
  screen: (request: Request, place: KioskPlace) => Promise<PageAnswer>,
) => (request: Request) => Promise<PageAnswer>

/** What all screens of the kiosk share: the site, and how this person uses the kiosk. */
export function kioskAtPlace(deps: HallPagesDeps): AtPlace {
  async function placeOf(request: Asked): Promise<KioskPlace | undefined> {
    const { authority, params, query, cookies } = request
    const found = await deps.database.withAuthority(authority, async (tx) => {
      const site = await findSite(tx, params.site)
      if (!site) return undefined
      const kiosk = await kioskHere(tx, site.id, cookies)
      const scanners = await scansFor(tx, site.id, kiosk?.id)
      return {
        site,
        printing: await printingHere(tx, site.id, cookies),
        scans: scanners.length > 0 ? `/api/sites/${site.key}/scans` : undefined,
      }
    })
    if (!found) return undefined
    // Not what the browser would like: the last person's choice must not meet the next one.
    const language = languageOr(query.get('lang') ?? undefined)
    const frame = await deps.frame({ ...request, language })
    const reader = deps.assets.find('zxing_reader.wasm')
    return {
      ...found,
      language,
      ease: readEase(query),
      speaks: deps.speech !== undefined,
      cityName: frame.cityName,
      demoNotice: frame.demoNotice,
      stylesheet: deps.assets.url('kiosk.css'),
      script: deps.assets.find('kiosk.js'),
      camera: reader ? { script: `/kiosk/${found.site.key}/code-reader.js`, reader } : undefined,
      worker: deps.assets.find('kioskWorker.js') && `/kiosk/${found.site.key}/worker.js`,
    }
  }

  return (screen) => async (request) => {
    const place = await placeOf(request)
    return place ? screen(request, place) : answerMissingSite('kiosk', deps, request)
  }
}
