import { getSettings, listSites } from '#features/authority/actions.ts'
import { queueMessage } from '#features/message/actions.ts'
import { applyEvent, contactOf, loadVisit, lockLinked, tryLockLinked } from '#features/visit/actions.ts'
import { wayTo } from '#features/visit/model/channel.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { rankReplacements, replacementUntil } from '../model/replacement.ts'
import type { FreeTime } from '../model.ts'
import { bookOffered } from '../store/offer.ts'
import {
  type Affected,
  insertReplacement,
  isUnplaced,
  liveReplacement,
  offerClaim,
  type Replacement,
  readAffected,
  readDue,
  settle,
} from '../store/replacement.ts'
import { snapshotNow } from '../store/replacementRetry.ts'
import { lockListFor } from '../store/waitlistLog.ts'
import { tell } from './change.ts'
import { claimTime } from './claim.ts'
import { fitFound } from './fitFound.ts'
import { giveBack, giveBackCells } from './freed.ts'
import { claimLinked, findLinked } from './linked.ts'
import { dropReplacement } from './replacementEnd.ts'
import { type Options, optionsFor, questionOf } from './replacementOptions.ts'
import { readWish } from './wanted.ts'
import { wishFollowsVisit } from './wishEnd.ts'

/** So many times are tried for one person: others book meanwhile. */
const TRIES = 5

/** So many are tried in one transaction, until one is helped. */
const TRIED = 20

/**
 * Holds a time for the next person who lost their place to a closing, or notes that there is none, and tells them. One
 * person in each transaction, so that bookings wait for nobody; whether there was anybody.
 */
export async function replaceNext(tx: Tx): Promise<boolean> {
  const { timeZone } = await getSettings(tx)
  // Who cannot be helped right now keeps nobody behind them waiting.
  for (const affected of await readAffected(tx, TRIED, addDays(dayOf(tx.now, timeZone), -1))) {
    if (await replace(tx, affected)) return true
  }
  return false
}

async function replace(tx: Tx, { visitId, closingId }: Affected): Promise<boolean> {
  const seen = await loadVisit(tx, visitId)
  // What comes later than this is news, see retryNext.
  const looked = await snapshotNow(tx)
  const options = seen && (await optionsFor(tx, seen))
  const both = await tryLockLinked(tx, visitId)
  const [visit] = both
  // Meanwhile it may have been moved, cancelled, placed again, or looked after by another node.
  if (!options || !visit || both.some(({ state }) => state !== 'booked')) return false
  if (!(await isUnplaced(tx, visitId))) return false
  if ((await liveReplacement(tx, visitId))?.state === 'open') return false
  const held = await holdBest(tx, both, options)
  const written: boolean[] = []
  for (const [index, { id }] of both.entries())
    written.push(
      await insertReplacement(tx, { closingId, visitId: id, looked, ...(held?.[index] ?? NOTHING) }),
    )
  if (written[0]) await tellOf(tx, visit, 'closed')
  else for (const { claimId } of held ?? []) await giveBackCells(tx, claimId, 'returned')
  return written[0] === true
}

const NOTHING = { claimId: null, siteId: null, startsAt: null, minutes: null, until: null } as const

/** What is held for one visit. */
type Held = {
  readonly claimId: Id<'claim'>
  readonly siteId: Id<'site'>
  readonly startsAt: Instant
  readonly minutes: number
  readonly until: Instant
}

/** Holds the best time that nobody takes meanwhile, for one visit or for two that are linked. */
export async function holdBest(
  tx: Tx,
  both: readonly Visit[],
  { lost, distances, times }: Options,
): Promise<readonly Held[] | undefined> {
  for (const time of rankReplacements(lost, distances, times).slice(0, TRIES)) {
    const held = await holdAt(tx, both, time)
    if (!held) continue
    for (const { claimId } of held) await offerClaim(tx, claimId)
    return held
  }
  return undefined
}

/** Holds one time, or both of two linked visits; undefined if somebody was faster. */
async function holdAt(
  tx: Tx,
  [visit, second]: readonly Visit[],
  { siteId, startsAt, second: then }: FreeTime,
): Promise<readonly Held[] | undefined> {
  const site = (await listSites(tx)).find(({ id }) => id === siteId)
  if (!site || !visit) return undefined
  const { matters, firstServices, minutes: found } = await questionOf(tx, visit, second)
  const wanted = await readWish(tx, { matters, siteKey: site.key, startsAt, standing: true })
  if (!wanted.ok) return undefined
  const until = replacementUntil(tx.now, startsAt, site.timeZone)
  const asker = 'staff'
  if (!second) {
    const minutes = found ?? wanted.value.minutes
    const claimId = await claimTime(tx, { ...wanted.value, minutes }, visit.id, startsAt, { until, asker })
    return claimId && [{ claimId, siteId, startsAt, minutes, until }]
  }
  const time = { startsAt, secondAt: then?.startsAt }
  const linked = await findLinked(tx, wanted.value, time, asker, new Set(firstServices))
  if (!linked) return undefined
  const claims = await claimLinked(tx, linked, [visit.id, second.id], startsAt, { until, asker })
  if (!claims) return undefined
  const [one, other] = claims
  return [
    { claimId: one, siteId, startsAt, minutes: linked.first.minutes, until },
    { claimId: other, siteId, startsAt: linked.secondAt, minutes: linked.second.minutes, until },
  ]
}

/** Writes to the person of a visit about the time that is held for it, or that there is none. */
export async function tellOf(tx: Tx, visit: Visit, kind: 'closed' | 'reopened'): Promise<void> {
  const contact = await contactOf(tx, visit.id)
  const way = contact && wayTo(contact)
  if (way) await queueMessage(tx, { visitId: visit.id, kind, language: visit.language, ...way })
}

/**
 * One press takes the new time; only now the old one is given up. Of two presses, or a press and the end of the time
 * to answer, one counts: whoever has the lock on the visit first. Two linked visits go together.
 */
export async function acceptReplacement(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<Result<Visit, 'replacement_over'>> {
  const both = await lockLinked(tx, visitId)
  const held: Found[] = []
  for (const visit of both) {
    const found = await heldFor(tx, visit)
    if (!found) return fail('replacement_over')
    held.push(found)
  }
  const moved: Visit[] = []
  for (const [index, visit] of both.entries())
    moved.push(await goThere(tx, visit, held[index] ?? impossible('a time for each')))
  const [first] = moved
  if (!first) return fail('replacement_over')
  await tell(tx, first, 'moved')
  return ok(first)
}

/** The time that is held for a visit, and what belongs to it. */
type Found = Held & { readonly id: Id<'replacement'>; readonly timeZone: string }

/** Undefined when there is none, or it is over. */
async function heldFor(tx: Tx, { id, state }: Visit): Promise<Found | undefined> {
  const found = await liveReplacement(tx, id)
  if (state !== 'booked' || found?.state !== 'open' || !found.placed) return undefined
  const { claimId, siteId, startsAt, minutes, until } = found
  const site = (await listSites(tx)).find((each) => each.id === siteId)
  if (!claimId || !site || !startsAt || !minutes || !until || until <= tx.now) return undefined
  return { id: found.id, claimId, siteId: site.id, startsAt, minutes, until, timeZone: site.timeZone }
}

async function goThere(tx: Tx, visit: Visit, held: Found): Promise<Visit> {
  const { id, claimId, siteId, startsAt, minutes, timeZone } = held
  lockListFor(tx, visit.id)
  if (!(await settle(tx, id, 'accepted'))) impossible('a locked visit has its new time')
  await bookOffered(tx, claimId, visit.id)
  await giveBack(tx, visit.id, 'moved', claimId)
  const applied = await applyEvent(tx, visit, 'moved', {
    siteId,
    day: dayOf(startsAt, timeZone),
    appointmentAt: startsAt,
    minutes,
    movedCount: visit.movedCount + 1,
  })
  const moved = applied.ok ? applied.value : impossible('a locked booking can be moved')
  await wishFollowsVisit(tx, moved)
  await fitFound(tx, moved)
  return moved
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
    const both = await tryLockLinked(tx, visitId)
    const [visit] = both
    const found = visit && (await liveReplacement(tx, visit.id))
    if (!found) continue
    const isBooked = both.every(({ state }) => state === 'booked')
    const hasPlace = isBooked && !(await isUnplaced(tx, visitId))
    if (hasPlace || !isBooked) {
      for (const { id } of both) await dropReplacement(tx, id)
      if (hasPlace) await tellOf(tx, visit, 'reopened')
    } else if (found.state === 'open' && isOver(found, tx)) {
      for (const { id } of both) await lapse(tx, id)
      await tellOf(tx, visit, 'closed')
    } else continue
    settled++
  }
  return settled
}

/** What was held goes back; its person stays on the list of the unplaced, is written to, and is called. */
async function lapse(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  const found = await liveReplacement(tx, visitId)
  if (found?.state !== 'open' || !(await settle(tx, found.id, 'lapsed'))) return
  if (found.claimId) await giveBackCells(tx, found.claimId, 'returned')
}

function isOver({ until }: Replacement, { now }: Tx): boolean {
  return until !== null && until <= now
}
