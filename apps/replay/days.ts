import type { PastVisit } from '#features/promise/model/replay/visit.ts'
import type { Refuse } from './refused.ts'

/** The days of each site in their order, without what stands in the file twice. */
export function daysOf(visits: readonly PastVisit[], refuse: Refuse): Map<string, PastVisit[][]> {
  const sites = Map.groupBy(visits, ({ site }) => site)
  return new Map(
    [...sites]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([site, own]) => {
        const days = [...Map.groupBy(own, ({ day }) => day)].sort(([a], [b]) => a - b)
        return [site, days.map(([, all]) => withoutDoubles(all, refuse))]
      }),
  )
}

/**
 * A number may come again on a day, but not while somebody has it; and nobody is called to a counter twice in one
 * moment. What is meant by two such lines nobody knows: the first is taken.
 */
function withoutDoubles(visits: readonly PastVisit[], refuse: Refuse): PastVisit[] {
  const held = new Map<string, { readonly until: number; readonly line: number }>()
  const calls = new Map<string, number>()
  const sorted = visits.toSorted((a, b) => cameAt(a) - cameAt(b) || a.line - b.line)
  return sorted.filter(({ line, number, pool, counter, called, arrival, ended }) => {
    const own = counter === null || called === null ? undefined : `${counter}\n${called}`
    const other = own === undefined ? undefined : calls.get(own)
    if (other !== undefined) {
      refuse(line, 'stands twice', `the same counter called somebody else in this moment (line ${other})`)
      return false
    }
    if (own !== undefined) calls.set(own, line)
    if (number === null || arrival === null) return true
    const name = `${pool}\n${number}`
    const before = held.get(name)
    if (before && before.until > arrival) {
      refuse(
        line,
        'stands twice',
        `number "${number}" was somebody else's at this time (line ${before.line})`,
      )
      return false
    }
    held.set(name, { until: Math.max(called ?? ended ?? arrival, arrival + 0.001), line })
    return true
  })
}

const cameAt = ({ arrival, appointment }: PastVisit) => arrival ?? appointment ?? 0
