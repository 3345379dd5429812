import { foresee } from './foresee.ts'
import { type Corrections, type Expected, learnSaid, newCorrections, saidOf } from './said.ts'
import { arrive, beginDay, call, endDay, freeDesks, leave, newSite, type SiteState } from './site.ts'
import { count, type Tally } from './tally.ts'
import type { PastVisit } from './visit.ts'

/** The days of a site that are only learned from; on the first of them nothing is foreseen yet. */
export type Learning = { readonly learned: number; readonly silent: number }

/** What was walked through and could not be counted. */
export type Uncounted = {
  /** Came on days that were only learned from. */
  learnedFrom: number
  /** Never called, or not there when they were: nobody knows when it would have been their turn. */
  notServed: number
  /** No counter was there that could do it: our engine had nothing to say, and nobody else was asked. */
  nothingToSay: number
}

export const nothingUncounted = (): Uncounted => ({ learnedFrom: 0, notServed: 0, nothingToSay: 0 })

type Event = {
  readonly at: number
  readonly kind: 'arrives' | 'leaves' | 'called'
  readonly visit: PastVisit
}
/** In one moment people come before anybody is called. */
const ORDER = { arrives: 0, leaves: 1, called: 2 } as const

/** What was expected of a call, and what each way told of it then. */
type Foreseen = { readonly expected: Expected; readonly said: ReturnType<typeof saidOf> }

type Walk = {
  readonly site: SiteState
  readonly corrections: Corrections
  readonly tally: Tally
  readonly uncounted: Uncounted
  /** Whether this day is only learned from, or not even foreseen. */
  readonly counts: boolean
  readonly foresees: boolean
}

/**
 * Walks through the days of one site, in their order, with only the past known: foresees each call once, when the person
 * comes, and learns from each call when it comes. A generator: after each day, which may take a second, others may work.
 */
export function* walkSite(
  days: readonly (readonly PastVisit[])[],
  { learned, silent }: Learning,
  tally: Tally,
  uncounted: Uncounted,
): Generator<number> {
  const site = newSite()
  const corrections = newCorrections()
  for (const [nth, visits] of days.entries()) {
    walkDay({ site, corrections, tally, uncounted, counts: nth >= learned, foresees: nth >= silent }, visits)
    yield visits.length
  }
}

function walkDay(walk: Walk, visits: readonly PastVisit[]): void {
  const { site, uncounted } = walk
  beginDay(
    site,
    visits[0]?.day ?? 0,
    visits.filter(({ appointment }) => appointment !== null),
  )
  const foreseen = new Map<PastVisit, Foreseen>()
  for (const { at, kind, visit } of eventsOf(visits)) {
    freeDesks(site, at)
    if (kind === 'arrives') {
      arrive(site, visit)
      if (!walk.foresees) continue
      const expected = foresee(site, visit, at)
      foreseen.set(visit, { expected, said: saidOf(walk.corrections, expected) })
    } else if (kind === 'leaves') leave(site, visit)
    else {
      close(walk, visit, at, foreseen.get(visit))
      call(site, visit, at)
    }
  }
  endDay(site)
  for (const { arrival, called } of visits)
    if (arrival !== null && called === null) {
      if (walk.counts) uncounted.notServed++
      else uncounted.learnedFrom++
    }
}

/** Everything that happened on a day, in its order. */
function eventsOf(visits: readonly PastVisit[]): Event[] {
  return visits
    .flatMap<Event>((visit) => {
      const { arrival, called, ended } = visit
      if (arrival === null) return []
      const events: Event[] = [{ at: arrival, kind: 'arrives', visit }]
      if (called !== null) events.push({ at: called, kind: 'called', visit })
      else if (ended !== null) events.push({ at: ended, kind: 'leaves', visit })
      return events
    })
    .sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind] || a.visit.line - b.visit.line)
}

/** Counts a call and learns from it. */
function close(walk: Walk, visit: PastVisit, at: number, foreseen: Foreseen | undefined): void {
  const { tally, uncounted, corrections } = walk
  const { expected, said = {} } = foreseen ?? {}
  if (!walk.counts) uncounted.learnedFrom++
  else if (visit.gone) uncounted.notServed++
  else if (!expected?.engine) uncounted.nothingToSay++
  if (!expected?.engine || visit.gone) return
  const waited = at - expected.at
  const { day, site, group, service } = visit
  if (walk.counts)
    count(tally, {
      day,
      waited,
      margins: { class: group, service, site },
      said,
    })
  learnSaid(corrections, expected, waited)
}
