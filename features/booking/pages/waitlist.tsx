import { getSettings } from '#features/authority/actions.ts'
import { kindsFor } from '#features/catalogue/model.ts'
import type { Caller } from '#features/staff/model.ts'
import type { VisitKind } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { impossible, ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import {
  askForWish,
  digestOfBirth,
  earlierWishOf,
  linkedVisit,
  sitesOffering,
  type TimeQuestion,
  wishEarlier,
} from '../actions.ts'
import { foldEmail } from '../model/person.ts'
import { readUntil } from '../model/wishUntil.ts'
import { everyone } from '../policy.ts'
import { bookingAddress, type ChosenMatter, keysOf, peopleOf, readMatters } from './address.ts'
import type { TypedContact } from './ContactPage.tsx'
import { readChosen } from './choosing.tsx'
import { checkBirth, checkContact, typedIn } from './typedContact.ts'
import { type BookingPageDeps, type CountingDeps, html, placeInWords } from './view.ts'
import { ApartPage } from './WaitlistApartPage.tsx'
import { AskedPage, EarlierPage, JoinPage, type JoinPageProps } from './WaitlistPages.tsx'
import { emptyWish, readWishForm, termsOf, wrongDates } from './waitlistForm.ts'

const holder = { who: 'everyone with the link', allows: () => true }
type EarlierRequest = PageRequest<'/v/:token/earlier', Caller, Authority>
type JoinRequest = PageRequest<'/waitlist', Caller, Authority>

/** Joining the waitlist: with name and e-mail, or from a booking that shall become earlier. */
export function registerWaitlist(app: HttpServer<Caller, Authority>, deps: CountingDeps): void {
  const { database, frame } = deps

  bindPage(app, {
    method: 'GET',
    path: '/waitlist',
    policy: everyone,
    async handler(request) {
      const asked = await readAsked(deps, request)
      if (!asked) return chooseAgain(request)
      return asked.sites.length > 0 ? joinPage(deps, request, asked, {}) : apartPage(deps, request, asked)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/waitlist',
    policy: everyone,
    limit: 'sensitive',
    async handler(request) {
      const asked = await readAsked(deps, request)
      if (!asked) return chooseAgain(request)
      if (asked.sites.length === 0) return apartPage(deps, request, asked, 409)
      const contact = typedIn(request.form) ?? { name: '', email: '' }
      const typed = readWishForm(request.form, asked.matters)
      const checked = checkContact(contact, peopleOf(asked.matters))
      const dates = wrongDates(typed)
      const until = readUntil(typed.until, asked.today)
      const scarce = asked.matters.some(({ service }) => service.scarce)
      const born = scarce ? checkBirth(contact, asked.today) : null
      if ('problems' in checked || dates.length > 0 || born === undefined || !until.ok) {
        const birth = born === undefined ? { birth: 'birthWrong' as const } : {}
        const late = until.ok ? {} : { until: until.code }
        const problems = { ...('problems' in checked ? checked.problems : {}), ...birth, ...late, dates }
        return joinPage(deps, request, asked, { contact, typed, problems })
      }
      const { name, email, phone, kind, companions = [] } = checked.contact
      const { authority, idempotencyKey: key, language } = request
      const wish = {
        ...termsOf(typed, until.value),
        matters: keysOf(asked.matters),
        language,
        kind: asked.kinds.find((one) => one === kind),
        name,
        phone,
        companions,
        email: email ?? impossible('a checked contact has an address'),
      }
      await deps.count('booking', [`contact ${authority.key} ${foldEmail(wish.email)}`])
      // The address is no part of what is kept of the command.
      const command = { key, kind: 'waitlist.join', caller: 'page', input: {} }
      const joined = await runCommand(database, authority, command, async (tx) => {
        const result = await askForWish(tx, deps.links, {
          ...wish,
          birth: born && digestOfBirth(tx, deps.links, name, born),
        })
        return result.ok ? ok(null) : result
      })
      if (joined.ok) return { kind: 'redirect', to: keepLanguage(request.here)('/waitlist/asked') }
      if (joined.code === 'too_many_open')
        return joinPage(deps, request, asked, { contact, typed, tooManyOpen: true })
      if (joined.code === 'bad_days')
        return joinPage(deps, request, asked, { contact, typed, problems: { until: 'untilPast' } })
      return chooseAgain(request)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/waitlist/asked',
    policy: everyone,
    async handler(request) {
      const { contact } = await database.withAuthority(request.authority, getSettings)
      const { demo } = request.authority
      return html(<AskedPage frame={await frame(request)} demo={demo} phone={contact.phone} />)
    },
  })

  registerEarlier(app, deps)
}

function registerEarlier(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { database, links } = deps

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/earlier',
    policy: holder,
    async handler(request) {
      const { authority, language } = request
      const found = await database.withAuthority(authority, (tx) => readBooked(deps, tx, request))
      if (!found) return backTo(request)
      if (found.wish) return toWish(deps, request, found.wish.id)
      const at = found.visit.appointmentAt ?? impossible('a booking without time')
      const { time } = placeInWords(at, found.site, found.timeZone, language)
      const typed = { siteKeys: [], weekdays: [], parts: [] }
      const { token } = request.params
      return html(
        <EarlierPage
          frame={await deps.frame(request)}
          {...{ token, time, typed }}
          sites={found.sites}
          today={found.today}
          idempotencyKey={crypto.randomUUID()}
        />,
      )
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/earlier',
    policy: holder,
    async handler(request) {
      const { authority, idempotencyKey: key, params } = request
      const found = await database.withAuthority(authority, (tx) => readBooked(deps, tx, request))
      if (!found) return backTo(request)
      const { siteKeys, weekdays, parts } = readWishForm(request.form, [])
      const command = { key, kind: 'waitlist.earlier', caller: `link ${params.token}`, input: {} }
      const asked = await runCommand(database, authority, command, (tx) =>
        wishEarlier(tx, links, found.visit.id, { siteKeys, weekdays, parts }),
      )
      return asked.ok ? toWish(deps, request, asked.value.id) : backTo(request)
    },
  })
}

type Asked = {
  readonly matters: readonly ChosenMatter[]
  /** Those that some counter can do; all of them where one can do all. */
  readonly waitable: readonly ChosenMatter[]
  /** Where one counter can do all; none where an offer would never come. */
  readonly sites: JoinPageProps['sites']
  readonly kinds: readonly VisitKind[]
  readonly phone: string
  readonly today: LocalDate
}

/** What the address asks for; undefined where matters have to be chosen first or no site has them all. */
async function readAsked({ database }: BookingPageDeps, request: JoinRequest): Promise<Asked | undefined> {
  const asked: TimeQuestion['matters'] = readMatters(request.query)
  return database.withAuthority(request.authority, async (tx) => {
    const { chosen } = await readChosen(tx, asked)
    const { sites: offering, atOneCounter: sites } = await sitesOffering(
      tx,
      chosen.map(({ service }) => service.id),
    )
    if (chosen.length === 0 || chosen.length < asked.length || offering.length === 0) return undefined
    const waitable = sites.length > 0 ? chosen : await eachWaitable(tx, chosen)
    if (waitable.length === 0) return undefined
    const settings = await getSettings(tx)
    return {
      matters: chosen,
      waitable,
      sites,
      kinds: kindsFor(
        chosen.map(({ service }) => service),
        settings,
      ),
      phone: settings.contact.phone,
      today: dayOf(tx.now, settings.timeZone),
    }
  })
}

async function eachWaitable(tx: Tx, chosen: readonly ChosenMatter[]): Promise<readonly ChosenMatter[]> {
  const waitable: ChosenMatter[] = []
  for (const matter of chosen) {
    const { atOneCounter } = await sitesOffering(tx, [matter.service.id])
    if (atOneCounter.length > 0) waitable.push(matter)
  }
  return waitable
}

/** Nobody waits for what no counter can do in one visit. */
async function apartPage(
  deps: BookingPageDeps,
  request: JoinRequest,
  { matters, waitable, phone }: Asked,
  status = 200,
): Promise<PageAnswer> {
  const here = keepLanguage(request.here)(bookingAddress('/waitlist', { matters: keysOf(matters) }))
  const page = <ApartPage frame={await deps.frame({ ...request, here })} {...{ matters, waitable, phone }} />
  return html(page, status)
}

async function joinPage(
  deps: BookingPageDeps,
  request: JoinRequest,
  { matters, sites, kinds, phone, today }: Asked,
  more: Partial<Pick<JoinPageProps, 'typed' | 'problems' | 'tooManyOpen'>> & { contact?: TypedContact },
): Promise<PageAnswer> {
  const here = keepLanguage(request.here)(bookingAddress('/waitlist', { matters: keysOf(matters) }))
  const failed = more.problems !== undefined
  return html(
    <JoinPage
      frame={await deps.frame({ ...request, here })}
      {...{ matters, sites, kinds, phone, today }}
      typed={more.typed ?? emptyWish(matters, today)}
      contact={more.contact ?? { name: '', email: '' }}
      problems={more.problems ?? {}}
      tooManyOpen={more.tooManyOpen ?? false}
      idempotencyKey={crypto.randomUUID()}
    />,
    more.tooManyOpen ? 409 : failed ? 422 : 200,
  )
}

function chooseAgain(request: JoinRequest): PageAnswer {
  const to = bookingAddress('/booking', { matters: readMatters(request.query) })
  return { kind: 'redirect', to: keepLanguage(request.here)(to) }
}

/** The booking behind a link, while it can become earlier; the waitlist knows single times. */
async function readBooked({ links }: BookingPageDeps, tx: Tx, request: EarlierRequest) {
  const linked = await linkedVisit(tx, links, request.params.token)
  if (linked?.visit.state !== 'booked' || linked.visit.linked) return undefined
  const { atOneCounter: sites } = await sitesOffering(
    tx,
    linked.matters.map(({ service }) => service.id),
  )
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  return { ...linked, sites, timeZone, today, wish: await earlierWishOf(tx, linked.visit.id) }
}

function toWish(
  { links }: BookingPageDeps,
  request: EarlierRequest,
  id: Parameters<typeof links.tokenOf>[1],
): PageAnswer {
  const token = links.tokenOf(request.authority.key, id, 1)
  return { kind: 'redirect', to: keepLanguage(request.here)(`/wish/${token}`) }
}

function backTo(request: EarlierRequest): PageAnswer {
  const token = encodeURIComponent(request.params.token)
  return { kind: 'redirect', to: keepLanguage(request.here)(`/v/${token}`) }
}
