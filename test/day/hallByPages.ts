import { visitsOfSite } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Browsing } from './browsing.ts'
import type { DeskPage, KeyboardClerk } from './consolePages.ts'
import type { DayHall, Person } from './dayHall.ts'
import type { ApiHall, ApiHallOptions } from './hallByApi.ts'
import { type KioskPage, type Phone, takeOutPhone } from './hallPages.ts'
import type { Known } from './people.ts'
import type { Screen } from './screens.ts'

/** The pages that stay open all day. */
export type Pages = {
  readonly browsing: Browsing
  readonly kiosk: KioskPage
  readonly desk: DeskPage
  /** The counters that are worked by keyboard, by seat. */
  readonly clerks: ReadonlyMap<number, KeyboardClerk>
  readonly screens: readonly [Screen, Screen]
}

/** So many people at once have taken out a phone. */
const PHONES = 4
const NEED_LABELS = {
  step_free: 'Wege ohne Stufen',
  infants: 'Platz für kleine Kinder',
  hearing: 'Hilfe beim Hören',
  sight: 'Hilfe beim Sehen',
  language: 'Hilfe mit der Sprache',
  quiet: 'Ruhe',
} as const

/** How much of the day went through pages. */
export type Seen = {
  /** How often each page was used. */
  readonly used: Readonly<Record<'kiosk' | 'desk' | 'keyboard' | 'phones', number>>
}

/**
 * The hall as people have it: a fixed part of them by pages in browsers, the others by the API. Every call is waited for
 * on both displays and on the phone of whoever has one, every service on the display that says who is being served.
 */
export function hallByPages(
  api: ApiHall,
  pages: Pages,
  { town, bookings, register }: ApiHallOptions,
): { hall: DayHall; seen: Seen } {
  const { browsing, kiosk, desk, clerks, screens } = pages
  const phones = new Map<Person, Phone>()
  const missedOnce = new Set<Person>()
  const used = { kiosk: 0, desk: 0, keyboard: 0, phones: 0 }
  const at = new Map<number, Person>()
  const titles = new Map(town.data.services.map(({ key, texts }) => [key, texts.title.de]))

  const byKeys = (seat: number) => clerks.has(seat)
  const here = (seat: number) => at.get(seat) ?? impossible('nobody is here')

  /** By kiosk and desk each tenth; what the kiosk cannot do at once goes through the desk. */
  function wayOf(who: Person): 'kiosk' | 'desk' | 'api' {
    const simple = who.wanted !== null || who.wish.matters.length === 1
    if (who.nth % 10 === 3) return simple ? 'kiosk' : 'desk'
    const forOne = who.wish.matters.every(({ people }) => people === 1)
    return who.nth % 10 === 7 && (who.wanted !== null || forOne) ? 'desk' : 'api'
  }

  async function arriveBy(page: 'kiosk' | 'desk', who: Person): Promise<void> {
    used[page] += 1
    const booking = bookings.get(who.nth)
    if (booking) {
      const { visit, token, name } = booking
      const code = visit.bookingNumber ?? impossible('no booking number')
      const number = await (page === 'kiosk' ? kiosk.checkIn(code) : desk.checkIn(code, name))
      register.note({ who, visit: visit.id, token }, number)
      return
    }
    const names = who.wish.matters.map(({ serviceKey }) => titles.get(serviceKey) ?? serviceKey)
    const [first] = who.wish.matters
    const number = await (page === 'kiosk'
      ? kiosk.draw(names[0] ?? '', first?.people ?? 1)
      : desk.draw(names))
    const { id, linkGeneration } = await waitingBy(number)
    register.note(
      { who, visit: id, token: town.server.parts.links.tokenOf(town.key, id, linkGeneration) },
      number,
    )
  }

  /** The visit that has just been given this number. */
  function waitingBy(number: string): Promise<Visit> {
    return town.run(async (tx) => {
      const waiting = await visitsOfSite(tx, town.site.id, dayOf(tx.now, town.site.timeZone), ['waiting'])
      return waiting.find(({ ticketNumber }) => ticketNumber === number) ?? impossible(`nobody has ${number}`)
    })
  }

  async function takePhone(who: Person): Promise<void> {
    const wants = who.stay.awayAfter !== null || who.stay.need !== null || who.nth % 6 === 1
    if (!wants || phones.size >= PHONES || who.nth >= 1_000) return
    const known = register.of(who)
    const phone = await takeOutPhone(browsing, known.token)
    await phone.says('Sie warten')
    known.numbers.push(await phone.number())
    phones.set(who, phone)
    used.phones += 1
  }

  async function putPhoneAway(who: Person): Promise<void> {
    await phones.get(who)?.putAway()
    phones.delete(who)
  }

  /** Somebody is called: both displays and their phone show it. */
  async function isSeen(known: Known, from: readonly number[]): Promise<void> {
    const ticket = known.numbers[0] ?? ''
    for (const [nth, screen] of screens.entries()) {
      const shown = await screen.calls.until((call) => call.ticket === ticket, from[nth])
      known.numbers.push(shown.ticket)
    }
    const phone = phones.get(known.who)
    if (!phone) return
    await phone.says('Sie sind dran')
    known.numbers.push(await phone.number())
  }

  const shownNow = () => screens.map(({ calls }) => calls.all.length)

  async function isServed(seat: number): Promise<void> {
    const known = register.of(here(seat))
    const label = town.counters[seat]?.texts.label.de
    await screens[1].serving.until((all) => all.includes(`${known.numbers[0]} ${label}`))
    await phones.get(known.who)?.says('Sie werden bedient')
  }

  const hall: DayHall = {
    ...api,
    async arrive(who) {
      const way = wayOf(who)
      await (way === 'api' ? api.arrive(who) : arriveBy(way, who))
      await takePhone(who)
    },
    async sayNeed(who) {
      const phone = phones.get(who)
      const { need } = who.stay
      await (phone && need ? phone.sayNeed(NEED_LABELS[need]) : api.sayNeed(who))
    },
    async goAway(who, minutes) {
      const phone = phones.get(who)
      if (phone) return phone.goAway()
      if (who.nth % 2 === 0) return api.goAway(who, minutes)
      used.desk += 1
      await desk.away(register.of(who).numbers[0] ?? '')
    },
    async leave(who) {
      await (phones.get(who)?.leave() ?? api.leave(who))
      await putPhoneAway(who)
    },
    async comeBack(who) {
      await api.comeBack(who)
      await phones.get(who)?.says('Sie warten')
    },
    async unpark(who) {
      await api.unpark(who)
      await phones.get(who)?.says('Sie warten')
    },
    open: (seat) => clerks.get(seat)?.open() ?? api.open(seat),
    close: (seat) => clerks.get(seat)?.close() ?? api.close(seat),
    pause: (seat) => clerks.get(seat)?.pause() ?? api.pause(seat),
    resume: (seat) => clerks.get(seat)?.resume() ?? api.resume(seat),
    next: (seat) => call(seat, byKeys(seat) ? nextByKeys : api.next),
    choose: async (seat) => (byKeys(seat) ? undefined : call(seat, api.choose)),
    async again(seat) {
      const from = shownNow()
      await (clerks.get(seat)?.again() ?? api.again(seat))
      await isSeen(register.of(here(seat)), from)
    },
    async missed(seat) {
      const who = here(seat)
      await (clerks.get(seat)?.missed() ?? api.missed(seat))
      if (!missedOnce.has(who)) {
        missedOnce.add(who)
        return phones.get(who)?.says('Sie haben Ihren Aufruf verpasst')
      }
      await phones.get(who)?.says('Sie warten nicht mehr')
      await putPhoneAway(who)
    },
    async start(seat) {
      const clerk = clerks.get(seat)
      if (clerk) register.of(here(seat)).numbers.push(await clerk.start())
      else await api.start(seat)
      await isServed(seat)
    },
    async finish(seat, who) {
      await (clerks.get(seat)?.finish(who.fate.outcome) ?? api.finish(seat, who))
      await phones.get(who)?.says('Ihr Besuch ist beendet')
      await putPhoneAway(who)
    },
    async park(seat) {
      await (clerks.get(seat)?.park() ?? api.park(seat))
      await phones.get(here(seat))?.says('Es geht gleich weiter')
    },
    async withdraw(seat, who) {
      await (clerks.get(seat)?.withdraw() ?? api.withdraw(seat, who))
      await phones.get(who)?.says('Sie warten')
      return true
    },
    async reopen(seat, who) {
      const clerk = clerks.get(seat)
      if (!clerk) return api.reopen(seat, who)
      register.of(who).numbers.push(await clerk.undo())
      return true
    },
    addMatter: async (seat, who) => !byKeys(seat) && api.addMatter(seat, who),
    sendOn: async (seat, who) => (byKeys(seat) ? undefined : api.sendOn(seat, who)),
    async takeOver(seat, from, who, how) {
      if (byKeys(seat) || byKeys(from)) return false
      const before = shownNow()
      const taken = await api.takeOver(seat, from, who, how)
      if (!taken) return false
      at.set(seat, who)
      // Whoever is only being called is called anew, to the other counter.
      if (how === 'called') await isSeen(register.of(who), before)
      return true
    },
  }

  /** Calls somebody, and waits until it is seen. */
  async function call(
    seat: number,
    press: (seat: number) => Promise<Person | undefined>,
  ): Promise<Person | undefined> {
    const from = shownNow()
    const who = await press(seat)
    if (!who) return undefined
    at.set(seat, who)
    await isSeen(register.of(who), from)
    return who
  }

  async function nextByKeys(seat: number): Promise<Person | undefined> {
    const number = await clerks.get(seat)?.next()
    if (number === undefined) return undefined
    used.keyboard += 1
    return register.called(number).who
  }

  return { hall, seen: { used } }
}
