import { findSite, getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { awaitedCode, browserOf, enterCode, sendCode } from '../actions.ts'
import { foldEmail } from '../model/person.ts'
import { everyone } from '../policy.ts'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'
import { type BookingRequest, carriedBy } from './heldPages.tsx'
import { holdAndGoOn } from './holding.tsx'
import { checkContact, typedIn } from './typedContact.ts'
import { CodePage, VerifyPage } from './VerifyPages.tsx'
import { type BookingPageDeps, type CountingDeps, html } from './view.ts'

/** The way without a proof of work: first the contact is proven by a code, then the time is held. */
export function registerVerifying(app: HttpServer<Caller, Authority>, deps: CountingDeps): void {
  const { database, links } = deps

  bindPage(app, {
    method: 'GET',
    path: '/booking/verify',
    policy: everyone,
    handler: (request) => verifyPage(deps, request, { name: '', email: '' }, {}),
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/verify',
    policy: everyone,
    limit: 'sensitive',
    async handler(request) {
      const typed = typedIn(request.form) ?? { name: '', email: '' }
      const checked = checkContact(typed)
      if ('problems' in checked) return verifyPage(deps, request, typed, checked.problems)
      const { name, email } = checked.contact
      const { authority, language, idempotencyKey: key } = request
      const browser = browserOf(request.cookies)
      await deps.count('booking', [`contact ${authority.key} ${foldEmail(email ?? '')}`])
      const command = { key, kind: 'booking.verifyPage', caller: browser, input: {} }
      const sent = await runCommand(database, authority, command, (tx) =>
        sendCode(tx, links, { browser, name, email: email ?? '', language }),
      )
      if (!sent.ok) return verifyPage(deps, request, typed, {}, true)
      return goTo(request, '/booking/code')
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/booking/code',
    policy: everyone,
    handler: (request) => codePage(deps, request, undefined),
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/code',
    policy: everyone,
    limit: 'sensitive',
    async handler(request) {
      const browser = browserOf(request.cookies)
      // Not a command: a wrong code is counted, so its transaction must be kept.
      const entered = await database.withAuthority(request.authority, (tx) =>
        enterCode(tx, links, browser, request.form.get('code') ?? ''),
      )
      if (!entered.ok) return codePage(deps, request, entered.code === 'code_over' ? 'over' : 'wrong')
      return holdAndGoOn(deps, request, carriedBy(request).time, '/booking/contact')
    },
  })
}

function goTo(request: BookingRequest, path: string): PageAnswer {
  return { kind: 'redirect', to: keepLanguage(request.here)(carriedBy(request).addressOf(path)) }
}

async function shared(deps: BookingPageDeps, request: BookingRequest, path: string) {
  const carried = carriedBy(request)
  const { site, phone } = await deps.database.withAuthority(request.authority, async (tx) => ({
    site: carried.time && (await findSite(tx, carried.time.siteKey)),
    phone: (await getSettings(tx)).contact.phone,
  }))
  const here = keepLanguage(request.here)(carried.addressOf(path))
  return {
    frame: await deps.frame({ ...request, here }),
    carried,
    time: site && carried.time && formatDayAndTime(carried.time.startsAt, site.timeZone, request.language),
    idempotencyKey: crypto.randomUUID(),
    phone,
  }
}

async function verifyPage(
  deps: BookingPageDeps,
  request: BookingRequest,
  typed: TypedContact,
  problems: ContactProblems,
  tooMany = false,
): Promise<PageAnswer> {
  const page = await shared(deps, request, '/booking/verify')
  const status = tooMany ? 409 : Object.keys(problems).length > 0 ? 422 : 200
  return html(<VerifyPage {...page} {...{ typed, problems, tooMany }} />, status)
}

async function codePage(
  deps: BookingPageDeps,
  request: BookingRequest,
  problem: 'wrong' | 'over' | undefined,
): Promise<PageAnswer> {
  const browser = browserOf(request.cookies)
  const awaited = await deps.database.withAuthority(request.authority, (tx) => awaitedCode(tx, browser))
  // Where no code is awaited (any more) there is nothing to type: a new one.
  if (!awaited) return goTo(request, '/booking/verify')
  const page = await shared(deps, request, '/booking/code')
  return html(<CodePage {...page} email={awaited.email} problem={problem} />, problem ? 422 : 200)
}
