import { asId, type Id } from '#kernel/id.ts'
import { localTime } from '#kernel/instant.ts'
import type { Changes } from './changes.ts'

/** The same shape with plain texts for ids and times. */
export type Unbranded<T> = T extends string
  ? string
  : T extends number | null
    ? T
    : { readonly [K in keyof T]: Unbranded<T[K]> }

/** Changes as the model has them; the contract has checked that they are ids and times. */
export function changesOf(changes: Unbranded<Changes>): Changes {
  const span = ({ from, until }: { readonly from: string; readonly until: string }) => ({
    from: localTime(from),
    until: localTime(until),
  })
  const services = (ids: readonly string[] | null): Id<'service'>[] | null =>
    ids === null ? null : ids.map((id) => asId<'service'>(id))
  const shareOf = ({ siteId, percent }: { readonly siteId: string; readonly percent: number }) => ({
    siteId: asId<'site'>(siteId),
    percent,
  })
  const { hours, mergedSiteId, newSite } = changes
  return {
    ...changes,
    closed: changes.closed.map((id) => asId<'counter'>(id)),
    added: changes.added.map(({ counters, services: ids, ...one }) => ({
      ...span(one),
      counters,
      services: services(ids),
    })),
    shifts: changes.shifts.map(({ counterId, ...one }) => ({
      ...span(one),
      counterId: asId<'counter'>(counterId),
    })),
    skills: changes.skills.map((one) => ({
      counterId: asId<'counter'>(one.counterId),
      services: one.services.map((id) => asId<'service'>(id)),
    })),
    durations: changes.durations.map(({ serviceId, percent }) => ({
      serviceId: asId<'service'>(serviceId),
      percent,
    })),
    hours: hours && span(hours),
    mergedSiteId: mergedSiteId === null ? null : asId<'site'>(mergedSiteId),
    mergedElsewhere: changes.mergedElsewhere.map((one) => shareOf(one)),
    newSite: newSite && {
      ...span(newSite),
      counters: newSite.counters,
      services: services(newSite.services),
      shares: newSite.shares.map((one) => shareOf(one)),
    },
  }
}
