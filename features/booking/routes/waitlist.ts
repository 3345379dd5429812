import type { Static } from 'typebox'
import { listSites } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { AuditAction, Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, localDate, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  acceptOffer,
  addWishForCaller,
  auditWaitlist,
  declineOffer,
  type ListedWish,
  leaveList,
  listWaitlist,
  offeredAt,
  waitlistLog,
} from '../actions.ts'
import {
  acceptForCallerRoute,
  addWishRoute,
  declineForCallerRoute,
  removeWishRoute,
  type StaffWish,
  waitlistAuditRoute,
  waitlistLogRoute,
  waitlistRoute,
} from '../contract/waitlist.ts'
import { lastUntil } from '../model/wishUntil.ts'
import { bookers, listAuditors, seesNamesOnList } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { askedOf, callerName, readContact } from './present.ts'

type Keys = { readonly service: (id: Id<'service'>) => string; readonly site: (id: Id<'site'>) => string }

/** What staff does with the waitlist: see it, help people who call, and check how times were given out. */
export function registerWaitlistRoutes(app: HttpServer<Caller, Authority>, deps: BookingDeps): void {
  const { database, links } = deps

  bindRoute(app, waitlistRoute, {
    policy: bookers,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => {
        const list = await listWaitlist(tx)
        const keys = await readKeys(tx, list.line)
        const names = seesNamesOnList(caller)
        return ok({
          services: countServices(list.line, keys),
          wishes: list.line.map((each, index) => present(each, index + 1, keys, names)),
          freedLately: list.freedLately,
          today: list.today,
          lastDay: lastUntil(list.today),
        })
      }),
  })

  bindRoute(app, addWishRoute, {
    policy: bookers,
    handler: ({ authority, body, caller, idempotencyKey: key }) => {
      // A fingerprint of a birth date could be guessed: it is no part of what is kept of the command.
      const { birthDate, ...input } = body
      const command = { key, kind: addWishRoute.id, caller: callerName(caller), input }
      return runCommand(database, authority, command, async (tx) => {
        const contact = readContact(body)
        if (!contact.ok) return contact
        if (!contact.value.email && !contact.value.phone) return fail('no_contact')
        const added = await addWishForCaller(tx, links, {
          channel: body.channel,
          kind: body.kind,
          matters: askedOf(body.matters),
          siteKeys: body.sites,
          weekdays: body.weekdays,
          parts: body.parts,
          untilDay: localDate(body.untilDay),
          statedDates: Object.fromEntries(
            (body.dates ?? []).map(({ service, date }) => [service, localDate(date)]),
          ),
          language: body.language,
          contact: contact.value,
          birthDate: birthDate === undefined ? undefined : localDate(birthDate),
        })
        if (!added.ok) return added
        await audit(tx, caller, 'wish_added', added.value.id)
        return ok({ wish: added.value.id })
      })
    },
  })

  bindRoute(app, removeWishRoute, {
    policy: bookers,
    handler: ({ authority, params, caller, idempotencyKey: key }) => {
      const command = { key, kind: removeWishRoute.id, caller: callerName(caller), input: params }
      const wishId = asId<'wish'>(params.wish)
      return runCommand(database, authority, command, async (tx) => {
        const left = await leaveList(tx, wishId, 'removed')
        if (left.ok) await audit(tx, caller, 'wish_removed', wishId)
        return left.ok ? ok(undefined) : left
      })
    },
  })

  registerAnswers(app, deps)
  registerLog(app, deps)
}

/** Answers to offers that staff gives for somebody. */
function registerAnswers(app: HttpServer<Caller, Authority>, { database, links }: BookingDeps): void {
  bindRoute(app, acceptForCallerRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey: key }) => {
      const input = [params, body]
      const command = { key, kind: acceptForCallerRoute.id, caller: callerName(caller), input }
      const wishId = asId<'wish'>(params.wish)
      type Accepted = { bookingNumber: string; startsAt: string }
      type Refusal = 'offer_over' | 'has_open_booking' | 'too_many_names'
      return runCommand(database, authority, command, async (tx): Promise<Result<Accepted, Refusal>> => {
        if (!(await isOffered(tx, wishId, body.startsAt))) return fail('offer_over')
        const taken = await acceptOffer(tx, links, wishId)
        if (!taken.ok) {
          // Whatever else stands against it: for the caller this time is gone.
          const { code } = taken
          return fail(code === 'has_open_booking' || code === 'too_many_names' ? code : 'offer_over')
        }
        await audit(tx, caller, 'offer_accepted', wishId, taken.value.id)
        const { bookingNumber, appointmentAt } = taken.value
        const startsAt = isoInstant(appointmentAt ?? impossible('a booking without time'))
        return ok({ bookingNumber: bookingNumber ?? '', startsAt })
      })
    },
  })

  bindRoute(app, declineForCallerRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey: key }) => {
      const input = [params, body]
      const command = { key, kind: declineForCallerRoute.id, caller: callerName(caller), input }
      const wishId = asId<'wish'>(params.wish)
      return runCommand(database, authority, command, async (tx) => {
        if (!(await isOffered(tx, wishId, body.startsAt))) return fail('offer_over')
        const declined = await declineOffer(tx, wishId)
        if (!declined.ok) return declined
        await audit(tx, caller, 'offer_declined', wishId)
        return ok(undefined)
      })
    },
  })
}

/** The log and its replay. */
function registerLog(app: HttpServer<Caller, Authority>, { database }: BookingDeps): void {
  bindRoute(app, waitlistLogRoute, {
    policy: listAuditors,
    handler: ({ authority, query }) =>
      database.withAuthority(authority, async (tx) => {
        const entries = await waitlistLog(tx, query.from ?? 1, query.limit ?? 200)
        return ok({
          entries: entries.map((entry) => ({
            number: entry.number,
            at: isoInstant(entry.at),
            event: entry.event,
            wish: 'wishId' in entry ? entry.wishId : null,
            offer: 'offerId' in entry ? entry.offerId : null,
            facts: 'facts' in entry ? entry.facts : null,
          })),
        })
      }),
  })

  bindRoute(app, waitlistAuditRoute, {
    policy: listAuditors,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const { runs, offers, differences } = await auditWaitlist(tx)
        return ok({
          looks: runs,
          offers,
          differences: differences.map(({ run, byRule, written }) => ({
            look: run,
            byRule: [...byRule],
            written: [...written],
          })),
        })
      }),
  })
}

/** Does the offer that was read to the caller still stand? */
async function isOffered(tx: Tx, wishId: Id<'wish'>, startsAt: string): Promise<boolean> {
  const offered = await offeredAt(tx, wishId)
  return offered !== undefined && offered === parseInstant(startsAt)
}

async function audit(
  tx: Tx,
  caller: Caller,
  action: AuditAction,
  wishId: Id<'wish'>,
  visitId?: Id<'visit'>,
): Promise<void> {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action, staffId, wishId, ...(visitId ? { visitId } : {}) })
}

async function readKeys(tx: Tx, line: readonly ListedWish[]): Promise<Keys> {
  const sites = new Map((await listSites(tx)).map((site) => [site.id, site.key]))
  const ids = new Set(line.flatMap(({ wish }) => wish.serviceIds))
  const services = new Map((await findServicesById(tx, [...ids])).map((service) => [service.id, service.key]))
  return { service: (id) => services.get(id) ?? id, site: (id) => sites.get(id) ?? id }
}

function countServices(line: readonly ListedWish[], keys: Keys) {
  const ids = [...new Set(line.flatMap(({ wish }) => wish.serviceIds))]
  return ids.map((id) => {
    const own = line.filter(({ wish }) => wish.serviceIds.includes(id))
    return {
      service: keys.service(id),
      waiting: own.length,
      urgent: own.filter(({ urgent }) => urgent).length,
      offered: own.filter(({ offer }) => offer).length,
    }
  })
}

function present(
  { wish, urgent, offer, contact }: ListedWish,
  position: number,
  keys: Keys,
  names: boolean,
): Static<typeof StaffWish> {
  return {
    wish: wish.id,
    position,
    urgent,
    queuedAt: isoInstant(wish.queuedAt),
    services: wish.matters.map(({ serviceId, people }) => ({ service: keys.service(serviceId), people })),
    kind: wish.kind,
    sites: wish.siteIds.map(keys.site),
    weekdays: [...wish.weekdays],
    parts: [...wish.parts],
    untilDay: wish.untilDay,
    deadlineOn: wish.deadlineOn,
    earlierThan: wish.before === null ? null : isoInstant(wish.before),
    offer: offer
      ? {
          site: keys.site(offer.siteId),
          startsAt: isoInstant(offer.startsAt),
          until: isoInstant(offer.until),
        }
      : null,
    byPhone: !contact?.email,
    name: (names && contact?.name) || null,
    phone: (names && contact?.phone) || null,
  }
}
