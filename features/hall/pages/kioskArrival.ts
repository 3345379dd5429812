import { listSites } from '#features/authority/actions.ts'
import { addressLine, type Site } from '#features/authority/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { type ArrivalRefusal, checkInByCode } from '../actions.ts'
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
  const { arrived, visit } = await checkInByCode(tx, links, site, typed)
  if (arrived.ok) {
    const { id, linkGeneration } = arrived.value.visit
    return ok(links.tokenOf(tx.authority.key, id, linkGeneration))
  }
  if (!visit || visit.appointmentAt === null) return arrived
  const place = (await listSites(tx)).find((one) => one.id === visit.siteId)
  if (!place) return arrived
  const isOver = visit.day < dayOf(tx.now, place.timeZone)
  return { ...arrived, booking: { site: place, at: visit.appointmentAt, isOver } }
}

/** What the kiosk says to a refused arrival. */
export function refusalText({ code, booking }: Refused, language: Language): string {
  const t = hallTexts(language)
  if (code === 'other_site') {
    if (!booking) return t('kiosk.refused.unknown_booking')
    const { site } = booking
    const address = addressLine(site)
    return t('kiosk.refused.other_site', { site: site.texts.name[language], address })
  }
  if (code === 'other_day') {
    if (!booking) return t('kiosk.refused.unknown_booking')
    const time = formatDayAndTime(booking.at, booking.site.timeZone, language)
    return t(booking.isOver ? 'kiosk.refused.day_over' : 'kiosk.refused.other_day', { time })
  }
  return t(`kiosk.refused.${code}`)
}
