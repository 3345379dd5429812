import {
  type Calling,
  type CounterChange,
  type CounterDue,
  LATE_AFTER,
  type SiteDay,
} from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Drawn } from './coming.ts'
import { quantileOf } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import type { Experience } from './happened.ts'
import { lookAhead, type Outcome, remaining } from './kernel.ts'
import type { Learned } from './learned.ts'
import { withoutPauses } from './lookAtSite.ts'
import { type CounterSeen, comingPeople, countersFor, hallOfSite, type SiteSeen } from './seen.ts'

/** A site as its managers look at the rest of its day. */
export type DaySeen = {
  readonly site: SiteSeen
  /** When the wait of each who is here counts from. */
  readonly references: ReadonlyMap<Id<'visit'>, Instant>
  /** Counters that call people now, and those that are closed and not expected to open: one colleague more could. */
  readonly open: ReadonlySet<Id<'counter'>>
  readonly spare: readonly Calling[]
  /** Who probably still draws a number until the house closes; null where too little is known of days like today. */
  readonly coming: readonly Drawn[] | null
  /** Until when a counter more, or one less, would be so. */
  readonly until: Instant
}

/** As often as a small day is played, and as few times as a full one. */
const REPLICATES = { most: 100, least: 12 } as const
/** People times replicates that are simulated for one question, about. */
const WORK = 15_000
/** So many different changes are asked about, and fewer where each takes long. */
const CHANGES = { most: 12, least: 2 } as const
const WORK_OF_CHANGES = 180_000
/** Whoever is not done by closing so often gets no number any more. */
const SURE = 0.9
/** How far the end of a day lies from its middle is widened by a third: nobody has measured it yet. */
const WIDER = 1.33
/** A shadow stands so little before its person. Minutes. */
const JUST_BEFORE = 1e-6
const NEVER = Number.POSITIVE_INFINITY

/** Looks ahead to the end of today: when it ends, who is called late, and what one counter more or less would change. */
export function dayAhead(day: DaySeen, { learned }: Experience): SiteDay {
  const { site, until } = day
  const moment = (after: number) => plus(site.now, after * MINUTE)
  const closing = site.closesAt === null ? NEVER : minutesTo(site, site.closesAt)
  const taken = takenOf(day, learned, closing)
  const replicates = replicatesFor(day, taken.size)
  const look = (seen: SiteSeen) => {
    const hall = everybodyIn({ ...day, site: seen }, taken, learned)
    return { hall, outcome: lookAhead(hall, { replicates, toTheEnd: true }) }
  }
  const before = look(site)
  const changes = asked(day)
    .slice(0, changesFor(before.hall.waiting.length * replicates))
    .map(({ change, counters, changed }) => {
      const effect = compared(before, look(changed), minutesTo(site, until))
      return { change, counters, until, ...effect }
    })
  return {
    at: site.now,
    end: endOf(endsOf(before), moment),
    withWalkIns: day.coming !== null,
    late: lateOf(day, before.outcome, closing, moment),
    changes: changes.toSorted((a, b) => a.waitMinutes - b.waitMinutes),
    due: dueOf(day),
  }
}

/** Counters that work on although their break should have begun, or their day is over. */
function dueOf({ site: { now, counters }, open }: DaySeen): CounterDue[] {
  return counters.flatMap(({ counterId, breaks, stopsAt }) => {
    if (!open.has(counterId)) return []
    if (stopsAt !== null && stopsAt <= now) return { counterId, why: 'end' }
    return breaks.some(({ from }) => from <= now) ? { counterId, why: 'break' } : []
  })
}

/** People times replicates: how many changes can be asked about in the time of a look. */
function changesFor(work: number): number {
  return Math.max(CHANGES.least, Math.min(CHANGES.most, Math.floor(WORK_OF_CHANGES / Math.max(work, 1))))
}

type Looked = { readonly hall: Hall; readonly outcome: Outcome }

function minutesTo({ now }: SiteSeen, at: Instant): number {
  return (at - now) / MINUTE
}

function replicatesFor({ site, coming }: DaySeen, taken = coming?.length ?? 0): number {
  const people = site.waiting.length + site.expected.length + taken
  return Math.max(REPLICATES.least, Math.min(REPLICATES.most, Math.floor(WORK / Math.max(people, 1))))
}

/** Which of those who come are still taken, by their place in the list: who would be done after closing too often is not. */
function takenOf(day: DaySeen, learned: Learned, closing: number): ReadonlySet<number> {
  const all = new Set((day.coming ?? []).keys())
  if (closing === NEVER || all.size === 0) return all
  const hall = everybodyIn(day, all, learned)
  const replicates = replicatesFor(day)
  const { ends } = lookAhead(hall, { replicates, toTheEnd: true })
  const here = hall.waiting.length - all.size
  for (const nth of [...all]) {
    const row = ends.slice((here + nth) * replicates, (here + nth + 1) * replicates).sort()
    if (quantileOf(row, SURE) > closing) all.delete(nth)
  }
  return all
}

/**
 * The hall with whoever comes and with a shadow of each who is expected: it is there at the appointment, takes no time and
 * stands just before its person, so that it says when they would be called who come in time. Pauses are part of the pace,
 * because nobody pauses after a shadow.
 */
function everybodyIn({ site, coming }: DaySeen, taken: ReadonlySet<number>, learned: Learned): Hall {
  const hall = withoutPauses(hallOfSite(site, learned))
  const shadows = site.expected.map<Waiting>((person, nth) => {
    const appointment = minutesTo(site, person.appointmentAt)
    return {
      seed: nth,
      counters: countersFor(site.counters, person),
      durations: Float64Array.of(0),
      key: appointment - site.rules.credit - JUST_BEFORE,
      callableFrom: Math.max(0, appointment),
    }
  })
  const come = comingPeople(site, coming ?? [], learned).filter((_, nth) => taken.has(nth))
  return { ...hall, waiting: [...hall.waiting, ...shadows, ...come] }
}

/** When the last counter is done, in each replicate; minus Infinity where nobody is served any more. */
function endsOf({ hall, outcome: { finished, replicates } }: Looked): Float64Array {
  return Float64Array.from({ length: replicates }, (_, replicate) => {
    let latest = -NEVER
    for (const [counter, { serving, pace }] of hall.counters.entries()) {
      const elapsed = serving === null ? 0 : hall.now - serving.since
      const left = serving && remaining(serving.durations, elapsed, pace * hall.pace, replicate, serving.seed)
      latest = Math.max(latest, left ?? -NEVER, finished[counter * replicates + replicate] ?? -NEVER)
    }
    return latest
  })
}

function endOf(ends: Float64Array, moment: (minutes: number) => Instant): SiteDay['end'] {
  const sorted = ends.toSorted()
  const probably = quantileOf(sorted, 0.5)
  if (!Number.isFinite(probably)) return null
  const surely = probably + (quantileOf(sorted, SURE) - probably) * WIDER
  return { probably: moment(probably), surely: moment(surely) }
}

/** Who is probably called late: of those who are here, and of those with an appointment who come in time. */
function lateOf(
  { site, references }: DaySeen,
  { starts, replicates }: Outcome,
  closing: number,
  moment: (minutes: number) => Instant,
): SiteDay['late'] {
  const here = site.waiting.map(({ visitId, booked, callableFrom }) => ({
    visitId,
    // Whoever is away by their own word is not late because of it.
    from: callableFrom > site.now ? callableFrom : (references.get(visitId) ?? site.now),
    after: booked ? LATE_AFTER.booked : LATE_AFTER.walkIn,
  }))
  const expected = site.expected.map(({ visitId, appointmentAt }) => ({
    visitId,
    from: Math.max(appointmentAt, site.now) as Instant,
    after: LATE_AFTER.booked,
  }))
  return [...here, ...expected].flatMap(({ visitId, from, after }, nth) => {
    const called = quantileOf(starts.slice(nth * replicates, (nth + 1) * replicates).sort(), 0.5)
    if (called <= minutesTo(site, from) + after && called <= closing) return []
    const calledAt = Number.isFinite(called) ? moment(called) : null
    return { visitId, calledAt, afterClosing: called > closing }
  })
}

type Asked = Pick<CounterChange, 'change' | 'counters'> & { readonly changed: SiteSeen }

/** The site with each change that is another one than the others: counters with the same skills are one question. */
function asked({ site, open, spare, until }: DaySeen): Asked[] {
  const idsOf = (group: readonly Calling[]) => group.map(({ counterId }) => counterId)
  const opening = alike(spare).map<Asked>(([first, ...others]) => {
    const more: CounterSeen = {
      ...{ counterId: first.counterId, skills: first.skills, serving: null, freeFrom: site.now },
      ...{ stopsAt: until, breaks: [], worksUntil: until, pace: 1 },
    }
    const changed = { ...site, counters: [...site.counters, more] }
    return { change: 'open', counters: idsOf([first, ...others]), changed }
  })
  const works = site.counters.filter(({ counterId }) => open.has(counterId))
  const closing = alike(works).map<Asked>((group) => {
    const gone = group.find(({ serving }) => serving === null) ?? group[0]
    return { change: 'close', counters: idsOf(group), changed: withoutUntil(site, gone, until) }
  })
  return [...opening, ...closing]
}

function alike<C extends Calling & { readonly pace?: number }>(counters: readonly C[]): [C, ...C[]][] {
  const bySkills = Map.groupBy(counters, ({ skills, pace }) => `${[...skills].sort()} ${pace ?? 1}`)
  return [...bySkills.values()].flatMap(([first, ...others]) => (first ? [[first, ...others]] : []))
}

/** Whoever is at the counter is still served there; then it calls nobody until that moment. */
function withoutUntil(site: SiteSeen, gone: CounterSeen, until: Instant): SiteSeen {
  const back = {
    ...gone,
    serving: null,
    freeFrom: until,
    breaks: gone.breaks.filter(({ from }) => from > until),
  }
  const counters = site.counters.map((counter) =>
    counter === gone ? { ...gone, stopsAt: site.now } : counter,
  )
  return { ...site, counters: [...counters, back] }
}

/** What a change does to those who are here or come until then, by the same luck with and without it. */
function compared(
  before: Looked,
  after: Looked,
  window: number,
): Omit<CounterChange, 'change' | 'counters' | 'until'> {
  const { replicates } = before.outcome
  let minutes = 0
  let both = 0
  let called = 0
  for (const [person, { callableFrom }] of before.hall.waiting.entries()) {
    if (callableFrom > window) continue
    for (let replicate = 0; replicate < replicates; replicate++) {
      const then = before.outcome.starts[person * replicates + replicate] ?? NEVER
      const now = after.outcome.starts[person * replicates + replicate] ?? NEVER
      called += Number(now !== NEVER) - Number(then !== NEVER)
      if (then === NEVER || now === NEVER) continue
      minutes += now - then
      both++
    }
  }
  const [endBefore, endAfter] = [endsOf(before), endsOf(after)]
  const ends = [...endBefore.keys()].map((nth) => (endAfter[nth] ?? 0) - (endBefore[nth] ?? 0))
  const known = ends.filter(Number.isFinite)
  return {
    waitMinutes: Math.round(minutes / Math.max(both, 1)),
    endMinutes: Math.round(known.reduce((sum, each) => sum + each, 0) / Math.max(known.length, 1)),
    served: Math.round(called / replicates),
  }
}
