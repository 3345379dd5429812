import { expectationOf } from '../expectation.ts'
import type { Counter, Expected as ExpectedPerson, Hall, Person } from '../hall.ts'
import { lookAhead } from '../kernel.ts'
import { chanceToCome, latenessOf, paceOf, pausesOf } from '../learned.ts'
import { seedOf } from '../random.ts'
import { headOfLine, naiveWait } from './baselines.ts'
import { absencesOf, canServe, type Desk, LONGEST_GAP, openingLater, USUAL_GAP } from './desks.ts'
import { type Expected, pointOf } from './said.ts'
import { durationsAt, GRACE, meanMinutes, type SiteState, type WaitingVisit } from './site.ts'
import type { PastVisit } from './visit.ts'

const REPLICATES = 200
/** Whoever is later than that is not expected any more. Minutes. */
const FORGOTTEN = 40

/** A counter as it seems to be now. */
type Seen = {
  readonly desk: Pick<Desk, 'name' | 'pool' | 'isNamed' | 'isWholeLine' | 'last'>
  readonly doing: 'serving' | 'idle' | 'gap' | 'away' | 'later'
  readonly since: number
}

/** What each way says of the wait of whoever came last, who is the last of those waiting. */
export function foresee(site: SiteState, visit: PastVisit, now: number): Expected {
  const others = site.waiting.slice(0, -1)
  const own = site.waiting.at(-1)
  const key = own?.key ?? now
  const seen = seenDesks(site, others, now)
  const inPool = others.filter((each) => each.visit.pool === visit.pool)
  const able = seen.filter(({ desk }) => serves(site, desk, visit))
  const present = seen.filter(
    ({ desk, doing }) => desk.pool === visit.pool && doing !== 'away' && doing !== 'later',
  )
  const line = inPool.map(({ visit: each, key: of }) => ({ ...each, arrival: each.arrival ?? now, key: of }))
  const lastCalled = site.lastCalled.get(`${visit.pool}\n${visit.group}`)
  const naive = naiveWait(
    inPool.filter((each) => each.key <= key).length,
    meanMinutes(site, visit.pool),
    present.length,
    able.some(({ doing }) => doing === 'idle'),
  )
  const engine = lookFor(site, seen, now)
  return {
    at: now,
    group: visit.group,
    ...(engine && Number.isFinite(engine.high) ? { engine } : {}),
    naive: pointOf(naive),
    lastCalled: pointOf(lastCalled ?? 0),
    headOfLine: pointOf(headOfLine(line, visit.group, now)),
  }
}

function serves({ habits }: SiteState, desk: Seen['desk'], { pool, service }: PastVisit): boolean {
  return canServe(habits, desk, pool, service)
}

function seenDesks(site: SiteState, others: readonly WaitingVisit[], now: number): Seen[] {
  const seen = [...site.desks.values()].map<Seen>((desk) => {
    if (desk.isServing) return { desk, doing: 'serving', since: desk.since }
    let neededSince = Number.POSITIVE_INFINITY
    for (const { visit } of others)
      if ((visit.arrival ?? now) < neededSince && canServe(site.habits, desk, visit.pool, visit.service))
        neededSince = visit.arrival ?? now
    const idleFor = now - Math.max(desk.since, neededSince)
    if (idleFor > LONGEST_GAP) return { desk, doing: 'away', since: desk.since }
    return { desk, doing: idleFor >= 0 || now - desk.since < USUAL_GAP ? 'gap' : 'idle', since: desk.since }
  })
  for (const { name, at } of openingLater(site.habits, site.day, now)) {
    if (site.first.has(name)) continue
    const [pool = ''] = name.split('\n')
    const isNamed = !name.includes('\n')
    const desk = { name, pool, isNamed, isWholeLine: name.endsWith('\nall'), last: null }
    seen.push({ desk, doing: 'later', since: at })
  }
  return seen
}

/** The hall as the kernel wants it, and what it says of the last one. */
function lookFor(site: SiteState, seen: readonly Seen[], now: number) {
  const personOf = (visit: PastVisit): Person => ({
    seed: seedOf(String(visit.line)),
    counters: seen.flatMap(({ desk }, index) => (serves(site, desk, visit) ? [index] : [])),
    durations: durationsAt(site, visit),
  })
  const { learned, credit } = site
  const hall: Hall = {
    now,
    counters: seen.map((each) => counterOf(site, each, now)),
    waiting: site.waiting.map(({ visit, key }) => ({ ...personOf(visit), key, callableFrom: now })),
    expected: [...site.absent].flatMap<ExpectedPerson>((visit) => {
      const appointment = visit.appointment ?? now
      if (now - appointment > FORGOTTEN) return []
      return { ...personOf(visit), appointment, chance: chanceToCome(learned, now - appointment) }
    }),
    arrivals: { early: Number.POSITIVE_INFINITY, late: GRACE, credit, lateness: latenessOf(learned) },
    pauses: pausesOf(learned),
    pace: paceOf(learned),
  }
  const last = hall.waiting.length - 1
  if ((hall.waiting[last]?.counters.length ?? 0) === 0) return undefined
  const { starts } = lookAhead(hall, { replicates: REPLICATES })
  return expectationOf(starts.subarray(last * REPLICATES, (last + 1) * REPLICATES), now)
}

function counterOf(site: SiteState, { desk, doing, since }: Seen, now: number): Counter {
  const free: Counter = {
    serving: null,
    freeFrom: Math.max(now, since),
    stopsAt: Number.POSITIVE_INFINITY,
    breaks: [],
    pace: 1,
  }
  const { last, name } = desk
  if (doing === 'away')
    return { ...free, serving: { seed: seedOf(name), since, durations: absencesOf(site.habits) } }
  if (doing === 'gap' || (doing === 'serving' && last?.gone))
    return { ...free, freeFrom: Math.max(now, since + USUAL_GAP) }
  if (doing !== 'serving' || !last) return free
  return { ...free, serving: { seed: seedOf(String(last.line)), since, durations: durationsAt(site, last) } }
}
