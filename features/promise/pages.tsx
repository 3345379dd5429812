import { placesOfCity } from '#features/authority/actions.ts'
import { findPoint } from '#features/authority/model/place.ts'
import { ARRIVING } from '#features/hall/model.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { FrameOf } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import type { PublicWaits, ReadCalibration, ReadPublicWaits } from './actions.ts'
import { CalibrationPage } from './pages/CalibrationPage.tsx'
import { LONGEST_PLACE, WaitsPage } from './pages/WaitsPage.tsx'
import { everyone } from './policy.ts'

/** What the pages about waits stand on. */
export type PromisePagesDeps = {
  readonly database: Database
  readonly frame: FrameOf<Authority>
  readonly publicWaits: ReadPublicWaits
  readonly publicCalibration: ReadCalibration
}

/** When calls probably come, for everybody to read before they go. */
export function registerPromisePages(
  app: HttpServer<Caller, Authority>,
  { database, frame, publicWaits, publicCalibration }: PromisePagesDeps,
): void {
  bindPage(app, {
    method: 'GET',
    path: '/waiting',
    policy: everyone,
    async handler(request) {
      const waits = await publicWaits(request.authority)
      const services = servicesOf(waits)
      const asked = request.query.get('service')
      const chosen = services.find(({ key }) => key === asked) ?? services[0]
      const inMinutes = ARRIVING.find((minutes) => String(minutes) === request.query.get('in')) ?? 0
      const near = (request.query.get('near') ?? '').trim().slice(0, LONGEST_PLACE)
      const places = near === '' ? undefined : await database.withAuthority(request.authority, placesOfCity)
      const sites = waits.sites.map(({ site }) => site)
      const from = places && { typed: near, point: findPoint(places, sites, near) }
      const shown = { waits, services, chosen, inMinutes, from }
      return htmlAnswer(WaitsPage({ frame: await frame(request), ...shown }))
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/promises',
    policy: everyone,
    async handler(request) {
      const { all, madeUpBefore } = await publicCalibration(request.authority)
      const asked = request.query.get('site')
      const chosen = all.find(({ site }) => site?.key === asked) ?? all[0]
      return htmlAnswer(CalibrationPage({ frame: await frame(request), all, madeUpBefore, chosen }))
    },
  })
}

/** What can be asked for without appointment at some site, by rank. */
function servicesOf({ sites }: PublicWaits) {
  const all = new Map(
    sites.flatMap(({ services }) => services.map(({ service }) => [service.id, service] as const)),
  )
  return [...all.values()].toSorted((a, b) => a.rank - b.rank)
}
