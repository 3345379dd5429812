import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { lockLinked } from '#features/visit/actions.ts'
import { asId, type Id } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runShownCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { changeBookedMatters, type MattersRefusal } from '../actions.ts'
import { changeMattersRoute } from '../contract/changing.ts'
import { bookers, mayChange } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { askedOf, callerName, showTo } from './present.ts'

/** What a booking is for, changed by staff before its person has come. */
export function registerChangingRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links }: BookingDeps,
): void {
  bindRoute(app, changeMattersRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey }) => {
      const input = [params, body]
      const command = { key: idempotencyKey, kind: changeMattersRoute.id, caller: callerName(caller), input }
      const work = async (tx: Tx): Promise<Result<Id<'visit'>, MattersRefusal | 'forbidden'>> => {
        const id = asId<'visit'>(params.visit)
        // Locked before it is judged, as in a move.
        const visit = (await lockLinked(tx, id)).find((each) => each.id === id)
        if (!visit) return fail('not_booked')
        if (!mayChange(caller, visit.siteId)) return fail('forbidden')
        const to = body.to && { siteKey: body.to.site, startsAt: parseInstant(body.to.startsAt) }
        const changed = await changeBookedMatters(tx, links, id, { matters: askedOf(body.matters), to })
        if (!changed.ok) return changed
        if (caller.kind === 'staff') {
          const action = to ? 'booking_moved' : 'booking_changed'
          await writeAudit(tx, { action, staffId: caller.staffId, visitId: id })
        }
        return ok(id)
      }
      return runShownCommand(database, authority, command, work, showTo(caller))
    },
  })
}
