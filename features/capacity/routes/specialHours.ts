import type { Site } from '#features/authority/model.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { foreseeSpecialHours, type HoursWish, setSpecialHours } from '../actions/specialHours.ts'
import { previewHoursRoute, setHoursRoute, type WrittenHours } from '../contract/specialHours.ts'
import { planners } from '../policy.ts'

type Asking = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly site: string }
}
type Commanding = Asking & { readonly body: unknown; readonly idempotencyKey: string }
type Work<T, Code extends string> = (tx: Tx, site: Site) => Promise<Result<T, Code>>

/** The hours of a site on single dates. */
export function registerSpecialHoursRoutes(
  app: HttpServer<Caller, Authority>,
  at: {
    /** Looks at something of a site that the caller plans. */
    trying<T, Code extends string>(
      request: Asking,
      work: Work<T, Code>,
    ): Promise<Result<T, Code | 'not_found'>>
    /** Runs a command at a site that the caller plans, once for each idempotency key. */
    commanding<T, Code extends string>(
      kind: string,
      request: Commanding,
      work: Work<T, Code>,
    ): Promise<Result<T, Code | 'not_found'>>
  },
): void {
  bindRoute(app, previewHoursRoute, {
    policy: planners,
    handler: (request) =>
      at.trying(request, (tx, site) => foreseeSpecialHours(tx, site, wishOf(request.body))),
  })

  bindRoute(app, setHoursRoute, {
    policy: planners,
    handler: (request) =>
      at.commanding(setHoursRoute.id, request, async (tx, site) => {
        const done = await setSpecialHours(tx, site, wishOf(request.body))
        if (!done.ok) return done
        const staffId = request.caller.kind === 'staff' ? request.caller.staffId : null
        const { change, replaced, unplaced } = done.value
        await writeAudit(tx, {
          action: 'hours_changed',
          staffId,
          siteId: site.id,
          capacityChangeId: change,
        })
        return ok({ replaced, unplaced })
      }),
  })
}

function wishOf({ day, hours }: WrittenHours): HoursWish {
  return {
    day: localDate(day),
    hours: hours.map(({ opens, closes }) => ({ opens: localTime(opens), closes: localTime(closes) })),
  }
}
