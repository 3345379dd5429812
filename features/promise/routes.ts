import type { Caller } from '#features/staff/model.ts'
import { isoInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { csvText } from '#platform/http/csv.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { PublicWaits, ReadCalibration, ReadPublicWaits, SiteWaits } from './actions.ts'
import { waitsFileRoute, waitsRoute } from './contract.ts'
import { everyone } from './policy.ts'
import { registerCalibrationRoutes } from './routes/calibration.ts'

/** What the open data of waits need. */
export type PromiseDeps = {
  readonly publicWaits: ReadPublicWaits
  readonly publicCalibration: ReadCalibration
}

/** When calls probably come, for everybody's programs: JSON, and the same as CSV. */
export function registerPromiseRoutes(app: HttpServer<Caller, Authority>, deps: PromiseDeps): void {
  const { publicWaits } = deps
  registerCalibrationRoutes(app, deps)
  bindRoute(app, waitsRoute, {
    policy: everyone,
    handler: async ({ authority }) => {
      const { at, sites } = await publicWaits(authority)
      return ok({ at: isoInstant(at), sites: sites.map(presentSite) })
    },
  })

  bindRoute(app, waitsFileRoute, {
    policy: everyone,
    handler: async ({ authority }) => ok(csvText(COLUMNS, rowsOf(await publicWaits(authority)))),
  })
}

function presentSite(waits: SiteWaits) {
  const { site, opensAt, closesAt, openCounters, waiting, services } = waits
  return {
    site: site.key,
    intake: intakeOf(waits),
    opensAt: opensAt === null ? null : isoInstant(opensAt),
    closesAt: closesAt === null ? null : isoInstant(closesAt),
    openCounters,
    waiting,
    services: services.map(({ service, intake: { stop, seen }, firstFree, arriving }) => ({
      service: service.key,
      stopped: stop,
      fits: seen ? seen.stop === null : null,
      extraMinutes: seen ? Math.round(seen.extraMinutes * 10) / 10 : null,
      seenAt: seen ? isoInstant(seen.seenAt) : null,
      firstFree: firstFree && isoInstant(firstFree),
      arriving: arriving.map(({ inMinutes, told }) => ({
        inMinutes,
        calledFrom: told ? isoInstant(told.from) : null,
        calledUntil: told ? isoInstant(told.until) : null,
        aboutMinutes: told?.aboutMinutes ?? null,
      })),
    })),
  }
}

/** Are numbers drawn now? Not outside of the hours, and not where no service takes anybody in. */
export function intakeOf({
  closesAt,
  services,
}: {
  readonly closesAt: SiteWaits['closesAt']
  readonly services: readonly { readonly intake: Pick<SiteWaits['services'][number]['intake'], 'stop'> }[]
}): 'open' | 'closed' {
  const isStopped = services.length > 0 && services.every(({ intake }) => intake.stop !== null)
  return closesAt === null || isStopped ? 'closed' : 'open'
}

const COLUMNS = [
  'at',
  'site',
  'intake',
  'open_counters',
  'waiting',
  'service',
  'stopped',
  'fits_today',
  'arriving_in_minutes',
  'called_from',
  'called_until',
  'about_minutes',
  'first_free',
  'closes_at',
]

function rowsOf({ at, sites }: PublicWaits) {
  return sites.flatMap((waits) => {
    const { site, intake, closesAt, openCounters, waiting, services } = presentSite(waits)
    const first = [isoInstant(at), site, intake, openCounters, waiting]
    const told = services.flatMap(({ service, stopped, fits, firstFree, arriving }) =>
      arriving.map((each) => [
        ...first,
        service,
        stopped,
        fits,
        each.inMinutes,
        each.calledFrom,
        each.calledUntil,
        each.aboutMinutes,
        firstFree,
        closesAt,
      ]),
    )
    return told.length > 0 ? told : [[...first, null, null, null, null, null, null, null, null, closesAt]]
  })
}
