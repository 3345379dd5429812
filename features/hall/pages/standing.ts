import type { Counter } from '#features/capacity/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import type { HallView } from '../actions.ts'
import { canServe } from '../model.ts'
import { hallTexts } from './texts.ts'

/** Where one visit stands in a hall: how many are before it, or at which counter. */
export type Standing = {
  readonly visit: Visit
  /** Null once called. */
  readonly ahead: number | null
  readonly counter: Counter | null
  /** What is still to be done for them. */
  readonly services: readonly Id<'service'>[]
}

/** The sentences of the waiting page that change while somebody waits. */
export type WaitingParts = { readonly ahead: string; readonly last: string; readonly serving: string }

type Digest = {
  readonly standings: ReadonlyMap<Id<'visit'>, Standing>
  readonly parts: Map<string, WaitingParts>
}

// The same view goes to thousands of watchers: what is true for all is worked out once for each view.
const digests = new WeakMap<HallView, Digest>()

/** How many numbers the waiting page names as called last. */
const CALLS_NAMED = 3
/** How many it names as being served; a big site serves dozens at once. */
const SERVED_NAMED = 8

/** The numbers that it names: called last, and being served now, with how many more there are. */
export function namedNumbers({ calls, counters }: HallView) {
  const served = counters.flatMap(({ visit }) =>
    visit?.state === 'serving' ? (visit.ticketNumber ?? []) : [],
  )
  return {
    last: calls.slice(0, CALLS_NAMED).map((call) => call.ticketNumber),
    served: served.slice(0, SERVED_NAMED),
    more: Math.max(0, served.length - SERVED_NAMED),
  }
}

function digestOf(view: HallView): Digest {
  const known = digests.get(view)
  if (known) return known
  const standings = new Map<Id<'visit'>, Standing>()
  for (const { visit, ahead, services } of [...view.waiting, ...view.parked, ...view.missed])
    standings.set(visit.id, { visit, ahead, counter: null, services })
  for (const { visit, counter, services } of view.counters)
    if (visit) standings.set(visit.id, { visit, ahead: null, counter, services })
  const digest = { standings, parts: new Map() }
  digests.set(view, digest)
  return digest
}

/** Where a visit stands; undefined when it is not in the hall (not yet, or no longer). */
export function standingIn(view: HallView, visitId: Id<'visit'>): Standing | undefined {
  return digestOf(view).standings.get(visitId)
}

/** Does somebody wait for something that no open counter can do? */
export function hasNoCounter({ counters }: HallView, standing: Standing | undefined): boolean {
  if (standing === undefined || standing.ahead === null) return false
  const { services, visit } = standing
  return !counters.some(
    ({ counter, open }) =>
      open &&
      canServe(
        { counterId: counter.id, skills: counter.skills },
        { services, forCounterId: visit.forCounterId },
      ),
  )
}

/**
 * The changing sentences for somebody with so many before them, in the hall or away; equal ones are the same object.
 */
export function waitingParts(view: HallView, ahead: number, language: Language, away = false): WaitingParts {
  const { parts } = digestOf(view)
  const key = `${language} ${ahead} ${away}`
  const known = parts.get(key)
  if (known) return known
  const t = hallTexts(language)
  const { last, served, more } = namedNumbers(view)
  const made = {
    ahead: t(away ? 'waiting.aheadAway' : 'waiting.ahead', { count: ahead }),
    last: t('waiting.last', { count: last.length, numbers: last.join(', ') }),
    serving: t('waiting.servedNow', { count: served.length, numbers: served.join(', '), more }),
  }
  parts.set(key, made)
  return made
}

/** What of the sentences differs, to be sent; undefined if nothing does. */
export function changedParts(
  before: WaitingParts | undefined,
  after: WaitingParts,
): Partial<WaitingParts> | undefined {
  if (before === undefined) return after
  const changed = {
    ...(before.ahead === after.ahead ? {} : { ahead: after.ahead }),
    ...(before.last === after.last ? {} : { last: after.last }),
    ...(before.serving === after.serving ? {} : { serving: after.serving }),
  }
  return Object.keys(changed).length > 0 ? changed : undefined
}
