import { anySite, getSettings } from '#features/authority/actions.ts'
import {
  findServicesById,
  type PartChanged,
  readReminders as readServiceReminders,
  restoreReminders,
  writeReminders,
} from '#features/catalogue/actions.ts'
import type { ServiceReminders } from '#features/catalogue/model/reminders.ts'
import { followedChoice, remindersFor, type Service, usualReminders } from '#features/catalogue/model.ts'
import { type Replanned, replanReminders } from '#features/message/actions.ts'
import { type Reminder, readReminder, writeReminder } from '#features/visit/model/reminder.ts'
import type { Id } from '#kernel/id.ts'
import { ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { lockVisits } from '../store/relocation.ts'
import { type Remindable, readRemindable, writeChosen } from '../store/reminders.ts'

/** How people are reminded of visits for a service, what the city says, and how many bookings a change would concern. */
export async function remindersOfService(tx: Tx, serviceKey: string) {
  const now = await readServiceReminders(tx, serviceKey)
  if (!now) return undefined
  const { reminderHours, reminderChannels, smsSender, horizonDays } = await getSettings(tx)
  return {
    ...now,
    city: { reminderHours, reminderChannels, smsSender, horizonDays },
    bookings: (await concerned(tx, now.serviceId)).filter(({ state }) => state === 'booked').length,
  }
}

type Version = PartChanged['version']
/** The new version, and how many bookings follow it. */
export type ServiceRemindersChanged = { readonly version: Version; readonly bookings: number }
type Refusal = 'unknown_service' | 'bad_reminders' | 'changed_meanwhile' | 'nothing_changed'

/**
 * Lets people be reminded otherwise of visits for a service. Bookings that stand follow in this transaction: `bookings` is
 * how many of them are reminded otherwise than before.
 */
export function changeServiceReminders(
  tx: Tx,
  asked: { readonly serviceKey: string; readonly seen: string; readonly reminders: ServiceReminders },
): Promise<Result<ServiceRemindersChanged, Refusal>> {
  return follow(tx, () => writeReminders(tx, asked))
}

/** Lets earlier reminders of a service hold again; bookings follow. */
export function restoreServiceReminders(
  tx: Tx,
  asked: { readonly serviceKey: string; readonly seen: string; readonly version: Version },
): Promise<Result<ServiceRemindersChanged, Refusal | 'unknown_version'>> {
  return follow(tx, () => restoreReminders(tx, asked))
}

async function follow<Code extends string>(
  tx: Tx,
  change: () => Promise<Result<PartChanged, Code>>,
): Promise<Result<ServiceRemindersChanged, Code>> {
  const done = await change()
  if (!done.ok) return done
  const { version, before } = done.value
  // Whoever books or moves at the same moment either is seen here, or reads what holds from now on.
  await lockVisits(tx)
  return ok({ version, bookings: await replan(tx, before) })
}

/** Bookings of one statement. */
const AT_ONCE = 1_000

/** Everybody's reminders follow from those before to those that hold now; of how many bookings. */
async function replan(tx: Tx, before: Service): Promise<number> {
  const visits = await concerned(tx, before.id)
  const settings = await getSettings(tx)
  const services = new Map(
    (await findServicesById(tx, [...new Set(visits.flatMap(({ serviceIds }) => serviceIds))])).map(
      (service) => [service.id, service] as const,
    ),
  )
  const zones = await zonesOf(tx, visits)
  const changed = visits.flatMap((visit) => {
    const own = visit.serviceIds.flatMap((id) => services.get(id) ?? [])
    const earlier = remindersFor(
      own.map((service) => (service.id === before.id ? before : service)),
      settings,
    )
    const offered = remindersFor(own, settings)
    const chosen = visit.reminders?.flatMap((written) => readReminder(written) ?? [])
    const was = chosen ?? usualReminders(earlier)
    const reminders = chosen ? followedChoice(chosen, earlier, offered) : usualReminders(offered)
    return isSame(was, reminders) ? [] : [{ visit, reminders }]
  })
  for (let first = 0; first < changed.length; first += AT_ONCE) {
    const some = changed.slice(first, first + AT_ONCE)
    await writeChosen(tx, some.flatMap(kept))
    await replanReminders(
      tx,
      some.flatMap(({ visit, reminders }): Replanned[] =>
        visit.state === 'booked'
          ? [{ ...visit, contact: visit, reminders, timeZone: zones.get(visit.siteId) ?? settings.timeZone }]
          : [],
      ),
    )
  }
  return changed.filter(({ visit }) => visit.state === 'booked').length
}

/** What stands with the contact from now on; whoever was not asked stays so. Two linked visits say the same. */
function kept({ visit, reminders }: { readonly visit: Remindable; readonly reminders: readonly Reminder[] }) {
  if (visit.reminders === null) return []
  const written = reminders.map(writeReminder)
  return [visit.id, ...(visit.linkedVisitId === null ? [] : [visit.linkedVisitId])].map((visitId) => ({
    visitId,
    reminders: written,
  }))
}

function isSame(one: readonly Reminder[], other: readonly Reminder[]): boolean {
  const written = new Set(one.map(writeReminder))
  return written.size === other.length && other.every((each) => written.has(writeReminder(each)))
}

async function zonesOf(tx: Tx, visits: readonly Remindable[]): Promise<ReadonlyMap<Id<'site'>, string>> {
  const zones = new Map<Id<'site'>, string>()
  for (const id of new Set(visits.map(({ siteId }) => siteId))) {
    const site = await anySite(tx, id)
    if (site) zones.set(id, site.timeZone)
  }
  return zones
}

function concerned(tx: Tx, serviceId: Id<'service'>): Promise<readonly Remindable[]> {
  // A day earlier than here may not be over elsewhere.
  return readRemindable(tx, serviceId, addDays(dayOf(tx.now, 'UTC'), -1))
}
