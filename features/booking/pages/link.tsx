import type { Caller } from '#features/staff/model.ts'
import { followLanguage } from '#features/visit/actions.ts'
import { isOver, mayArriveByPhone } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { formatTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import type { PushTerms } from '#ui/Signals.tsx'
import {
  acceptReplacement,
  browserOf,
  cancelOwnBooking,
  confirmBooking,
  goingOn,
  goOnWith,
  knownBrowser,
  papersGoWith,
  sayComing,
} from '../actions.ts'
import { AGAIN_COOKIE } from './again.ts'
import { BookingPage } from './BookingPage.tsx'
import { ComingPage } from './ComingPage.tsx'
import { bookAgainAddress, CancelledPage, CancelPage, ConfirmPage, EndedPage } from './LinkPages.tsx'
import { backTo, describe, holder, type Linked, type LinkRequest, read, unknownLink } from './linkBase.tsx'
import { registerFiles } from './linkFiles.tsx'
import { registerMove } from './linkMove.tsx'
import { registerPapers } from './linkPapers.tsx'
import { registerReminders } from './linkReminders.tsx'
import { replacementPage } from './linkReplacement.tsx'
import { SettledPage } from './SettledPage.tsx'
import { type BookingPageDeps, html } from './view.ts'

/** The page behind the link in mails and QR codes: confirm, see, move and cancel a booking. */
export function registerLink(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
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
    handler: (request) => pressed(deps, request, 'booking.confirmPage', confirmBooking),
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/replacement',
    policy: holder,
    limit: 'sensitive',
    handler: (request) =>
      pressed(deps, request, 'booking.replacementPage', acceptReplacement, (done) =>
        done ? 'moved=1' : 'over=1',
      ),
  })

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/coming',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked' || linked.replacement)
        return linked ? backTo(request) : unknownLink(deps, request)
      const onSite = linked.visit.kind === 'on_site'
      return html(<ComingPage {...(await describe(deps, request, linked))} onSite={onSite} />)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/coming',
    policy: holder,
    handler: (request) =>
      pressed(deps, request, 'booking.comingPage', sayComing, (done) => (done ? 'coming=1' : '')),
  })

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/cancel',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked') return linked ? backTo(request) : unknownLink(deps, request)
      const papersGo = await deps.database.withAuthority(request.authority, (tx) =>
        papersGoWith(tx, linked.visit.id),
      )
      return html(<CancelPage {...(await describe(deps, request, linked))} papersGo={papersGo} />)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/cancel',
    policy: holder,
    handler: (request) => {
      const browser = browserOf(request.cookies)
      const cancel = (tx: Tx, id: Id<'visit'>) => cancelOwnBooking(tx, id, browser)
      return pressed(deps, request, 'booking.cancelPage', cancel)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/again',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      const { authority, cookies, here } = request
      const browser = browserOf(cookies)
      const until = await deps.database.withAuthority(authority, (tx) =>
        goOnWith(tx, linked.visit.id, browser),
      )
      if (until !== undefined)
        cookies.set(AGAIN_COOKIE, '1', { maxAgeSeconds: Math.ceil((until - linked.now) / 1_000) })
      return { kind: 'redirect', to: keepLanguage(here)(bookAgainAddress(linked.matters)) }
    },
  })

  registerMove(app, deps)
  registerFiles(app, deps)
  registerPapers(app, deps)
  registerReminders(app, deps)
}

/** Does what a button says. Refused, it shows by itself: the page says what has become of the time. */
async function pressed(
  deps: BookingPageDeps,
  request: LinkRequest,
  kind: string,
  action: (tx: Tx, id: Id<'visit'>) => Promise<Result<unknown, string>>,
  query?: (done: boolean) => string,
): Promise<PageAnswer> {
  const linked = await read(deps, request)
  if (!linked) return unknownLink(deps, request)
  const { authority, idempotencyKey: key, params } = request
  const command = { key, kind, caller: `link ${params.token}`, input: {} }
  const answer = await runCommand(deps.database, authority, command, async (tx) => {
    await followLanguage(tx, linked.visit.id, request.language)
    const done = await action(tx, linked.visit.id)
    return done.ok ? ok(null) : done
  })
  return backTo(request, query?.(answer.ok))
}

/** Whether this browser may book anew with the papers of a visit, and until when in words. */
async function againOf(
  deps: BookingPageDeps,
  { authority, cookies, language, params }: LinkRequest,
  { visit, site, settings }: Linked,
) {
  const may = await deps.database.withAuthority(authority, (tx) => goingOn(tx, visit, knownBrowser(cookies)))
  if (!may) return undefined
  const zone = site?.timeZone ?? settings.timeZone
  return { token: params.token, until: may.until && formatTime(may.until, zone, language) }
}

/** What a phone needs to remind of a visit that has such reminders to come; its key is that of the month of the visit. */
function pushTerms(
  { push }: BookingPageDeps,
  { authority, params }: LinkRequest,
  { visit, site, settings, now, reminders }: Linked,
): PushTerms | undefined {
  if (!push || !reminders?.onPhone) return undefined
  const month = visit.day.slice(0, 7)
  return {
    address: `/api/visits/${params.token}/push`,
    worker: `/w/${params.token}/worker.js?day=${visit.day}`,
    key: push.keys(authority, month).publicKey,
    month,
    day: dayOf(now, site?.timeZone ?? settings.timeZone),
  }
}

/** What is true of the visit now: to be confirmed, booked, in the hall, or over. */
async function statePage(
  deps: BookingPageDeps,
  request: LinkRequest,
  linked: Linked | undefined,
): Promise<PageAnswer> {
  if (!linked) return unknownLink(deps, request)
  const { visit, second, site, heldUntil, settings, matters } = linked
  const { token } = request.params
  const described = await describe(deps, request, linked)
  const bookingPage = (moved: boolean) => {
    const { frame } = described
    const { phone, videoLink } = linked
    return html(
      <BookingPage
        {...{
          frame,
          token,
          visit,
          second,
          site,
          movesOn: linked.movesOn,
          matters,
          checks: linked.checks,
          anotherTime: linked.anotherTime,
          punctuality: linked.punctuality,
          phone,
          videoLink,
          moved,
          coming: linked.coming,
          thanked: linked.coming && request.query.has('coming'),
          push: pushTerms(deps, request, linked),
          reminders: linked.reminders,
          remindersSaved: request.query.has('reminders'),
          mayArrive: site?.kind !== 'mobile' && mayArriveByPhone(visit, linked.now),
        }}
      />,
    )
  }
  switch (visit.state) {
    case 'held': {
      if (!heldUntil) {
        const { phone } = settings.contact
        return html(<EndedPage {...described} state="expired" kind={visit.kind} phone={phone} />)
      }
      const until = formatTime(heldUntil, site?.timeZone ?? settings.timeZone, request.language)
      return html(<ConfirmPage {...described} until={until} />)
    }
    case 'booked': {
      const instead = await replacementPage(deps, request, linked)
      return instead ?? bookingPage(request.query.has('moved'))
    }
    case 'waiting':
    case 'called':
    case 'serving':
    case 'parked':
    case 'missed':
      // Who is called or seen by video waits in no hall.
      if (visit.kind !== 'on_site') return bookingPage(false)
      return { kind: 'redirect', to: keepLanguage(request.here)(`/w/${token}`) }
    case 'cancelled':
      // Dead at once: 410 says that this address will not come back to life, and the page what to do instead.
      return html(<CancelledPage {...described} again={await againOf(deps, request, linked)} />, 410)
    case 'done':
      // The first is done, and the person waits for the second or is there.
      if (second?.ticketNumber && !isOver(second.state))
        return { kind: 'redirect', to: keepLanguage(request.here)(`/w/${token}`) }
      return html(
        <SettledPage {...described} settled={matters} again={await againOf(deps, request, linked)} />,
      )
    default:
      return html(
        <EndedPage
          {...described}
          state={visit.state}
          kind={visit.kind}
          phone={settings.contact.phone}
          again={await againOf(deps, request, linked)}
        />,
      )
  }
}
