import { type VisitState, withoutTakenBack } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { type ArrivalSettings, inCallOrder, isAway, type Waiting } from './callOrder.ts'
import { type Compared, type OrderEntry, type WhyBefore, whyBefore } from './whyBefore.ts'

/** Which of two people came first, and why; `called` unless both still wait. */
export type WhyToday = {
  readonly first: string
  readonly second: string
  readonly called: boolean
  readonly why: WhyBefore
}

/** A line of the journal with its number and the counter at which it happened. */
export type NumberedEntry = OrderEntry & {
  readonly number: number
  readonly counterId: Id<'counter'> | null
}

/** Somebody who came today, as they stand now, with all that the journal says of them. */
export type Stander = Omit<Compared, 'journal'> &
  Pick<Waiting, 'awayUntil'> & {
    readonly state: VisitState
    readonly journal: readonly NumberedEntry[]
  }

/** What is known beside the two: the time, the rules, and what the counter of the call can do. */
export type WhyKnown = {
  readonly now: Instant
  readonly rules: ArrivalSettings
  readonly skillsOf: (counterId: Id<'counter'>) => ReadonlySet<Id<'service'>>
}

type Pair = readonly [Stander, Stander]

/** Which of two people is or was called first, and why. */
export function whyOfPair(pair: Pair, { now, rules, skillsOf }: WhyKnown): WhyToday {
  const call = firstCall(pair)
  const [first, second] = inOrder(pair, call?.person ?? wouldBeFirst(pair, now))
  const counterId = call?.entry.counterId ?? null
  const why = whyBefore(first, second, {
    at: call?.entry.happenedAt ?? now,
    chosenFor: call?.entry.reason ?? null,
    rules,
    ...(counterId === null ? anyCounter(first, second) : { counterId, skills: skillsOf(counterId) }),
  })
  return { first: first.ticketNumber, second: second.ticketNumber, called: call !== undefined, why }
}

/** The earliest call of either that was not taken back. */
export function firstCall(
  pair: Pair,
): { readonly person: Stander; readonly entry: NumberedEntry } | undefined {
  return pair
    .flatMap((person) => {
      const entry = withoutTakenBack(person.journal).find(({ event }) => event === 'called')
      return entry ? [{ person, entry }] : []
    })
    .sort((a, b) => a.entry.happenedAt - b.entry.happenedAt || a.entry.number - b.entry.number)[0]
}

function inOrder([one, other]: Pair, first: Stander): Pair {
  return first === other ? [other, one] : [one, other]
}

/**
 * Of two whom nobody has called yet: who waits in the hall before who does not, who can be called now before who cannot,
 * and else by the key; of two who came early the one whose time comes first.
 */
function wouldBeFirst(pair: Pair, now: Instant): Stander {
  const here = pair.filter((person) => person.state === 'waiting' && !isAway(person, now))
  const [callable] = inCallOrder(here.filter(({ callableFrom }) => callableFrom <= now))
  const [early] = here.toSorted((a, b) => a.callableFrom - b.callableFrom)
  return callable ?? early ?? inCallOrder(pair)[0] ?? pair[0]
}

/** Where nobody has called yet, the keys alone decide: a counter that could serve both. */
function anyCounter(first: Compared, second: Compared) {
  return {
    counterId: second.forCounterId ?? first.forCounterId ?? ('' as Id<'counter'>),
    skills: new Set([...first.services, ...second.services]),
  }
}
