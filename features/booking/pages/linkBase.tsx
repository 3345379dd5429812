import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf } from '#features/visit/actions.ts'
import { videoRoom } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { PageAnswer, PageRequest } from '#platform/http/page.ts'
import { keepLanguage } from '#ui/address.ts'
import { type LinkedVisit, linkedVisit, type ReminderState, readReminders } from '../actions.ts'
import { UnknownLinkPage } from './LinkPages.tsx'
import { type BookingPageDeps, html, placeInWords } from './view.ts'

/** A request to a page behind a link. */
export type LinkRequest = PageRequest<'/v/:token', Caller, Authority>
type Settings = Awaited<ReturnType<typeof getSettings>>
/** A visit with what its pages need beside it. */
export type Linked = LinkedVisit & {
  readonly settings: Settings
  readonly now: Instant
  /** Whom to call in a visit by telephone, and where one by video takes place. */
  readonly phone: string | null
  readonly videoLink: string | null
  readonly punctuality: { readonly early: number; readonly late: number }
  /** How its person is reminded; missing where they cannot be. */
  readonly reminders: ReminderState | undefined
}

// 128 bits cannot be guessed, so reading is not limited more than elsewhere: many phones share one address.
/** Who may open what is behind a link. */
export const holder = { who: 'everyone with the link', allows: () => true }

/** The visit behind the link of a request, as long as the link says anything. */
export function read(
  { database, links, hallRules }: BookingPageDeps,
  request: LinkRequest,
): Promise<Linked | undefined> {
  return database.withAuthority(request.authority, async (tx) => {
    const linked = await linkedVisit(tx, links, request.params.token)
    if (!linked) return undefined
    const settings = await getSettings(tx)
    const { visit } = linked
    const phone = visit.kind === 'telephone' ? ((await contactOf(tx, visit.id))?.phone ?? null) : null
    const videoLink = videoRoom(links, tx.authority.key, visit, settings.videoLink)
    const { earlyMinutes, lateMinutes } = await hallRules(tx, visit.siteId)
    const punctuality = { early: earlyMinutes, late: lateMinutes }
    const reminders = visit.state === 'booked' ? await readReminders(tx, visit) : undefined
    return { ...linked, settings, now: tx.now, phone, videoLink, punctuality, reminders }
  })
}

/** What every page behind a link says of its visit. */
export async function describe(
  deps: BookingPageDeps,
  request: LinkRequest,
  { visit, second, site, matters, settings }: Linked,
) {
  const at = visit.appointmentAt ?? visit.createdAt
  return {
    frame: await deps.frame({ ...request, here: pageOf(request.here) }),
    token: request.params.token,
    matters,
    idempotencyKey: crypto.randomUUID(),
    ...placeInWords(at, site, settings.timeZone, request.language, second?.appointmentAt),
    isLinked: second !== undefined,
  }
}

/** The address without the word of what was just done: whoever changes the language is told once. */
function pageOf(here: string): string {
  const [path = '', query = ''] = here.split('?')
  const parameters = new URLSearchParams(query)
  parameters.delete('moved')
  parameters.delete('over')
  parameters.delete('coming')
  parameters.delete('reminders')
  return parameters.size > 0 ? `${path}?${parameters}` : path
}

/** The page of a link that opens nothing. */
export async function unknownLink(deps: BookingPageDeps, request: LinkRequest): Promise<PageAnswer> {
  const { contact } = await deps.database.withAuthority(request.authority, getSettings)
  const frame = await deps.frame({
    ...request,
    here: keepLanguage(request.here)(`/v/${request.params.token}`),
  })
  return html(<UnknownLinkPage frame={frame} phone={contact.phone} />, 404)
}

/** Back to the link's own page. */
export function backTo(request: LinkRequest, query?: string): PageAnswer {
  const path = `/v/${request.params.token}`
  return { kind: 'redirect', to: keepLanguage(request.here)(query ? `${path}?${query}` : path) }
}

/** The whole address of a link. */
export function linkOf({ origin, params }: LinkRequest): string {
  return `${origin}/v/${params.token}`
}
