import { changePeople, lockVisit, setAnswers } from '#features/visit/actions.ts'
import type { KnownMatter, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { chosenSecondTry, mattersToGoOn, secondTryUntil, writeSecondTry } from '../store/secondTry.ts'
import { cancelBooking } from './change.ts'
import type { Wanted } from './wanted.ts'

/** So long who cancels may book anew with the papers that are here, in milliseconds; then they are destroyed. */
export const SECOND_TRY_LASTS = HOUR

/**
 * cancelBooking through the link. The browser that cancels, and no other one, may go on with the matters for which papers
 * are here; the link itself is dead at once. Whoever cancels what is cancelled already gets nothing; nor does a program
 * that shows no browser (undefined), because nothing would tell it from anybody else who has the link: those papers go.
 */
export function cancelOwnBooking(
  tx: Tx,
  visitId: Id<'visit'>,
  browser: string | undefined,
): Promise<Result<Visit, 'not_booked'>> {
  return browser === undefined ? cancelBooking(tx, visitId) : cancelKeeping(tx, visitId, browser)
}

/** cancelBooking by staff for its person, for whom staff may book the next visit with the papers that are here. */
export function cancelForCaller(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_booked'>> {
  return cancelKeeping(tx, visitId, null)
}

async function cancelKeeping(
  tx: Tx,
  visitId: Id<'visit'>,
  browser: string | null,
): Promise<Result<Visit, 'not_booked'>> {
  const before = await lockVisit(tx, visitId)
  const cancelled = await cancelBooking(tx, visitId)
  if (!cancelled.ok || before?.state !== 'booked') return cancelled
  if ((await mattersToGoOn(tx, visitId, null)).length > 0) {
    const until = plus(tx.now, SECOND_TRY_LASTS)
    await writeSecondTry(tx, { visitId, browser, chosen: false, until })
  }
  return cancelled
}

/** The papers of a visit that came to nothing, for who books anew. */
export type GoingOn = {
  /** Until when a cancelled one waits; null where its papers are kept anyway. */
  readonly until: Instant | null
}

/**
 * May this browser book anew with the papers of a visit? Of a cancelled one only the browser that cancelled it, for an
 * hour; of one that was missed or did not settle its matters whoever has its link. Undefined where it may not, no papers
 * are here, or another visit has them.
 */
export async function goingOn(
  tx: Tx,
  visit: Pick<Visit, 'id' | 'state'>,
  browser: string | undefined,
): Promise<GoingOn | undefined> {
  const until = visit.state !== 'cancelled' ? null : browser && (await secondTryUntil(tx, visit.id, browser))
  if (until === undefined || until === '') return undefined
  return (await mattersToGoOn(tx, visit.id, null)).length > 0 ? { until } : undefined
}

/**
 * Somebody wants to book anew with the papers of a visit: the next hold of their browser goes on with its matters,
 * until the answer; undefined where it may not.
 */
export async function goOnWith(tx: Tx, visitId: Id<'visit'>, browser: string): Promise<Instant | undefined> {
  const visit = await lockVisit(tx, visitId)
  const may = visit && (await goingOn(tx, visit, browser))
  if (!may) return undefined
  const until = may.until ?? plus(tx.now, SECOND_TRY_LASTS)
  await writeSecondTry(tx, { visitId, browser, chosen: true, until })
  return until
}

/**
 * The matters with which a hold of this browser goes on; none where nothing was chosen. The visit that they come from is
 * locked: of two bookings at once one gets them, and the other begins its matters anew.
 */
export async function mattersGoneOnWith(
  tx: Tx,
  browser: string,
  ownHold: Id<'visit'> | null,
): Promise<readonly KnownMatter[]> {
  const visitId = await chosenSecondTry(tx, browser)
  if (!visitId || !(await lockVisit(tx, visitId))) return []
  return mattersToGoOn(tx, visitId, ownHold)
}

/** What was asked for this time holds for matters that go on: how many come, and what was answered, if anything was. */
export async function bringUpToDate(
  tx: Tx,
  visits: readonly Pick<Visit, 'id'>[],
  { matters }: Wanted,
): Promise<void> {
  for (const { id } of visits) {
    await changePeople(tx, id, matters)
    for (const { serviceId, answers } of matters) if (answers) await setAnswers(tx, id, serviceId, answers)
  }
}
