import { openSpans } from '#features/authority/model.ts'
import { bookAtOnce, bookNext, cancelBooking, digestOfBirth, saveBirth } from '#features/booking/actions.ts'
import { PUBLIC_WITHIN } from '#features/capacity/model/listShare.ts'
import {
  CELL_MINUTES,
  cellBits,
  cellOf,
  cellsFor,
  choosePlaces,
  freeCells,
  instantOfCell,
  type Place,
  startsOf,
} from '#features/capacity/model.ts'
import { takesAppointments } from '#features/catalogue/model.ts'
import { contactOf, saveContact } from '#features/visit/actions.ts'
import type { Contact } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayOf, daysBetween } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { fateOf } from '../fate.ts'
import { fillAhead } from '../figures.ts'
import { inventPerson } from '../people.ts'
import { between, pick, poisson, weighted } from '../random.ts'
import { drawWish, type Wish } from '../wishes.ts'
import type { Act } from './act.ts'
import type { Agenda } from './agenda.ts'
import type { Person, SiteScript } from './site.ts'

/** People book at the latest so long before their time. */
const LEAD_MINUTES = 35
const MEAN_BOOKING_MINUTES = 20

/** The next visit to a matter is so many days after the one before. */
const AGAIN_DAYS = { from: 5, to: 21 } as const

/** A booking that was just made. */
type Booked = Pick<Wish, 'minutes' | 'services'> & {
  readonly day: LocalDate
  readonly cell: number
  readonly startsAt: Instant
  readonly contact: Contact
}

type OpenPlace = Place & { taken: bigint }

/**
 * People book ahead until the days to come are as full as such days are. What is free is kept in mind and chosen
 * from by the same function that the booking uses, so that hardly a wish meets a taken time.
 */
export function playBookings(
  script: SiteScript,
  agenda: Agenda<Act>,
  expect: (id: Id<'visit'>, person: Person, arrivesAt: number) => void,
): {
  planBookings(day: LocalDate, from: Instant, until: Instant): void
  /** To be called after a look at the waitlist: times that were given back before can be booked again. */
  lookedAtList(now: Instant): void
  /** Books the next visit of somebody at the counter, some weeks ahead. */
  again(tx: Tx, earlier: Id<'visit'>, person: Person): Promise<void>
} {
  const { site, random, links } = script
  const zone = site.timeZone
  const bookable = script.offered.filter((service) => takesAppointments(service.mode))
  const copies = script.places.map((place): OpenPlace => ({ ...place }))
  const days = Map.groupBy(copies, (place) => place.day)
  let given: { readonly place: OpenPlace; readonly bits: bigint; readonly publicAt: Instant }[] = []
  const cells = new Map([...days].map(([day, places]) => [day, cellsIn(places)]))

  function planBookings(day: LocalDate, from: Instant, until: Instant): void {
    for (const [target, places] of days) {
      const lead = daysBetween(day, target)
      if (lead < 0) continue
      const wanted = fillAhead(lead) * script.shareOf(target) * (cells.get(target) ?? 0)
      if (wanted < 1) continue
      const missing = (wanted - takenIn(places)) * CELL_MINUTES
      const count = poisson(random, Math.max(0, missing) / MEAN_BOOKING_MINUTES)
      for (let index = 0; index < count; index++)
        agenda.add(between(random, from, until), (tx) => book(tx, target))
    }
  }

  function lookedAtList(now: Instant): void {
    for (const { place, bits } of given.filter(({ publicAt }) => publicAt <= now)) place.taken &= ~bits
    given = given.filter(({ publicAt }) => publicAt > now)
  }

  async function book(tx: Tx, day: LocalDate): Promise<void> {
    const places = days.get(day) ?? []
    const wish = drawWish(random, bookable, places)
    const cell = wish && freeStart(places, wish, day, tx.now)
    if (!wish || cell === undefined) return
    const startsAt = instantOfCell(day, cell, zone)
    const { contact, birthDate, channel, language } = inventPerson(random)
    const request = { matters: wish.matters, siteKey: site.key, startsAt, language, channel, contact }
    const booked = await bookAtOnce(tx, links, request)
    if (!booked.ok) return
    const { id } = booked.value
    if (wish.scarce) await saveBirth(tx, id, digestOfBirth(tx, links, contact.name, birthDate))
    settle(tx, id, { day, cell, startsAt, contact, ...wish })
  }

  async function again(tx: Tx, earlier: Id<'visit'>, person: Person): Promise<void> {
    const today = dayOf(tx.now, zone)
    const later = [...days.keys()].filter((day) => {
      const lead = daysBetween(today, day)
      return lead >= AGAIN_DAYS.from && lead <= AGAIN_DAYS.to
    })
    const contact = await contactOf(tx, earlier)
    for (let tries = 0; contact && later.length > 0 && tries < 5; tries++) {
      const day = pick(random, later)
      const cell = freeStart(days.get(day) ?? [], person, day, tx.now)
      if (cell === undefined) continue
      const startsAt = instantOfCell(day, cell, zone)
      const next = await bookNext(tx, links, earlier, {
        siteKey: site.key,
        startsAt,
        channel: 'desk',
        outcome: 'partly',
        // Without an address no mail of the past is queued.
        contact: { ...contact, email: null },
      })
      if (!next.ok) continue
      const { id } = next.value
      await saveContact(tx, id, contact)
      return settle(tx, id, { ...person, day, cell, startsAt, contact })
    }
  }

  /** Keeps in mind what is taken, and what becomes of the visit. */
  function settle(tx: Tx, id: Id<'visit'>, booked: Booked): void {
    const { day, cell, startsAt, contact } = booked
    const places = days.get(day) ?? []
    const chosen = choosePlaces(places, cell, booked.minutes, booked.services)[0]
    const place = places.find((each) => each.id === chosen?.id)
    const bits = cellBits(cell, cell + cellsFor(booked.minutes, place?.durationPercent ?? 100))
    if (place) place.taken |= bits
    const fate = fateOf(id, { leadDays: daysBetween(dayOf(tx.now, zone), day), siteKey: site.key })
    if (fate.cancels) {
      agenda.add(between(random, tx.now, startsAt), async (later) => {
        // Without an address no mail of the past is queued.
        await saveContact(later, id, { ...contact, email: null })
        const cancelled = await cancelBooking(later, id)
        // Kept for the waitlist first, and free for all within the hour.
        if (cancelled.ok && place) given.push({ place, bits, publicAt: plus(later.now, PUBLIC_WITHIN) })
      })
    } else if (fate.comes) {
      const opens = openSpans(site, script.closures, day)[0]?.opens ?? startsAt
      const { services, minutes } = booked
      const person = { fate, services, minutes, returned: false }
      expect(id, person, Math.max(startsAt + fate.arrivalOffset * MINUTE, opens - 5 * MINUTE))
    }
  }

  function freeStart(
    places: readonly Place[],
    wish: Pick<Wish, 'minutes' | 'services'>,
    day: LocalDate,
    now: Instant,
  ): number | undefined {
    const earliest = cellOf(plus(now, LEAD_MINUTES * MINUTE), day, zone)
    const fitting = places.filter((place) => wish.services.every((service) => place.skills.has(service)))
    for (let tries = 0; tries < 3; tries++) {
      const place = weighted(random, fitting, (each) => each.endCell - each.firstCell)
      const starts = place
        ? startsOf(place, wish.minutes, wish.services).filter((cell) => cell >= earliest)
        : []
      // People take quarter hours first, and the early hours before the late ones.
      const round = starts.filter((cell) => cell % 3 === 0)
      const offered = round.length > 0 ? round : starts
      if (offered.length > 0) return pick(random, offered)
    }
    return undefined
  }

  return { planBookings, lookedAtList, again }
}

/** The cells of places that are open for bookings, taken or not. */
function cellsIn(places: readonly Place[]): number {
  return places.reduce((sum, place) => sum + bits(freeCells({ ...place, taken: 0n })), 0)
}

function takenIn(places: readonly Place[]): number {
  return places.reduce((sum, place) => sum + bits(place.taken), 0)
}

function bits(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length
}
