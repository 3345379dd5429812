import { renderSVG } from 'uqr'
import { getSettings } from '#features/authority/actions.ts'
import { calendarFile, calendarUid } from '#features/message/model/calendar.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf, followLanguage } from '#features/visit/actions.ts'
import { isForgotten, videoRoom } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { impossible, ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { formatTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { cancelBooking, confirmBooking, type LinkedVisit, linkedVisit, moveOwnBooking } from '../actions.ts'
import { writeBookingNumber } from '../model.ts'
import { bookingAddress, keysOf, readFilter, readTime } from './address.ts'
import { BookingPage } from './BookingPage.tsx'
import { readTimes } from './choosing.tsx'
import { CancelledPage, CancelPage, ConfirmPage, EndedPage, UnknownLinkPage } from './LinkPages.tsx'
import { refusalInWords, type TimeRefusal } from './refusal.ts'
import { SettledPage } from './SettledPage.tsx'
import { TimesPage } from './TimesPage.tsx'
import { matterInWords, texts } from './texts.ts'
import type { TimesUse } from './timesView.ts'
import { type BookingPageDeps, html, placeInWords } from './view.ts'

type LinkRequest = PageRequest<'/v/:token', Caller, Authority>
type Settings = Awaited<ReturnType<typeof getSettings>>
type Linked = LinkedVisit & {
  readonly settings: Settings
  readonly now: Instant
  /** Whom to call in a visit by telephone, and where one by video takes place. */
  readonly phone: string | null
  readonly videoLink: string | null
}

// 128 bits cannot be guessed, so reading is not limited more than elsewhere: many phones share one address.
const holder = { who: 'everyone with the link', allows: () => true }

/** The page behind the link in mails and QR codes: confirm, see, move and cancel a booking. */
export function registerLink(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { database } = deps

  bindPage(app, {
    method: 'GET',
    path: '/v/:token',
    policy: holder,
    handler: async (request) => statePage(deps, request, await read(deps, request)),
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/confirm',
    policy: holder,
    limit: 'sensitive',
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      const command = commandOf(request, 'booking.confirmPage')
      // Refused, it shows by itself: the page says what has become of the time.
      await runCommand(database, request.authority, command, async (tx) => {
        await followLanguage(tx, linked.visit.id, request.language)
        const confirmed = await confirmBooking(tx, linked.visit.id)
        return confirmed.ok ? ok(null) : confirmed
      })
      return backTo(request)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/cancel',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked') return linked ? backTo(request) : unknownLink(deps, request)
      return html(<CancelPage {...(await describe(deps, request, linked))} />)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/cancel',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      const command = commandOf(request, 'booking.cancelPage')
      await runCommand(database, request.authority, command, async (tx) => {
        await followLanguage(tx, linked.visit.id, request.language)
        const cancelled = await cancelBooking(tx, linked.visit.id)
        return cancelled.ok ? ok(null) : cancelled
      })
      return backTo(request)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/move',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked') return linked ? backTo(request) : unknownLink(deps, request)
      return movePage(deps, request, linked, undefined)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/move',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked') return linked ? backTo(request) : unknownLink(deps, request)
      const time = readTime(request.form.get('time'))
      if (!time) return movePage(deps, request, linked, 'unknown_time')
      const moved = await runCommand(database, request.authority, null, async (tx) => {
        await followLanguage(tx, linked.visit.id, request.language)
        return moveOwnBooking(tx, linked.visit.id, time)
      })
      return moved.ok ? backTo(request, 'moved=1') : movePage(deps, request, linked, moved.code)
    },
  })

  registerFiles(app, deps)
}

function registerFiles(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/v/:token/qr.svg',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked || linked.visit.state === 'cancelled') return { kind: 'failure', code: 'not_found' }
      const body = renderSVG(linkOf(request), { ecc: 'M', border: 2 })
      return { kind: 'file', body, type: 'image/svg+xml' }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/calendar.ics',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      // After the arrival, and after the end, the link's page says what there is to know.
      if (linked.visit.state !== 'booked') return backTo(request)
      return {
        kind: 'file',
        body: calendarOf(linked, request),
        type: 'text/calendar; charset=utf-8',
        download: `${texts(request.language)('link.calendarFile')}.ics`,
      }
    },
  })
}

/** The visit behind the link of a request, as long as the link says anything. */
function read({ database, links }: BookingPageDeps, request: LinkRequest): Promise<Linked | undefined> {
  return database.withAuthority(request.authority, async (tx) => {
    const linked = await linkedVisit(tx, links, request.params.token)
    if (!linked) return undefined
    const settings = await getSettings(tx)
    const today = dayOf(tx.now, linked.site?.timeZone ?? settings.timeZone)
    const { visit } = linked
    if (isForgotten(visit, today, settings.linkDays)) return undefined
    const phone = visit.kind === 'telephone' ? ((await contactOf(tx, visit.id))?.phone ?? null) : null
    const videoLink = videoRoom(links, tx.authority.key, visit, settings.videoLink)
    return { ...linked, settings, now: tx.now, phone, videoLink }
  })
}

/** What is true of the visit now: to be confirmed, booked, in the hall, or over. */
async function statePage(
  deps: BookingPageDeps,
  request: LinkRequest,
  linked: Linked | undefined,
): Promise<PageAnswer> {
  if (!linked) return unknownLink(deps, request)
  const { visit, site, heldUntil, settings, matters } = linked
  const { token } = request.params
  const described = await describe(deps, request, linked)
  const bookingPage = (moved: boolean) => {
    const { frame } = described
    const { phone, videoLink } = linked
    const { earlyMinutes } = settings
    return html(
      <BookingPage {...{ frame, token, visit, site, matters, earlyMinutes, phone, videoLink, moved }} />,
    )
  }
  switch (visit.state) {
    case 'held': {
      if (!heldUntil) return html(<EndedPage {...described} state="expired" />)
      const until = formatTime(heldUntil, site?.timeZone ?? settings.timeZone, request.language)
      return html(<ConfirmPage {...described} until={until} />)
    }
    case 'booked': {
      const moved = request.query.has('moved')
      return bookingPage(moved)
    }
    case 'waiting':
    case 'called':
    case 'serving':
    case 'missed':
      // Who is called or seen by video waits in no hall.
      if (visit.kind !== 'on_site') return bookingPage(false)
      return { kind: 'redirect', to: keepLanguage(request.here)(`/w/${token}`) }
    case 'cancelled':
      // Dead at once: 410 says that this address will not come back to life, and the page what to do instead.
      return html(<CancelledPage {...described} />, 410)
    case 'done':
      return html(<SettledPage {...described} settled={matters} />)
    default:
      return html(<EndedPage {...described} state={visit.state} />)
  }
}

async function describe(
  deps: BookingPageDeps,
  request: LinkRequest,
  { visit, site, matters, settings }: Linked,
) {
  const at = visit.appointmentAt ?? visit.createdAt
  return {
    frame: await deps.frame({ ...request, here: pageOf(request.here) }),
    token: request.params.token,
    matters,
    idempotencyKey: crypto.randomUUID(),
    ...placeInWords(at, site, settings.timeZone, request.language),
  }
}

/** The address without the word that the time was just moved: whoever changes the language is told once. */
function pageOf(here: string): string {
  const [path = '', query = ''] = here.split('?')
  const parameters = new URLSearchParams(query)
  parameters.delete('moved')
  return parameters.size > 0 ? `${path}?${parameters}` : path
}

async function unknownLink(deps: BookingPageDeps, request: LinkRequest): Promise<PageAnswer> {
  const { contact } = await deps.database.withAuthority(request.authority, getSettings)
  const frame = await deps.frame({
    ...request,
    here: keepLanguage(request.here)(`/v/${request.params.token}`),
  })
  return html(<UnknownLinkPage frame={frame} phone={contact.phone} />, 404)
}

async function movePage(
  deps: BookingPageDeps,
  request: LinkRequest,
  { visit, site, matters, settings }: Linked,
  code: TimeRefusal | undefined,
): Promise<PageAnswer> {
  const { language, here } = request
  const path = `/v/${request.params.token}`
  const keep = keepLanguage(here)
  const found = await deps.database.withAuthority(request.authority, (tx) =>
    readTimes(tx, keysOf(matters), readFilter(request.query)),
  )
  if (!found.ok) return backTo(request)
  const t = texts(language)
  const at = visit.appointmentAt ?? impossible('a booking without time')
  const use: TimesUse = {
    title: t('times.moveTitle'),
    note: t('times.moveNote', placeInWords(at, site, settings.timeZone, language)),
    back: path,
    steps: false,
    addressOf: (filter) => bookingAddress(`${path}/move`, { filter }),
    action: `${path}/move`,
    hidden: {},
  }
  const frame = await deps.frame({ ...request, here: code ? keep(`${path}/move`) : here })
  const problem = code && refusalInWords(code, language)
  return html(<TimesPage frame={frame} use={use} problem={problem} {...found.value} />, code ? 409 : 200)
}

function backTo(request: LinkRequest, query?: string): PageAnswer {
  const path = `/v/${request.params.token}`
  return { kind: 'redirect', to: keepLanguage(request.here)(query ? `${path}?${query}` : path) }
}

function commandOf({ idempotencyKey: key, params }: LinkRequest, kind: string) {
  return { key, kind, caller: `link ${params.token}`, input: {} }
}

function linkOf({ origin, params }: LinkRequest): string {
  return `${origin}/v/${params.token}`
}

/** Where to be at the time, for a calendar. */
function placeOf({ visit, site, phone }: Linked, language: LinkRequest['language']): string {
  const t = texts(language)
  if (visit.kind === 'telephone') return t('kind.call', { phone: phone ?? '' })
  if (visit.kind === 'video') return t('kind.video')
  return site ? `${site.texts.name[language]}, ${site.street}, ${site.postcode} ${site.town}` : ''
}

function calendarOf(linked: Linked, request: LinkRequest): string {
  const { visit, site, matters, settings, now, videoLink } = linked
  const { language } = request
  const t = texts(language)
  const papers = matters.flatMap(({ service }) => service.papers.map((paper) => `- ${paper[language]}`))
  return calendarFile({
    uid: calendarUid(visit.id, settings.senderAddress),
    sequence: visit.movedCount,
    stamp: now,
    start: visit.appointmentAt ?? impossible('a booking without time'),
    minutes: visit.minutes,
    title: t('link.calendarTitle', { site: site?.texts.name[language] ?? settings.texts.name[language] }),
    place: placeOf(linked, language),
    text: [
      ...matters.map((matter) => matterInWords(matter, language)),
      `${t('link.number')}: ${writeBookingNumber(visit.bookingNumber ?? '')}`,
      ...(videoLink ? [videoLink] : []),
      ...(papers.length > 0 ? [`${t('link.papers')}:`, ...papers] : []),
    ].join('\n'),
    url: linkOf(request),
    organizer: { name: settings.senderName, email: settings.senderAddress },
  })
}
