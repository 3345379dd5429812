import type { Static } from 'typebox'
import { findSite, listLocalities, relocationsOf } from '#features/authority/actions.ts'
import { placeOfAddress, type RelocationWish } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import { mayPlan, planners } from '#features/capacity/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { foreseeMove, moveSite, toldOfMoves } from '../actions.ts'
import {
  announceRelocationRoute,
  changeRelocationRoute,
  foreseeRelocationRoute,
  relocationsRoute,
  type WantedRelocation,
  withdrawRelocationRoute,
} from '../contract/relocation.ts'
import type { BookingDeps } from '../routes.ts'
import { callerName } from './present.ts'

type Asking = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly site: string }
  readonly idempotencyKey: string
}

type Wanted = {
  readonly action: 'relocation_announced' | 'relocation_changed' | 'relocation_withdrawn'
  readonly relocation: string | null
  readonly body: Static<typeof WantedRelocation> | null
}

/** Moving a site, and the people whom that concerns. */
export function registerRelocationRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: BookingDeps,
): void {
  const at = async <T, Code extends string>(
    tx: Tx,
    { caller, params }: Pick<Asking, 'caller' | 'params'>,
    work: (site: Site) => Promise<Result<T, Code>>,
  ): Promise<Result<T, Code | 'not_found'>> => {
    const site = await findSite(tx, params.site)
    return site && mayPlan(caller, site.id) ? work(site) : fail('not_found')
  }

  bindRoute(app, relocationsRoute, {
    policy: planners,
    handler: (request) =>
      database.withAuthority(request.authority, (tx) =>
        at(tx, request, async (site) => ok(await present(tx, site))),
      ),
  })

  bindRoute(app, foreseeRelocationRoute, {
    policy: planners,
    handler: (request) =>
      database.withAuthority(request.authority, (tx) =>
        at(tx, request, async (site) => {
          const { relocation, wish: body } = request.body
          const wish = await wishOf(tx, body)
          return wish.ok ? foreseeMove(tx, site.id, { id: idOf(relocation), wish: wish.value }) : wish
        }),
      ),
  })

  const command = (request: Asking, kind: string, { action, relocation, body }: Wanted) => {
    const { authority, caller, params, idempotencyKey: key } = request
    const named = { key, kind, caller: callerName(caller), input: [params, body] }
    return runCommand(database, authority, named, (tx) =>
      at(tx, request, async (site) => {
        const wish = await wishOf(tx, body)
        if (!wish.ok) return wish
        const done = await moveSite(tx, site.id, { id: idOf(relocation), wish: wish.value })
        if (!done.ok) return done
        await writeAudit(tx, { action, staffId: caller.kind === 'staff' ? caller.staffId : null })
        const { id, ...followers } = done.value
        return ok({ relocation: id, ...followers })
      }),
    )
  }

  bindRoute(app, announceRelocationRoute, {
    policy: planners,
    handler: (request) =>
      command(request, announceRelocationRoute.id, {
        action: 'relocation_announced',
        relocation: null,
        body: request.body,
      }),
  })

  bindRoute(app, changeRelocationRoute, {
    policy: planners,
    handler: (request) =>
      command(request, changeRelocationRoute.id, {
        action: 'relocation_changed',
        relocation: request.params.relocation,
        body: request.body,
      }),
  })

  bindRoute(app, withdrawRelocationRoute, {
    policy: planners,
    handler: (request) =>
      command(request, withdrawRelocationRoute.id, {
        action: 'relocation_withdrawn',
        relocation: request.params.relocation,
        body: null,
      }),
  })
}

function idOf(relocation: string | null): Id<'relocation'> | null {
  return relocation === null ? null : asId<'relocation'>(relocation)
}

/** What is typed, with where it lies; none for a move that is taken back. */
async function wishOf(
  tx: Tx,
  body: Static<typeof WantedRelocation> | null,
): Promise<Result<RelocationWish | null, 'unknown_postcode'>> {
  if (body === null) return ok(null)
  const { name, way, firstDay, point, district, ...address } = body
  const { postcode } = address
  const place = placeOfAddress(await listLocalities(tx), { postcode, district, point })
  if (!place.ok) return place
  return ok({ ...address, ...place.value, texts: { name, way }, firstDay: localDate(firstDay) })
}

async function present(tx: Tx, site: Site) {
  const today = dayOf(tx.now, site.timeZone)
  const moves = await relocationsOf(tx, site.id)
  const standing = moves.filter(({ withdrawnAt }) => withdrawnAt === null)
  const presented = []
  for (const { id, siteId: _, withdrawnAt, texts, ...address } of moves) {
    const { firstDay } = address
    const state = withdrawnAt
      ? ('withdrawn' as const)
      : firstDay > today
        ? ('ahead' as const)
        : ('done' as const)
    const next = standing.findLast((other) => other.firstDay > firstDay)
    const days = { from: firstDay, until: next?.firstDay ?? null }
    const told = withdrawnAt ? NOBODY : await toldOfMoves(tx, site.id, [days])
    presented.push({ relocation: id, ...texts, ...address, state, ...told })
  }
  const { street, postcode, town, stepFree, familyFriendly, selfService } = site
  return {
    here: { ...site.texts, street, postcode, town, stepFree, familyFriendly, selfService },
    earliest: addDays(today, 1),
    relocations: presented,
  }
}

const NOBODY = { follow: 0, mailed: 0, told: 0, untold: 0 }
