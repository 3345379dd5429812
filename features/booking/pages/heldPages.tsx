import { findSite } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { writeReminder } from '#features/visit/model/reminder.ts'
import { type Contact, REACH_KM } from '#features/visit/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { PageAnswer, PageRequest } from '#platform/http/page.ts'
import { sharedName } from '#platform/http/together.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { lacksNames, lacksPhone } from '../actions.ts'
import { keysOf, readFilter, readMatters, readTime, type TimeChoice } from './address.ts'
import { CheckPage } from './CheckPage.tsx'
import { ContactPage, type ContactProblems, type TypedContact } from './ContactPage.tsx'
import { type Carried, carry } from './carried.ts'
import { bookingUse, readChosen, readTimes, showTimes } from './choosing.tsx'
import { HoldOverPage } from './HoldOverPage.tsx'
import type { Held } from './heldView.ts'
import { toBooked } from './receipt.ts'
import { type PersonProblem, personProblemInWords, refusalInWords, type TimeRefusal } from './refusal.ts'
import { TimesPage } from './TimesPage.tsx'
import { checkContact, typedIn } from './typedContact.ts'
import { type BookingPageDeps, html } from './view.ts'

export type BookingRequest = PageRequest<'/', Caller, Authority>

/** What the address of a request carries. */
export function carriedBy(request: BookingRequest): Carried {
  return carriedWith(request, readTime(request.query.get('time')))
}

/** The same with another time than that of the address. */
export function carriedWith({ query }: BookingRequest, time: TimeChoice | undefined): Carried {
  return carry(readMatters(query), time, readFilter(query))
}

/** The list of times once more, with the reason on top; made once for all who lost at the same moment. */
export function freshTimes(
  deps: BookingPageDeps,
  request: BookingRequest,
  code: TimeRefusal,
  typed: TypedContact | undefined,
): Promise<PageAnswer> {
  if (typed) return timesAfter(deps, request, code, typed)
  return deps.together(`${code} ${sharedName(request)}`, () => timesAfter(deps, request, code, undefined))
}

async function timesAfter(
  deps: BookingPageDeps,
  request: BookingRequest,
  code: TimeRefusal,
  typed: TypedContact | undefined,
): Promise<PageAnswer> {
  const { matters, timesAddress, addressOf } = carriedBy(request)
  const keep = keepLanguage(request.here)
  const found = await showTimes(deps, request.authority, (tx) =>
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

/** The page that says that a hold has ended; that of the booking, where it has become one. */
export async function holdOver(
  deps: BookingPageDeps,
  request: BookingRequest,
  typed = typedIn(request.form),
): Promise<PageAnswer> {
  const booked = await toBooked(deps, request)
  if (booked) return booked
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

/** The question who comes. */
export async function contactPage(
  deps: BookingPageDeps,
  request: BookingRequest,
  held: Held,
  more: { typed?: TypedContact; problems?: ContactProblems; extended?: boolean },
): Promise<PageAnswer> {
  const { carried, hold: view, booking, phone } = held
  const here = keepLanguage(request.here)(carried.addressOf('/booking/contact'))
  const problems = more.problems ?? {}
  return html(
    <ContactPage
      frame={await deps.frame({ ...request, here })}
      carried={carried}
      hold={view}
      typed={more.typed ?? typedBefore(booking)}
      problems={problems}
      extended={more.extended ?? false}
      idempotencyKey={crypto.randomUUID()}
      phone={phone}
    />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

/** The contact of a hold as its form has it. */
function typedBefore({ visit, contact }: Held['booking']): TypedContact {
  return {
    name: contact?.name ?? '',
    email: contact?.email ?? '',
    phone: contact?.phone ?? '',
    kind: visit.kind,
    companions: (contact?.companions ?? []).join('\n'),
    reach: String(contact?.reachKm ?? REACH_KM),
    ...remindersOf(contact),
  }
}

/** What was chosen to be reminded of, and where by SMS, as the form holds it. */
function remindersOf(contact: Contact | undefined): Pick<TypedContact, 'reminders' | 'mobile'> {
  return {
    ...(contact?.reminders ? { reminders: contact.reminders.map(writeReminder).join('\n') } : {}),
    ...(contact?.mobile ? { mobile: contact.mobile } : {}),
  }
}

/** The check of all answers; without a whole contact the question for it, and what is missing. */
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
  if (!contact) return { kind: 'redirect', to: keep(carried.addressOf('/booking/contact')) }
  if (!contact.email || lacksPhone(booking.visit, contact) || lacksNames(booking, contact)) {
    const checked = checkContact(typedBefore(booking), view.people)
    return contactPage(deps, request, held, 'problems' in checked ? { problems: checked.problems } : {})
  }
  return html(
    <CheckPage
      frame={await deps.frame({ ...request, here: keep(carried.addressOf('/booking/check')) })}
      carried={carried}
      hold={view}
      matters={matters}
      site={site}
      movesOn={held.movesOn}
      contact={typedBefore(booking)}
      kind={booking.visit.kind}
      extended={extended}
      refused={refused && personProblemInWords(refused, held.phone, request.language)}
      idempotencyKey={crypto.randomUUID()}
    />,
    refused ? 409 : 200,
  )
}
