import { getSettings } from '#features/authority/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { AuditReason, Caller } from '#features/staff/model.ts'
import {
  contactOf,
  findBookings,
  loadVisit,
  lockLinked,
  lockVisit,
  visitsOfReference,
} from '#features/visit/actions.ts'
import { isOnEnvelope } from '#features/visit/model/postal.ts'
import { isOver, isReference, readCode, type Visit } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, parseInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand, runShownCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  bookForCaller,
  bookNext,
  type CallerRefusal,
  cancelForCaller,
  correctNames,
  type HoldRefusal,
  moveBooking,
  type NextRefusal,
} from '../actions.ts'
import {
  bookForCallerRoute,
  bookNextRoute,
  cancelBookingRoute,
  correctNameRoute,
  findBookingsRoute,
  moveBookingRoute,
  visitToFollowRoute,
} from '../contract/staff.ts'
import { bookers, finders, followers, mayChange, siteOf } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import {
  askedOf,
  type ContactFault,
  callerName,
  isToFollow,
  present,
  presentAll,
  readNames,
  readToldContact,
  showTo,
} from './present.ts'

/** What staff does for somebody on the telephone, at the desk or at a counter. */
export function registerStaffRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, lookToday }: BookingDeps,
): void {
  bindRoute(app, findBookingsRoute, {
    policy: finders,
    handler: ({ authority, query, caller }) =>
      database.withAuthority(authority, async (tx) => {
        const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
        const code = readCode(query.search)
        const found = isReference(code)
          ? await visitsOfReference(tx, code)
          : await findBookings(tx, today, query.search.trim(), siteOf(caller))
        return ok({ bookings: await presentAll(tx, caller, pairsOnce(found)) })
      }),
  })

  bindRoute(app, bookForCallerRoute, {
    policy: bookers,
    async handler({ authority, body, caller, idempotencyKey }) {
      await lookToday(authority, body.site, parseInstant(body.startsAt))
      // A fingerprint of a birth date could be guessed: it is no part of what is kept of the command.
      const { birthDate, ...input } = body
      const command = { key: idempotencyKey, kind: bookForCallerRoute.id, caller: callerName(caller), input }
      type Refusal = ContactFault | 'name_not_latin' | 'invalid_address' | CallerRefusal
      const work = async (tx: Tx): Promise<Result<Id<'visit'>, Refusal>> => {
        const contact = readToldContact(body)
        if (!contact.ok) return contact
        const booked = await bookForCaller(tx, links, {
          channel: body.channel,
          matters: askedOf(body.matters),
          siteKey: body.site,
          startsAt: parseInstant(body.startsAt),
          secondAt: momentOf(body.secondAt),
          language: body.language,
          contact: contact.value,
          kind: body.kind,
          birthDate: dateOf(birthDate),
          beyondLimits: body.beyondLimits !== undefined,
        })
        if (!booked.ok) return booked
        await audit(tx, caller, 'booking_made', booked.value)
        if (body.beyondLimits) await audit(tx, caller, 'limit_overridden', booked.value, body.beyondLimits)
        return ok(booked.value.id)
      }
      return runShownCommand(database, authority, command, work, showTo(caller))
    },
  })

  bindRoute(app, visitToFollowRoute, {
    policy: followers,
    handler: ({ authority, params, caller }) =>
      database.withAuthority(authority, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        return visit && (await isToFollow(tx, caller, visit))
          ? ok(await present(tx, caller, visit))
          : fail('not_found')
      }),
  })

  bindRoute(app, bookNextRoute, {
    policy: followers,
    handler: ({ authority, params, body, caller, idempotencyKey }) => {
      const { birthDate, ...kept } = body
      const input = [params, kept]
      const command = { key: idempotencyKey, kind: bookNextRoute.id, caller: callerName(caller), input }
      type Refusal = ContactFault | 'name_not_latin' | 'invalid_address' | NextRefusal | 'not_found'
      const work = async (tx: Tx): Promise<Result<Id<'visit'>, Refusal>> => {
        // Locked before it is judged, as in a move.
        const earlier = await lockVisit(tx, asId<'visit'>(params.visit))
        if (!earlier || !(await isToFollow(tx, caller, earlier))) return fail('not_found')
        const contact = body.contact ? readToldContact(body.contact) : ok(null)
        if (!contact.ok) return contact
        const booked = await bookNext(tx, links, earlier.id, {
          siteKey: body.site,
          startsAt: parseInstant(body.startsAt),
          secondAt: momentOf(body.secondAt),
          channel: body.channel,
          outcome: body.outcome,
          contact: contact.value,
          birthDate: dateOf(birthDate),
        })
        if (!booked.ok) return booked
        await audit(tx, caller, 'booking_made', booked.value)
        return ok(booked.value.id)
      }
      return runShownCommand(database, authority, command, work, showTo(caller))
    },
  })

  bindRoute(app, moveBookingRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey }) => {
      const input = [params, body]
      const command = { key: idempotencyKey, kind: moveBookingRoute.id, caller: callerName(caller), input }
      type Refusal = HoldRefusal | 'not_booked' | 'forbidden'
      const work = async (tx: Tx): Promise<Result<Id<'visit'>, Refusal>> => {
        const to = {
          siteKey: body.site,
          startsAt: parseInstant(body.startsAt),
          secondAt: momentOf(body.secondAt),
        }
        // Locked before it is judged: a move meanwhile would make it another site's booking.
        const visit = await lockAddressed(tx, params.visit)
        if (visit && !mayChange(caller, visit.siteId)) return fail('forbidden')
        const moved = await moveBooking(tx, asId<'visit'>(params.visit), to)
        if (!moved.ok) return moved
        await audit(tx, caller, 'booking_moved', moved.value)
        return ok(moved.value.id)
      }
      return runShownCommand(database, authority, command, work, showTo(caller))
    },
  })

  bindRoute(app, correctNameRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey }) => {
      const input = [params, body]
      const command = { key: idempotencyKey, kind: correctNameRoute.id, caller: callerName(caller), input }
      type Refusal = 'invalid_name' | 'name_not_latin' | 'not_booked' | 'no_contact' | 'forbidden'
      const work = async (tx: Tx): Promise<Result<Id<'visit'>, Refusal>> => {
        const visit = await lockAddressed(tx, params.visit)
        if (visit && !mayChange(caller, visit.siteId)) return fail('forbidden')
        const names = readNames(body)
        if (!names.ok) return names
        const known = visit && (await contactOf(tx, visit.id))
        if (known?.toldBy === 'letter' && !isOnEnvelope(names.value.name)) return fail('name_not_latin')
        const corrected = await correctNames(tx, links, asId<'visit'>(params.visit), names.value)
        if (!corrected.ok) return corrected
        await audit(tx, caller, 'name_corrected', corrected.value, body.reason)
        return ok(corrected.value.id)
      }
      return runShownCommand(database, authority, command, work, showTo(caller))
    },
  })

  bindRoute(app, cancelBookingRoute, {
    policy: bookers,
    handler: ({ authority, params, caller, idempotencyKey }) => {
      const command = {
        key: idempotencyKey,
        kind: cancelBookingRoute.id,
        caller: callerName(caller),
        input: params,
      }
      return runCommand(database, authority, command, async (tx) => {
        // Locked before it is judged, as in a move.
        const visit = await lockAddressed(tx, params.visit)
        if (!visit) return fail('not_found')
        if (!mayChange(caller, visit.siteId)) return fail('forbidden')
        const cancelled = await cancelForCaller(tx, visit.id)
        if (!cancelled.ok) return cancelled
        await audit(tx, caller, 'booking_cancelled', cancelled.value)
        return ok(undefined)
      })
    },
  })
}

/** Of two linked visits the first stands for both until it is over. */
function pairsOnce(found: readonly Visit[]): Visit[] {
  const open = new Set(found.filter(({ state }) => !isOver(state)).map(({ id }) => id))
  return found.filter(({ linked }) => !linked?.second || !open.has(linked.visitId))
}

/** The visit of an address, locked with the one that is linked with it. */
async function lockAddressed(tx: Tx, visit: string): Promise<Visit | undefined> {
  return (await lockLinked(tx, asId<'visit'>(visit))).find(({ id }) => id === visit)
}

const dateOf = (text: string | undefined) => (text === undefined ? undefined : localDate(text))
const momentOf = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text))

async function audit(
  tx: Tx,
  caller: Caller,
  action: 'booking_made' | 'booking_moved' | 'booking_cancelled' | 'limit_overridden' | 'name_corrected',
  visit: Visit,
  reason?: AuditReason,
): Promise<void> {
  if (caller.kind !== 'staff') return
  const entry = { action, staffId: caller.staffId, visitId: visit.id }
  await writeAudit(tx, reason ? { ...entry, reason } : entry)
}
