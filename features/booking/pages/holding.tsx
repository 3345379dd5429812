import { findSite } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { type Links, REACH_KM } from '#features/visit/model.ts'
import { fail, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import {
  askerOf,
  browserOf,
  digestOfBirth,
  extendHold,
  type HeldContact,
  holdProven,
  lacksNames,
  lacksPhone,
  type ProvenHold,
  saveHoldContact,
} from '../actions.ts'
import { everyone } from '../policy.ts'
import { keysOf, readFilter, readMatters, readTime, type TimeChoice } from './address.ts'
import { CheckPage } from './CheckPage.tsx'
import { ContactPage, type ContactProblems, type TypedContact } from './ContactPage.tsx'
import { type Carried, carry } from './carried.ts'
import { bookingUse, readChosen, readTimes } from './choosing.tsx'
import { HoldOverPage } from './HoldOverPage.tsx'
import { type Held, readHeld } from './heldView.ts'
import { type PersonProblem, personProblemInWords, refusalInWords, type TimeRefusal } from './refusal.ts'
import { TimesPage } from './TimesPage.tsx'
import { checkBirth, checkContact, keepable, typedIn } from './typedContact.ts'
import { type BookingPageDeps, type CountingDeps, html } from './view.ts'

export type BookingRequest = PageRequest<'/', Caller, Authority>

/** Holding a time, keeping it for longer, taking another, and the question who comes. */
export function registerHolding(app: HttpServer<Caller, Authority>, deps: CountingDeps): void {
  const { database, links } = deps

  bindPage(app, {
    method: 'POST',
    path: '/booking/hold',
    policy: everyone,
    handler: (request) => holdAndGoOn(deps, request, readTime(request.form.get('time')), '/booking/contact'),
  })

  bindPage(app, {
    method: 'GET',
    path: '/booking/contact',
    policy: everyone,
    async handler(request) {
      const held = await database.withAuthority(request.authority, (tx) =>
        readHeld(tx, browserOf(request.cookies), request),
      )
      if (!held) return holdOver(deps, request)
      return contactPage(deps, request, held, {})
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/contact',
    policy: everyone,
    async handler(request) {
      const browser = browserOf(request.cookies)
      const typed = typedIn(request.form) ?? { name: '', email: '' }
      const held = await database.withAuthority(request.authority, (tx) => readHeld(tx, browser, request))
      const checked = checkContact(typed, held?.hold.people)
      // Whoever changes the language is not told yet what is still missing.
      if (held && request.form.has('switch')) return contactPage(deps, request, held, { typed })
      if ('problems' in checked) {
        if (!held) return holdOver(deps, request)
        return contactPage(deps, request, held, { typed, problems: checked.problems })
      }
      const birth = held?.hold.scarce ? checkBirth(typed, dayOf(held.hold.now, held.site.timeZone)) : null
      if (held && birth === undefined)
        return contactPage(deps, request, held, { typed, problems: { birth: 'birthWrong' } })
      // A hold that has run out meanwhile is taken again if nobody was faster; what was typed is not lost.
      if (!held) return holdAndGoOn(deps, request, carriedBy(request).time, '/booking/check')
      const saved = await database.withAuthority(request.authority, (tx) =>
        saveHoldContact(tx, browser, {
          ...checked.contact,
          birth: birth ? digestOfBirth(tx, links, checked.contact.name, birth) : null,
        }),
      )
      if (!saved.ok) return holdOver(deps, request)
      const keep = keepLanguage(request.here)
      return { kind: 'redirect', to: keep(held.carried.addressOf('/booking/check')) }
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/extend',
    policy: everyone,
    async handler(request) {
      const { authority, idempotencyKey: key, form } = request
      const browser = browserOf(request.cookies)
      const command = { key, kind: 'booking.extendPage', caller: browser, input: {} }
      const extended = await runCommand(database, authority, command, (tx) => extendHold(tx, browser))
      const held = await database.withAuthority(authority, (tx) => readHeld(tx, browser, request))
      if (!held) return holdOver(deps, request)
      if (form.get('to') === 'check') return checkPage(deps, request, held, extended.ok)
      const typed = typedIn(form)
      return contactPage(deps, request, held, { extended: extended.ok, ...(typed ? { typed } : {}) })
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/again',
    policy: everyone,
    async handler(request) {
      const contact = keepable(typedIn(request.form) ?? { name: '', email: '' })
      const browser = browserOf(request.cookies)
      if (contact) {
        await database.withAuthority(request.authority, (tx) => saveHoldContact(tx, browser, contact))
      }
      return { kind: 'redirect', to: keepLanguage(request.here)(carriedBy(request).timesAddress) }
    },
  })
}

/** What the address of a request carries. */
export function carriedBy(request: BookingRequest): Carried {
  return carriedWith(request, readTime(request.query.get('time')))
}

function carriedWith({ query }: BookingRequest, time: TimeChoice | undefined): Carried {
  return carry(readMatters(query), time, readFilter(query))
}

/** Holds a time with what was typed so far and goes on; or shows a fresh list, with what was typed in it. */
export async function holdAndGoOn(
  deps: CountingDeps,
  request: BookingRequest,
  time: TimeChoice | undefined,
  next: string,
): Promise<PageAnswer> {
  const { database, links } = deps
  const typed = typedIn(request.form)
  const matters = readMatters(request.query)
  const browser = browserOf(request.cookies)
  await deps.count('booking', [`browser ${browser}`])
  const proof = request.form.get('proof') ?? undefined
  const wish = { matters, language: request.language, browser, proof }
  const take = async (): Promise<PressedHold> => {
    const held = time
      ? await runCommand(database, request.authority, null, (tx) =>
          hold(tx, links, { ...time, ...wish }, typed && keepable(typed)),
        )
      : fail('unknown_time' as const)
    return { held, time, next, typed }
  }
  const asker = askerOf(deps, 'page', browser, request.address)
  const turn = await deps.holdingLine.enter(request.authority, asker, take)
  if (turn.state === 'over') return goOn(deps, request, turn.outcome)
  return {
    kind: 'redirect',
    to: keepLanguage(request.here)(carriedWith(request, time).addressOf('/booking/line')),
  }
}

/** A press on a time, with what came of it when its turn had come. */
export type PressedHold = {
  readonly held: Result<unknown, TimeRefusal>
  readonly time: TimeChoice | undefined
  readonly next: string
  readonly typed: TypedContact | undefined
}

/** Goes on with the held time; or shows a fresh list. */
export async function goOn(
  deps: BookingPageDeps,
  request: BookingRequest,
  { held, time, next, typed }: PressedHold,
): Promise<PageAnswer> {
  const carried = carriedWith(request, time)
  const keep = keepLanguage(request.here)
  if (held.ok) return { kind: 'redirect', to: keep(carried.addressOf(next)) }
  // With script the page of a hold that is over proves the work anew; without, the contact is proven first.
  if (held.code === 'proof_needed' && typed) return holdOver(deps, request, typed)
  if (held.code === 'proof_needed')
    return { kind: 'redirect', to: keep(carried.addressOf('/booking/verify')) }
  return freshTimes(deps, request, held.code, typed)
}

async function hold(
  tx: Tx,
  links: Links,
  wish: ProvenHold,
  contact: HeldContact | undefined,
): Promise<Awaited<ReturnType<typeof holdProven>>> {
  const held = await holdProven(tx, links, wish)
  if (held.ok && contact) await saveHoldContact(tx, wish.browser, contact)
  return held
}

/** The list of times once more, with the reason on top. */
export async function freshTimes(
  deps: BookingPageDeps,
  request: BookingRequest,
  code: TimeRefusal,
  typed: TypedContact | undefined,
): Promise<PageAnswer> {
  const { matters, timesAddress, addressOf } = carriedBy(request)
  const keep = keepLanguage(request.here)
  const found = await deps.database.withAuthority(request.authority, (tx) =>
    readTimes(tx, matters, readFilter(request.query)),
  )
  if (!found.ok) return { kind: 'redirect', to: keep(addressOf('/booking')) }
  const frame = await deps.frame({ ...request, here: keep(timesAddress) })
  return html(
    <TimesPage
      frame={frame}
      use={bookingUse(found.value, request.language, typed)}
      problem={refusalInWords(code, request.language)}
      {...found.value}
    />,
    409,
  )
}

/** The page that says that a hold has ended. */
export async function holdOver(
  deps: BookingPageDeps,
  request: BookingRequest,
  typed = typedIn(request.form),
): Promise<PageAnswer> {
  const carried = carriedBy(request)
  const { site, chosen } = await deps.database.withAuthority(request.authority, async (tx) => ({
    site: carried.time && (await findSite(tx, carried.time.siteKey)),
    chosen: (await readChosen(tx, carried.matters)).chosen,
  }))
  const usable = carry(keysOf(chosen), site ? carried.time : undefined, readFilter(request.query))
  const time = site && usable.time && formatDayAndTime(usable.time.startsAt, site.timeZone, request.language)
  const here = keepLanguage(request.here)(carried.addressOf('/booking/contact'))
  const frame = await deps.frame({ ...request, here })
  return html(<HoldOverPage frame={frame} carried={usable} time={time} typed={typed} />)
}

async function contactPage(
  deps: BookingPageDeps,
  request: BookingRequest,
  held: Held,
  more: { typed?: TypedContact; problems?: ContactProblems; extended?: boolean },
): Promise<PageAnswer> {
  const { carried, hold: view, booking, phone } = held
  const here = keepLanguage(request.here)(carried.addressOf('/booking/contact'))
  const known = {
    name: booking.contact?.name ?? '',
    email: booking.contact?.email ?? '',
    phone: booking.contact?.phone ?? '',
    kind: booking.visit.kind,
    companions: (booking.contact?.companions ?? []).join('\n'),
    reach: String(booking.contact?.reachKm ?? REACH_KM),
  }
  const problems = more.problems ?? {}
  return html(
    <ContactPage
      frame={await deps.frame({ ...request, here })}
      carried={carried}
      hold={view}
      typed={more.typed ?? known}
      problems={problems}
      extended={more.extended ?? false}
      idempotencyKey={crypto.randomUUID()}
      phone={phone}
    />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

/** The check of all answers; without a whole contact the question for it. */
export async function checkPage(
  deps: BookingPageDeps,
  request: BookingRequest,
  held: Held,
  extended: boolean,
  refused?: PersonProblem,
): Promise<PageAnswer> {
  const { carried, hold: view, booking, site, matters } = held
  const keep = keepLanguage(request.here)
  const { contact } = booking
  if (!contact?.email || lacksPhone(booking.visit, contact) || lacksNames(booking.visit, contact))
    return { kind: 'redirect', to: keep(carried.addressOf('/booking/contact')) }
  return html(
    <CheckPage
      frame={await deps.frame({ ...request, here: keep(carried.addressOf('/booking/check')) })}
      carried={carried}
      hold={view}
      matters={matters}
      site={site}
      movesOn={held.movesOn}
      contact={{
        name: contact.name,
        email: contact.email,
        phone: contact.phone ?? '',
        companions: (contact.companions ?? []).join('\n'),
        reach: String(contact.reachKm ?? REACH_KM),
      }}
      kind={booking.visit.kind}
      extended={extended}
      refused={refused && personProblemInWords(refused, held.phone, request.language)}
      idempotencyKey={crypto.randomUUID()}
    />,
    refused ? 409 : 200,
  )
}
