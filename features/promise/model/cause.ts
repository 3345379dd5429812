import { type Calling, canServe, type Told, type ToldCause, type Waiting } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'

/** How a counter stands: it calls people, is at a break, or is closed. */
export type CounterStands = Pick<Calling, 'skills'> & { readonly stands: 'calls' | 'pauses' | 'closed' }

/** All counters of a site at a look. */
export type CountersThen = ReadonlyMap<Id<'counter'>, CounterStands>

/** How the counters of a hall stand. */
export function countersThen({
  counters,
}: {
  readonly counters: readonly {
    readonly counter: { readonly id: Id<'counter'>; readonly skills: Calling['skills'] }
    readonly open: boolean
    readonly pausedAt: Instant | null
  }[]
}): CountersThen {
  return new Map(
    counters.map(({ counter: { id, skills }, open, pausedAt }) => {
      const stands = !open ? 'closed' : pausedAt === null ? 'calls' : 'pauses'
      return [id, { skills, stands }]
    }),
  )
}

const RANK = { calls: 2, pauses: 1, closed: 0 } as const

/** Has a call moved to later or to sooner, both of what was told of it? Undefined where it is neither for sure. */
export function movedTo(before: Told, after: Told): 'later' | 'sooner' | undefined {
  if (after.until > before.until && after.from >= before.from) return 'later'
  if (after.until < before.until && after.from <= before.from) return 'sooner'
  return undefined
}

/**
 * Why a call has moved between two looks that follow each other: a counter that can serve this person closed, began its
 * break, opened or came back from it. Undefined where none did, or some one thing and some the other: what is not
 * certain is not said. Of whose counter it was nothing is said either.
 */
export function causeOf(
  before: CountersThen,
  after: CountersThen,
  person: Pick<Waiting, 'services' | 'forCounterId'>,
  moved: 'later' | 'sooner',
): ToldCause | undefined {
  const worse: CounterStands[] = []
  const better: CounterStands[] = []
  for (const [counterId, now] of after) {
    const then = before.get(counterId) ?? { ...now, stands: 'closed' }
    if (!canServe({ counterId, skills: now.skills }, person)) continue
    if (RANK[now.stands] < RANK[then.stands]) worse.push(now)
    if (RANK[now.stands] > RANK[then.stands]) better.push(then)
  }
  if (worse.length > 0 && better.length > 0) return undefined
  if (moved === 'later' && worse.length > 0)
    return worse.some(({ stands }) => stands === 'closed') ? 'counter_closed' : 'counter_paused'
  if (moved === 'sooner' && better.length > 0)
    return better.some(({ stands }) => stands === 'closed') ? 'counter_opened' : 'counter_back'
  return undefined
}
