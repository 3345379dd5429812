import { openSpans } from '#features/authority/model.ts'
import type { Counter } from '#features/capacity/model.ts'
import { takesWalkIns } from '#features/catalogue/model.ts'
import {
  type CounterDay,
  callAgain,
  callNext,
  checkIn,
  closeCounter,
  drawTicket,
  finish,
  leave,
  missed,
  openCounter,
  startServing,
} from '#features/hall/actions.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, instant, type LocalDate, MINUTE } from '#kernel/instant.ts'
import { timeOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { fateOf } from '../fate.ts'
import {
  ABSENT,
  CHANGE_OVER_MINUTES,
  dayFactor,
  hourFactor,
  MEAN_OF_PLANNED,
  WALK_IN_LOAD,
  weekdayFactor,
} from '../figures.ts'
import { inventLanguage } from '../people.ts'
import { between, chance, poisson, weighted } from '../random.ts'
import { dutiesOf, presentCounters, robotCounters, someCounters } from '../roster.ts'
import { drawWish } from '../wishes.ts'
import type { Act } from './act.ts'
import type { Agenda } from './agenda.ts'
import type { Person, SiteScript } from './site.ts'

/** Nobody draws a ticket in the last minutes. */
const LAST_TICKET_MINUTES = 20
const MEAN_WALK_IN_MINUTES = 17

type Seat = {
  readonly counter: Counter
  readonly at: CounterDay
  open: boolean
  /** Somebody is called or served, or a call is on its way. */
  busy: boolean
  /** The end of the clerk's duty. */
  until: Instant
}

/** People arrive, wait, are called, served, missed; counters open, pause and close. */
export function playHall(
  script: SiteScript,
  agenda: Agenda<Act>,
  again: (tx: Tx, id: Id<'visit'>, person: Person) => Promise<void>,
): {
  /** Somebody booked is going to arrive. */
  expect(id: Id<'visit'>, person: Person, arrivesAt: number): void
  planDay(day: LocalDate): void
} {
  const { site, random, links, counters } = script
  const spontaneous = script.offered.filter((service) => takesWalkIns(service.mode))
  const people = new Map<string, Person>()
  const waiting = new Set<string>()
  let seats: readonly Seat[] = []

  function expect(id: Id<'visit'>, person: Person, arrivesAt: number): void {
    people.set(id, person)
    agenda.add(arrivesAt, (tx) => arrive(tx, id))
  }

  async function arrive(tx: Tx, id: Id<'visit'>): Promise<void> {
    const arrived = await checkIn(tx, site, id)
    if (arrived.ok) comeIn(tx.now, id)
  }

  async function draw(tx: Tx, closes: Instant): Promise<void> {
    if (tx.now > closes - LAST_TICKET_MINUTES * MINUTE) return
    const wish = drawWish(
      random,
      spontaneous,
      seats.map((seat) => seat.counter),
    )
    if (!wish || !seats.some((seat) => canServe(seat, wish.services))) return
    const language = inventLanguage(random)
    const request = { siteKey: site.key, matters: wish.matters, language, channel: 'kiosk' } as const
    const drawn = await drawTicket(tx, links, request, async () => true)
    if (!drawn.ok) return
    const { id } = drawn.value.visit
    people.set(id, { fate: fateOf(id), services: wish.services, minutes: wish.minutes, returned: false })
    comeIn(tx.now, id)
  }

  function comeIn(now: Instant, id: Id<'visit'>): void {
    const person = people.get(id)
    if (!person) return
    waiting.add(id)
    agenda.add(now + person.fate.patience * MINUTE, async (tx) => {
      if (waiting.delete(id)) await leave(tx, id)
    })
    const idle = seats.find((seat) => seat.open && !seat.busy && canServe(seat, person.services))
    if (idle) callSoon(idle, now, between(random, 3, 15))
  }

  function canServe(seat: Pick<Seat, 'counter'>, services: readonly Id<'service'>[]): boolean {
    return services.every((service) => seat.counter.skills.has(service))
  }

  function somebodyFor(seat: Seat): boolean {
    for (const id of waiting) if (canServe(seat, people.get(id)?.services ?? [])) return true
    return false
  }

  function callSoon(seat: Seat, now: Instant, seconds: number): void {
    seat.busy = true
    agenda.add(now + seconds * 1000, (tx) => call(tx, seat))
  }

  async function call(tx: Tx, seat: Seat): Promise<void> {
    const called = seat.open ? await callNext(tx, seat.at) : undefined
    if (!called?.ok) {
      seat.busy = false
      return seat.until <= tx.now ? close(tx, seat) : undefined
    }
    const { id } = called.value
    waiting.delete(id)
    const person = people.get(id)
    if (!person) return
    if (person.fate.missesCall && !person.returned) {
      agenda.add(tx.now + between(random, 1, 3) * MINUTE, (later) => miss(later, seat, id, person))
      return
    }
    agenda.add(tx.now + person.fate.walkSeconds * 1000, async (later) => {
      await startServing(later, seat.at)
    })
    const seconds = person.fate.walkSeconds + person.fate.durationFactor * person.minutes * 60
    agenda.add(tx.now + seconds * 1000, async (later) => {
      const more = script.comesAgain(id, person.minutes)
      // Before the end, so that what is decided at the end counts.
      if (more) await again(later, id, person)
      await finish(later, seat.at, more ? 'partly' : person.fate.outcome)
      await free(later, seat)
    })
  }

  async function miss(tx: Tx, seat: Seat, id: Id<'visit'>, person: Person): Promise<void> {
    await callAgain(tx, seat.at)
    await missed(tx, seat.at)
    const later = instant(tx.now + between(random, 2, 9) * MINUTE)
    person.returned = person.fate.returns
    if (person.fate.returns) agenda.add(later, (then) => arrive(then, id))
    else agenda.add(later, async (then) => void (await leave(then, id)))
    await free(tx, seat)
  }

  async function free(tx: Tx, seat: Seat): Promise<void> {
    seat.busy = false
    if (somebodyFor(seat) && (seat.until > tx.now || !servedElsewhere(seat, tx.now))) {
      return callSoon(seat, tx.now, between(random, 30, 90))
    }
    if (seat.until <= tx.now) await close(tx, seat)
  }

  /** Will everybody who waits for this seat be served by colleagues who stay longer? */
  function servedElsewhere(seat: Seat, now: Instant): boolean {
    const others = seats.filter((other) => other !== seat && other.open && other.until > now)
    return [...waiting].every((id) => {
      const services = people.get(id)?.services ?? []
      return !canServe(seat, services) || others.some((other) => canServe(other, services))
    })
  }

  async function close(tx: Tx, seat: Seat): Promise<void> {
    if (!seat.open || seat.busy) return
    seat.open = false
    await closeCounter(tx, seat.at)
  }

  function planDay(day: LocalDate): void {
    const spans = openSpans(site, script.closures, day)
    const share = script.shareOf(day)
    waiting.clear()
    const onDuty = dutiesOf(script.shifts, site, counters, day)
    const staffed = counters.filter((counter) => onDuty.some((duty) => duty.counter === counter))
    const robots = robotCounters(staffed)
    const present = presentCounters(robots, () => chance(random, ABSENT))
    const some = share < 1 ? someCounters(present, Math.ceil(present.length * share)) : present
    seats = some.map((counter) => ({
      counter,
      at: { siteId: site.id, counterId: counter.id, day },
      open: false,
      busy: false,
      until: instant(0),
    }))
    for (const seat of seats) {
      for (const duty of onDuty.filter((each) => each.counter === seat.counter))
        planDuty(seat, duty.from, duty.to)
    }
    const spare = onDuty
      .filter((duty) => duty.walkInOnly)
      .reduce((sum, duty) => sum + (duty.to - duty.from) / MINUTE, 0)
    const mean = MEAN_WALK_IN_MINUTES * MEAN_OF_PLANNED + CHANGE_OVER_MINUTES
    const weight =
      WALK_IN_LOAD *
      (robots.length / Math.max(1, staffed.length)) *
      weekdayFactor(weekdayOf(day)) *
      dayFactor(random) *
      share
    for (const span of spans) planWalkIns(span, (spare * weight) / mean, spans)
  }

  function planDuty(seat: Seat, from: Instant, to: Instant): void {
    agenda.add(from + between(random, -2, 4) * MINUTE, async (tx) => {
      seat.until = to
      if (seat.open) return
      seat.open = true
      await openCounter(tx, seat.at)
      if (!seat.busy && somebodyFor(seat)) callSoon(seat, tx.now, between(random, 20, 60))
    })
    agenda.add(to, async (tx) => {
      if (!seat.busy && (!somebodyFor(seat) || servedElsewhere(seat, tx.now))) await close(tx, seat)
    })
  }

  function planWalkIns(
    span: { opens: Instant; closes: Instant },
    perDay: number,
    spans: readonly { opens: Instant; closes: Instant }[],
  ): void {
    const whole = spans.reduce((sum, each) => sum + (each.closes - each.opens), 0)
    const count = poisson(random, (perDay * (span.closes - span.opens)) / whole)
    for (let index = 0; index < count; index++) {
      const times = Array.from({ length: 3 }, () => between(random, span.opens, span.closes))
      const at = weighted(random, times, (time) =>
        hourFactor(Number(timeOf(instant(time), site.timeZone).slice(0, 2))),
      )
      if (at !== undefined) agenda.add(at, (tx) => draw(tx, span.closes))
    }
  }

  return { expect, planDay }
}
