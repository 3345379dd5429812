import { getSettings, listSites } from '#features/authority/actions.ts'
import { distanceKm } from '#features/authority/model/distance.ts'
import { queueMessage } from '#features/message/actions.ts'
import { applyEvent, contactOf, loadVisit, lockVisit, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  DAYS_AROUND,
  type Distances,
  type LostTime,
  rankReplacements,
  replacementUntil,
} from '../model/replacement.ts'
import type { FreeTime } from '../model.ts'
import { bookOffered } from '../store/offer.ts'
import {
  type Affected,
  insertReplacement,
  isUnplaced,
  liveReplacement,
  offerClaim,
  type Replacement,
  reachOf,
  readAffected,
  readDue,
  settle,
} from '../store/replacement.ts'
import { askedAgain, tell } from './change.ts'
import { claimTime } from './claim.ts'
import { giveBack, giveBackCells } from './freed.ts'
import { dropReplacement } from './replacementEnd.ts'
import { answerFrom, searchGround } from './search.ts'
import { readWish } from './wanted.ts'
import { wishFollowsVisit } from './wishEnd.ts'

/** What could stand in for the time of a visit. */
export type Options = {
  readonly lost: LostTime
  readonly minutes: number
  readonly distances: Distances
  readonly times: readonly FreeTime[]
}

/**
 * The free times of the day of a visit with the way to their sites; where none is near enough, those of two weeks before
 * and after. From this node's memory; to be called before the transaction writes anything.
 */
export async function optionsFor(tx: Tx, visit: Visit): Promise<Options> {
  const lost: LostTime = {
    siteId: visit.siteId,
    day: visit.day,
    startsAt: visit.appointmentAt ?? impossible('a booking without time'),
    reachKm: await reachOf(tx, visit.id),
  }
  const matters = await askedAgain(tx, (await mattersOf(tx, [visit.id])).get(visit.id) ?? [])
  const sites = await listSites(tx)
  const home = sites.find(({ id }) => id === visit.siteId)
  const distances = new Map(home ? sites.map((site) => [site.id, distanceKm(home, site)] as const) : [])
  const ground = await searchGround(tx)
  const sameDay = answerFrom(ground, { matters, day: lost.day, asker: 'staff' }, tx.now)
  const options = { lost, minutes: visit.minutes, distances, times: sameDay.ok ? sameDay.value.times : [] }
  if (rankReplacements(lost, distances, options.times).length > 0) return options
  const fromDay = addDays(lost.day, -DAYS_AROUND)
  const around = answerFrom(ground, { matters, fromDay, dayLimit: 2 * DAYS_AROUND, asker: 'staff' }, tx.now)
  return { ...options, times: around.ok ? around.value.times : [] }
}

/** So many times are tried for one person: others book meanwhile. */
const TRIES = 5

/**
 * Holds a time for the next person who lost their place to a closing, or notes that there is none, and tells them. One
 * person in each transaction, so that bookings wait for nobody; whether there was anybody.
 */
export async function replaceNext(tx: Tx): Promise<boolean> {
  const { timeZone } = await getSettings(tx)
  const [affected] = await readAffected(tx, 1, addDays(dayOf(tx.now, timeZone), -1))
  return affected !== undefined && (await replace(tx, affected))
}

async function replace(tx: Tx, { visitId, closingId }: Affected): Promise<boolean> {
  const seen = await loadVisit(tx, visitId)
  const options = seen && (await optionsFor(tx, seen))
  const visit = await lockVisit(tx, visitId)
  // Meanwhile it may have been moved, cancelled, placed again, or looked after by another node.
  if (!options || visit?.state !== 'booked' || !(await isUnplaced(tx, visitId))) return false
  if ((await liveReplacement(tx, visitId))?.state === 'open') return false
  const held = await holdBest(tx, visit, options)
  const written = await insertReplacement(tx, { closingId, visitId, ...(held ?? NOTHING) })
  if (written) await tellOf(tx, visit, 'closed')
  else if (held) await giveBackCells(tx, held.claimId, 'returned')
  return written
}

const NOTHING = { claimId: null, siteId: null, startsAt: null, minutes: null, until: null } as const

async function holdBest(tx: Tx, visit: Visit, { lost, distances, times }: Options) {
  const matters = await askedAgain(tx, (await mattersOf(tx, [visit.id])).get(visit.id) ?? [])
  const sites = await listSites(tx)
  for (const time of rankReplacements(lost, distances, times).slice(0, TRIES)) {
    const site = sites.find(({ id }) => id === time.siteId)
    if (!site) continue
    const wanted = await readWish(tx, { matters, siteKey: site.key, startsAt: time.startsAt })
    if (!wanted.ok) continue
    const { minutes } = wanted.value
    const until = replacementUntil(tx.now, time.startsAt)
    const claimId = await claimTime(tx, wanted.value, visit.id, time.startsAt, { until, asker: 'staff' })
    if (!claimId) continue
    await offerClaim(tx, claimId)
    return { claimId, siteId: site.id, startsAt: time.startsAt, minutes, until }
  }
  return undefined
}

async function tellOf(tx: Tx, visit: Visit, kind: 'closed' | 'reopened'): Promise<void> {
  const contact = await contactOf(tx, visit.id)
  if (!contact?.email) return
  await queueMessage(tx, { visitId: visit.id, kind, language: visit.language, recipient: contact.email })
}

/**
 * One press takes the new time; only now the old one is given up. Of two presses, or a press and the end of the time
 * to answer, one counts: whoever has the lock on the visit first.
 */
export async function acceptReplacement(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<Result<Visit, 'replacement_over'>> {
  const visit = await lockVisit(tx, visitId)
  const found = await liveReplacement(tx, visitId)
  if (visit?.state !== 'booked' || found?.state !== 'open' || !found.placed) return fail('replacement_over')
  const { claimId, siteId, startsAt, minutes, until } = found
  if (!claimId || !siteId || !startsAt || !minutes || !until || until <= tx.now)
    return fail('replacement_over')
  const site = (await listSites(tx)).find(({ id }) => id === siteId)
  if (!site || !(await settle(tx, found.id, 'accepted'))) return fail('replacement_over')
  await bookOffered(tx, claimId, visitId)
  await giveBack(tx, visitId, 'moved', claimId)
  const applied = await applyEvent(tx, visit, 'moved', {
    siteId,
    day: dayOf(startsAt, site.timeZone),
    appointmentAt: startsAt,
    minutes,
    movedCount: visit.movedCount + 1,
  })
  const moved = applied.ok ? applied.value : impossible('a locked booking can be moved')
  await wishFollowsVisit(tx, moved)
  await tell(tx, moved, 'moved')
  return ok(moved)
}

/** Settled in one transaction. */
const AT_ONCE = 20

/**
 * Ends new times that nobody answered in time, and those of people who have their place again, because the site opens
 * after all; they are told that the old time counts. Who has neither stays on the list of the unplaced. How many.
 */
export async function settleReplacements(tx: Tx): Promise<number> {
  let settled = 0
  for (const { visitId } of await readDue(tx, AT_ONCE)) {
    const visit = await lockVisit(tx, visitId)
    const found = await liveReplacement(tx, visitId)
    if (!visit || !found) continue
    const hasPlace = visit.state === 'booked' && !(await isUnplaced(tx, visitId))
    if (hasPlace || visit.state !== 'booked') {
      await dropReplacement(tx, visitId)
      if (hasPlace) await tellOf(tx, visit, 'reopened')
    } else if (found.state === 'open' && isOver(found, tx)) {
      await settle(tx, found.id, 'lapsed')
      if (found.claimId) await giveBackCells(tx, found.claimId, 'returned')
    } else continue
    settled++
  }
  return settled
}

function isOver({ until }: Replacement, { now }: Tx): boolean {
  return until !== null && until <= now
}
