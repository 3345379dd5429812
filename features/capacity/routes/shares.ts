import { findSite, listSites } from '#features/authority/actions.ts'
import { capacityChangersOf, writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, localTime } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  allShares,
  changeShares,
  decidedShares,
  type SharesWish,
  shareHistory,
  undoShares,
} from '../actions/changeShares.ts'
import { foreseeShares } from '../actions/foreseeShares.ts'
import {
  changeSharesRoute,
  previewSharesRoute,
  sharesRoute,
  undoSharesRoute,
  type WrittenShares,
} from '../contract/shares.ts'
import type { DecidedShares } from '../model/shareRules.ts'
import { mayShare, planners } from '../policy.ts'

/** How the city and its sites share and release their time. */
export function registerShareRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: { readonly database: Database },
): void {
  bindRoute(app, sharesRoute, {
    policy: planners,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => ok(await presentShares(tx, caller))),
  })

  bindRoute(app, previewSharesRoute, {
    policy: planners,
    handler: ({ authority, caller, body }) =>
      database.withAuthority(authority, async (tx) => {
        const wish = await wishOf(tx, caller, body)
        if (!wish.ok) return wish
        const seen = await foreseeShares(tx, wish.value, body.from)
        if (!seen.ok) return seen
        const { services, example, agreement, tooLong, ...figures } = seen.value
        const shown = example && {
          ...example,
          site: example.site.key,
          hours: example.hours.map((one) => ({ ...one })),
        }
        return ok({
          ...figures,
          services: services.map((one) => ({ ...one })),
          agreement: agreement.map((one) => ({ ...one })),
          tooLong: tooLong.map((one) => ({ ...one })),
          example: shown ?? null,
        })
      }),
  })

  bindRoute(app, changeSharesRoute, {
    policy: planners,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: changeSharesRoute.id, caller: callerName(caller), input: body }
      return runCommand(database, authority, command, async (tx) => {
        const wish = await wishOf(tx, caller, body)
        if (!wish.ok) return wish
        const seen = body.seen === null ? null : asId<'capacityChange'>(body.seen)
        const changed = await changeShares(tx, wish.value, seen)
        return changed.ok ? note(tx, caller, changed.value.change) : changed
      })
    },
  })

  bindRoute(app, undoSharesRoute, {
    policy: planners,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: undoSharesRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const change = asId<'capacityChange'>(params.change)
        const undone = await undoShares(tx, change, (siteId) => mayShare(caller, siteId))
        return undone.ok ? note(tx, caller, undone.value.change) : undone
      })
    },
  })
}

/** What is asked for, where the caller decides; `not_found` where somebody else does. */
async function wishOf(
  tx: Tx,
  caller: Caller,
  body: { readonly site: string | null; readonly shares: WrittenShares },
): Promise<Result<SharesWish, 'not_found'>> {
  const site = body.site === null ? null : await findSite(tx, body.site)
  if (site === undefined || !mayShare(caller, site?.id ?? null)) return fail('not_found')
  const { releaseOpens: opens, releaseCloses: closes, ...shares } = body.shares
  const releaseOpens = opens === null ? null : localTime(opens)
  const releaseCloses = closes === null ? null : localTime(closes)
  return ok({ siteId: site?.id ?? null, shares: { ...shares, releaseOpens, releaseCloses } })
}

async function note(tx: Tx, caller: Caller, change: Id<'capacityChange'>) {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action: 'shares_changed', staffId, capacityChangeId: change })
  return ok({ change })
}

async function presentShares(tx: Tx, caller: Caller) {
  const lines = (await allShares(tx)).filter(({ site }) => mayShare(caller, site?.id ?? null))
  const changes = (await shareHistory(tx)).filter(({ siteId }) => mayShare(caller, siteId))
  const changers = await capacityChangersOf(
    tx,
    changes.map(({ id }) => id),
  )
  const keys = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  const newest = new Set(lines.map((line) => line.newest))
  return {
    city: { ...(await decidedShares(tx))(null) },
    decided: lines.map((line) => ({
      site: line.site?.key ?? null,
      shares: { ...line.shares },
      newest: line.newest,
    })),
    changes: changes.flatMap(({ id, siteId, source, changedAt, before, after, undoes }) => {
      const site = siteId === null ? null : keys.get(siteId)
      // A site that is given up shares nothing any more.
      if (site === undefined) return []
      return {
        change: id,
        site,
        at: isoInstant(changedAt),
        source,
        by: changers.get(id)?.name ?? null,
        before: written(before.shares ?? {}),
        after: written(after.shares ?? {}),
        undoes,
        newest: newest.has(id),
      }
    }),
  }
}

function written(shares: Partial<DecidedShares>): WrittenShares {
  return {
    walkInPercent: shares.walkInPercent ?? null,
    callerPercent: shares.callerPercent ?? null,
    shortTermPercent: shares.shortTermPercent ?? null,
    shortTermDays: shares.shortTermDays ?? null,
    waitlistPercent: shares.waitlistPercent ?? null,
    horizonDays: shares.horizonDays ?? null,
    coveredPercent: shares.coveredPercent ?? null,
    longestDayMinutes: shares.longestDayMinutes ?? null,
    onlineToday: shares.onlineToday ?? null,
    releaseOpens: shares.releaseOpens ?? null,
    releaseCloses: shares.releaseCloses ?? null,
  }
}
