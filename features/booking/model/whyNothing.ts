import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'

/** What a question that has no answer came to, as far as the reason depends on it. */
export type FoundNothing = {
  readonly services: readonly Id<'service'>[]
  /** The sites that were asked, each with the services that can be booked there. */
  readonly sites: readonly { readonly id: Id<'site'>; readonly bookable: ReadonlySet<Id<'service'>> }[]
  /** First day that was asked for, and the last that can be booked at all. */
  readonly from: LocalDate
  readonly horizon: LocalDate
  /** The first day with a time for all of it at these sites, whichever day was asked for; null if there is none. */
  readonly first: LocalDate | null
  /** The services that alone have a time at these sites. */
  readonly alone: ReadonlySet<Id<'service'>>
}

/**
 * Why nothing is free, the plainest reason first:
 * - `no_site`: no site is as wished;
 * - `not_offered`: these services cannot be booked at any of the asked sites;
 * - `apart`: each can be booked, but no asked site has all; these are the ones that stand apart;
 * - `beyond_horizon`: the asked days cannot be booked yet;
 * - `only_alone`: each alone has times, all in one visit none;
 * - `full`: everything is taken, until the first day with times, or to the horizon.
 */
export type WhyNothing =
  | { readonly kind: 'not_offered' | 'apart' | 'only_alone'; readonly services: readonly Id<'service'>[] }
  | { readonly kind: 'no_site' }
  | { readonly kind: 'beyond_horizon'; readonly horizon: LocalDate }
  | { readonly kind: 'full'; readonly first: LocalDate | null; readonly horizon: LocalDate }

/** The kinds of reasons, as programs read them. */
export const WHY_NOTHING_KINDS = [
  'no_site',
  'not_offered',
  'apart',
  'beyond_horizon',
  'only_alone',
  'full',
] as const

/** Can one wait on the list for it? Only for what some site has in one visit. */
export function mayWait({ kind }: WhyNothing): boolean {
  return kind !== 'no_site' && kind !== 'not_offered' && kind !== 'apart'
}

/** The one reason to be told. It is asked for only where nothing was found. */
export function whyNothing({ services, sites, from, horizon, first, alone }: FoundNothing): WhyNothing {
  if (sites.length === 0) return { kind: 'no_site' }
  const missing = services.filter((service) => !sites.some(({ bookable }) => bookable.has(service)))
  if (missing.length > 0) return { kind: 'not_offered', services: missing }
  const together = sites.some(({ bookable }) => services.every((service) => bookable.has(service)))
  if (!together) return { kind: 'apart', services: standApart(services, sites) }
  if (from > horizon) return { kind: 'beyond_horizon', horizon }
  const each = services.length > 1 && services.every((service) => alone.has(service))
  if (first === null && each) return { kind: 'only_alone', services }
  return { kind: 'full', first, horizon }
}

/** Those that lack a site in common with another one of them; all, where only more than two do not meet. */
function standApart(
  services: FoundNothing['services'],
  sites: FoundNothing['sites'],
): readonly Id<'service'>[] {
  const meets = (a: Id<'service'>, b: Id<'service'>) =>
    sites.some(({ bookable }) => bookable.has(a) && bookable.has(b))
  const apart = services.filter((one) => services.some((other) => !meets(one, other)))
  return apart.length > 0 ? apart : services
}

/** Something that helps, with its first time: another site, or the same with less. */
export type WithFirst = {
  readonly first: { readonly startsAt: number } | null
  /** How far away; null where that is not known. */
  readonly metres: number | null
}

/** So many other sites, and so many ways to ask for less, are named. */
export const HELPS_SHOWN = 3

/** The choices that have a time: the nearest first where it is known how far they are, else the earliest. */
export function helpful<T extends WithFirst>(choices: readonly T[]): readonly T[] {
  const far = ({ metres }: T) => metres ?? Number.POSITIVE_INFINITY
  const at = ({ first }: T) => first?.startsAt ?? Number.POSITIVE_INFINITY
  const order = (a: number, b: number) => (a === b ? 0 : a - b)
  return choices
    .filter(({ first }) => first !== null)
    .toSorted((a, b) => order(far(a), far(b)) || order(at(a), at(b)))
    .slice(0, HELPS_SHOWN)
}
