import type { Static } from 'typebox'
import { listSites } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { letterArrives } from '#features/message/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf, loadVisit, mattersOf, saidComing } from '#features/visit/actions.ts'
import { type MessageChannel, recipientBy } from '#features/visit/model/channel.ts'
import { readMobile } from '#features/visit/model/phone.ts'
import { isOnEnvelope, readPostal, type TypedPostal } from '#features/visit/model/postal.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import { type Contact, mayBeFollowed, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { servedToday, waitingVisits } from '../actions.ts'
import type { StaffBooking } from '../contract/staff.ts'
import { cleanName, NAME_LIMIT, readEmail, readPhone } from '../model.ts'
import { mayChange, mayFollow, seesContact } from '../policy.ts'

type ShownBooking = Static<typeof StaffBooking>
/** What is wrong with a contact as typed. */
export type ContactFault = 'invalid_name' | 'invalid_email' | 'invalid_phone'

/** Who runs a command, as its stored answer knows them. */
export const callerName = (caller: Caller) => (caller.kind === 'staff' ? caller.staffId : caller.kind)

/** Matters of a request as the actions know them. */
export const askedOf = (
  matters: readonly { service: string; people: number; answers?: Record<string, string> }[],
) => matters.map(({ service, ...matter }) => ({ serviceKey: service, ...matter }))

/** Reads a contact as typed; empty e-mail and phone are none. */
export function readContact(typed: {
  name: string
  email?: string | undefined
  phone?: string | undefined
  companions?: readonly string[] | undefined
  reachKm?: number | undefined
  mobile?: string | undefined
  toldBy?: MessageChannel | undefined
  reminders?: readonly Reminder[] | undefined
}): Result<Contact, ContactFault> {
  const names = readNames(typed)
  if (!names.ok) return names
  const email = typed.email?.trim() ? readEmail(typed.email) : null
  if (email === undefined) return fail('invalid_email')
  const phone = typed.phone?.trim() ? readPhone(typed.phone) : null
  if (phone === undefined) return fail('invalid_phone')
  const mobile = typed.mobile?.trim() ? readMobile(typed.mobile) : null
  if (mobile === undefined) return fail('invalid_phone')
  const { reachKm, toldBy, reminders } = typed
  return ok({
    ...names.value,
    email,
    phone,
    mobile,
    ...(reachKm === undefined ? {} : { reachKm }),
    ...(toldBy === undefined ? {} : { toldBy }),
    ...(reminders === undefined ? {} : { reminders }),
  })
}

/**
 * The same from staff, who may choose letters; an address that nobody asked for is not kept. `name_not_latin`: no envelope
 * can carry the name as it is typed.
 */
export function readToldContact(
  typed: Parameters<typeof readContact>[0] & { readonly postal?: TypedPostal | undefined },
): Result<Contact, ContactFault | 'name_not_latin' | 'invalid_address'> {
  const contact = readContact(typed)
  if (!contact.ok || typed.toldBy !== 'letter') return contact
  if (!isOnEnvelope(contact.value.name)) return fail('name_not_latin')
  const postal = typed.postal ? readPostal(typed.postal) : undefined
  return postal?.ok ? ok({ ...contact.value, postal: postal.value }) : fail('invalid_address')
}

/** Reads the names of those who come. */
export function readNames(typed: {
  name: string
  companions?: readonly string[] | undefined
}): Result<Required<Pick<Contact, 'name' | 'companions'>>, 'invalid_name'> {
  const name = cleanName(typed.name)
  const companions = (typed.companions ?? []).map(cleanName)
  // Composing can make a name longer than what was typed.
  if ([name, ...companions].some((one) => !one || one.length > NAME_LIMIT)) return fail('invalid_name')
  return ok({ name, companions })
}

/** Bookings as a caller may see them. */
export async function presentAll(tx: Tx, caller: Caller, visits: readonly Visit[]): Promise<ShownBooking[]> {
  const sites = new Map((await listSites(tx)).map((site) => [site.id, site.key]))
  const asked = await mattersOf(
    tx,
    visits.flatMap(({ id, linked }) => (linked ? [id, linked.visitId] : [id])),
  )
  const serviceIds = new Set([...asked.values()].flat().map(({ serviceId }) => serviceId))
  const services = await findServicesById(tx, [...serviceIds])
  const keys = new Map(services.map((service) => [service.id, service.key]))
  const coming = await saidComing(
    tx,
    visits.flatMap(({ id, state }) => (state === 'booked' ? [id] : [])),
  )
  const waiting = await waitingVisits(
    tx,
    visits.flatMap(({ id, state }) => (state === 'cancelled' ? [id] : [])),
  )
  const shown: ShownBooking[] = []
  for (const visit of visits) {
    const contact = await contactOf(tx, visit.id)
    const other = visit.linked && (await loadVisit(tx, visit.linked.visitId))
    const servicesOf = (id: Visit['id']) =>
      (asked.get(id) ?? []).map(({ serviceId, people, reference }) => ({
        service: keys.get(serviceId) ?? serviceId,
        people,
        reference,
      }))
    const writesTo = contact?.toldBy === 'letter' ? recipientBy('letter', contact) : undefined
    shown.push({
      visit: visit.id,
      state: visit.state,
      kind: visit.kind,
      bookingNumber: visit.bookingNumber ?? '',
      name: contact?.name ?? '',
      email: (seesContact(caller) && contact?.email) || null,
      phone: (seesContact(caller) && contact?.phone) || null,
      // A site that has been given up since is named by its id.
      site: sites.get(visit.siteId) ?? visit.siteId,
      startsAt: isoInstant(visit.appointmentAt ?? visit.arrivedAt ?? visit.createdAt),
      companions: [...(contact?.companions ?? [])],
      people: visit.people,
      language: visit.language,
      services: servicesOf(visit.id),
      linked: other?.appointmentAt
        ? {
            visit: other.id,
            startsAt: isoInstant(other.appointmentAt),
            second: other.linked?.second ?? false,
            services: servicesOf(other.id).map(({ service, people }) => ({ service, people })),
          }
        : null,
      letter:
        writesTo === undefined
          ? null
          : (await letterArrives(tx, visit.day, writesTo))
            ? 'in_time'
            : 'too_late',
      coming: coming.has(visit.id),
      ticketNumber: visit.ticketNumber,
      mayChange: mayChange(caller, visit.siteId),
      mayFollow:
        (mayBeFollowed(visit.state) || waiting.has(visit.id)) && (await isToFollow(tx, caller, visit)),
    })
  }
  return shown
}

/** One booking as a caller may see it. */
export async function present(tx: Tx, caller: Caller, visit: Visit): Promise<ShownBooking> {
  const [shown] = await presentAll(tx, caller, [visit])
  return shown ?? impossible('one booking is shown as one')
}

/** Shows a booking that was just made or moved: its row is read anew, because the stored answer holds only its id. */
export function showTo(caller: Caller) {
  return async (tx: Tx, id: Id<'visit'>): Promise<ShownBooking> =>
    present(tx, caller, (await loadVisit(tx, id)) ?? impossible('a booking vanished'))
}

/** May this caller book the visit after this one? */
export async function isToFollow(tx: Tx, caller: Caller, visit: Visit): Promise<boolean> {
  return mayFollow(caller, visit.siteId, await servedToday(tx, visit))
}
