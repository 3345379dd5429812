import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, type LocalDate, plus } from '#kernel/instant.ts'
import { dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Asker, type HourLimits, limitsOf, minutesOfCells, type Shares } from '../model/budget.ts'
import type { KnownBudget } from '../model/remembered.ts'
import {
  changeBooked,
  type HourChange,
  type HourRange,
  readDayBudgets,
  readHours,
  readWalkInShares,
  type StandingHour,
  writeLimits,
} from '../store/budget.ts'
import { notePlanChanges } from '../store/plan.ts'

/** Consecutive cells of a site's day. */
export type CellsOfDay = {
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly firstCell: number
  readonly endCell: number
}

const pending = new WeakMap<object, Map<string, HourChange>>()

/** Counts cells as booked in the budgets of their hours; decided at the end of the transaction. */
export function bookMinutes(tx: Tx, cells: CellsOfDay, asker: Asker): void {
  keep(tx, cells, 1, asker)
}

/** Gives the minutes of cells back to the budgets of their hours. */
export function giveMinutesBack(tx: Tx, given: readonly CellsOfDay[]): void {
  for (const cells of given) keep(tx, cells, -1, 'staff')
}

/** Keeps changes for the end, where the hours are written in the order of their keys: no two transactions wait for each other. */
function keep(tx: Tx, { siteId, day, firstCell, endCell }: CellsOfDay, sign: 1 | -1, asker: Asker): void {
  const changes = pending.get(tx.transaction) ?? new Map<string, HourChange>()
  pending.set(tx.transaction, changes)
  for (const [hour, minutes] of minutesOfCells(firstCell, endCell)) {
    const key = `${siteId} ${day} ${String(hour).padStart(2, '0')}`
    const known = changes.get(key)
    changes.set(key, {
      siteId,
      day,
      hour,
      minutes: (known?.minutes ?? 0) + sign * minutes,
      // Of several bookings in one transaction the last one has to fit: those before it took less.
      asker: sign > 0 ? asker : (known?.asker ?? 'staff'),
    })
  }
  tx.beforeCommit('budget', async () => {
    const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1))
    changes.clear()
    for (const [, change] of sorted) if (change.minutes !== 0) changeBooked(tx, change)
  })
}

/** The budgets of a site's day as they will be when this transaction has ended. */
export async function budgetsOf(
  tx: Tx,
  of: { readonly siteId: Id<'site'>; readonly day: LocalDate },
): Promise<ReadonlyMap<number, KnownBudget>> {
  const read = await readDayBudgets(tx, [of])
  const changes = [...(pending.get(tx.transaction)?.values() ?? [])]
  const own = changes.filter(({ siteId, day }) => siteId === of.siteId && day === of.day)
  return new Map(
    read.map(({ hour, open, online, booked }) => {
      const minutes = own.find((change) => change.hour === hour)?.minutes ?? 0
      return [hour, { open, online, booked: booked + minutes }]
    }),
  )
}

/** How each site's time is shared. */
export async function sharesOfSites(tx: Tx): Promise<(site: Id<'site'>) => Shares> {
  const settings = await getSettings(tx)
  const own = await readWalkInShares(tx)
  return (site) => ({ ...settings, walkInPercent: own.get(site) ?? settings.walkInPercent })
}

/** An hour as its limits were written last, and `now`: as places, shares and time give them now. */
export type DueHour = StandingHour & { readonly now: HourLimits }

/** All hours of a range with the limits that are due. For who holds the lock of releases. */
export async function dueHours(tx: Tx, range: HourRange): Promise<DueHour[]> {
  const sharesOf = await sharesOfSites(tx)
  const zones = new Map((await listSites(tx)).map(({ id, timeZone }) => [id, timeZone]))
  const starts = new Map<string, Instant>()
  const startOf = (day: LocalDate, zone: string) => {
    const start = starts.get(`${day} ${zone}`) ?? startOfDay(day, zone)
    starts.set(`${day} ${zone}`, start)
    return start
  }
  const todays = new Map([...zones.values()].map((zone) => [zone, dayOf(tx.now, zone)]))
  return (await readHours(tx, range)).flatMap((hour) => {
    const zone = zones.get(hour.siteId)
    const today = zone && todays.get(zone)
    if (!zone || !today) return []
    const begins = plus(startOf(hour.day, zone), hour.hour * HOUR)
    const moment = { day: hour.day, begins, now: tx.now, today }
    return [{ ...hour, now: limitsOf(hour, sharesOf(hour.siteId), moment) }]
  })
}

/** Makes the limits of hours what is due, and counts nothing; how many hours changed. */
export async function writeDue(tx: Tx, hours: readonly DueHour[]): Promise<number> {
  const changed = hours.flatMap(({ siteId, day, hour, now, limit, open, online }) => {
    const same = limit === now.limit && open === now.open && online === now.online
    const gains = now.open > (open ?? 0)
    return same ? [] : [{ siteId, day, hour, gains, ...now }]
  })
  await writeLimits(tx, changed)
  const gaining = new Set(changed.filter(({ gains }) => gains).map(({ siteId, day }) => `${siteId} ${day}`))
  await notePlanChanges(tx, changed, ({ siteId, day }) => gaining.has(`${siteId} ${day}`))
  return changed.length
}
