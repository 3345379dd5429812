import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import type { VisitMessageKind, WishMessageKind } from '../model.ts'
import { oneLine } from './address.ts'
import { texts } from './phrases.ts'

/**
 * What came of a call. `not_reached`: nobody answered; `later`: they asked for another hour; `open`: taken back, somebody
 * still has to call.
 */
export const CALL_OUTCOMES = ['told', 'not_reached', 'later', 'open'] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/** What the list knows of calls for one message. */
export type CallState = {
  readonly toldAt: Instant | null
  /** So often nobody answered. */
  readonly tries: number
  /** Before this it is hardly worth calling. */
  readonly againAt: Instant | null
}

/** After so long it is worth calling again. */
const AGAIN_AFTER = { not_reached: HOUR, later: 3 * HOUR } as const
/** The CHECK of `message.call_tries` holds no more. */
const MOST_TRIES = 1_000

/** What is known after a call. */
export function afterCall(state: CallState, outcome: CallOutcome, now: Instant): CallState {
  if (outcome === 'told') return { ...state, toldAt: now, againAt: null }
  if (outcome === 'open') return { ...state, toldAt: null, againAt: null }
  return {
    toldAt: null,
    tries: Math.min(state.tries + (outcome === 'not_reached' ? 1 : 0), MOST_TRIES),
    againAt: plus(now, AGAIN_AFTER[outcome]),
  }
}

/**
 * The order in which people are called: who is to be called now, then who later, then who was told; each the nearest (or
 * longest past) visit first.
 */
export function callOrder<Call extends CallState & { readonly appointmentAt: Instant }>(
  calls: readonly Call[],
  now: Instant,
): readonly Call[] {
  const group = ({ toldAt, againAt }: Call) => {
    if (toldAt !== null) return 2
    return againAt !== null && againAt > now ? 1 : 0
  }
  return calls.toSorted((a, b) => group(a) - group(b) || a.appointmentAt - b.appointmentAt)
}

/** What is said on the telephone. */
export type CallFacts = {
  readonly kind: VisitMessageKind | WishMessageKind
  /** The city that calls. */
  readonly city: string
  /** Day and time of the visit, on the clock of its site. */
  readonly when: string
  /** Name and address of its site on that day. */
  readonly place: string
  /** What is wrong with papers, each in a sentence. */
  readonly papers: readonly string[]
  /** There was nothing to look at: no paper came. */
  readonly nothingCame?: boolean
  /** The time that is held instead of one that falls away. */
  readonly offer?: { readonly when: string; readonly place: string }
  /** Until when an offer from the waitlist stands, of which this is to tell. */
  readonly until?: string
}

/** The words to say, short, in a language: of the person, or of whoever calls. */
export function callText(
  { kind, city, when, place, papers, nothingCame, offer, until }: CallFacts,
  language: Language,
): string {
  const t = texts(language)
  return [
    t('call.hello', { city: oneLine(city) }),
    offer
      ? t('call.closed_held', { when })
      : until === undefined
        ? t(`call.${nothingCame ? 'papers_unsent' : kind}`, { when, place: oneLine(place) })
        : t('call.wish_offered', { when, place: oneLine(place), until }),
    ...(offer ? [t('call.held', { when: offer.when, place: oneLine(offer.place) })] : []),
    ...papers.map(oneLine),
  ].join(' ')
}
