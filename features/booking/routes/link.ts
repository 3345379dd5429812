import { listSites } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import { type Instant, isoInstant, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  acceptReplacement,
  cancelOwnBooking,
  confirmBooking,
  knownBrowser,
  type LinkedVisit,
  linkedVisit,
  moveOwnBooking,
  visitOfLink,
} from '../actions.ts'
import {
  acceptReplacementRoute,
  cancelOwnBookingRoute,
  confirmBookingRoute,
  moveOwnBookingRoute,
  visitOfLinkRoute,
} from '../contract/link.ts'
import { everyone } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { secondAtOf } from './citizen.ts'

type LinkRequest = {
  readonly authority: Authority
  readonly params: { readonly token: string }
  readonly idempotencyKey: string
}

/** What somebody with the link of a mail may do, as on the page behind it. */
export function registerLinkRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links }: BookingDeps,
): void {
  /** Runs a command on the visit behind a link; without a kind it is one that may be sent as often as one likes. */
  function act<T, Code extends string>(
    { authority, params: { token }, idempotencyKey: key }: LinkRequest,
    command: { readonly kind: string; readonly input: unknown } | null,
    work: (tx: Tx, visit: Visit) => Promise<Result<T, Code>>,
  ): Promise<Result<T, Code | 'not_found'>> {
    const named = command && { ...command, key, caller: `link ${token}` }
    return runCommand<Result<T, Code | 'not_found'>>(database, authority, named, async (tx) => {
      const visit = await visitOfLink(tx, links, token)
      return visit ? work(tx, visit) : fail('not_found')
    })
  }

  bindRoute(app, visitOfLinkRoute, {
    policy: everyone,
    handler: ({ authority, params }) =>
      database.withAuthority(authority, async (tx) => {
        const linked = await linkedVisit(tx, links, params.token)
        return linked ? ok(shown(linked)) : fail('not_found')
      }),
  })

  bindRoute(app, confirmBookingRoute, {
    policy: everyone,
    handler: (request) =>
      act(request, null, async (tx, visit) => {
        const booked = await confirmBooking(tx, visit.id)
        if (!booked.ok) return booked
        return ok({
          bookingNumber: booked.value.bookingNumber ?? '',
          ...(await whenAndWhere(tx, booked.value)),
        })
      }),
  })

  bindRoute(app, moveOwnBookingRoute, {
    policy: everyone,
    handler: (request) =>
      act(request, { kind: moveOwnBookingRoute.id, input: request.body }, async (tx, visit) => {
        const { site, startsAt, secondAt } = request.body
        const moved = await moveOwnBooking(tx, visit.id, {
          siteKey: site,
          startsAt: parseInstant(startsAt),
          secondAt: secondAt === undefined ? undefined : parseInstant(secondAt),
        })
        return moved.ok ? ok(await whenAndWhere(tx, moved.value)) : moved
      }),
  })

  bindRoute(app, cancelOwnBookingRoute, {
    policy: everyone,
    handler: (request) =>
      act(request, null, (tx, visit) => done(cancelOwnBooking(tx, visit.id, knownBrowser(request.cookies)))),
  })

  bindRoute(app, acceptReplacementRoute, {
    policy: everyone,
    handler: (request) =>
      act(request, { kind: acceptReplacementRoute.id, input: {} }, (tx, visit) =>
        done(acceptReplacement(tx, visit.id)),
      ),
  })
}

/** The same without what it answers. */
async function done<Code extends string>(
  work: Promise<Result<unknown, Code>>,
): Promise<Result<undefined, Code>> {
  const result = await work
  return result.ok ? ok(undefined) : result
}

/** When and where a booking is now. */
async function whenAndWhere(tx: Tx, visit: Visit) {
  const site = (await listSites(tx)).find(({ id }) => id === visit.siteId)
  const second = visit.linked && !visit.linked.second ? await loadVisit(tx, visit.linked.visitId) : undefined
  return {
    // A site that has been given up since is named by its id.
    site: site?.key ?? visit.siteId,
    startsAt: isoInstant(visit.appointmentAt ?? impossible('a booking without time')),
    ...secondAtOf(second),
  }
}

const isoOrNull = (at: Instant | null | undefined) => (at == null ? null : isoInstant(at))

/** Where to come, while somebody is still to come. */
function placeOf({ visit, site, movesOn }: LinkedVisit) {
  if (!site || visit.kind !== 'on_site' || !['held', 'booked'].includes(visit.state)) return null
  const { texts, street, postcode, town, stepFree } = site
  return { ...texts, street, postcode, town, stepFree, movesOn }
}

/**
 * Over is over: when and where somebody was, or was to be, is no longer to be seen, as on the page. What nobody need come
 * for, and what ran out unconfirmed, keeps both there; and the first of two linked visits, while the second is to come.
 */
function hidesWhenAndWhere({ visit: { state }, second }: LinkedVisit): boolean {
  if (state === 'done' && second && !isOver(second.state)) return false
  return isOver(state) && state !== 'settled' && state !== 'expired'
}

/** What a program may read of the visit behind a link: all that its page shows but who comes. */
function shown(linked: LinkedVisit) {
  const { visit, second, site, heldUntil, replacement, matters } = linked
  const isGone = hidesWhenAndWhere(linked)
  const held = replacement?.state === 'open' && replacement.placed ? replacement : undefined
  return {
    state: visit.state,
    kind: visit.kind,
    bookingNumber: isGone ? null : visit.bookingNumber,
    site: isGone ? null : (site?.key ?? null),
    place: placeOf(linked),
    startsAt: isGone ? null : isoOrNull(visit.appointmentAt),
    ...(isGone ? {} : secondAtOf(second)),
    heldUntil: isoOrNull(heldUntil),
    instead:
      held?.startsAt && held.until
        ? { startsAt: isoInstant(held.startsAt), until: isoInstant(held.until) }
        : null,
    matters: (visit.state === 'cancelled' ? [] : matters).map(({ service, people, reference, isSecond }) => ({
      service: service.key,
      people,
      reference,
      second: isSecond,
    })),
  }
}
