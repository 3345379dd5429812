import { getSettings } from '#features/authority/actions.ts'
import { allowedKind } from '#features/catalogue/model.ts'
import {
  applyEvent,
  contactOf,
  deleteContact,
  holdOfBrowser,
  lockVisit,
  mattersOf,
  setAnswers,
  visitsWithExpiredClaim,
} from '#features/visit/actions.ts'
import type { Contact, Links, Matter, Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { extendedUntil, holdUntil } from '../model.ts'
import { claimsOf, keepClaimUntil, oneAtATime } from '../store.ts'
import { beginBooking } from './begin.ts'
import { dropClaims, giveBack } from './freed.ts'
import { pauseAfter } from './person.ts'
import { bringUpToDate, mattersGoneOnWith } from './secondTry.ts'
import { refusedToday } from './today.ts'
import { type HoldRefusal, type HoldRequest, readWish, type Wanted } from './wanted.ts'

/** A hold as its form shows it. */
export type HeldBooking = {
  readonly visit: Visit
  /** The visit that comes after it, where no single place can do all. */
  readonly second: Visit | undefined
  readonly until: Instant
  readonly canExtend: boolean
  /** Of both visits, where two are linked. */
  readonly matters: readonly Matter[]
  readonly contact: Contact | undefined
}

/**
 * Holds a time while its form is filled in. A browser has one live hold: a second one takes the place of the first,
 * with the contact typed so far; the same once more is the same hold.
 * Nobody else can take the cells until the hold ends (claim_cell_taken).
 */
export async function holdTime(
  tx: Tx,
  links: Links,
  request: HoldRequest,
): Promise<Result<Visit, HoldRefusal>> {
  const wish = await readWish(tx, request)
  if (!wish.ok) return wish
  if (request.browser) await oneAtATime(tx, `hold ${request.browser}`)
  const earlier = request.browser ? await holdOfBrowser(tx, request.browser) : undefined
  const typed = earlier && (await contactOf(tx, earlier.id))
  const live = earlier !== undefined && (await isLive(tx, earlier))
  if (earlier && live && (await isSameHold(tx, earlier, wish.value, request))) {
    await answerAnew(tx, earlier, wish.value)
    return ok(earlier)
  }
  const stop = await refusedToday(tx, wish.value, request.startsAt)
  if (stop) return fail(stop)
  // One that has run out keeps its cells until the sweep comes; its own browser need not wait for that.
  if (earlier && !live) await endBoth(tx, earlier)
  const until = holdUntil(tx.now, wish.value.settings)
  const kind = earlier && allowedKind(wish.value, earlier.kind)
  const goesOn = request.browser !== null && request.goesOn
  const known = goesOn ? await mattersGoneOnWith(tx, request.browser, earlier?.id ?? null) : []
  // The index visit_hold_browser knows one live hold of a browser: the earlier one ends before the new one is written.
  const held = await beginBooking(
    tx,
    links,
    wish.value,
    { ...request, kind, until, contact: typed ?? null, known },
    async () => {
      if (earlier && live) await endBoth(tx, earlier)
    },
  )
  if (!held) return fail('time_taken')
  if (known.length > 0) {
    const second = await secondOf(tx, held)
    await bringUpToDate(tx, bothOf({ visit: held, second }), wish.value)
  }
  return ok(held)
}

async function isLive(tx: Tx, hold: Visit): Promise<boolean> {
  const until = (await claimsOf(tx, hold.id))[0]?.until
  return until != null && until > tx.now
}

/** Is this hold the very time and matters that are asked for again? Then pressing twice changes nothing. */
async function isSameHold(
  tx: Tx,
  hold: Visit,
  wanted: Wanted,
  { startsAt, secondAt }: Pick<HoldRequest, 'startsAt' | 'secondAt'>,
): Promise<boolean> {
  if (hold.siteId !== wanted.site.id || hold.appointmentAt !== startsAt) return false
  const second = await secondOf(tx, hold)
  if (secondAt !== undefined && second?.appointmentAt !== secondAt) return false
  const written = (matters: readonly Matter[]) =>
    matters
      .map(({ serviceId, people }) => `${serviceId} ${people}`)
      .toSorted()
      .join()
  return written(await mattersOfBoth(tx, hold, second)) === written(wanted.matters)
}

/** Other answers about what to bring need no other time. */
async function answerAnew(tx: Tx, hold: Visit, { matters }: Wanted): Promise<void> {
  const second = await secondOf(tx, hold)
  for (const visit of bothOf({ visit: hold, second }))
    for (const { serviceId, answers } of matters)
      if (answers) await setAnswers(tx, visit.id, serviceId, answers)
}

/** The visit that comes after this one, locked with it; undefined for a visit of its own. */
async function secondOf(tx: Tx, visit: Visit): Promise<Visit | undefined> {
  return visit.linked ? lockVisit(tx, visit.linked.visitId) : undefined
}

async function mattersOfBoth(tx: Tx, visit: Visit, second: Visit | undefined): Promise<readonly Matter[]> {
  const ids = [visit.id, ...(second ? [second.id] : [])]
  const all = await mattersOf(tx, ids)
  return ids.flatMap((id) => all.get(id) ?? [])
}

/** The live hold of a browser with all that its form shows; undefined when there is none or its time is over. */
export async function heldBooking(tx: Tx, browser: string): Promise<HeldBooking | undefined> {
  const visit = await holdOfBrowser(tx, browser)
  const claim = visit && (await claimsOf(tx, visit.id))[0]
  if (!visit || !claim?.until || claim.until <= tx.now) return undefined
  const second = await secondOf(tx, visit)
  const matters = await mattersOfBoth(tx, visit, second)
  const extended = extendedUntil(tx.now, visit.holdStartedAt ?? tx.now, claim.until, await getSettings(tx))
  return {
    visit,
    second,
    until: claim.until,
    canExtend: extended.ok,
    matters,
    contact: await contactOf(tx, visit.id),
  }
}

/** One press keeps the time for another ten minutes, at most thirty in all. */
export async function extendHold(
  tx: Tx,
  browser: string,
): Promise<Result<Instant, 'no_hold' | 'limit_reached'>> {
  const held = await heldBooking(tx, browser)
  if (!held) return fail('no_hold')
  const until = extendedUntil(tx.now, held.visit.holdStartedAt ?? tx.now, held.until, await getSettings(tx))
  if (!until.ok) return until
  for (const visit of bothOf(held)) {
    const applied = await applyEvent(tx, visit, 'hold_extended')
    if (!applied.ok) return fail('no_hold')
    await keepClaimUntil(tx, visit.id, until.value)
  }
  return until
}

/** Gives a held time back before its end. */
export async function releaseHold(tx: Tx, browser: string): Promise<void> {
  const visit = await holdOfBrowser(tx, browser)
  if (visit) await endBoth(tx, visit)
}

/** The visits of a hold, the first first. */
export function bothOf({ visit, second }: Pick<HeldBooking, 'visit' | 'second'>): Visit[] {
  return second ? [visit, second] : [visit]
}

/** How many people come: of two linked visits to the one with more. */
export function peopleOf(held: Pick<HeldBooking, 'visit' | 'second'>): number {
  return Math.max(...bothOf(held).map(({ people }) => people))
}

async function endBoth(tx: Tx, visit: Visit): Promise<void> {
  const second = await secondOf(tx, visit)
  for (const each of bothOf({ visit, second })) await endHold(tx, each)
}

async function endHold(tx: Tx, visit: Visit): Promise<void> {
  const applied = await applyEvent(tx, visit, 'expired', { holdBrowser: null })
  if (!applied.ok) return
  // A form given up gives back what was public a moment ago; a time that waited for its link was out of sight.
  if (visit.holdBrowser === null) await giveBack(tx, visit.id, 'expired')
  else await dropClaims(tx, visit.id)
  if (visit.holdBrowser === null) await pauseAfter(tx, visit.id)
  await deleteContact(tx, visit.id)
}

/** Ends holds whose time is over, some at a time; how many. */
export async function expireHolds(tx: Tx, limit = 100): Promise<number> {
  const visits = await visitsWithExpiredClaim(tx, limit)
  let ended = 0
  for (const visit of visits) {
    // Between the look and the lock it may have been extended, or its contact given.
    if (await isLive(tx, visit)) continue
    await endHold(tx, visit)
    ended++
  }
  return ended
}
