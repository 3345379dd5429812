import { listClosures } from '#features/authority/actions.ts'
import { isOpenAt } from '#features/authority/model.ts'
import type { Caller } from '#features/staff/model.ts'
import { isoInstant, MINUTE } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { type Overview, overview, unservedBySite } from '../actions.ts'
import { unservedRoute } from '../contract/unserved.ts'
import { overviewRoute } from '../contract.ts'
import type { SiteDay } from '../model.ts'
import { overseers } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { presentEnd } from './day.ts'

/** All sites at once, for managers: how things stand, and where somebody waits for what nobody can do now. */
export function registerOverviewRoutes(
  app: HttpServer<Caller, Authority>,
  { database, promises }: HallDeps,
): void {
  bindRoute(app, unservedRoute, {
    policy: overseers,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const sites = await unservedBySite(tx)
        return ok({ sites: sites.map(({ site, people }) => ({ site: site.key, people })) })
      }),
  })

  bindRoute(app, overviewRoute, {
    policy: overseers,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const lines = await overview(tx)
        const closures = await listClosures(tx, dayOf(tx.now, lines[0]?.site.timeZone ?? 'UTC'))
        return ok({
          at: isoInstant(tx.now),
          sites: lines.map((line) => ({
            ...presentDay(promises?.day(authority, line.site)),
            site: line.site.key,
            name: line.site.texts.name,
            unit: line.site.unitKey,
            open: isOpenAt(line.site, closures, tx.now),
            waiting: line.waiting,
            longestWaitMinutes:
              line.longestSince === null ? null : Math.floor((tx.now - line.longestSince) / MINUTE),
            openCounters: line.openCounters,
            counters: line.counters,
            atCounters: line.atCounters,
            served: line.served,
            expected: line.expected,
            booked: presentWaits(line.booked),
            walkIns: presentWaits(line.walkIns),
            withoutCounter: line.withoutCounter,
          })),
        })
      }),
  })
}

function presentDay(day: SiteDay | undefined) {
  return { end: day ? presentEnd(day.end) : null, late: day?.late.length ?? null }
}

function presentWaits(waits: Overview['booked']) {
  const { people, seconds, over15 } = waits ?? { people: 0, seconds: 0, over15: 0 }
  return { people, seconds, over15 }
}
