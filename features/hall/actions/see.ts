import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { Counter } from '#features/capacity/model.ts'
import {
  lastJournalNumber,
  loadVisit,
  mattersOf,
  visitsOfSite,
  waitingAlike,
} from '#features/visit/actions.ts'
import type { Visit, VisitMatter } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { canServe, inCallOrder } from '../model.ts'
import { counterMarks } from '../store/alarm.ts'
import { type DayWaits, waitsOfDay } from '../store/waitsToday.ts'
import {
  counterOpening,
  countersById,
  openCountersOf,
  type RecentCall,
  recentCalls,
  servedByDay,
} from '../store.ts'
import { type ClosedWords, closedWords } from './closed.ts'
import { type HouseWords, houseMark, houseWords } from './house.ts'

/** Somebody in the hall. `ahead` counts the people before them in the call order; null once called. */
export type Present = {
  readonly visit: Visit
  readonly services: readonly Id<'service'>[]
  readonly ahead: number | null
}

/** A counter as the hall sees it now. */
export type CounterNow = {
  readonly counter: Counter
  readonly open: boolean
  /** Since when it has been open, without having been closed in between; null while it is closed. */
  readonly openedAt: Instant | null
  /** At a break since; null while it calls people. */
  readonly pausedAt: Instant | null
  readonly visit: Visit | null
  readonly services: readonly Id<'service'>[]
}

/** All that is true of a site's hall at one journal number; waiting people in call order. */
export type HallView = {
  readonly number: number
  readonly day: LocalDate
  readonly at: Instant
  readonly waiting: readonly Present[]
  readonly missed: readonly Present[]
  readonly parked: readonly Present[]
  readonly counters: readonly CounterNow[]
  readonly calls: readonly RecentCall[]
  /** What devices say while a closure keeps the site shut, or some of its counters; null else. */
  readonly closed: ClosedWords | null
  /** What the house says beside the calls. */
  readonly house: HouseWords
}

/** Newest calls that a display gets: enough that everybody still being called is among them, and five before. */
const CALLS_SHOWN = 16

/** So often at most is a hall read anew in which something happened while it was read. */
const READ_AGAIN = 3

/** Reads the hall of a site today: some hundred rows. */
export async function hallOf(tx: Tx, site: Site): Promise<HallView> {
  let number = await lastJournalNumber(tx, site.id)
  let view = await hallAt(tx, site, number)
  for (let time = 0; time < READ_AGAIN; time++) {
    const now = await lastJournalNumber(tx, site.id)
    if (now === number) break
    // Two views of one number are the same, or a display would take the newer for the older one.
    number = now
    view = await hallAt(tx, site, number)
  }
  return view
}

/** `number` was read before: what happens meanwhile has a higher one. */
async function hallAt(tx: Tx, site: Site, number: number): Promise<HallView> {
  const day = dayOf(tx.now, site.timeZone)
  const present = await visitsOfSite(tx, site.id, day, ['waiting', 'called', 'serving', 'parked', 'missed'])
  const matters = await mattersOf(
    tx,
    present.map((visit) => visit.id),
  )
  const open = await openCountersOf(tx, site.id)
  const counters = await countersInUse(tx, site.id, open)
  const person = (visit: Visit, ahead: number | null): Present => ({
    visit,
    services: visit.forServices ?? (matters.get(visit.id) ?? []).map((matter) => matter.serviceId),
    ahead,
  })
  return {
    number,
    day,
    at: tx.now,
    waiting: waitingInOrder(present).map(person),
    missed: present.filter((visit) => visit.state === 'missed').map((visit) => person(visit, null)),
    parked: present.filter((visit) => visit.state === 'parked').map((visit) => person(visit, null)),
    counters: counters.map((counter) => {
      const visit = present.find((each) => each.counterId === counter.id) ?? null
      return {
        counter,
        open: open.has(counter.id),
        openedAt: open.get(counter.id)?.openedAt ?? null,
        pausedAt: open.get(counter.id)?.pausedAt ?? null,
        visit,
        services: visit ? person(visit, null).services : [],
      }
    }),
    calls: await recentCalls(tx, site.id, day, CALLS_SHOWN),
    closed: await closedWords(tx, site),
    house: await houseWords(tx, site),
  }
}

/** A counter now, what its visit is about, and how many wait whom it could serve. */
export type CounterAlone = Omit<CounterNow, 'openedAt'> & {
  readonly matters: readonly VisitMatter[]
  readonly waitingHere: number
}

/** What a counter's own screen shows of its hall, without reading everybody who is there: two ways to the database. */
export async function counterAlone(
  tx: Tx,
  site: Pick<Site, 'id' | 'timeZone'>,
  counterId: Id<'counter'>,
): Promise<CounterAlone> {
  const counters = await listCounters(tx, site.id)
  const known = counters.find(({ id }) => id === counterId)
  const counter = known ?? (await countersById(tx, [counterId]))[0] ?? impossible('a counter vanished')
  const [opening, waiting] = await Promise.all([
    counterOpening(tx, counterId),
    waitingAlike(tx, site.id, dayOf(tx.now, site.timeZone)),
  ])
  const busyWith = opening?.busyWith ?? undefined
  const [visit, mattersById] = busyWith
    ? await Promise.all([loadVisit(tx, busyWith), mattersOf(tx, [busyWith])])
    : []
  const matters = (visit && mattersById?.get(visit.id)) ?? []
  const calling = { counterId, skills: counter.skills }
  return {
    counter,
    open: opening !== undefined,
    pausedAt: opening?.pausedAt ?? null,
    visit: visit ?? null,
    services: visit?.forServices ?? matters.map(({ serviceId }) => serviceId),
    matters,
    waitingHere: waiting
      .filter((alike) => canServe(calling, alike))
      .reduce((sum, { count }) => sum + count, 0),
  }
}

/** Who waits for something that no open counter can do; a counter at its break comes back. */
export function unserved({
  waiting,
  counters,
}: {
  readonly waiting: readonly Omit<Present, 'ahead'>[]
  readonly counters: readonly Pick<CounterNow, 'counter' | 'open'>[]
}): Id<'visit'>[] {
  const open = counters.flatMap(({ counter, open }) =>
    open ? [{ counterId: counter.id, skills: counter.skills }] : [],
  )
  return waiting
    .filter(
      ({ visit, services }) =>
        !open.some((counter) => canServe(counter, { services, forCounterId: visit.forCounterId })),
    )
    .map(({ visit }) => visit.id)
}

/** The counters of a site; one that it has given up is among them until its clerk has closed it. */
async function countersInUse(
  tx: Tx,
  siteId: Id<'site'>,
  open: ReadonlyMap<Id<'counter'>, unknown>,
): Promise<readonly Counter[]> {
  const counters = await listCounters(tx, siteId)
  const known = new Set(counters.map((counter) => counter.id))
  const givenUp = [...open.keys()].filter((id) => !known.has(id))
  return givenUp.length === 0 ? counters : [...counters, ...(await countersById(tx, givenUp))]
}

/**
 * What tells one state of a hall from the next: the day, the journal, and what has no entry: who sits at a counter,
 * where help is called, and that the site closes or opens.
 */
export async function hallMark(tx: Tx, site: Site): Promise<string> {
  const number = await lastJournalNumber(tx, site.id)
  const counters = await counterMarks(tx, site.id)
  const closed = (await closedWords(tx, site))?.de ?? ''
  return [dayOf(tx.now, site.timeZone), number, ...counters, closed, await houseMark(tx, site)].join(' ')
}

function waitingInOrder(present: readonly Visit[]): Visit[] {
  const waiting = present.flatMap((visit) =>
    visit.state === 'waiting' && visit.dueAt !== null && visit.ticketNumber !== null
      ? [{ id: visit.id, dueAt: visit.dueAt, ticketNumber: visit.ticketNumber, visit }]
      : [],
  )
  return inCallOrder(waiting).map(({ visit }) => visit)
}

/** One line of the manager's page. */
export type Overview = {
  readonly site: Site
  readonly waiting: number
  /** Arrival of the person who waits longest, by ticket or by appointment, whichever is later; null if nobody waits. */
  readonly longestSince: Instant | null
  readonly openCounters: number
  readonly counters: number
  readonly atCounters: number
  readonly served: number
  readonly expected: number
  /** Of today, until the first call: people with and without appointment. */
  readonly booked: DayWaits | undefined
  readonly walkIns: DayWaits | undefined
  /** Who waits for something that no open counter can do. */
  readonly withoutCounter: number
}

/** All sites now: who waits, longest wait, open counters, served today, booked people still to come. */
export async function overview(tx: Tx): Promise<Overview[]> {
  const sites = await listSites(tx)
  const lines: Overview[] = []
  const served = new Map<LocalDate, ReadonlyMap<Id<'site'>, number>>()
  const waits = new Map<LocalDate, readonly DayWaits[]>()
  for (const site of sites) {
    const day = dayOf(tx.now, site.timeZone)
    const visits = await visitsOfSite(tx, site.id, day, ['booked', 'waiting', 'called', 'serving'])
    const servedToday = served.get(day) ?? (await servedByDay(tx, day))
    served.set(day, servedToday)
    const allWaits = waits.get(day) ?? (await waitsOfDay(tx, day))
    waits.set(day, allWaits)
    const waitsToday = allWaits.filter(({ siteId }) => siteId === site.id)
    const waiting = visits.filter((visit) => visit.state === 'waiting')
    const since = waiting.flatMap((visit) => (visit.referenceAt === null ? [] : [visit.referenceAt]))
    const open = await openCountersOf(tx, site.id)
    const counters = await listCounters(tx, site.id)
    lines.push({
      site,
      waiting: waiting.length,
      longestSince: since.length ? (Math.min(...since, tx.now) as Instant) : null,
      openCounters: open.size,
      counters: counters.length,
      atCounters: visits.filter((visit) => visit.counterId !== null).length,
      served: servedToday.get(site.id) ?? 0,
      expected: visits.filter((visit) => visit.state === 'booked').length,
      booked: waitsToday.find(({ booked }) => booked),
      walkIns: waitsToday.find(({ booked }) => !booked),
      withoutCounter: unserved({
        waiting: await withServices(tx, waiting),
        counters: counters.map((counter) => ({ counter, open: open.has(counter.id) })),
      }).length,
    })
  }
  return lines
}

/** Visits with what is still to be done of them; asks nothing where there are none. */
export async function withServices(
  tx: Tx,
  visits: readonly Visit[],
): Promise<readonly Omit<Present, 'ahead'>[]> {
  if (visits.length === 0) return []
  const matters = await mattersOf(
    tx,
    visits.map(({ id }) => id),
  )
  return visits.map((visit) => ({
    visit,
    services: visit.forServices ?? (matters.get(visit.id) ?? []).map(({ serviceId }) => serviceId),
  }))
}
