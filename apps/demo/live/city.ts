import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { openSpans, type Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { ShiftsFile } from '#features/capacity/contract.ts'
import type { Counter } from '#features/capacity/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log/log.ts'
import { type Hours, isWorkingDay, jumpFrom } from '../clock.ts'
import { ABSENT } from '../figures.ts'
import type { Mailbox } from '../mailbox.ts'
import { between, seeded } from '../random.ts'
import { dutiesOf, presentCounters, robotCounters } from '../roster.ts'
import { playNight } from '../seed/night.ts'
import { createBell } from './bell.ts'
import { bookOnline } from './bookers.ts'
import { workDuty } from './clerk.ts'
import type { DemoClocks } from './clock.ts'
import { type HallLife, hallLife } from './hall.ts'
import { openPhones } from './phones.ts'
import { openCityTime, Stopped } from './time.ts'
import { openVisitor, type Visitor } from './visitor.ts'

/** What a demo city needs to live. */
export type CityLifeOptions = {
  readonly authority: Authority
  /** Distinguishes the loopback addresses of cities. */
  readonly index: number
  readonly port: number
  readonly database: Database
  readonly present: (key: string) => Authority | undefined
  readonly clocks: DemoClocks
  readonly links: Links
  readonly mailbox: Mailbox
  readonly shifts: ShiftsFile
  readonly log: Log
}

/** A demo city whose simulated people act until `stop`. */
export type CityLife = { stop(): Promise<void> }

type House = {
  readonly site: Site
  readonly counters: readonly Counter[]
  readonly life: HallLife
  readonly bell: ReturnType<typeof createBell>
  robots: ReadonlySet<string>
  spareMinutes: number
  openMinutes: number
}

const LOOK_AT_CLOCK = 2_000
/** The first clerk of a house signs in at once, the others follow: signing in costs the server some work. */
const STAGGER = 4_000

/** Brings a demo city to life. Failures are told once for each code; everybody goes on. */
export async function liveIn(options: CityLifeOptions): Promise<CityLife> {
  const { authority, database, clocks, log } = options
  const key = authority.key
  const now = () => clocks.now(authority)
  const time = openCityTime(now)
  const random = seeded(`${key} ${now()}`)
  const here = () => options.present(key) ?? authority
  const told = new Set<string>()
  const onFault = (code: string) => {
    if (told.has(code)) return
    told.add(code)
    log.warn({ authority: key, code }, 'a simulated visitor was refused')
  }
  const running = new Set<Promise<void>>()
  /** Runs until the end of the demo; whatever goes wrong is told and begun anew after a while. */
  const keep = (work: () => Promise<void>, again: boolean) => {
    const loop = async () => {
      do {
        try {
          await work()
        } catch (error) {
          if (error instanceof Stopped) return
          onFault(error instanceof Error ? error.message : String(error))
          await time.sleep(30_000)
        }
      } while (again && !time.signal.aborted)
    }
    const promise = loop().catch(() => undefined)
    running.add(promise)
    void promise.finally(() => running.delete(promise))
  }

  const hostname =
    authority.hostnames.find((name) => name === '127.0.0.1') ?? authority.hostnames[0] ?? '127.0.0.1'
  const visitors = new Set<Visitor>()
  const visitor = (kind: number, number: number) => {
    const address = `127.${20 + options.index}.${kind}.${1 + (number % 250)}`
    const opened = openVisitor({ port: options.port, hostname, address })
    visitors.add(opened)
    return opened
  }
  let walkers = 0
  const phones = openPhones(time, () => visitor(3, walkers++))

  const { hours, houses, offered, counters } = await furnish()

  async function furnish() {
    return database.withAuthority(here(), async (tx) => {
      const { timeZone } = await getSettings(tx)
      const sites = await listSites(tx)
      const closures = await listClosures(tx, dayOf(tx.now, timeZone))
      const services = new Map((await listServices(tx)).map((service) => [service.id, service]))
      const offers = (await listOffers(tx)).flatMap(({ siteId, serviceId, mode }) => {
        const service = services.get(serviceId)
        return service ? { ...service, siteId, mode } : []
      })
      const made: House[] = []
      const all: Counter[] = []
      for (const [index, site] of sites.entries()) {
        const own = await listCounters(tx, site.id)
        all.push(...own)
        made.push(
          house(
            site,
            own,
            offers.filter((offer) => offer.siteId === site.id),
            visitor(2, index),
          ),
        )
      }
      const hoursNow: Hours = { timeZone, sites, closures }
      return { hours: hoursNow, houses: made, offered: offers, counters: all }
    })
  }

  function house(
    site: Site,
    own: readonly Counter[],
    offers: Parameters<typeof hallLife>[0]['offered'],
    kiosk: Visitor,
  ): House {
    const bell = createBell()
    const life = hallLife({
      site,
      counters: own,
      robots: () => made.robots,
      offered: offers,
      spareMinutes: () => made.spareMinutes,
      openMinutes: () => made.openMinutes,
      read: (work) => database.withAuthority(here(), work),
      tokenOf: (id, generation) => options.links.tokenOf(key, id, generation),
      kiosk,
      time,
      random,
      bell,
      onFault,
      onTicket: phones.watch,
    })
    const made: House = {
      site,
      counters: own,
      life,
      bell,
      robots: new Set(),
      spareMinutes: 0,
      openMinutes: 0,
    }
    return made
  }

  const seated = new Map<string, Visitor>()

  function staffHouse(each: House, day: LocalDate): void {
    const duties = dutiesOf(options.shifts, each.site, each.counters, day)
    const staffed = each.counters.filter((counter) => duties.some((duty) => duty.counter === counter))
    const robots = robotCounters(staffed)
    const working = presentCounters(robots, (counter) => seeded(`${day} ${counter.id}`)() < ABSENT)
    const spans = openSpans(each.site, hours.closures, day)
    each.robots = new Set(working.map((counter) => counter.id))
    each.openMinutes = spans.reduce((sum, span) => sum + (span.closes - span.opens) / MINUTE, 0)
    const spare = duties.filter((duty) => duty.walkInOnly)
    const minutes = spare.reduce((sum, duty) => sum + (duty.to - duty.from) / MINUTE, 0)
    each.spareMinutes = (minutes * robots.length) / Math.max(1, staffed.length)
    for (const [index, counter] of working.entries()) {
      const own = duties.filter((duty) => duty.counter === counter).toSorted((a, b) => a.from - b.from)
      keep(() => clerk(each, counter, own, index), false)
    }
  }

  async function clerk(
    each: House,
    counter: Counter,
    duties: readonly { from: number; to: number }[],
    index: number,
  ): Promise<void> {
    const sitting = seated.get(counter.id) ?? visitor(1, counters.indexOf(counter))
    seated.set(counter.id, sitting)
    for (const { from, to } of duties) {
      if (to <= now()) continue
      await time.until(
        plus(plus(now(), Math.max(0, from - now())), index * STAGGER + between(random, 0, STAGGER)),
      )
      await workDuty(
        {
          login: `robot-${each.site.key}-${counter.key.toLowerCase()}`,
          counterId: counter.id,
          zone: each.site.timeZone,
          visitor: sitting,
          time,
          random,
          bell: each.bell,
          mayMiss: each.life.mayMiss,
          onMissed: each.life.onMissed,
          holdsBack: each.life.holdsBack,
          onFault,
        },
        plus(now(), to - now()),
      )
    }
  }

  let today: LocalDate | undefined
  /** Turns the pages of the calendar: a new day gets its clerks; a night is skipped, but people book through it. */
  async function keepCalendar(): Promise<void> {
    let evening = now()
    for (;;) {
      const morning = jumpFrom(hours, now())
      if (morning !== undefined) await clocks.moveTo(authority, morning)
      const day = dayOf(now(), hours.timeZone)
      if (day !== today) {
        const before = today
        today = day
        if (isWorkingDay(hours, day)) for (const each of houses) staffHouse(each, day)
        if (before !== undefined || morning !== undefined) {
          const { shifts, links } = options
          const night = { shifts, links, from: evening, until: now() }
          keep(() => playNight(database, here, night, time), false)
        }
      }
      evening = now()
      await time.sleep(LOOK_AT_CLOCK)
    }
  }

  keep(keepCalendar, true)
  for (const { life } of houses) keep(life.run, true)
  keep(
    () =>
      bookOnline({
        authorityKey: key,
        offered: uniqueOffers(offered),
        counters,
        mailbox: options.mailbox,
        time,
        random,
        newVisitor: () => visitor(4, walkers++),
        onFault,
      }),
    true,
  )

  return {
    async stop() {
      time.stop()
      for (const each of visitors) each.close()
      await Promise.allSettled(running)
    },
  }
}

/** Each service once: by appointment if it can be booked anywhere. */
function uniqueOffers<O extends { readonly key: string; readonly mode: string }>(offers: readonly O[]): O[] {
  const sorted = offers.toSorted((a, b) => Number(a.mode === 'walk_in') - Number(b.mode === 'walk_in'))
  return [...new Map(sorted.toReversed().map((offer) => [offer.key, offer])).values()]
}
