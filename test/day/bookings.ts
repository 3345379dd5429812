import { inventPerson } from '#apps/demo/people.ts'
import { seeded } from '#apps/demo/random.ts'
import type { Wish } from '#apps/demo/wishes.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import type { FreeTime } from '#features/booking/model.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { type Comer, type DayPlan, serviceId } from './plan.ts'
import { at, type Town } from './town.ts'

/** A booking as the person has it. */
export type Booking = { readonly visit: Visit; readonly token: string; readonly name: string }

/**
 * Books for everybody who wants an appointment, on the day on which they do, the time nearest to their wish. Gives the
 * plan as it has become: whoever found no time for all matters any more has left some out.
 */
export async function bookAll(
  town: Town,
  plan: DayPlan,
  day: LocalDate,
): Promise<{ plan: DayPlan; bookings: ReadonlyMap<number, Booking> }> {
  const bookings = new Map<number, Booking>()
  const comers = [...plan.comers]
  const wishing = plan.comers.filter(({ wanted }) => wanted !== null).toSorted((a, b) => b.lead - a.lead)
  for (const [turn, comer] of wishing.entries()) {
    const { wish, booking } = await book(town, comer, day, turn)
    comers[comer.nth] = { ...comer, wish, wanted: booking.visit.appointmentAt }
    bookings.set(comer.nth, booking)
  }
  return { plan: { ...plan, comers }, bookings }
}

async function book(town: Town, comer: Comer, day: LocalDate, turn: number) {
  const { site, key } = town
  const { links } = town.server.parts
  const { contact, language } = inventPerson(seeded(`booker ${comer.nth}`))
  const name = `${contact.name} ${comer.nth}`
  // Whoever books for the day itself does so before the doors open.
  const when = plus(at(site, addDays(day, -comer.lead), '06:00'), turn * 10_000)
  return town.run(async (tx) => {
    for (const wish of lessAndLess(comer.wish)) {
      const { matters } = wish
      const found = await searchTimes(tx, { matters, siteKey: site.key, day, asker: 'staff' })
      if (!found.ok) throw new Error(found.code)
      const startsAt = nearest(found.value.times, site.id, comer.wanted ?? tx.now)
      if (startsAt === undefined) continue
      const made = await bookForCaller(tx, links, {
        ...{ matters, siteKey: site.key, startsAt, language, channel: 'telephone' },
        contact: { name, email: null, phone: `0999 555 ${10_000 + comer.nth}` },
      })
      if (!made.ok) throw new Error(`${made.code} ${JSON.stringify(matters)}`)
      const token = links.tokenOf(key, made.value.id, made.value.linkGeneration)
      return { wish: { ...wish, minutes: made.value.minutes }, booking: { visit: made.value, token, name } }
    }
    throw new Error(`no time for ${JSON.stringify(comer.wish.matters)}`)
  }, when)
}

/** What fits into the smallest gap of a day. */
const SMALLEST = 'life-certificate'

/**
 * All that somebody wants, then all but the last matter, and so on; then one matter for one person. Whoever finds no time
 * even so books elsewhere; in their place comes somebody with something small.
 */
function lessAndLess(wish: Wish): Wish[] {
  const less = wish.matters.map((_, index) => {
    const matters = wish.matters.slice(0, wish.matters.length - index)
    return { ...wish, matters, services: wish.services.slice(0, matters.length) }
  })
  const alone = wish.matters.map((matter, index) => {
    const services = wish.services.slice(index, index + 1)
    return { ...wish, matters: [{ ...matter, people: 1 }], services }
  })
  const small = {
    ...wish,
    matters: [{ serviceKey: SMALLEST, people: 1 }],
    services: [serviceId(SMALLEST)],
    scarce: false,
  }
  return [...less, ...alone, small]
}

function nearest(times: readonly FreeTime[], siteId: string, wanted: Instant): Instant | undefined {
  const away = (time: FreeTime) => Math.abs(time.startsAt - wanted)
  const alone = times.filter((time) => time.siteId === siteId && time.second === undefined)
  return alone.toSorted((a, b) => away(a) - away(b))[0]?.startsAt
}

/** When somebody comes to their appointment, as their fate wants it. */
export function arrivalOf({ visit }: Booking, { fate }: Comer) {
  return visit.appointmentAt === null
    ? undefined
    : plus(visit.appointmentAt, Math.round(fate.arrivalOffset * MINUTE))
}
