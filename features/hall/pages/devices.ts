import { listSites } from '#features/authority/actions.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { FrameRequest } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import { everyone } from '../policy.ts'
import { type Device, DeviceSitesPage } from './DeviceSitesPage.tsx'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { MissingSite } from './deviceNotice.tsx'

/** Where a device is set up: the list of sites, of which one is chosen. */
export function registerDevicePages(app: HallServer, deps: HallPagesDeps): void {
  const list = (device: Device) => async (request: FrameRequest<Authority>) => {
    const sites = await deps.database.withAuthority(request.authority, listSites)
    return htmlAnswer(DeviceSitesPage({ frame: await deps.frame(request), device, sites }))
  }
  bindPage(app, { method: 'GET', path: '/kiosk', policy: everyone, handler: list('kiosk') })
  bindPage(app, { method: 'GET', path: '/display', policy: everyone, handler: list('display') })
}

/** The answer of a device that was set up for a site which does not exist (any more). */
export async function answerMissingSite(
  device: Device,
  deps: HallPagesDeps,
  request: FrameRequest<Authority> & { readonly params: { readonly site: string } },
): Promise<PageAnswer> {
  const { language, cityName } = await deps.frame(request)
  const page = MissingSite({
    language,
    cityName,
    device,
    site: request.params.site,
    stylesheet: deps.assets.url('kiosk.css'),
    script: deps.assets.find('kiosk.js'),
  })
  return htmlAnswer(page, 404)
}
