import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { type Calling, canServe } from './callOrder.ts'
import type { PastDay, PastPerson } from './pastDay.ts'

/** One press of "next" at a counter on a past day. */
export type Turn = {
  /** Milliseconds between the moment from which somebody could have been called here, and the call. */
  readonly pause: number
  /** Whom a colleague chose; null: the call order did. */
  readonly chosen: Id<'visit'> | null
  /** Nobody is called here before: the journal knows no opening, so the first call counts as one. */
  readonly notBefore: Instant
}

type Span = { readonly from: number; readonly to: number }

/** How a counter called on a past day: as often, with which pauses, whom by choice. */
export function turnsOf(day: PastDay, counter: Calling): Turn[] {
  const stays = day.people
    .flatMap((person) =>
      person.stays.flatMap((stay, nth) =>
        stay.counterId === counter.counterId ? [{ person, stay, nth }] : [],
      ),
    )
    .toSorted((a, b) => a.stay.from - b.stay.from || a.stay.until - b.stay.until)
  const spans = day.people.flatMap((person) => waitsFor(person, counter))
  return stays.map(({ person, stay }, index) => {
    const chosen = stay.chosen ? person.id : null
    const notBefore = stays[0]?.stay.from ?? stay.from
    const before = stays[index - 1]?.stay.until
    if (before === undefined) return { pause: 0, chosen, notBefore }
    const since = spans.reduce((first, { from, to }) => {
      const meets = Math.max(from, before)
      return meets < to && meets < first ? meets : first
    }, stay.from as number)
    return { pause: stay.from - since, chosen, notBefore }
  })
}

/** When somebody stood in the hall so that this counter could have called them. */
function waitsFor(person: PastPerson, counter: Calling): Span[] {
  const ends = [...person.stays.map(({ from }) => from as number), person.leftAt ?? Number.POSITIVE_INFINITY]
  const waits: Span[] = []
  let from: number | null = person.arrivedAt
  for (const [nth, to] of ends.entries()) {
    const stay = person.stays[nth]
    const only = stay?.only ?? null
    const services = only === null ? person.services : []
    const waited = from !== null && (stay !== undefined || person.leftAt !== null)
    if (from !== null && waited && canServe(counter, { services, forCounterId: only }))
      waits.push(...without({ from, to }, person.absences))
    from = stay && stay.backAfter !== null ? stay.until + stay.backAfter : null
  }
  return waits
}

function without(span: Span, absences: PastPerson['absences']): Span[] {
  let left: readonly Span[] = [span]
  for (const { from, until } of absences)
    left = left.flatMap((each) =>
      [
        { from: each.from, to: Math.min(each.to, from) },
        { from: Math.max(each.from, until), to: each.to },
      ].filter((part) => part.from < part.to),
    )
  return [...left]
}
