import { ARRIVING } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { bookingAhead, type TimesAhead } from './bookingAhead.ts'
import { type Corrected, type Correction, corrected } from './correction.ts'
import { type Expectation, expectations } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import type { Experience, Group } from './happened.ts'
import { intakeAhead, type ServiceIntake } from './intakeAhead.ts'
import { lookAhead } from './kernel.ts'
import { seedOf } from './random.ts'
import { countersFor, hallOfSite, mayComeOf, type SiteSeen } from './seen.ts'

/** What may be told of a call: raw as it was simulated, and corrected. Minutes from the moment of the look. */
export type Foreseen = { readonly raw: Expectation; readonly corrected: Corrected }

/** What a site looks ahead to. Who is called by no counter that is there or comes is missing. */
export type SiteAhead = {
  readonly people: readonly (Foreseen & { readonly visitId: Id<'visit'>; readonly group: Group })[]
  /** The same for whoever comes for several matters: by which counters can do all of them, and their credit. */
  readonly together: readonly (Foreseen & { readonly name: string; readonly inMinutes: number })[]
  /** For somebody who draws a number in so many minutes. */
  readonly walkIns: readonly (Foreseen & { readonly service: Id<'service'>; readonly inMinutes: number })[]
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
  const together = walkInsAhead(seen, { ...hall, mayCome: mayComeOf(seen, learned) }, replicates).flatMap(
    ({ raw, ...walkIn }) =>
      isKnown(raw) ? { ...walkIn, raw, corrected: correctedAt(correction, raw, walkIn.inMinutes) } : [],
  )
  const walkIns = seen.walkIns.flatMap(({ service }) => {
    const name = nameOfMatters(seen, [service])
    return together.flatMap(({ name: known, ...walkIn }) => (known === name ? { service, ...walkIn } : []))
  })
  const calledBy = new Map(
    walkIns.flatMap(({ service, inMinutes, raw }) => (inMinutes === 0 ? [[service, raw.high]] : [])),
  )
  return {
    people,
    walkIns,
    together,
    intake: intakeAhead(seen, hall, { learned, calledBy, most: replicates }),
  }
}

/** For which services not every free time of today may be given any more: a question of its own, because it takes longer. */
export function timesOfSite(seen: SiteSeen, { learned }: Pick<Experience, 'learned'>): TimesAhead[] {
  const hall = hallOfSite(seen, learned)
  return bookingAhead(seen, hall, {
    learned,
    most: replicatesFor(hall.waiting.length + hall.expected.length),
  })
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

type WalkInAhead = { readonly name: string; readonly inMinutes: number; readonly raw: Expectation }

/**
 * When somebody would be called who drew a number now, or in a while. They stand in the hall for no time at all, so that
 * they delay nobody and all of them are seen in one look; pauses are part of the pace then, because nobody pauses after
 * nobody. Of later arrivals nothing is said where too little is known of who comes until then.
 */
function walkInsAhead(
  { counters, walkIns, coming }: SiteSeen,
  hall: Hall,
  replicates: number,
): WalkInAhead[] {
  if (walkIns.length === 0) return []
  const single = walkIns.map(({ service, credit }) => ({
    credit,
    counters: countersFor(counters, { services: [service], forCounterId: null }),
  }))
  const same = new Map(withTogether(single).map((walkIn) => [nameOf(walkIn), walkIn]))
  const arrivals = coming === null ? ARRIVING.slice(0, 1) : ARRIVING
  const asked = [...same].flatMap(([name, walkIn]) =>
    arrivals.map((inMinutes) => ({ name, walkIn, inMinutes })),
  )
  const visitors = asked.map(({ name, walkIn, inMinutes }) => visitor(name, walkIn, inMinutes))
  const waiting = [...hall.waiting, ...visitors]
  const looked = lookAhead({ ...withoutPauses(hall), waiting }, { replicates })
  const raws = expectations(looked, hall.now).slice(hall.waiting.length)
  return asked.flatMap(({ name, inMinutes }, index) => {
    const raw = raws[index]
    return raw ? { name, inMinutes, raw } : []
  })
}

/** Whoever can be served by the same counters and has the same credit is called at the same time. */
type Able = { readonly credit: number; readonly counters: readonly number[] }

const nameOf = ({ credit, counters }: Able) => `${credit} ${counters}`

/** So many different sets of counters are looked at. */
const MOST_SETS = 60

/** Those who come for one matter, and for several together: the counters that can do all of them, without a credit. */
function withTogether(single: readonly Able[]): readonly Able[] {
  const sets = new Map(single.map((able) => [`${able.counters}`, able.counters]))
  for (const one of sets.values())
    for (const other of [...sets.values()]) {
      const both = one.filter((counter) => other.includes(counter))
      if (both.length > 0 && sets.size < MOST_SETS) sets.set(`${both}`, both)
    }
  return [...single, ...[...sets.values()].map((counters) => ({ credit: 0, counters }))]
}

/**
 * Under which name a look holds the time of somebody who comes for these matters together; undefined where one of them is
 * not done here without appointment, or no counter can do all of them. The credit counts only if each has it.
 */
export function nameOfMatters(
  { counters, walkIns }: Pick<SiteSeen, 'counters' | 'walkIns'>,
  services: readonly Id<'service'>[],
): string | undefined {
  const credits = services.flatMap((id) => walkIns.find(({ service }) => service === id)?.credit ?? [])
  const able = countersFor(counters, { services, forCounterId: null })
  if (credits.length < services.length || services.length === 0 || able.length === 0) return undefined
  return nameOf({ credit: Math.min(...credits), counters: able })
}

function visitor(name: string, { credit, counters }: Able, inMinutes: number): Waiting {
  return {
    seed: seedOf(`${name} ${inMinutes}`),
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
