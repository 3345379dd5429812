import type { OpeningHours, Site } from '#features/authority/model.ts'
import { capacityChangersOf, writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, localTime } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  changeOpeningHours,
  foreseeOpeningHours,
  type HoursForesight,
  weekOfSite,
} from '../actions/openingHours.ts'
import { listCounters } from '../actions.ts'
import {
  changeOpeningHoursRoute,
  openingHoursRoute,
  previewOpeningHoursRoute,
  type WrittenWeek,
} from '../contract/openingHours.ts'
import { planners } from '../policy.ts'
import { spansOf } from './history.ts'

/** The opening hours of a site in every week. */
export function registerOpeningHoursRoutes(
  app: HttpServer<Caller, Authority>,
  {
    database,
    ownSite,
  }: {
    readonly database: Database
    /** The site of this key where the caller plans it. */
    readonly ownSite: (tx: Tx, caller: Caller, key: string) => Promise<Site | undefined>
  },
): void {
  bindRoute(app, openingHoursRoute, {
    policy: planners,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        return site ? ok(await presentWeek(tx, site)) : fail('not_found')
      }),
  })

  bindRoute(app, previewOpeningHoursRoute, {
    policy: planners,
    handler: ({ authority, caller, params, body }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        if (!site) return fail('not_found')
        const seen = await foreseeOpeningHours(tx, site, weekOf(body.hours))
        return seen.ok ? ok(await presentForesight(tx, site, seen.value)) : seen
      }),
  })

  bindRoute(app, changeOpeningHoursRoute, {
    policy: planners,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = {
        key,
        kind: changeOpeningHoursRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      return runCommand(database, authority, command, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        if (!site) return fail('not_found')
        const changed = await changeOpeningHours(tx, site, {
          hours: weekOf(body.hours),
          seen: changeId(body.seen),
          undoes: changeId(body.undoes),
        })
        if (!changed.ok) return changed
        const { change, released } = changed.value
        const staffId = caller.kind === 'staff' ? caller.staffId : null
        await writeAudit(tx, { action: 'hours_changed', staffId, siteId: site.id, capacityChangeId: change })
        return ok({ change, replaced: released.replaced, unplaced: released.unplaced })
      })
    },
  })
}

const changeId = (id: string | null) => (id === null ? null : asId<'capacityChange'>(id))

function weekOf(written: WrittenWeek): OpeningHours[] {
  return written.map(({ weekday, opens, closes }) => ({
    weekday,
    opens: localTime(opens),
    closes: localTime(closes),
  }))
}

async function presentWeek(tx: Tx, site: Site) {
  const { hours, newest, earlier, changes } = await weekOfSite(tx, site)
  const people = await capacityChangersOf(
    tx,
    changes.map(({ id }) => id),
  )
  return {
    site: site.key,
    mobile: site.kind === 'mobile',
    hours: [...hours],
    newest,
    earlier: earlier && [...earlier],
    changes: changes.map(({ id, changedAt, source, undoes, before, after }) => ({
      change: id,
      at: isoInstant(changedAt),
      source,
      by: people.get(id)?.name ?? null,
      undoes,
      before: spansOf(before.hours),
      after: spansOf(after.hours),
    })),
  }
}

async function presentForesight(
  tx: Tx,
  site: Site,
  { shifts, losing, services, ...counted }: HoursForesight,
) {
  const labels = new Map((await listCounters(tx, site.id)).map(({ id, texts }) => [id, texts.label]))
  return {
    ...counted,
    // By counter, in the order of the site.
    shifts: [...labels].flatMap(([counter, label]) =>
      shifts
        .filter(({ counterId }) => counterId === counter)
        .map(({ counterId: _, ...shift }) => ({ ...shift, counter: label })),
    ),
    losing: losing.map(({ startsAt, minutes, services: those }) => ({
      ...{ startsAt: isoInstant(startsAt), minutes },
      services: [...those],
    })),
    services: services.map((one) => ({ ...one })),
  }
}
