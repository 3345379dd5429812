import type { Instant } from '#kernel/instant.ts'

/** What the order of sites in an overview is made of. */
export type Reachable = {
  /** The first free time there; null where nothing is free. */
  readonly startsAt: Instant | null
  /** From the place that was named; null where none was. */
  readonly km: number | null
}

/** Sites as people read them: the one that is free first at the top, of several equally early ones the nearest; where nothing is free last. */
export function earliestFirst<S>(sites: readonly S[], of: (site: S) => Reachable): S[] {
  return sites
    .map((site) => ({ site, at: of(site) }))
    .toSorted(
      ({ at: a }, { at: b }) =>
        (a.startsAt ?? Number.MAX_VALUE) - (b.startsAt ?? Number.MAX_VALUE) || (a.km ?? 0) - (b.km ?? 0),
    )
    .map(({ site }) => site)
}
