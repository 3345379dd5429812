import type { Changes } from './changes.ts'
import type { SiteKnown, Visitor } from './siteDay.ts'

const scaled = new WeakMap<Float64Array, Map<number, Float64Array>>()

/**
 * How long a visit takes where services take so many percent of what they did: of several matters each counts by what is
 * planned for it.
 */
export function durationsFor(
  visitor: Pick<Visitor, 'services' | 'minutes'>,
  { durationsIn, plannedOf }: Pick<SiteKnown, 'durationsIn' | 'plannedOf'>,
  changes: Changes['durations'],
): Float64Array {
  const table = durationsIn(visitor)
  let [planned, changed] = [0, 0]
  for (const service of visitor.services) {
    const minutes = plannedOf.get(service) ?? 1
    const percent = changes.find(({ serviceId }) => serviceId === service)?.percent ?? 100
    planned += minutes
    changed += (minutes * percent) / 100
  }
  return planned === changed ? table : times(table, changed / planned)
}

/** Many people have the same one: each is worked out once. */
function times(table: Float64Array, factor: number): Float64Array {
  const known = scaled.get(table) ?? new Map<number, Float64Array>()
  scaled.set(table, known)
  const made = known.get(factor) ?? table.map((minutes) => minutes * factor)
  known.set(factor, made)
  return made
}
