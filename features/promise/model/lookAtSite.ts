import type { Id } from '#kernel/id.ts'
import { type Corrected, corrected } from './correction.ts'
import { type Expectation, expectations } from './expectation.ts'
import type { Hall, Waiting } from './hall.ts'
import type { Experience, Group } from './happened.ts'
import { lookAhead } from './kernel.ts'
import { seedOf } from './random.ts'
import { countersFor, hallOfSite, type SiteSeen } from './seen.ts'

/** What may be told of a call: raw as it was simulated, and corrected. Minutes from the moment of the look. */
export type Foreseen = { readonly raw: Expectation; readonly corrected: Corrected }

/** What a site looks ahead to. Who is called by no counter that is there or comes is missing. */
export type SiteAhead = {
  readonly people: readonly (Foreseen & { readonly visitId: Id<'visit'>; readonly group: Group })[]
  /** For somebody who draws a number now. */
  readonly wishes: readonly (Foreseen & { readonly service: Id<'service'> })[]
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
  const wishes = wishesAhead(seen, hall, replicates).flatMap(({ service, raw }) =>
    isKnown(raw) ? { service, raw, corrected: corrected(correction, 'walk_in', raw) } : [],
  )
  return { people, wishes }
}

/** Is somebody called for sure, as far as can be seen? */
function isKnown({ back, low, middle, high }: Expectation): boolean {
  return [back, low, middle, high].every(Number.isFinite)
}

/**
 * When somebody would be called who drew a number now. They stand in the hall for no time at all, so that they delay
 * nobody and all wishes are seen in one look; pauses are part of the pace then, because nobody pauses after nobody.
 */
function wishesAhead(
  { counters, wishes }: SiteSeen,
  hall: Hall,
  replicates: number,
): { readonly service: Id<'service'>; readonly raw: Expectation }[] {
  const wanted = wishes.map(({ service, credit }) => ({
    service,
    key: -credit,
    counters: countersFor(counters, { services: [service], forCounterId: null }),
  }))
  const same = Map.groupBy(wanted, (wish) => `${wish.key} ${wish.counters}`)
  const firsts = [...same.values()].flatMap(([first]) => first ?? [])
  const visitors = firsts.map<Waiting>((wish) => ({
    seed: seedOf(wish.service),
    counters: wish.counters,
    durations: Float64Array.of(0),
    key: wish.key,
    callableFrom: 0,
  }))
  const looked = lookAhead(
    { ...withoutPauses(hall), waiting: [...hall.waiting, ...visitors] },
    { replicates },
  )
  const raws = expectations(looked, hall.now).slice(hall.waiting.length)
  return [...same.values()].flatMap((group, index) => {
    const raw = raws[index]
    return raw ? group.map(({ service }) => ({ service, raw })) : []
  })
}

/** A hall in which everything takes so much longer as its clerks are away in another one. */
function withoutPauses(hall: Hall): Hall {
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
