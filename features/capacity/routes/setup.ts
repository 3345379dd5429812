import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { capacityChangersOf, writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand, tryOut } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { foreseeSetup } from '../actions/foreseeSetup.ts'
import { changeSetup, setupHistory, setupOf } from '../actions/setup.ts'
import { changeSetupRoute, previewSetupRoute, setupRoute, type WrittenSetup } from '../contract/setup.ts'
import type { SetupWish, SiteSetup } from '../model/setup.ts'
import { setupChanges } from '../model/setupChange.ts'
import { planners } from '../policy.ts'

type OwnSite = (tx: Tx, caller: Caller, key: string) => Promise<Site | undefined>

/** What counters of a site can do, and what is done there by appointment or without. */
export function registerSetupRoutes(
  app: HttpServer<Caller, Authority>,
  {
    database,
    ownSite,
  }: {
    readonly database: Database
    /** The site of this key where the caller plans it. */
    readonly ownSite: OwnSite
  },
): void {
  bindRoute(app, setupRoute, {
    policy: planners,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        return site ? ok(await presentSetup(tx, site)) : fail('not_found')
      }),
  })

  bindRoute(app, previewSetupRoute, {
    policy: planners,
    handler: ({ authority, caller, params, body }) =>
      tryOut(database, authority, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        if (!site) return fail('not_found')
        const wish = await wishOf(tx, body)
        return wish.ok ? ok(await presentForesight(tx, site, wish.value)) : wish
      }),
  })

  bindRoute(app, changeSetupRoute, {
    policy: planners,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: changeSetupRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        if (!site) return fail('not_found')
        const wish = await wishOf(tx, body.setup)
        if (!wish.ok) return wish
        const changed = await changeSetup(tx, site, {
          wish: wish.value,
          seen: changeId(body.seen),
          undoes: changeId(body.undoes),
        })
        if (!changed.ok) return changed
        const { change, released } = changed.value
        const staffId = caller.kind === 'staff' ? caller.staffId : null
        await writeAudit(tx, { action: 'setup_changed', staffId, siteId: site.id, capacityChangeId: change })
        return ok({ change, replaced: released.replaced, unplaced: released.unplaced })
      })
    },
  })
}

const changeId = (id: string | null) => (id === null ? null : asId<'capacityChange'>(id))

/** What is asked for with the ids of its services. */
async function wishOf(
  tx: Tx,
  { offers, counters }: WrittenSetup,
): Promise<Result<SetupWish, 'unknown_service'>> {
  const ids = new Map((await listServices(tx)).map(({ id, key }) => [key, id]))
  const keys = [...offers.map(({ service }) => service), ...counters.flatMap(({ skills }) => skills)]
  if (keys.some((key) => !ids.has(key))) return fail('unknown_service')
  const idsOf = (services: readonly string[]) => services.flatMap((key) => ids.get(key) ?? [])
  return ok({
    offers: offers.flatMap(({ service, mode }) => idsOf([service]).map((serviceId) => ({ serviceId, mode }))),
    counters: counters.map(({ counter, skills, ...one }) => ({
      ...one,
      id: counter === null ? null : asId<'counter'>(counter),
      skills: idsOf(skills),
    })),
  })
}

async function presentSetup(tx: Tx, site: Site) {
  const keys = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  const keysOf = (ids: readonly Id<'service'>[]) => ids.flatMap((id) => keys.get(id) ?? [])
  const written = ({ offers, counters }: SiteSetup): WrittenSetup => ({
    offers: offers.flatMap(({ serviceId, mode }) =>
      keysOf([serviceId]).map((service) => ({ service, mode })),
    ),
    counters: counters.map(({ id, key, texts, active, skills }) => ({
      ...{
        counter: id,
        key,
        label: texts.label,
        level: texts.level,
        direction: texts.direction ?? null,
        active,
      },
      skills: keysOf(skills),
    })),
  })
  const changes = await setupHistory(tx, site)
  const people = await capacityChangersOf(
    tx,
    changes.map(({ id }) => id),
  )
  const setup = await setupOf(tx, site)
  const [newest] = changes
  return {
    site: site.key,
    mobile: site.kind === 'mobile',
    setup: written(setup),
    newest: newest?.id ?? null,
    earlier: newest?.before.setup ? written(earlierSetup(setup, newest.before.setup)) : null,
    changes: changes.map(({ id, changedAt, source, before, after, undoes }) => {
      const { offers, counters } = setupChanges(before.setup ?? NOTHING, after.setup ?? NOTHING)
      return {
        change: id,
        at: isoInstant(changedAt),
        source,
        by: people.get(id)?.name ?? null,
        undoes,
        offers: offers.flatMap(({ serviceId, ...modes }) =>
          keysOf([serviceId]).map((service) => ({ service, ...modes })),
        ),
        counters: counters.map(({ key, change, renamed, led, gained, lost }) => ({
          ...{ key, change, renamed, led },
          ...{ gained: keysOf(gained), lost: keysOf(lost) },
        })),
      }
    }),
  }
}

const NOTHING: SiteSetup = { offers: [], counters: [] }

/** What held before, of what is there now: a counter that came since is given up. */
function earlierSetup(now: SiteSetup, before: SiteSetup): SiteSetup {
  const counters = new Map(before.counters.map((counter) => [counter.id, counter]))
  return {
    offers: before.offers,
    counters: now.counters.map((counter) => counters.get(counter.id) ?? { ...counter, active: false }),
  }
}

async function presentForesight(tx: Tx, site: Site, wish: SetupWish) {
  const keys = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  const today = dayOf(tx.now, site.timeZone)
  const { faults, losing, services, stillBooked, ...figures } = await foreseeSetup(tx, site, wish)
  return {
    ...figures,
    faults: faults.map(({ code, serviceId, counter }) => ({
      ...{ fault: code, counter },
      service: serviceId === null ? null : (keys.get(serviceId) ?? null),
    })),
    losing: losing.map(({ startsAt, minutes, services: those }) => ({
      ...{ startsAt: isoInstant(startsAt), minutes },
      services: [...those],
    })),
    services: services.map((one) => ({ ...one })),
    stillBooked: stillBooked.map((one) => ({ ...one })),
    firstDay: addDays(today, 8 - weekdayOf(today)),
  }
}
