import { listClosures } from '#features/authority/actions.ts'
import { closureAt, isOpenAt, nextOpening } from '#features/authority/model.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { limitKey } from '#platform/http/address.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import { DEFAULT_LIMITS, memoryLimiter } from '#platform/http/limits.ts'
import type { PageAnswer } from '#platform/http/page.ts'
import { openElsewhere } from '../actions.ts'
import type { HallServer } from './dependencies.ts'
import type { KioskHours } from './KioskStart.tsx'
import { type KioskPlace, kioskHref, RESULT_COOKIE } from './kioskPlace.ts'

const RESULT_SECONDS = 120

/** Is the site open, and if not, why, until when, and where else somebody is served now? */
export async function hoursOf(tx: Tx, { site, language }: KioskPlace): Promise<KioskHours> {
  const today = dayOf(tx.now, site.timeZone)
  const closures = await listClosures(tx, today)
  if (isOpenAt(site, closures, tx.now)) return { open: true }
  return {
    open: false,
    opensAt: nextOpening(site, closures, tx.now),
    reason: closureAt(site, closures, tx.now)?.texts.reason[language],
    elsewhere: await openElsewhere(tx, site),
  }
}

/** Leads to the page with somebody's number, which finds the visit by a cookie for a short while. */
export function toResult(
  place: KioskPlace,
  cookies: RequestCookies,
  token: string,
  path = '/result',
): PageAnswer {
  keepResult(cookies, token)
  return { kind: 'redirect', to: kioskHref(place, path) }
}

/** Somebody is still at the kiosk with their number: it is found for a short while more. */
export function keepResult(cookies: RequestCookies, token: string): void {
  cookies.setSecret(RESULT_COOKIE, token, { maxAgeSeconds: RESULT_SECONDS, sameSite: 'strict' })
}

/**
 * The server's own limit answers with a page that says nothing of the kiosk, so the kiosk counts by itself. Each call
 * makes a count of its own, so that somebody who guesses numbers keeps nobody from drawing one.
 */
export function countTries(app: HallServer): (address: string) => Promise<boolean> {
  const limiter = memoryLimiter({ ...DEFAULT_LIMITS, ...app.serving.options.limits })
  return async (address) => {
    const share = app.serving.isShared(address) ? 20 : 1
    return (await limiter.take('sensitive', limitKey(address), share)).allowed
  }
}
