import type { Static } from 'typebox'
import { getSettings, listSites } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import {
  contactOf,
  findBookings,
  loadVisit,
  lockVisit,
  mattersOf,
  visitByLink,
} from '#features/visit/actions.ts'
import type { Contact, Links, Visit } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, localDate, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand, runShownCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  bookForCaller,
  browserOf,
  cancelBooking,
  confirmBooking,
  giveContact,
  type HoldRefusal,
  heldBooking,
  holdTime,
  moveBooking,
  saveHoldContact,
  searchTimes,
} from './actions.ts'
import {
  bookForCallerRoute,
  cancelBookingRoute,
  cancelOwnBookingRoute,
  confirmBookingRoute,
  findBookingsRoute,
  giveContactRoute,
  holdTimeRoute,
  moveBookingRoute,
  type StaffBooking,
  searchTimesRoute,
} from './contract.ts'
import { cleanName, NAME_LIMIT, readEmail, readMattersText, readPhone } from './model.ts'
import { bookers, everyone, finders, mayChange, seesContact, siteOf } from './policy.ts'

/** What the booking's routes need. */
export type BookingDeps = { readonly database: Database; readonly links: Links }

/** Times in one answer, unless asked otherwise. */
const TIMES_SHOWN = 200

const callerName = (caller: Caller) => (caller.kind === 'staff' ? caller.staffId : caller.kind)
const askedOf = (matters: readonly { service: string; people: number }[]) =>
  matters.map(({ service, people }) => ({ serviceKey: service, people }))

type ShownBooking = Static<typeof StaffBooking>
type ContactFault = 'invalid_name' | 'invalid_email' | 'invalid_phone'

/** Reads a contact as typed; empty e-mail and phone are none. */
function readContact(typed: {
  name: string
  email?: string | undefined
  phone?: string | undefined
}): Result<Contact, ContactFault> {
  const name = cleanName(typed.name)
  // Composing can make a name longer than what was typed.
  if (!name || name.length > NAME_LIMIT) return fail('invalid_name')
  const email = typed.email?.trim() ? readEmail(typed.email) : null
  if (email === undefined) return fail('invalid_email')
  const phone = typed.phone?.trim() ? readPhone(typed.phone) : null
  if (phone === undefined) return fail('invalid_phone')
  return ok({ name, email, phone })
}

/** Bookings as a caller may see them. */
async function presentAll(tx: Tx, caller: Caller, visits: readonly Visit[]): Promise<ShownBooking[]> {
  const sites = new Map((await listSites(tx)).map((site) => [site.id, site.key]))
  const asked = await mattersOf(
    tx,
    visits.map(({ id }) => id),
  )
  const serviceIds = new Set([...asked.values()].flat().map(({ serviceId }) => serviceId))
  const services = await findServicesById(tx, [...serviceIds])
  const keys = new Map(services.map((service) => [service.id, service.key]))
  const shown: ShownBooking[] = []
  for (const visit of visits) {
    const contact = await contactOf(tx, visit.id)
    shown.push({
      visit: visit.id,
      state: visit.state,
      bookingNumber: visit.bookingNumber ?? '',
      name: contact?.name ?? '',
      email: (seesContact(caller) && contact?.email) || null,
      phone: (seesContact(caller) && contact?.phone) || null,
      // A site that has been given up since is named by its id.
      site: sites.get(visit.siteId) ?? visit.siteId,
      startsAt: isoInstant(visit.appointmentAt ?? impossible('a booking without time')),
      people: visit.people,
      services: (asked.get(visit.id) ?? []).map(({ serviceId, people }) => ({
        service: keys.get(serviceId) ?? serviceId,
        people,
      })),
      ticketNumber: visit.ticketNumber,
      mayChange: mayChange(caller, visit.siteId),
    })
  }
  return shown
}

async function present(tx: Tx, caller: Caller, visit: Visit): Promise<ShownBooking> {
  const [shown] = await presentAll(tx, caller, [visit])
  return shown ?? impossible('one booking is shown as one')
}

/** Shows a booking that was just made or moved: its row is read anew, because the stored answer holds only its id. */
function showTo(caller: Caller) {
  return async (tx: Tx, id: Id<'visit'>): Promise<ShownBooking> =>
    present(tx, caller, (await loadVisit(tx, id)) ?? impossible('a booking vanished'))
}

/** The API of booking: for citizens' programs, and for staff who book for somebody. */
export function registerBookingRoutes(app: HttpServer<Caller, Authority>, deps: BookingDeps): void {
  registerCitizenRoutes(app, deps)
  registerStaffRoutes(app, deps)
}

function registerCitizenRoutes(app: HttpServer<Caller, Authority>, { database, links }: BookingDeps): void {
  bindRoute(app, searchTimesRoute, {
    policy: everyone,
    handler: ({ authority, query }) =>
      database.withAuthority(authority, async (tx) => {
        const found = await searchTimes(tx, {
          matters: readMattersText(query.matters),
          ...(query.site ? { siteKey: query.site } : {}),
          ...(query.day ? { day: localDate(query.day) } : {}),
          ...(query.from ? { fromDay: localDate(query.from) } : {}),
        })
        if (!found.ok) return found
        const { minutes, sites, times, days, window } = found.value
        const keyOf = new Map(sites.map(({ site }) => [site.id, site.key]))
        return ok({
          minutes,
          sites: sites.map(({ site, earliest }) => ({
            site: site.key,
            earliest: earliest && isoInstant(earliest.startsAt),
          })),
          times: times.slice(0, query.limit ?? TIMES_SHOWN).map((time) => ({
            site: keyOf.get(time.siteId) ?? impossible('a time without site'),
            day: time.day,
            startsAt: isoInstant(time.startsAt),
          })),
          days: [...days],
          window,
        })
      }),
  })

  bindRoute(app, holdTimeRoute, {
    policy: everyone,
    handler: ({ authority, body, cookies, idempotencyKey }) => {
      const browser = browserOf(cookies, idempotencyKey)
      const command = { key: idempotencyKey, kind: holdTimeRoute.id, caller: browser, input: body }
      return runCommand(database, authority, command, async (tx) => {
        const held = await holdTime(tx, links, {
          matters: askedOf(body.matters),
          siteKey: body.site,
          startsAt: parseInstant(body.startsAt),
          language: body.language,
          channel: 'online',
          browser,
        })
        if (!held.ok) return held
        const now = (await heldBooking(tx, browser)) ?? impossible('a hold vanished')
        return ok({ startsAt: body.startsAt, until: isoInstant(now.until) })
      })
    },
  })

  bindRoute(app, giveContactRoute, {
    policy: everyone,
    handler: ({ authority, body, cookies, idempotencyKey }) => {
      const browser = browserOf(cookies)
      const command = { key: idempotencyKey, kind: giveContactRoute.id, caller: browser, input: body }
      return runCommand(database, authority, command, async (tx) => {
        const contact = readContact(body)
        if (!contact.ok) return contact.code === 'invalid_name' ? fail('invalid_name') : fail('invalid_email')
        if (contact.value.email === null) return fail('invalid_email')
        const saved = await saveHoldContact(tx, browser, contact.value)
        if (!saved.ok) return saved
        const given = await giveContact(tx, browser)
        if (!given.ok) return fail(given.code === 'too_many_open' ? given.code : 'no_hold')
        return ok({ until: isoInstant(given.value.until) })
      })
    },
  })

  bindRoute(app, confirmBookingRoute, {
    policy: everyone,
    handler: ({ authority, params, caller }) =>
      runCommand(database, authority, null, async (tx) => {
        const visit = await visitByLink(tx, links.digestOf(params.token))
        if (!visit) return fail('not_found')
        const booked = await confirmBooking(tx, visit.id)
        if (!booked.ok) return booked
        const shown = await present(tx, caller, booked.value)
        return ok({ bookingNumber: shown.bookingNumber, startsAt: shown.startsAt, site: shown.site })
      }),
  })

  bindRoute(app, cancelOwnBookingRoute, {
    policy: everyone,
    handler: ({ authority, params }) =>
      runCommand(database, authority, null, async (tx) => {
        const visit = await visitByLink(tx, links.digestOf(params.token))
        if (!visit) return fail('not_found')
        const cancelled = await cancelBooking(tx, visit.id)
        return cancelled.ok ? ok(undefined) : cancelled
      }),
  })
}

function registerStaffRoutes(app: HttpServer<Caller, Authority>, { database, links }: BookingDeps): void {
  bindRoute(app, findBookingsRoute, {
    policy: finders,
    handler: ({ authority, query, caller }) =>
      database.withAuthority(authority, async (tx) => {
        const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
        const found = await findBookings(tx, today, query.search.trim(), siteOf(caller))
        return ok({ bookings: await presentAll(tx, caller, found) })
      }),
  })

  bindRoute(app, bookForCallerRoute, {
    policy: bookers,
    handler: ({ authority, body, caller, idempotencyKey }) => {
      const command = {
        key: idempotencyKey,
        kind: bookForCallerRoute.id,
        caller: callerName(caller),
        input: body,
      }
      type Refusal = ContactFault | HoldRefusal
      const work = async (tx: Tx): Promise<Result<Id<'visit'>, Refusal>> => {
        const contact = readContact(body)
        if (!contact.ok) return contact
        const booked = await bookForCaller(tx, links, {
          channel: body.channel,
          matters: askedOf(body.matters),
          siteKey: body.site,
          startsAt: parseInstant(body.startsAt),
          language: body.language,
          contact: contact.value,
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
        const to = { siteKey: body.site, startsAt: parseInstant(body.startsAt) }
        // Locked before it is judged: a move meanwhile would make it another site's booking.
        const visit = await lockVisit(tx, asId<'visit'>(params.visit))
        if (visit && !mayChange(caller, visit.siteId)) return fail('forbidden')
        const moved = await moveBooking(tx, asId<'visit'>(params.visit), to)
        if (!moved.ok) return moved
        await audit(tx, caller, 'booking_moved', moved.value)
        return ok(moved.value.id)
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
        const visit = await lockVisit(tx, asId<'visit'>(params.visit))
        if (!visit) return fail('not_found')
        if (!mayChange(caller, visit.siteId)) return fail('forbidden')
        const cancelled = await cancelBooking(tx, visit.id)
        if (!cancelled.ok) return cancelled
        await audit(tx, caller, 'booking_cancelled', cancelled.value)
        return ok(undefined)
      })
    },
  })
}

async function audit(
  tx: Tx,
  caller: Caller,
  action: 'booking_made' | 'booking_moved' | 'booking_cancelled',
  visit: Visit,
): Promise<void> {
  if (caller.kind === 'staff') await writeAudit(tx, { action, staffId: caller.staffId, visitId: visit.id })
}
