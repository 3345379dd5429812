import type { Need } from '#features/visit/model.ts'
import type { HousePlan, PlaceFeature, Thing } from '../model.ts'

/** What a need asks of the place where somebody waits. */
const WANTED: Readonly<Partial<Record<Need, PlaceFeature>>> = {
  infants: 'children',
  quiet: 'quiet',
  step_free: 'step_free',
}

/**
 * Where somebody with these needs waits best: the place that has most of what they need, of equal ones the first of the
 * plan. Whoever needs nothing waits at the first one. Undefined where the plan has none.
 */
export function waitingPlaceFor({ things }: HousePlan, needs: readonly Need[]): Thing | undefined {
  const wanted = needs.flatMap((need) => WANTED[need] ?? [])
  const fits = ({ features = [] }: Thing) => wanted.filter((feature) => features.includes(feature)).length
  const places = things.filter(({ kind }) => kind === 'waiting')
  return places.reduce<Thing | undefined>(
    (best, place) => (best && fits(best) >= fits(place) ? best : place),
    undefined,
  )
}

/** Of these counters the keys of those at which a pram or a wheelchair has room, in the order of the plan. */
export function countersWithRoom({ things }: HousePlan, among: ReadonlySet<string>): readonly string[] {
  return things.flatMap(({ kind, roomy, counter }) =>
    kind === 'counter' && roomy && counter !== undefined && among.has(counter) ? [counter] : [],
  )
}
