import { anySite, getSettings } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { remindersFor, usualReminders } from '#features/catalogue/model.ts'
import { type Overdue, planReminders, takeReminders, tryNumberAgain } from '#features/message/actions.ts'
import { remindersAhead } from '#features/message/model/reminder.ts'
import { contactOf, lockLinked, mattersOf, saveContact } from '#features/visit/actions.ts'
import { type Reminder, type ReminderChannel, writeReminder } from '#features/visit/model/reminder.ts'
import type { Contact, Links, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { offeredReminders } from '../model/reminders.ts'

/**
 * Writes the reminders that the person of a booking chose; those of its services where nobody asked them. `overdue`: what
 * was to have left already and has not.
 */
export async function remind(
  tx: Tx,
  visit: Visit,
  contact: Contact,
  overdue: readonly Overdue[] = [],
): Promise<void> {
  const reminders = contact.reminders ?? usualReminders(await remindersOf(tx, visit))
  const { timeZone } = (await anySite(tx, visit.siteId)) ?? impossible('a visit without site')
  planReminders(tx, visit, contact, reminders, timeZone, overdue)
}

/** All reminders that a visit may have; of two linked visits those of both. */
async function remindersOf(tx: Tx, visit: Visit): Promise<readonly Reminder[]> {
  return remindersFor(await servicesOf(tx, visit), await getSettings(tx))
}

async function servicesOf(tx: Tx, { id, linked }: Visit) {
  const matters = await mattersOf(tx, linked ? [id, linked.visitId] : [id])
  const serviceIds = [...matters.values()].flat().map(({ serviceId }) => serviceId)
  return findServicesById(tx, serviceIds)
}

/** What the person of a booking has chosen, and what they still can. */
export type ReminderState = {
  readonly chosen: readonly Reminder[]
  readonly offered: readonly Reminder[]
  readonly mobile: string | null
  /** Can a phone be reminded that asks for it? */
  readonly onPhone: boolean
}

/** How somebody is reminded of a booking; undefined where nobody can be reached. */
export async function readReminders(tx: Tx, visit: Visit): Promise<ReminderState | undefined> {
  const contact = await contactOf(tx, visit.id)
  if (!contact || visit.appointmentAt === null) return undefined
  const { timeZone } = (await anySite(tx, visit.siteId)) ?? impossible('a visit without site')
  const services = await servicesOf(tx, visit)
  const settings = await getSettings(tx)
  const offered = offeredReminders({ services, settings, startsAt: visit.appointmentAt, timeZone }, tx.now)
  return {
    chosen: contact.reminders ?? usualReminders(remindersFor(services, settings)),
    offered: contact.email === null ? offered.filter(({ channel }) => channel !== 'mail') : offered,
    mobile: contact.mobile ?? null,
    onPhone:
      remindersAhead(
        visit.appointmentAt,
        byChannel(remindersFor(services, settings), 'push'),
        tx.now,
        timeZone,
      ).length > 0,
  }
}

/**
 * The person of a booking chooses anew of what they are reminded; those to their phone stay as they are. What was due is
 * taken away and written anew in this transaction, also what waits although its time has come; what was sent is not sent
 * again.
 */
export async function chooseReminders(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  reminders: readonly Reminder[],
  mobile: string | null,
): Promise<Result<Visit, 'not_booked'>> {
  if (mobile !== null) await tryNumberAgain(tx, links, { email: null, phone: null, mobile })
  return rewrite(tx, visitId, (known) => ({
    reminders: [...reminders.filter(({ channel }) => channel !== 'push'), ...byChannel(known, 'push')],
    mobile,
  }))
}

/** From now on somebody is reminded on a phone that asked for it, or no more. */
export async function remindOnPhone(
  tx: Tx,
  visitId: Id<'visit'>,
  wanted: boolean,
): Promise<Result<Visit, 'not_booked'>> {
  return rewrite(tx, visitId, (known, all) => ({
    reminders: [
      ...known.filter(({ channel }) => channel !== 'push'),
      ...(wanted ? byChannel(all, 'push') : []),
    ],
  }))
}

function byChannel(reminders: readonly Reminder[], channel: ReminderChannel): readonly Reminder[] {
  return reminders.filter((each) => each.channel === channel)
}

/** Changes what the contact of a booking says of reminders, and writes them anew. */
async function rewrite(
  tx: Tx,
  visitId: Id<'visit'>,
  change: (known: readonly Reminder[], all: readonly Reminder[]) => Pick<Contact, 'reminders' | 'mobile'>,
): Promise<Result<Visit, 'not_booked'>> {
  const both = await lockLinked(tx, visitId)
  const [first] = both
  const contact = first && (await contactOf(tx, first.id))
  if (first?.state !== 'booked' || !contact) return fail('not_booked')
  const all = await remindersOf(tx, first)
  const changed = change(contact.reminders ?? usualReminders(all), all)
  const offered = new Set(all.map(writeReminder))
  const reminders = (changed.reminders ?? []).filter((each) => offered.has(writeReminder(each)))
  const kept = { ...contact, ...changed, reminders }
  for (const { id } of both) await saveContact(tx, id, kept)
  const overdue = await takeReminders(tx, first.id, first.appointmentAt)
  await remind(tx, first, kept, overdue)
  return ok(first)
}
