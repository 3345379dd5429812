import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { alarmsOfSite, countersById, endAlarm, goToAlarm, raiseAlarm } from '../actions.ts'
import { alarmsRoute, endAlarmRoute, goToAlarmRoute, raiseAlarmRoute } from '../contract/alarm.ts'
import { actsAt, clerks, informationDesk, mayLookEverywhere } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { counterFor } from './counterCommands.ts'

/** A command remembers a digest of who sent it; of an alarm not even that. */
const NOBODY = 'alarm'

/** Help for a counter: called there, seen and heard by everybody who works at the site. */
export function registerAlarmRoutes(app: HttpServer<Caller, Authority>, { database }: HallDeps): void {
  async function siteFor(tx: Tx, caller: Caller, key: string): Promise<Result<Site, 'forbidden'>> {
    const site = await findSite(tx, key)
    return site && (actsAt(caller, site.id) || mayLookEverywhere(caller)) ? ok(site) : fail('forbidden')
  }

  bindRoute(app, alarmsRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        return site.ok ? ok({ alarms: await presentAlarms(tx, site.value) }) : site
      }),
  })

  // Whoever works at the site, also where the seat was lost meanwhile: nobody is asked anything first.
  bindRoute(app, raiseAlarmRoute, {
    policy: clerks,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: raiseAlarmRoute.id, caller: NOBODY, input: params }
      return runCommand(database, authority, command, async (tx) => {
        const here = await counterFor(tx, caller, params.counter)
        if (!here) return fail('forbidden')
        await raiseAlarm(tx, here)
        return ok({ raised: true })
      })
    },
  })

  bindRoute(app, goToAlarmRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: goToAlarmRoute.id, caller: NOBODY, input: params }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const going = await goToAlarm(tx, site.value.id, asId<'counterAlarm'>(params.alarm))
        return going.ok ? ok(undefined) : going
      })
    },
  })

  bindRoute(app, endAlarmRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: endAlarmRoute.id, caller: NOBODY, input: params }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        await endAlarm(tx, site.value.id, asId<'counterAlarm'>(params.alarm))
        return ok(undefined)
      })
    },
  })
}

async function presentAlarms(tx: Tx, site: Site) {
  const alarms = await alarmsOfSite(tx, site.id)
  if (alarms.length === 0) return []
  const known = await listCounters(tx, site.id)
  const missing = alarms.flatMap(({ counterId }) =>
    known.some(({ id }) => id === counterId) ? [] : [counterId],
  )
  const counters = missing.length > 0 ? [...known, ...(await countersById(tx, missing))] : known
  return alarms.flatMap(({ id, counterId, raisedAt, pressedAt, coming }) => {
    const label = counters.find((counter) => counter.id === counterId)?.texts.label
    if (!label) return []
    return {
      alarm: id,
      counter: counterId,
      label,
      raisedAt: isoInstant(raisedAt),
      pressedAt: isoInstant(pressedAt),
      coming,
    }
  })
}
