import { getSettings, listClosures } from '#features/authority/actions.ts'
import { closesAt, type Site } from '#features/authority/model.ts'
import { cancelOwnBookingRoute } from '#features/booking/contract/link.ts'
import type { Counter } from '#features/capacity/model.ts'
import { takesWalkIns } from '#features/catalogue/model.ts'
import { type HallView, hallOf } from '#features/hall/actions.ts'
import { checkInRoute, drawTicketRoute } from '#features/hall/contract.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { dayOf, daysBetween, timeOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Fate, fateOf } from '../fate.ts'
import { CHANGE_OVER_MINUTES, hourFactor, MEAN_OF_PLANNED, WALK_IN_LOAD, weekdayFactor } from '../figures.ts'
import { inventLanguage } from '../people.ts'
import { chance, poisson, type Random, seeded } from '../random.ts'
import { type Expected, invitedOn } from '../store.ts'
import { type Asked, drawWish } from '../wishes.ts'
import type { Bell } from './bell.ts'
import type { CityTime } from './time.ts'
import type { Visitor } from './visitor.ts'

/** One site's people: who is invited comes, others come without appointment. */
export type HallLifeOptions = {
  readonly site: Site
  readonly counters: readonly Counter[]
  /** Counters at which simulated clerks sit today. */
  readonly robots: () => ReadonlySet<string>
  readonly offered: readonly (Asked & { readonly mode: 'appointment' | 'walk_in' | 'both' })[]
  /** Working minutes today that are kept for people without appointment. */
  readonly spareMinutes: () => number
  readonly openMinutes: () => number
  readonly read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly tokenOf: (id: Id<'visit'>, generation: number) => string
  /** The visitor at the site's kiosk. */
  readonly kiosk: Visitor
  readonly time: CityTime
  readonly random: Random
  readonly bell: Bell
  readonly onFault: (code: string) => void
  /** Somebody invented has drawn a ticket. */
  readonly onTicket: (token: string) => void
}

/** What the clerks of the site ask for. */
export type HallLife = {
  run(): Promise<void>
  mayMiss(visitId: string): boolean
  onMissed(visitId: string, fate: Fate): void
  holdsBack(): boolean
}

const LOOK_EVERY = 12_000
const LAST_TICKET = 20 * MINUTE
const MEAN_WALK_IN_MINUTES = 17
/** Who sees so many people waiting comes another time. */
const CROWDED = 22
/** So many wait for somebody who tries the demo at a counter. */
const KEPT_FOR_PEOPLE = 3

/** Lets people come to a site, all through its kiosk. */
export function hallLife(options: HallLifeOptions): HallLife {
  const { site, time, random, kiosk, bell } = options
  const spontaneous = options.offered.filter((service) => takesWalkIns(service.mode))
  const invented = new Map<string, string>()
  const returning: { readonly at: Instant; readonly token: string }[] = []
  const staying = new Set<string>()
  let people: readonly Counter[] = []
  let looked = time.now()

  async function run(): Promise<void> {
    for (;;) {
      await time.sleep(LOOK_EVERY * (0.8 + 0.4 * random()))
      await look()
    }
  }

  async function look(): Promise<void> {
    const now = time.now()
    const since = plus(now, -Math.min(Math.max(0, now - looked), 15 * MINUTE))
    looked = now
    const day = dayOf(now, site.timeZone)
    const { view, expected, closes, lateMinutes } = await options.read(async (tx) => ({
      view: await hallOf(tx, site),
      expected: await invitedOn(tx, site.id, day),
      closes: closesAt(site, await listClosures(tx, day), now),
      lateMinutes: (await getSettings(tx)).lateMinutes,
    }))
    people = view.counters
      .filter(({ counter, open }) => open && !options.robots().has(counter.id))
      .map((each) => each.counter)
    // Before the doors open nobody can reach the kiosk.
    if (closes !== undefined) for (const each of expected) await expect(each, now, lateMinutes)
    for (const each of returning.filter(({ at }) => at <= now)) {
      returning.splice(returning.indexOf(each), 1)
      await checkIn(each.token)
    }
    if (closes === undefined) return
    await keepCompany(view)
    if (now < closes - LAST_TICKET) await comeSpontaneously(view, since, now)
  }

  /** Somebody invited comes, cancels, or stays away, as their fate wants. */
  async function expect(visit: Expected, now: Instant, lateMinutes: number): Promise<void> {
    const leadDays = daysBetween(
      dayOf(visit.createdAt, site.timeZone),
      dayOf(visit.appointmentAt, site.timeZone),
    )
    const fate = fateOf(visit.id, { leadDays, siteKey: site.key })
    const token = options.tokenOf(visit.id, visit.linkGeneration)
    if (fate.cancels) {
      const early = plus(visit.appointmentAt, -(1 + 4 * seeded(visit.id)()) * HOUR)
      if (now < early || staying.has(visit.id)) return
      staying.add(visit.id)
      const cancelled = await kiosk.call(cancelOwnBookingRoute, { params: { token } })
      if (!cancelled.ok) options.onFault(cancelled.code)
      return
    }
    const arrives = plus(visit.appointmentAt, fate.arrivalOffset * MINUTE)
    // Whoever should have come long ago (the clock has jumped) stays away.
    const tooLate = plus(arrives, (lateMinutes + 30) * MINUTE)
    if (!fate.comes || now < arrives || now > tooLate) return
    invented.set(visit.id, token)
    await checkIn(token)
  }

  async function checkIn(token: string): Promise<void> {
    const arrived = await kiosk.call(checkInRoute, { params: { site: site.key }, body: { code: token } })
    if (arrived.ok) bell.ring()
    else if (!['over', 'cancelled', 'other_day'].includes(arrived.code)) options.onFault(arrived.code)
  }

  async function comeSpontaneously(view: HallView, since: Instant, now: Instant): Promise<void> {
    if (view.waiting.length >= CROWDED) return
    const mean = MEAN_WALK_IN_MINUTES * MEAN_OF_PLANNED + CHANGE_OVER_MINUTES
    const perDay =
      (options.spareMinutes() * WALK_IN_LOAD * weekdayFactor(weekdayOf(dayOf(now, site.timeZone)))) / mean
    const hour = Number(timeOf(now, site.timeZone).slice(0, 2))
    const rate = (perDay / Math.max(1, options.openMinutes())) * hourFactor(hour)
    const count = poisson(random, (rate * (now - since)) / MINUTE)
    const robots = options.counters.filter((counter) => options.robots().has(counter.id))
    for (let index = 0; index < count; index++) await draw(robots)
  }

  /** Whoever tries a counter shall have somebody to call. */
  async function keepCompany(view: HallView): Promise<void> {
    for (const counter of people) {
      const waiting = view.waiting.filter(({ services }) =>
        services.every((service) => counter.skills.has(service)),
      )
      if (waiting.length < KEPT_FOR_PEOPLE) await draw([counter])
    }
  }

  async function draw(counters: readonly Counter[]): Promise<void> {
    const offered = spontaneous.filter((service) =>
      counters.some((counter) => counter.skills.has(service.id)),
    )
    const wish = drawWish(random, offered, counters)
    if (!wish) return
    const matters = wish.matters.map(({ serviceKey, people: persons }) => ({
      service: serviceKey,
      people: persons,
    }))
    const drawn = await kiosk.call(drawTicketRoute, {
      params: { site: site.key },
      body: { matters, language: inventLanguage(random) },
    })
    if (!drawn.ok) {
      if (drawn.code !== 'closed') options.onFault(drawn.code)
      return
    }
    invented.set(drawn.value.visit, drawn.value.token)
    bell.ring()
    if (chance(random, 0.15)) options.onTicket(drawn.value.token)
  }

  return {
    run,
    mayMiss: (visitId) => invented.has(visitId),
    onMissed(visitId, fate) {
      const token = invented.get(visitId)
      if (token && fate.returns) returning.push({ at: plus(time.now(), (2 + 5 * random()) * MINUTE), token })
    },
    holdsBack: () => people.length > 0,
  }
}
