import { getSettings, listSites } from '#features/authority/actions.ts'
import { plus } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type FreeRoom,
  type GainedRoom,
  LIST_NOTICE,
  listBlocks,
  minutesGained,
  publicMoment,
} from '../model/listShare.ts'
import { cellBits, cellOf, freeCells } from '../model.ts'
import { type HourKey, readDayBudgets, recountBooked } from '../store/budget.ts'
import { anybodyWaits, type FreedBlock, insertFreed } from '../store/listShare.ts'
import type { SiteDayKey } from '../store/plan.ts'
import { lockDays } from '../store/release.ts'
import { readPlaces } from '../store.ts'
import { bookMinutes, type DueHour } from './budget.ts'
import { skillsOfCounters } from './plan.ts'

/** A site's day on which something becomes public: where there is room, and how many minutes of each hour. */
type OpenedDay<Room extends FreeRoom> = SiteDayKey & {
  readonly rooms: readonly Room[]
  readonly opened: ReadonlyMap<number, number>
}

/**
 * Keeps the list's share of what a release has added to these days, which are locked and whose hours are written. What
 * citizens may not book yet, or never, is not counted: it is when it opens.
 */
export async function keepReleased(
  tx: Tx,
  days: readonly (SiteDayKey & { readonly gained: readonly GainedRoom[] })[],
  hours: readonly DueHour[],
): Promise<void> {
  const grown = days.filter(({ gained }) => gained.length > 0)
  if (grown.length === 0 || !(await anybodyWaits(tx))) return
  const parts = new Map(
    hours.map((hour) => {
      const minutes = hour.shared + hour.appointmentOnly
      return [hourText(hour), minutes > 0 ? hour.now.online / minutes : 0]
    }),
  )
  const opened = await Promise.all(
    grown.map(async ({ siteId, day, gained }) => {
      const later = await cellsToCome(tx, { siteId, day })
      const rooms = gained.map((room) => ({ ...room, gained: room.gained & later, free: room.free & later }))
      const publicPart = (hour: number) => parts.get(hourText({ siteId, day, hour })) ?? 0
      return { siteId, day, rooms, opened: minutesGained(rooms, publicPart) }
    }),
  )
  const kept = await keep(tx, opened)
  if (kept.length > 0) await recountBooked(tx, grown)
}

/**
 * The hours in which citizens may book more than before because a share opens or has become another one, without the
 * days that a release changes. Their places are locked, for keepOpened() when the hours have been written.
 */
export async function lockOpened(
  tx: Tx,
  hours: readonly DueHour[],
  released: readonly SiteDayKey[],
): Promise<readonly DueHour[]> {
  const apart = new Set(released.map(dayText))
  const opened = hours.filter(
    (hour) => hour.online !== null && hour.now.online > hour.online && !apart.has(dayText(hour)),
  )
  if (opened.length === 0 || !(await anybodyWaits(tx))) return []
  await lockDays(tx, opened)
  return opened
}

/** Keeps the list's share of what opens in these hours, wherever cells of theirs are free. */
export async function keepOpened(tx: Tx, hours: readonly DueHour[]): Promise<void> {
  const days: OpenedDay<FreeRoom>[] = []
  for (const ofDay of Map.groupBy(hours, dayText).values()) {
    const [key] = ofDay
    if (!key) continue
    const opened = new Map(ofDay.map(({ hour, now, online }) => [hour, now.online - (online ?? 0)]))
    days.push({ siteId: key.siteId, day: key.day, rooms: await freeRooms(tx, key), opened })
  }
  for (const { siteId, day, firstCell, endCell } of await keep(tx, days))
    bookMinutes(tx, { siteId, day, firstCell, endCell }, 'staff')
}

async function freeRooms(tx: Tx, { siteId, day }: SiteDayKey): Promise<FreeRoom[]> {
  const range = { fromDay: day, toDay: day, siteIds: [siteId] }
  const later = await cellsToCome(tx, { siteId, day })
  const places = await readPlaces(tx, range, await skillsOfCounters(tx))
  return places.map((place) => ({ placeId: place.id, free: freeCells(place) & later }))
}

/** The cells of a day that do not belong to the hall yet. */
async function cellsToCome(tx: Tx, { siteId, day }: SiteDayKey): Promise<bigint> {
  const zone = (await listSites(tx)).find(({ id }) => id === siteId)?.timeZone ?? 'UTC'
  const near = cellOf(plus(tx.now, LIST_NOTICE), day, zone) + 1
  return cellBits(Math.max(0, near), DAY_CELLS)
}

/** Cells of the longest day. */
const DAY_CELLS = 25 * 12

async function keep(
  tx: Tx,
  days: readonly OpenedDay<FreeRoom>[],
): Promise<readonly (FreedBlock & SiteDayKey)[]> {
  if (days.length === 0) return []
  const { waitlistPercent: sharePercent } = await getSettings(tx)
  const budgets = new Map((await readDayBudgets(tx, days)).map((budget) => [hourText(budget), budget]))
  const kept = days.flatMap(({ siteId, day, rooms, opened }) => {
    const leftOf = (hour: number) => {
      const budget = budgets.get(hourText({ siteId, day, hour }))
      return budget ? Math.max(0, budget.open - budget.booked) : 0
    }
    return listBlocks({ rooms, opened, leftOf, sharePercent, draw }).map((block) => ({
      ...block,
      siteId,
      day,
      until: publicMoment(tx.now, draw()),
    }))
  })
  await insertFreed(tx, kept)
  return kept
}

const draw = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
const dayText = ({ siteId, day }: SiteDayKey) => `${siteId} ${day}`
const hourText = ({ siteId, day, hour }: HourKey) => `${siteId} ${day} ${hour}`
