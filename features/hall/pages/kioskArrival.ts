import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { visitByLink } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { type ArrivalRefusal, checkIn, checkInByNumber } from '../actions.ts'
import { readArrivalCode } from '../model.ts'
import { hallTexts } from './texts.ts'

/** A refused arrival with what may be told: whoever has the link may hear all about the own booking. */
export type Refused = {
  readonly ok: false
  readonly code: ArrivalRefusal
  readonly booking?: { readonly site: Site; readonly at: Instant; readonly isOver: boolean }
}

/** Checks in by a scanned or typed code. Gives the token of the visit's link. */
export async function arrive(
  tx: Tx,
  links: Links,
  site: Site,
  typed: string,
): Promise<{ readonly ok: true; readonly value: string } | Refused> {
  const code = readArrivalCode(typed)
  if (code.kind === 'number') return withToken(tx, links, await checkInByNumber(tx, site, code.number))
  const visit = await visitByLink(tx, links.digestOf(code.token))
  if (!visit) return { ok: false, code: 'unknown_booking' }
  const arrived = await withToken(tx, links, await checkIn(tx, site, visit.id))
  if (arrived.ok || visit.appointmentAt === null) return arrived
  const place = (await listSites(tx)).find((one) => one.id === visit.siteId)
  if (!place) return arrived
  const isOver = visit.day < dayOf(tx.now, place.timeZone)
  return { ...arrived, booking: { site: place, at: visit.appointmentAt, isOver } }
}

function withToken(
  tx: Tx,
  links: Links,
  arrived: Result<{ visit: Visit; again: boolean }, ArrivalRefusal>,
): Result<string, ArrivalRefusal> {
  if (!arrived.ok) return arrived
  const { visit } = arrived.value
  return ok(links.tokenOf(tx.authority.key, visit.id, visit.linkGeneration))
}

/** What the kiosk says to a refused arrival. */
export function refusalText({ code, booking }: Refused, language: Language): string {
  const t = hallTexts(language)
  if (code === 'other_site') {
    if (!booking) return t('kiosk.refused.unknown_booking')
    const { site } = booking
    const address = `${site.street}, ${site.postcode} ${site.town}`
    return t('kiosk.refused.other_site', { site: site.texts.name[language], address })
  }
  if (code === 'other_day') {
    if (!booking) return t('kiosk.refused.unknown_booking')
    const time = formatDayAndTime(booking.at, booking.site.timeZone, language)
    return t(booking.isOver ? 'kiosk.refused.day_over' : 'kiosk.refused.other_day', { time })
  }
  return t(`kiosk.refused.${code}`)
}
