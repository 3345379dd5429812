import type { Service } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { CELL_MINUTES } from '../model.ts'

/** The longest that a service is planned for one person, minutes; the CHECK of `service` says the same. */
export const MOST_PLANNED = 240

/** How long services shall be planned, minutes. */
export type PlannedMinutes = readonly { readonly serviceId: Id<'service'>; readonly minutes: number }[]

/** The fewest minutes that a service can be planned for: a cell, or the step that it has in common with others. */
export function leastPlanned({ sharedStep }: Pick<Service, 'sharedStep'>): number {
  return Math.max(1, Math.ceil((sharedStep?.minutes ?? 0) / CELL_MINUTES)) * CELL_MINUTES
}

/** Can a service be planned for so many minutes? In whole cells, between its fewest and the most. */
export function canPlan(service: Pick<Service, 'sharedStep'>, minutes: number): boolean {
  return minutes >= leastPlanned(service) && minutes <= MOST_PLANNED && minutes % CELL_MINUTES === 0
}

/** Of a wish what is otherwise than what stands, in a fixed order; undefined if it names a service that does not stand. */
export function changedMinutes(
  standing: ReadonlyMap<Id<'service'>, number>,
  wish: PlannedMinutes,
): PlannedMinutes | undefined {
  if (wish.some(({ serviceId }) => !standing.has(serviceId))) return undefined
  return [...new Map(wish.map((one) => [one.serviceId, one])).values()]
    .filter(({ serviceId, minutes }) => standing.get(serviceId) !== minutes)
    .toSorted((a, b) => (a.serviceId < b.serviceId ? -1 : 1))
}
