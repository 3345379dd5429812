import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { closureOn, type Site } from '#features/authority/model.ts'
import { answered, listOffers, listServices, type MatterRefusal } from '#features/catalogue/actions.ts'
import { answersIn, type Service, takesAppointments } from '#features/catalogue/model.ts'
import type { Caller } from '#features/staff/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { sharedName } from '#platform/http/together.ts'
import { keepLanguage } from '#ui/address.ts'
import {
  browserOf,
  searchTimes,
  type TimeAnswer,
  type TimeQuestion,
  walkInsNow,
  withForecasts,
} from '../actions.ts'
import { everyone } from '../policy.ts'
import {
  answerPrefix,
  bookingAddress,
  type ChosenMatter,
  type Filter,
  keysOf,
  MATTER_LIMIT,
  narrowingOf,
  readFilter,
  readMatters,
} from './address.ts'
import { ChoosePage } from './ChoosePage.tsx'
import { MattersPage } from './MattersPage.tsx'
import type { Alternatives } from './NoTimes.tsx'
import { DAYS_SHOWN } from './shownTimes.ts'
import { TimesPage } from './TimesPage.tsx'
import { texts } from './texts.ts'
import type { Choices, ClosedSites, TimesUse } from './timesView.ts'
import { type BookingPageDeps, html } from './view.ts'

/** The first questions of a booking: what for, how many, when. Nothing is changed here; the address carries it all. */
export function registerChoosing(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { database, frame, together } = deps
  bindPage(app, {
    method: 'GET',
    path: '/booking',
    policy: everyone,
    async handler(request) {
      const keep = keepLanguage(request.here)
      const { matters, next } = readForm(request.query)
      const filter = readFilter(request.query)
      if (next) {
        const path = { add: '/booking/add', times: '/booking/times', show: '/booking' }[next]
        return { kind: 'redirect', to: keep(bookingAddress(path, { matters, filter })) }
      }
      const { services, chosen } = await database.withAuthority(request.authority, (tx) =>
        readChosen(tx, matters),
      )
      const shared = await frame(request)
      if (chosen.length === 0) {
        return html(<ChoosePage frame={shared} services={services} matters={[]} filter={filter} query="" />)
      }
      const dropped = chosen.length < matters.length
      return html(<MattersPage frame={shared} matters={chosen} filter={filter} dropped={dropped} />)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/booking/add',
    policy: everyone,
    async handler(request) {
      const query = (request.query.get('q') ?? '').trim().slice(0, 100)
      const filter = readFilter(request.query)
      const { services, chosen } = await database.withAuthority(request.authority, (tx) =>
        readChosen(tx, readMatters(request.query)),
      )
      if (chosen.length >= MATTER_LIMIT) {
        const to = bookingAddress('/booking', { matters: keysOf(chosen), filter })
        return { kind: 'redirect', to: keepLanguage(request.here)(to) }
      }
      const shared = await frame(request)
      return html(
        <ChoosePage frame={shared} services={services} matters={chosen} filter={filter} query={query} />,
      )
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/booking/times',
    policy: everyone,
    async handler(request) {
      // Before the first press: two presses at once must be known as one browser's.
      browserOf(request.cookies)
      return together(sharedName(request), async () => {
        const keep = keepLanguage(request.here)
        const matters = readMatters(request.query)
        const filter = readFilter(request.query)
        const found = await showTimes(deps, request.authority, (tx) => readTimes(tx, matters, filter))
        if (!found.ok) return { kind: 'redirect', to: keep(bookingAddress('/booking', { matters, filter })) }
        return html(
          <TimesPage
            frame={await frame(request)}
            use={bookingUse(found.value, request.language)}
            {...found.value}
          />,
        )
      })
    },
  })
}

type Form = {
  readonly matters: TimeQuestion['matters']
  /** Where a sent form leads; undefined for a plain address. */
  readonly next: 'add' | 'times' | 'show' | undefined
}

/** The matters of an address, or of the form with a field for each matter's people and buttons to go on. */
function readForm(query: URLSearchParams): Form {
  const listed = query.getAll('matter')
  if (listed.length === 0) return { matters: readMatters(query), next: undefined }
  const removed = query.get('remove')
  const written = new URLSearchParams()
  for (const key of listed) {
    if (key !== removed) written.append('m', `${key}:${query.get(`people-${key}`) ?? '1'}`)
  }
  const matters = readMatters(written).map((matter) => {
    const answers = answersIn(query, answerPrefix(matter.serviceKey))
    return Object.keys(answers).length > 0 ? { ...matter, answers } : matter
  })
  const next = query.get('next')
  return { matters, next: next === 'add' || next === 'times' ? next : 'show' }
}

/** What can be booked, and what of it was chosen; what cannot is left out, and too many people become as many as go. */
export async function readChosen(
  tx: Tx,
  matters: TimeQuestion['matters'],
): Promise<{ services: Service[]; chosen: ChosenMatter[] }> {
  const offered = new Set(
    (await listOffers(tx)).filter(({ mode }) => takesAppointments(mode)).map(({ serviceId }) => serviceId),
  )
  const services = (await listServices(tx)).filter(({ id }) => offered.has(id))
  const chosen = matters.flatMap(({ serviceKey, people, answers }) => {
    const service = services.find(({ key }) => key === serviceKey)
    if (!service) return []
    return [{ service, people: Math.min(people, service.peopleLimit), ...answered(service, answers) }]
  })
  return { services, chosen }
}

/** What the list of times shows. */
export type TimesView = {
  readonly matters: readonly ChosenMatter[]
  readonly answer: TimeAnswer
  readonly filter: Filter
  readonly alternatives: Alternatives
  readonly choices: Choices
  readonly closed: ClosedSites
}

/** Reads the list of times, and then what is foretold of the halls that help: that is asked outside of the transaction. */
export async function showTimes(
  { database, forecasts }: Pick<BookingPageDeps, 'database' | 'forecasts'>,
  authority: Authority,
  read: (tx: Tx) => ReturnType<typeof readTimes>,
): ReturnType<typeof readTimes> {
  const found = await database.withAuthority(authority, read)
  if (!found.ok || found.value.alternatives.walkIns.length === 0) return found
  const { matters, alternatives } = found.value
  const services = matters.map(({ service }) => service.id)
  const walkIns = withForecasts(alternatives.walkIns, services, await forecasts(authority))
  return ok({ ...found.value, alternatives: { ...alternatives, walkIns } })
}

/** Times for the asked matters; fails where they have to be chosen anew. */
export async function readTimes(
  tx: Tx,
  asked: TimeQuestion['matters'],
  filter: Filter,
): Promise<Result<TimesView, MatterRefusal>> {
  const { chosen } = await readChosen(tx, asked)
  // A matter that was left out must be seen to be left out.
  const matters = chosen.length === asked.length ? keysOf(chosen) : asked
  return readTimesFor(tx, { matters }, chosen, filter)
}

/** Other times for a visit that stands, with the matters it has whatever the catalogue says since. */
export function readOtherTimes(
  tx: Tx,
  chosen: readonly ChosenMatter[],
  filter: Filter,
  known: Pick<TimeQuestion, 'firstServices' | 'minutes'>,
): Promise<Result<TimesView, MatterRefusal>> {
  return readTimesFor(tx, { matters: keysOf(chosen), standing: true, ...known }, chosen, filter)
}

async function readTimesFor(
  tx: Tx,
  question: Pick<TimeQuestion, 'matters' | 'standing' | 'firstServices' | 'minutes'>,
  chosen: readonly ChosenMatter[],
  filter: Filter,
): Promise<Result<TimesView, MatterRefusal>> {
  const found = await searchTimes(tx, { ...question, ...questionOf(filter) })
  if (!found.ok) return found
  const known = found.value.sites.some(({ site }) => site.key === filter.site)
  const usable: Filter = known ? filter : { ...filter, site: undefined }
  const again =
    usable.site === filter.site ? found : await searchTimes(tx, { ...question, ...questionOf(usable) })
  if (!again.ok) return again
  const alternatives = await readAlternatives(tx, chosen, usable, again.value)
  const sites = await listSites(tx)
  const closed = await closedOn(tx, sites, usable.day)
  return ok({
    matters: chosen,
    answer: again.value,
    filter: usable,
    alternatives,
    choices: choicesOf(sites),
    closed,
  })
}

/** Which sites a closure keeps shut on a day (today, if none is asked for), and why. */
async function closedOn(tx: Tx, sites: readonly Site[], asked: LocalDate | undefined): Promise<ClosedSites> {
  const closures = await listClosures(tx, addDays(asked ?? dayOf(tx.now, 'UTC'), -1))
  const reasons = sites.flatMap((site) => {
    const day = asked ?? dayOf(tx.now, site.timeZone)
    const closure = closureOn(site, closures, day)
    return closure ? [[site.key, { day, reason: closure.texts.reason }] as const] : []
  })
  return new Map(reasons)
}

function questionOf(filter: Filter): Omit<TimeQuestion, 'matters'> {
  const { site, day, from } = filter
  return {
    narrowing: narrowingOf(filter),
    ...(site === undefined ? {} : { siteKey: site }),
    ...(day === undefined ? {} : { day }),
    ...(from === undefined ? {} : { fromDay: from }),
    dayLimit: DAYS_SHOWN,
  }
}

const byName = new Intl.Collator('de')

function choicesOf(sites: readonly Site[]): Choices {
  return {
    districts: [...new Set(sites.map(({ district }) => district))].sort(byName.compare),
    languages: SPOKEN_LANGUAGES.filter((one) => sites.some(({ languages }) => languages.includes(one))),
    families: sites.some(({ familyFriendly }) => familyFriendly),
    terminals: sites.some(({ selfService }) => selfService),
  }
}

/** What helps and stands outside of the plan; how many wait is counted only where it is shown. */
async function readAlternatives(
  tx: Tx,
  chosen: readonly ChosenMatter[],
  filter: Filter,
  { times }: TimeAnswer,
): Promise<Alternatives> {
  const { contact } = await getSettings(tx)
  const services = chosen.map(({ service }) => service.id)
  const wish = { narrowing: narrowingOf(filter), siteKey: filter.site }
  return { phone: contact.phone, walkIns: times.length > 0 ? [] : await walkInsNow(tx, services, wish) }
}

/** The list of times as the second question of a booking. */
export function bookingUse(
  { matters: chosen, filter: narrowed }: Pick<TimesView, 'matters' | 'filter'>,
  language: Parameters<typeof texts>[0],
  typed?: { readonly name: string; readonly email: string },
): TimesUse {
  const matters = keysOf(chosen)
  const change = bookingAddress('/booking', { matters, filter: narrowed })
  return {
    title: texts(language)('times.title'),
    back: change,
    steps: true,
    addressOf: (filter) => bookingAddress('/booking/times', { matters, filter }),
    action: bookingAddress('/booking/hold', { matters, filter: narrowed }),
    hidden: { ...typed },
    proven: true,
    change,
    waitlist: bookingAddress('/waitlist', { matters }),
  }
}
