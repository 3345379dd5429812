import { distanceKm, type Point } from '#features/authority/model/distance.ts'
import type { Addresses, DaySpan } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import type { SpokenLanguage } from '#kernel/language.ts'

/** Parts of the day in which a visit may begin: from one hour to another, wall time, the second not included. */
export const PARTS_OF_DAY = {
  morning: [0, 11],
  midday: [11, 14],
  afternoon: [14, 17],
  evening: [17, 24],
} as const satisfies Readonly<Record<PartOfDay, readonly [number, number]>>
export const PART_NAMES = ['morning', 'midday', 'afternoon', 'evening'] as const
export type PartOfDay = (typeof PART_NAMES)[number]

/** Weekdays that can be wished, 1 is Monday. */
export const WISHED_WEEKDAYS = [1, 2, 3, 4, 5, 6] as const
/** How far away a site may be, as it can be wished. Kilometres. */
export const WISHED_DISTANCES = [2, 5, 8, 15] as const

/** What narrows a search. What is missing narrows nothing. */
export type Narrowing = {
  readonly district?: string
  /** What somebody typed to say where they are. */
  readonly near?: string
  /** So far away at most, as the crow flies; only beside `near`. */
  readonly withinKm?: number
  readonly stepFree?: boolean
  readonly language?: SpokenLanguage
  readonly familyFriendly?: boolean
  readonly selfService?: boolean
  /** 1 is Monday. */
  readonly weekday?: number
  readonly part?: PartOfDay
}

type KnownSite = Pick<
  Site,
  | 'texts'
  | 'district'
  | 'latitude'
  | 'longitude'
  | 'stepFree'
  | 'languages'
  | 'familyFriendly'
  | 'selfService'
>

/** Does a site fit? `from` is the place that `near` names; without it no distance is asked for. */
export function fits(site: KnownSite, wanted: Narrowing, from: Point | undefined): boolean {
  return (
    (wanted.district === undefined || site.district === wanted.district) &&
    (wanted.stepFree !== true || site.stepFree) &&
    (wanted.language === undefined || site.languages.includes(wanted.language)) &&
    (wanted.familyFriendly !== true || site.familyFriendly) &&
    (wanted.selfService !== true || site.selfService) &&
    (from === undefined || wanted.withinKm === undefined || distanceKm(site, from) <= wanted.withinKm)
  )
}

/**
 * The days on which a site fits: all (undefined) for one that does not move, else those on which its address fits. None
 * for a site that never does.
 */
export function fittingDays(
  site: KnownSite & { readonly addresses: Addresses },
  wanted: Narrowing,
  from: Point | undefined,
): readonly DaySpan[] | undefined {
  const { addresses } = site
  if (addresses.length === 1) return fits(site, wanted, from) ? undefined : []
  return addresses.flatMap((address, index) =>
    fits({ ...site, ...address }, wanted, from)
      ? [{ from: address.firstDay, until: addresses[index + 1]?.firstDay ?? null }]
      : [],
  )
}
