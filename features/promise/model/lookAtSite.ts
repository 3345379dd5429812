import { ARRIVING } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Corrected, type Correction, corrected } from './correction.ts'
import { type Expectation, expectations } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import type { Experience, Group } from './happened.ts'
import { intakeAhead, type ServiceIntake } from './intakeAhead.ts'
import { lookAhead } from './kernel.ts'
import { seedOf } from './random.ts'
import { comingPeople, countersFor, hallOfSite, type SiteSeen } from './seen.ts'

/** What may be told of a call: raw as it was simulated, and corrected. Minutes from the moment of the look. */
export type Foreseen = { readonly raw: Expectation; readonly corrected: Corrected }

/** What a site looks ahead to. Who is called by no counter that is there or comes is missing. */
export type SiteAhead = {
  readonly people: readonly (Foreseen & { readonly visitId: Id<'visit'>; readonly group: Group })[]
  /** For somebody who draws a number in so many minutes. */
  readonly wishes: readonly (Foreseen & { readonly service: Id<'service'>; readonly inMinutes: number })[]
  /** Whether one more for a service can still be served today; empty while the house is closed. */
  readonly intake: readonly ServiceIntake[]
}

/** As many replicates as a small hall gets, and as few as a full one does with: so that a look ends in time. */
const REPLICATES = { most: 200, least: 40 } as const
/** People times replicates that are simulated in a look, about. */
const WORK = 60_000

/** How often a hall with so many people is simulated. */
export function replicatesFor(people: number): number {
  return Math.max(REPLICATES.least, Math.min(REPLICATES.most, Math.floor(WORK / Math.max(people, 1))))
}

/** Looks ahead from what is seen, with what is known by experience. */
export function lookAtSite(seen: SiteSeen, { learned, correction }: Experience): SiteAhead {
  const hall = hallOfSite(seen, learned)
  const replicates = replicatesFor(hall.waiting.length + hall.expected.length)
  const known = expectations(lookAhead(hall, { replicates }), hall.now)
  const people = seen.waiting.flatMap(({ visitId, booked }, index) => {
    const raw = known[index]
    const group: Group = booked ? 'booked' : 'walk_in'
    if (!raw || !isKnown(raw)) return []
    return { visitId, group, raw, corrected: corrected(correction, group, raw) }
  })
  const coming = comingPeople(seen, learned)
  const wishes = wishesAhead(seen, hall, coming, replicates).flatMap(({ raw, ...wish }) =>
    isKnown(raw) ? { ...wish, raw, corrected: correctedAt(correction, raw, wish.inMinutes) } : [],
  )
  return { people, wishes, intake: intakeAhead(seen, hall, learned, replicates) }
}

/** Is somebody called for sure, as far as can be seen? */
function isKnown({ back, low, middle, high }: Expectation): boolean {
  return [back, low, middle, high].every(Number.isFinite)
}

/**
 * What is corrected is the wait of whoever comes later, as it is of those who come now: the errors of a wait belong to its
 * length, not to the clock.
 */
function correctedAt(correction: Correction, raw: Expectation, inMinutes: number): Corrected {
  const moved = (by: number, { back, low, middle, high }: Expectation) => ({
    back: back + by,
    low: low + by,
    middle: middle + by,
    high: high + by,
  })
  return moved(inMinutes, corrected(correction, 'walk_in', moved(-inMinutes, raw)))
}

type Wished = { readonly service: Id<'service'>; readonly inMinutes: number; readonly raw: Expectation }

/**
 * When somebody would be called who drew a number now, or in a while. They stand in the hall for no time at all, so that
 * they delay nobody and all wishes are seen in one look; pauses are part of the pace then, because nobody pauses after
 * nobody. Of later arrivals nothing is said where too little is known of who comes until then.
 */
function wishesAhead(
  { counters, wishes, coming }: SiteSeen,
  hall: Hall,
  people: readonly Waiting[],
  replicates: number,
): Wished[] {
  if (wishes.length === 0) return []
  const wanted = wishes.map(({ service, credit }) => ({
    service,
    credit,
    counters: countersFor(counters, { services: [service], forCounterId: null }),
  }))
  const same = [...Map.groupBy(wanted, (wish) => `${wish.credit} ${wish.counters}`).values()]
  const arrivals = coming === null ? ARRIVING.slice(0, 1) : ARRIVING
  const asked = same.flatMap((alike) => arrivals.map((inMinutes) => ({ alike, inMinutes })))
  const visitors = asked.flatMap(({ alike: [first], inMinutes }) => (first ? visitor(first, inMinutes) : []))
  const waiting = [...hall.waiting, ...people, ...visitors]
  const looked = lookAhead({ ...withoutPauses(hall), waiting }, { replicates })
  const raws = expectations(looked, hall.now).slice(hall.waiting.length + people.length)
  return asked.flatMap(({ alike, inMinutes }, index) => {
    const raw = raws[index]
    return raw ? alike.map(({ service }) => ({ service, inMinutes, raw })) : []
  })
}

function visitor(
  { service, credit, counters }: { service: Id<'service'>; credit: number; counters: readonly number[] },
  inMinutes: number,
): Waiting {
  return {
    seed: seedOf(`${service} ${inMinutes}`),
    counters,
    durations: Float64Array.of(0),
    key: inMinutes - credit,
    callableFrom: inMinutes,
  }
}

/** A hall in which everything takes so much longer as its clerks are away in another one. */
export function withoutPauses(hall: Hall): Hall {
  const { chance, lengths } = hall.pauses
  const people = [...hall.waiting, ...hall.expected]
  if (chance === 0 || lengths.length === 0 || people.length === 0) return hall
  const usual = meanOf(people.map(({ durations }) => meanOf(durations)))
  const longer = usual > 0 ? 1 + (chance * meanOf(lengths)) / usual : 1
  return { ...hall, pauses: { chance: 0, lengths: new Float64Array(0) }, pace: hall.pace * longer }
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0
  return sum / Math.max(values.length, 1)
}
