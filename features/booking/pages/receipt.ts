import { findSite } from '#features/authority/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { asId, type Id, isId } from '#kernel/id.ts'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { PageAnswer } from '#platform/http/page.ts'
import { keepLanguage } from '#ui/address.ts'
import { readTime } from './address.ts'
import type { BookingRequest } from './heldPages.tsx'
import type { BookingPageDeps } from './view.ts'

/** Names the visit whose mail this browser waits for. It opens nothing: that is what the link in the mail is for. */
const RECEIPT_COOKIE = 'dran_receipt'
const RECEIPT_SECONDS = 2 * 60 * 60

/** Gives a browser the receipt for what it has booked. */
export function giveReceipt(
  links: Links,
  { authority, cookies }: BookingRequest,
  visitId: Id<'visit'>,
): void {
  const receipt = receiptOf(links, authority, visitId)
  cookies.setSecret(RECEIPT_COOKIE, receipt, { maxAgeSeconds: RECEIPT_SECONDS })
}

/** The visit that a browser's receipt names; undefined for none, and for one that this installation did not write. */
export function readReceipt(links: Links, { authority, cookies }: BookingRequest): Id<'visit'> | undefined {
  const text = cookies.getSecret(RECEIPT_COOKIE)
  const id = text?.split('.')[0] ?? ''
  if (!text || !isId(id)) return undefined
  const visitId = asId<'visit'>(id)
  return constantTimeEquals(text, receiptOf(links, authority, visitId)) ? visitId : undefined
}

/** The visit's id with a proof that this installation wrote it; generation 0 is never a link. */
function receiptOf(links: Links, authority: Authority, visitId: Id<'visit'>): string {
  return `${visitId}.${links.tokenOf(authority.key, visitId, 0)}`
}

/**
 * To the page of what is booked, where the address of a request names the very time that its browser has booked or that
 * waits for its mail: somebody went back, or never saw the answer. Undefined where a hold has ended indeed.
 */
export async function toBooked(
  { database, links }: BookingPageDeps,
  request: BookingRequest,
): Promise<PageAnswer | undefined> {
  const id = readReceipt(links, request)
  const time = readTime(request.query.get('time'))
  if (!id || !time) return undefined
  const isIt = await database.withAuthority(request.authority, async (tx) => {
    const visit = await loadVisit(tx, id)
    const site = await findSite(tx, time.siteKey)
    const stands = visit?.state === 'held' || visit?.state === 'booked'
    return stands && visit.siteId === site?.id && visit.appointmentAt === time.startsAt
  })
  return isIt ? { kind: 'redirect', to: keepLanguage(request.here)('/booking/done') } : undefined
}
