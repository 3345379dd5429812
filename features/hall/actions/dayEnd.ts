import { listSites } from '#features/authority/actions.ts'
import { forgetTurns } from '#features/message/actions.ts'
import { seatedCounters, silentCounters } from '#features/staff/actions.ts'
import { applyEvent, lockVisitAt, mobilesBefore, openVisitsBefore } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { UNDO_FOR } from '../model.ts'
import { deleteAlarmsBefore } from '../store/alarm.ts'
import { deleteGivenBefore } from '../store/mobileGiven.ts'
import { deleteRestsBefore } from '../store/rest.ts'
import { deleteReturnsBefore, forgetExchanged } from '../store/returning.ts'
import { forgetUndoBefore } from '../store/undo.ts'
import {
  closeAllCounters,
  countersOpenedBefore,
  deleteCounterOpenedBefore,
  visitAtCounter,
} from '../store.ts'
import { untieFrom } from './untie.ts'

const AT_A_TIME = 200

/**
 * Nothing stays open after its day: booked people who did not come become no-shows, everybody else has left, and
 * counters that were left open close, and so do alarms; telephone numbers given for the day go, and what can no longer
 * be taken back is forgotten. How many visits were ended; call again until it says 0.
 */
export async function endDays(tx: Tx): Promise<number> {
  let ended = 0
  await forgetUndoBefore(tx, plus(tx.now, -UNDO_FOR))
  await forgetTurns(tx, await forgetExchanged(tx))
  for (const site of await listSites(tx)) {
    const today = dayOf(tx.now, site.timeZone)
    const visits = await openVisitsBefore(tx, site.id, today, AT_A_TIME)
    for (const visit of visits) {
      const applied = await applyEvent(tx, visit, visit.state === 'booked' ? 'no_show' : 'left')
      if (applied.ok) ended++
    }
    const away = await deleteReturnsBefore(tx, site.id, today)
    await forgetTurns(tx, [...away, ...(await mobilesBefore(tx, site.id, today))])
    await deleteGivenBefore(tx, site.id, today)
    await deleteRestsBefore(tx, site.id, startOfDay(today, site.timeZone))
    await deleteAlarmsBefore(tx, site.id, startOfDay(today, site.timeZone))
    if (visits.length > 0) await closeAllCounters(tx, site.id, today, site.timeZone)
  }
  return ended
}

/** A counter just opened has its session in the same moment; this is far longer. */
const FORSAKEN_AFTER = 5 * MINUTE

/**
 * Closes counters whose clerk is gone (signed out, session over) and at which nobody is served, so that displays, waits
 * and the manager's page do not count on them. Who was called there waits again at the same place, who was sent on to it
 * for every counter that can. How many.
 */
export async function closeForsakenCounters(tx: Tx): Promise<number> {
  const before = plus(tx.now, -FORSAKEN_AFTER)
  const open = await countersOpenedBefore(tx, before)
  if (open.length === 0) return 0
  const seated = await seatedCounters(tx)
  let closed = 0
  for (const { counterId, siteId } of open) {
    if (seated.has(counterId) || !(await sendBack(tx, counterId))) continue
    if (!(await deleteCounterOpenedBefore(tx, counterId, before))) continue
    await untieFrom(tx, counterId)
    tx.touch(siteId)
    closed++
  }
  return closed
}

/** A console at a counter asks every twenty seconds: it has been silent nine times, and somebody may stand there. */
const SILENT_AFTER = 3 * MINUTE

/**
 * Takes back the calls of counters whose console is gone (crashed, or without power) though nobody has left the counter:
 * who was called waits again at the same place, and the counter stays the clerk's. How many. A server that was away
 * itself must have been back for as long, or all consoles would seem to be gone.
 */
export async function sendBackForsakenCalls(tx: Tx): Promise<number> {
  let sentBack = 0
  for (const counterId of await silentCounters(tx, plus(tx.now, -SILENT_AFTER))) {
    const visitId = await visitAtCounter(tx, counterId)
    if (visitId && (await sendBack(tx, counterId))) sentBack++
  }
  return sentBack
}

/** Takes the call of a counter back, so that nobody stands there; false while somebody is served. */
async function sendBack(tx: Tx, counterId: Id<'counter'>): Promise<boolean> {
  const visit = await lockVisitAt(tx, counterId)
  if (!visit) return true
  return visit.state === 'called' && (await applyEvent(tx, visit, 'withdrawn')).ok
}
