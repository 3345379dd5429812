import type { SharingSettings } from '#features/authority/model.ts'

// What may be decided about shares, and what a decision would mean that hardly anybody wants.

/** What a change is about, and how it came. */
export const CHANGES_ABOUT = ['shares', 'hours', 'setup', 'minutes'] as const
export type ChangeAbout = (typeof CHANGES_ABOUT)[number]
export const CHANGE_SOURCES = ['console', 'import'] as const
export type ChangeSource = (typeof CHANGE_SOURCES)[number]

/** What each figure may be; the CHECKs of `setting` say the same. */
export const SHARE_RANGES = {
  walkInPercent: [0, 100],
  callerPercent: [0, 100],
  shortTermPercent: [0, 100],
  shortTermDays: [0, 180],
  waitlistPercent: [0, 100],
  horizonDays: [1, 180],
  coveredPercent: [50, 100],
  longestDayMinutes: [60, 1440],
} as const satisfies { readonly [Share in keyof SharingSettings]?: readonly [number, number] }
export type ShareFigure = keyof typeof SHARE_RANGES
export const SHARE_FIGURES = Object.keys(SHARE_RANGES).filter(
  (key): key is ShareFigure => key in SHARE_RANGES,
)

/** Everything that is decided, in the order of the form. */
export const SHARE_KEYS = [
  ...SHARE_FIGURES,
  'onlineToday',
  'releaseOpens',
  'releaseCloses',
] as const satisfies readonly (keyof SharingSettings)[]

/** What the city or a site decided. A site decides its share of people without appointment; null: as in the city. */
export type DecidedShares = { readonly [Share in keyof SharingSettings]: SharingSettings[Share] | null }

/** A decision of a site about its share of people without appointment. */
export function siteShares(walkInPercent: number | null): DecidedShares {
  return {
    walkInPercent,
    callerPercent: null,
    shortTermPercent: null,
    shortTermDays: null,
    waitlistPercent: null,
    horizonDays: null,
    coveredPercent: null,
    longestDayMinutes: null,
    onlineToday: null,
    releaseOpens: null,
    releaseCloses: null,
  }
}

/** What the city decided as its settings; undefined where that cannot be: something is missing, or the window is none. */
export function citySharing(shares: DecidedShares): SharingSettings | undefined {
  const { walkInPercent, callerPercent, shortTermPercent, shortTermDays } = shares
  const { waitlistPercent, horizonDays, onlineToday, releaseOpens, releaseCloses } = shares
  const { coveredPercent, longestDayMinutes } = shares
  if (walkInPercent === null || callerPercent === null || shortTermPercent === null) return undefined
  if (shortTermDays === null || waitlistPercent === null || horizonDays === null) return undefined
  if (coveredPercent === null || longestDayMinutes === null) return undefined
  if (onlineToday === null || !isWindow(shares)) return undefined
  return {
    ...{ walkInPercent, callerPercent, shortTermPercent, shortTermDays },
    ...{ waitlistPercent, horizonDays, onlineToday, releaseOpens, releaseCloses },
    ...{ coveredPercent, longestDayMinutes },
  }
}

/** Is that a window of time, or none at all? */
export function isWindow({
  releaseOpens,
  releaseCloses,
}: Pick<DecidedShares, 'releaseOpens' | 'releaseCloses'>): boolean {
  if (releaseOpens === null || releaseCloses === null) return releaseOpens === releaseCloses
  return releaseOpens < releaseCloses
}

/** Does a decision of a site say nothing about what only the city decides? */
export function isOfSite(shares: DecidedShares): boolean {
  return sameShares(shares, siteShares(shares.walkInPercent))
}

/** Do two decisions say the same? */
export function sameShares(one: DecidedShares, other: DecidedShares): boolean {
  return SHARE_KEYS.every((key) => one[key] === other[key])
}

/** What a decision would mean that should be read before it is saved. */
export const SHARE_WARNINGS = [
  'all_walk_in',
  'nothing_online',
  'all_short_term',
  'never_short_term',
  'all_listed',
] as const
export type ShareWarning = (typeof SHARE_WARNINGS)[number]

/** What holds for a site or the city, and would leave somebody without any time. */
export function shareWarnings(
  shares: {
    readonly [Figure in ShareFigure]: number | null
  },
): readonly ShareWarning[] {
  const { walkInPercent, callerPercent, shortTermPercent } = shares
  const heldBack = (shortTermPercent ?? 0) > 0 && (shares.shortTermDays ?? 0) >= (shares.horizonDays ?? 0)
  const means: Readonly<Record<ShareWarning, boolean>> = {
    all_walk_in: walkInPercent === 100,
    nothing_online: callerPercent === 100,
    all_short_term: shortTermPercent === 100 && !heldBack,
    never_short_term: heldBack,
    all_listed: shares.waitlistPercent === 100,
  }
  return SHARE_WARNINGS.filter((warning) => means[warning])
}
