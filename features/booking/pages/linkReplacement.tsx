import { listSites } from '#features/authority/actions.ts'
import type { PageAnswer } from '#platform/http/page.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { describe, type Linked, type LinkRequest } from './linkBase.tsx'
import { ReplacementPage } from './ReplacementPage.tsx'
import { type BookingPageDeps, html, placeInWords } from './view.ts'

/** The page of a booking whose time cannot be kept; undefined for any other. */
export async function replacementPage(
  deps: BookingPageDeps,
  request: LinkRequest,
  linked: Linked,
): Promise<PageAnswer | undefined> {
  if (!linked.replacement) return undefined
  const offer = await offerInWords(deps, request, linked)
  const described = await describe(deps, request, linked)
  const { reachKm } = linked.replacement
  return html(<ReplacementPage {...described} {...{ offer, reachKm }} over={request.query.has('over')} />)
}

/** The time that is held instead, in words; null when there is none or it is over. */
async function offerInWords(deps: BookingPageDeps, request: LinkRequest, linked: Linked) {
  const { replacement, settings, now } = linked
  if (replacement?.state !== 'open' || !replacement.placed) return null
  const { siteId, startsAt, secondAt, until } = replacement
  if (!startsAt || !until || until <= now) return null
  const sites = await deps.database.withAuthority(request.authority, listSites)
  const site = sites.find(({ id }) => id === siteId)
  const zone = site?.timeZone ?? settings.timeZone
  return {
    ...placeInWords(startsAt, site, zone, request.language, secondAt),
    until: formatDayAndTime(until, zone, request.language),
  }
}
