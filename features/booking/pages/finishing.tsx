import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf, followLanguage, holdOfBrowser, loadVisit } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { formatTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { browserOf, describeVisit, finishForm } from '../actions.ts'
import { everyone } from '../policy.ts'
import { BookedPage, DonePage } from './DonePage.tsx'
import { checkPage, contactPage, holdOver } from './heldPages.tsx'
import { readHeld } from './heldView.ts'
import { EndedPage, type EndedState } from './LinkPages.tsx'
import { giveReceipt, readReceipt } from './receipt.ts'
import { isFormFault } from './refusal.ts'
import { type BookingPageDeps, html, placeInWords } from './view.ts'

/** The check of all answers, and what is left to do. */
export function registerFinishing(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { database, links, frame } = deps

  bindPage(app, {
    method: 'GET',
    path: '/booking/check',
    policy: everyone,
    async handler(request) {
      const held = await database.withAuthority(request.authority, (tx) =>
        readHeld(tx, browserOf(request.cookies), request),
      )
      return held ? checkPage(deps, request, held, false) : holdOver(deps, request)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/check',
    policy: everyone,
    limit: 'sensitive',
    async handler(request) {
      const { authority, idempotencyKey: key, cookies } = request
      const browser = browserOf(cookies)
      const command = { key, kind: 'booking.checkPage', caller: browser, input: {} }
      const given = await runCommand(database, authority, command, async (tx) => {
        const hold = await holdOfBrowser(tx, browser)
        if (hold) await followLanguage(tx, hold.id, request.language)
        const result = await finishForm(tx, links, browser)
        return result.ok ? ok({ visitId: result.value.visit.id }) : result
      })
      if (!given.ok) {
        const held = await database.withAuthority(authority, (tx) => readHeld(tx, browser, request))
        if (!held || given.code === 'no_hold') return holdOver(deps, request)
        if (given.code === 'no_birth_date')
          return contactPage(deps, request, held, { problems: { birth: 'birthWrong' } })
        if (isFormFault(given.code))
          return { kind: 'redirect', to: request.here.replace('/booking/check', '/booking/contact') }
        return checkPage(deps, request, held, false, given.code)
      }
      giveReceipt(links, request, given.value.visitId)
      return { kind: 'redirect', to: keepLanguage(request.here)('/booking/done') }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/booking/done',
    policy: everyone,
    async handler(request) {
      const { authority, language } = request
      const id = readReceipt(links, request)
      const known = id && (await database.withAuthority(authority, (tx) => readDone(tx, id)))
      if (!known) return { kind: 'redirect', to: keepLanguage(request.here)('/') }
      const { visit, second, site, heldUntil, matters, zone, email, phone } = known
      const shared = await frame(request)
      const place = placeInWords(
        visit.appointmentAt ?? impossible('no time'),
        site,
        zone,
        language,
        second?.appointmentAt,
      )
      if (visit.state === 'held' && heldUntil && email) {
        const until = formatTime(heldUntil, site?.timeZone ?? zone, language)
        const { demo } = authority
        return html(<DonePage frame={shared} {...place} {...{ email, until, demo, phone }} />)
      }
      const ended =
        ENDED.find((state) => state === visit.state) ?? (visit.state === 'held' ? 'expired' : null)
      return ended
        ? html(
            <EndedPage frame={shared} state={ended} {...{ matters, phone }} kind={visit.kind} {...place} />,
          )
        : html(<BookedPage frame={shared} />)
    },
  })
}

const ENDED: readonly EndedState[] = ['cancelled', 'expired', 'no_show', 'settled', 'done', 'left']

async function readDone(tx: Tx, id: Id<'visit'>) {
  const visit = await loadVisit(tx, id)
  if (!visit) return undefined
  const { contact, timeZone } = await getSettings(tx)
  return {
    ...(await describeVisit(tx, visit)),
    email: (await contactOf(tx, id))?.email,
    zone: timeZone,
    phone: contact.phone,
  }
}
