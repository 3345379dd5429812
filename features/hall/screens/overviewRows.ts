import { parseInstant } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import type { overviewRoute } from '../contract.ts'
import { isOnTarget, WAIT_TARGETS, type WaitTarget } from '../model/waitTargets.ts'

export type SiteNow = Output<typeof overviewRoute>['sites'][number]

/** What the table can be sorted by. */
export const OVERVIEW_COLUMNS = [
  'site',
  'open',
  'end',
  'waiting',
  'longest',
  'counters',
  'atCounters',
  'served',
  'expected',
  'booked',
  'walkIns',
] as const
export type OverviewColumn = (typeof OVERVIEW_COLUMNS)[number]
export type Direction = 'ascending' | 'descending'

/** Sums over all sites; the longest wait is the longest of all. */
export type OverviewTotals = {
  readonly openSites: number
  readonly sites: number
  readonly waiting: number
  readonly longest: number | null
  readonly openCounters: number
  readonly counters: number
  readonly atCounters: number
  readonly served: number
  readonly expected: number
  readonly booked: Waits
  readonly walkIns: Waits
}

/** Waits until the first call, beside their target; null where nobody was called. */
export type Waits = {
  readonly minutes: number | null
  readonly over15Percent: number | null
  readonly onTarget: boolean | null
}

/** Adds up all sites. */
export function totalsOf(sites: readonly SiteNow[]): OverviewTotals {
  const sum = (value: (site: SiteNow) => number) => sites.reduce((all, site) => all + value(site), 0)
  const waits = sites.flatMap(({ longestWaitMinutes }) => longestWaitMinutes ?? [])
  return {
    openSites: sites.filter(({ open }) => open).length,
    sites: sites.length,
    waiting: sum(({ waiting }) => waiting),
    longest: waits.length > 0 ? Math.max(...waits) : null,
    openCounters: sum(({ openCounters }) => openCounters),
    counters: sum(({ counters }) => counters),
    atCounters: sum(({ atCounters }) => atCounters),
    served: sum(({ served }) => served),
    expected: sum(({ expected }) => expected),
    booked: waitsOf(
      sites.map(({ booked }) => booked),
      WAIT_TARGETS.booked,
    ),
    walkIns: waitsOf(
      sites.map(({ walkIns }) => walkIns),
      WAIT_TARGETS.walkIns,
    ),
  }
}

/** The waits of these sites together: the mean of all people, not of the sites. */
export function waitsOf(all: readonly SiteNow['booked'][], target: WaitTarget): Waits {
  const sum = (value: (one: SiteNow['booked']) => number) => all.reduce((total, one) => total + value(one), 0)
  const [people, seconds, over15] = [
    sum((one) => one.people),
    sum((one) => one.seconds),
    sum((one) => one.over15),
  ]
  const onTarget = isOnTarget({ people, seconds, over15 }, target)
  if (people === 0) return { minutes: null, over15Percent: null, onTarget }
  return {
    minutes: Math.round(seconds / people / 60),
    over15Percent: Math.round((100 * over15) / people),
    onTarget,
  }
}

/** Sorts sites; equal ones by name, so that rows do not dance while figures change. */
export function sortSites(
  sites: readonly SiteNow[],
  column: OverviewColumn,
  direction: Direction,
  nameOf: (site: SiteNow) => string,
): readonly SiteNow[] {
  const turn = direction === 'ascending' ? 1 : -1
  const byName = (a: SiteNow, b: SiteNow) => nameOf(a).localeCompare(nameOf(b), 'de')
  return [...sites].sort((a, b) =>
    column === 'site'
      ? turn * byName(a, b)
      : turn * (FIGURES[column](a) - FIGURES[column](b)) || byName(a, b),
  )
}

const FIGURES: Readonly<Record<Exclude<OverviewColumn, 'site'>, (site: SiteNow) => number>> = {
  open: ({ open }) => Number(open),
  waiting: ({ waiting }) => waiting,
  longest: ({ longestWaitMinutes }) => longestWaitMinutes ?? -1,
  counters: ({ openCounters }) => openCounters,
  atCounters: ({ atCounters }) => atCounters,
  served: ({ served }) => served,
  expected: ({ expected }) => expected,
  booked: ({ booked }) => meanOf(booked),
  walkIns: ({ walkIns }) => meanOf(walkIns),
  end: ({ end }) => (end === null ? -1 : parseInstant(end.probably)),
}

/** A site where nobody was called comes before all others. */
function meanOf({ people, seconds }: SiteNow['booked']): number {
  return people === 0 ? -1 : seconds / people
}
