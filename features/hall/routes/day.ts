import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { visitsOfSite } from '#features/visit/actions.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { dayRoute } from '../contract/day.ts'
import type { SiteDay } from '../model.ts'
import { actsAt, hallStaff, mayLookEverywhere } from '../policy.ts'
import type { HallDeps } from '../routes.ts'

const UNKNOWN = { at: null, end: null, withWalkIns: false, late: [], changes: [], due: [] }

/** How today goes on at a site, for those who work there and who manage it. */
export function registerDayRoutes(
  app: HttpServer<Caller, Authority>,
  { database, promises }: Pick<HallDeps, 'database' | 'promises'>,
): void {
  bindRoute(app, dayRoute, {
    policy: hallStaff,
    async handler({ authority, caller, params }) {
      const site = await database.withAuthority(authority, (tx) => findSite(tx, params.site))
      if (!site || !(mayLookEverywhere(caller) || actsAt(caller, site.id))) return fail('not_found')
      const day = promises?.day(authority, site)
      if (!day) return ok(UNKNOWN)
      const { visits, counters } = await database.withAuthority(authority, async (tx) => ({
        visits: await visitsOfSite(tx, site.id, dayOf(tx.now, site.timeZone), [
          'booked',
          'waiting',
          'missed',
        ]),
        counters: await listCounters(tx, site.id),
      }))
      return ok({
        at: isoInstant(day.at),
        end: presentEnd(day.end),
        withWalkIns: day.withWalkIns,
        // Who was called or went since is not late any more.
        late: day.late.flatMap(({ visitId, calledAt, afterClosing }) => {
          const visit = visits.find(({ id }) => id === visitId)
          if (!visit) return []
          return {
            visit: visitId,
            ticketNumber: visit.ticketNumber,
            appointmentAt: visit.appointmentAt && isoInstant(visit.appointmentAt),
            calledAt: calledAt && isoInstant(calledAt),
            afterClosing,
          }
        }),
        changes: day.changes.map((change) => ({
          ...change,
          until: isoInstant(change.until),
          counters: change.counters.flatMap((id) => {
            const counter = counters.find((each) => each.id === id)
            return counter ? { counter: id, label: counter.texts.label } : []
          }),
        })),
        due: day.due.flatMap(({ counterId, why }) => {
          const counter = counters.find((each) => each.id === counterId)
          return counter ? { counter: counterId, label: counter.texts.label, why } : []
        }),
      })
    },
  })
}

/** When a day ends, as it is sent. */
export function presentEnd(end: SiteDay['end']) {
  return end && { probably: isoInstant(end.probably), surely: isoInstant(end.surely) }
}
