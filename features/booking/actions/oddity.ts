import { getSettings } from '#features/authority/actions.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, startOfDay, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  COUNTS_KEPT_DAYS,
  type Finding,
  type NotedKind,
  type OddityWeek,
  odd,
  PAUSE_DAYS_LIMIT,
  type PauseReason,
  REPORT_WEEKS,
  weeksOf,
} from '../model/oddity.ts'
import {
  addCounts,
  type BusyContact,
  busyContacts,
  countsSince,
  dropPause,
  findCounts,
  forgetCounts,
  isKnownContact,
  savePause,
  staffPauses,
} from '../store/oddity.ts'

/** What this process has noted since it last wrote, by authority. What a crash takes is at most a minute of counts. */
const noted = new Map<string, Map<NotedKind, number>>()

/** Counts that something happened, in memory: no booking waits for it. */
export function noteOddity(authorityKey: string, kind: NotedKind, count = 1): void {
  const own = noted.get(authorityKey) ?? new Map<NotedKind, number>()
  own.set(kind, (own.get(kind) ?? 0) + count)
  noted.set(authorityKey, own)
}

/** Writes what was noted. For every authority once a minute; a failure keeps it for the next time. */
export async function writeNoted(tx: Tx): Promise<void> {
  const { key } = tx.authority
  const counts = noted.get(key)
  if (!counts) return
  noted.delete(key)
  const { timeZone } = await getSettings(tx)
  try {
    await addCounts(tx, dayOf(tx.now, timeZone), counts)
  } catch (error) {
    for (const [kind, count] of counts) noteOddity(key, kind, count)
    throw error
  }
}

/** Counts today and yesterday from journal and bookings, and forgets old counts. For every authority once an hour. */
export async function findOddities(tx: Tx): Promise<void> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  for (const day of [addDays(today, -1), today]) {
    const [from, to] = [startOfDay(day, timeZone), startOfDay(addDays(day, 1), timeZone)]
    await findCounts(tx, day, { from, to })
  }
  await forgetCounts(tx, addDays(today, -COUNTS_KEPT_DAYS))
}

/** The report: the weeks, what is odd in the last of them, contacts that stand out, and pauses by staff. */
export type OddityReport = {
  readonly weeks: readonly OddityWeek[]
  readonly findings: readonly Finding[]
  readonly contacts: readonly BusyContact[]
  readonly pauses: Awaited<ReturnType<typeof staffPauses>>
}

/** Reads the report of the week in which a day lies, by default the running one. */
export async function oddityReport(tx: Tx): Promise<OddityReport> {
  const weeks = await oddityWeeks(tx)
  return {
    weeks,
    findings: odd(weeks),
    contacts: await busyContacts(tx),
    pauses: await staffPauses(tx),
  }
}

/** The counts of the running week and four before, oldest first. */
export async function oddityWeeks(tx: Tx): Promise<OddityWeek[]> {
  const { timeZone } = await getSettings(tx)
  const monday = mondayOf(dayOf(tx.now, timeZone))
  return weeksOf(await countsSince(tx, addDays(monday, -7 * (REPORT_WEEKS - 1))), monday)
}

function mondayOf(day: LocalDate): LocalDate {
  return addDays(day, 1 - weekdayOf(day))
}

/**
 * Staff lets a contact, known by its digest, pause until the end of a day: it books no more online, also with a code;
 * telephone and desk stay open. `not_found`: nobody has booked by this digest. `date_wrong`: past, or too far.
 */
export async function pauseContact(
  tx: Tx,
  contact: Buffer,
  pause: { readonly lastDay: LocalDate; readonly reason: PauseReason },
): Promise<Result<null, 'not_found' | 'date_wrong'>> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  if (pause.lastDay < today || pause.lastDay > addDays(today, PAUSE_DAYS_LIMIT)) return fail('date_wrong')
  if (!(await isKnownContact(tx, contact))) return fail('not_found')
  await savePause(tx, contact, {
    until: startOfDay(addDays(pause.lastDay, 1), timeZone),
    reason: pause.reason,
  })
  return ok(null)
}

/** Ends a pause that staff has set. */
export async function resumeContact(tx: Tx, contact: Buffer): Promise<Result<null, 'not_found'>> {
  return (await dropPause(tx, contact)) ? ok(null) : fail('not_found')
}
