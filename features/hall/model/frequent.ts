import { QUICK_KINDS, type Service } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'

/** As many choices as somebody reads before they search. */
export const FREQUENT = 10

/** The catalogue's own order counts as much as so many visits: it decides where little is known, and soon no longer. */
const RANK_WEIGHT = 40

type Countable = Pick<Service, 'id' | 'rank' | 'quick'>

/**
 * The services to choose from first: those that people came for most in the last weeks, and always one to pick up and
 * one to ask, which stand at the end, at the same place each day. `counts` may be empty: then the catalogue's order.
 */
export function mostFrequent<S extends Countable>(
  services: readonly S[],
  counts: ReadonlyMap<Id<'service'>, number>,
): readonly S[] {
  const byRank = [...services].sort((a, b) => a.rank - b.rank)
  const shares = byRank.reduce((sum, _, place) => sum + 1 / (place + 1), 0)
  const weights = new Map(
    byRank.map(({ id }, place) => [id, (counts.get(id) ?? 0) + RANK_WEIGHT / (place + 1) / shares]),
  )
  // The sort is stable: of two that weigh the same, the catalogue's order decides.
  const inOrder = byRank.sort((a, b) => (weights.get(b.id) ?? 0) - (weights.get(a.id) ?? 0))
  const always = QUICK_KINDS.flatMap((kind) => inOrder.find(({ quick }) => quick === kind) ?? [])
  const others = inOrder.filter((service) => !always.includes(service))
  return [...others.slice(0, FREQUENT - always.length), ...always]
}
