import { minutesOf } from '#features/capacity/model/shiftPlan.ts'
import { RULE_RANGES } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalTime } from '#kernel/instant.ts'
import type { Span } from './siteDay.ts'

/** From when until when, wall time of the site. */
export type Hours = { readonly from: LocalTime; readonly until: LocalTime }

/** Minutes since midnight. */
export function spanOf({ from, until }: Hours): Span {
  return { from: minutesOf(from), until: minutesOf(until) }
}

/** So many of a hundred people of a site, or at one. */
export type SiteShare = { readonly siteId: Id<'site'>; readonly percent: number }

/** A site that is not there yet, and how much of which site's demand goes there. */
export type NewSite = Hours & {
  readonly counters: number
  /** Null: everything. */
  readonly services: readonly Id<'service'>[] | null
  readonly shares: readonly SiteShare[]
}

/** What a scenario makes otherwise. Percents of demand and durations are of what was: 100 is as it was. */
export type Changes = {
  /** Counters that fall away. */
  readonly closed: readonly Id<'counter'>[]
  /** Counters that come. */
  readonly added: readonly (Hours & {
    readonly counters: number
    readonly services: readonly Id<'service'>[] | null
  })[]
  /** Counters that are worked from then until then on every day. */
  readonly shifts: readonly (Hours & { readonly counterId: Id<'counter'> })[]
  readonly skills: readonly {
    readonly counterId: Id<'counter'>
    readonly services: readonly Id<'service'>[]
  }[]
  /** So many of a hundred visitors come without appointment. */
  readonly walkInPercent: number | null
  /** So many of a hundred people with an appointment do not come. */
  readonly noShowPercent: number | null
  readonly creditMinutes: number | null
  readonly ceilingMinutes: number | null
  /** So many minutes may one more person cost staff on average (theta): intake refuses, also where it did not. */
  readonly intakeExtraMinutes: number | null
  readonly durations: readonly { readonly serviceId: Id<'service'>; readonly percent: number }[]
  readonly bookedDemandPercent: number
  readonly walkInDemandPercent: number
  readonly hours: Hours | null
  /** The site whose people and counters move in here. */
  readonly mergedSiteId: Id<'site'> | null
  /** So many of a hundred of its people come here with it. */
  readonly mergedPercent: number
  /** So many of them go to other sites instead; the rest comes nowhere. */
  readonly mergedElsewhere: readonly SiteShare[]
  readonly newSite: NewSite | null
}

/** Everything as it was. */
export const NO_CHANGES: Changes = {
  closed: [],
  added: [],
  shifts: [],
  skills: [],
  walkInPercent: null,
  noShowPercent: null,
  creditMinutes: null,
  ceilingMinutes: null,
  intakeExtraMinutes: null,
  durations: [],
  bookedDemandPercent: 100,
  walkInDemandPercent: 100,
  hours: null,
  mergedSiteId: null,
  mergedPercent: 100,
  mergedElsewhere: [],
  newSite: null,
}

/** What every number may be. */
export const CHANGE_RANGES = {
  counters: [1, 30],
  percent: [0, 100],
  creditMinutes: [0, 120],
  ceilingMinutes: [0, 240],
  intakeExtraMinutes: RULE_RANGES.intakeExtraMinutes,
  durationPercent: [10, 400],
  demandPercent: [0, 3_000],
} as const satisfies { readonly [name: string]: readonly [number, number] }

/** A scenario plays the months of so many sites at most: all of them are read and kept in memory at once. */
export const MOST_SITES = 8

export const CHANGE_FAULTS = [
  'out_of_range',
  'hours_backwards',
  'no_counter_left',
  'counter_unknown',
  'skills_missing',
  'service_unknown',
  'merged_with_itself',
  'site_unknown',
  'shares_missing',
  'shares_above_100',
  'too_many_sites',
] as const

/** Why changes cannot be played, and in which field: the key of `Changes`, with the place in its list. */
export type ChangeFault = { readonly field: string; readonly fault: (typeof CHANGE_FAULTS)[number] }

/** What changes speak of. */
export type ChangeGround = {
  readonly siteId: string
  readonly sites: ReadonlySet<string>
  /** The counters of the site. */
  readonly counters: ReadonlySet<string>
  readonly services: ReadonlySet<string>
}

/** Everything that is wrong with some changes; none: they can be played. */
export function faultsOf(changes: Changes, ground: ChangeGround): ChangeFault[] {
  const faults: ChangeFault[] = []
  const say = (fault: ChangeFault['fault'], field: string) => faults.push({ field, fault })
  const within = (value: number | null, [least, most]: readonly [number, number], field: string) => {
    if (value !== null && !(value >= least && value <= most)) say('out_of_range', field)
  }
  const hours = ({ from, until }: Hours, field: string) => {
    if (minutesOf(from) >= minutesOf(until)) say('hours_backwards', field)
  }
  const services = (ids: readonly string[] | null, field: string) => {
    if (ids?.length === 0) say('skills_missing', field)
    if (ids?.some((id) => !ground.services.has(id))) say('service_unknown', field)
  }
  const counter = (id: string, field: string) => {
    if (!ground.counters.has(id)) say('counter_unknown', field)
  }
  for (const id of changes.closed) counter(id, 'closed')
  for (const [nth, added] of changes.added.entries()) {
    within(added.counters, CHANGE_RANGES.counters, `added.${nth}.counters`)
    hours(added, `added.${nth}`)
    services(added.services, `added.${nth}.services`)
  }
  for (const [nth, shift] of changes.shifts.entries()) {
    counter(shift.counterId, `shifts.${nth}`)
    hours(shift, `shifts.${nth}`)
  }
  for (const [nth, skill] of changes.skills.entries()) {
    counter(skill.counterId, `skills.${nth}`)
    services(skill.services, `skills.${nth}`)
  }
  const open = [...ground.counters].some((id) => !changes.closed.some((closed) => closed === id))
  if (!open && changes.added.length === 0) say('no_counter_left', 'closed')
  within(changes.walkInPercent, CHANGE_RANGES.percent, 'walkInPercent')
  within(changes.noShowPercent, CHANGE_RANGES.percent, 'noShowPercent')
  within(changes.creditMinutes, CHANGE_RANGES.creditMinutes, 'creditMinutes')
  within(changes.ceilingMinutes, CHANGE_RANGES.ceilingMinutes, 'ceilingMinutes')
  within(changes.intakeExtraMinutes, CHANGE_RANGES.intakeExtraMinutes, 'intakeExtraMinutes')
  within(changes.bookedDemandPercent, CHANGE_RANGES.demandPercent, 'bookedDemandPercent')
  within(changes.walkInDemandPercent, CHANGE_RANGES.demandPercent, 'walkInDemandPercent')
  for (const [nth, { serviceId, percent }] of changes.durations.entries()) {
    within(percent, CHANGE_RANGES.durationPercent, `durations.${nth}`)
    services([serviceId], `durations.${nth}`)
  }
  if (changes.hours) hours(changes.hours, 'hours')
  const { mergedSiteId, mergedElsewhere, newSite } = changes
  within(changes.mergedPercent, CHANGE_RANGES.percent, 'mergedPercent')
  for (const [nth, { siteId, percent }] of mergedElsewhere.entries()) {
    const field = `mergedElsewhere.${nth}`
    within(percent, CHANGE_RANGES.percent, field)
    if (!ground.sites.has(siteId) || siteId === ground.siteId || siteId === mergedSiteId)
      say('site_unknown', field)
  }
  if (changes.mergedPercent + sumOf(mergedElsewhere) > 100) say('shares_above_100', 'mergedElsewhere')
  if (mergedSiteId === ground.siteId) say('merged_with_itself', 'mergedSiteId')
  else if (mergedSiteId !== null && !ground.sites.has(mergedSiteId)) say('site_unknown', 'mergedSiteId')
  if (newSite) {
    within(newSite.counters, CHANGE_RANGES.counters, 'newSite.counters')
    hours(newSite, 'newSite')
    services(newSite.services, 'newSite.services')
    const sums = new Map<string, number>()
    for (const [nth, { siteId, percent }] of newSite.shares.entries()) {
      within(percent, CHANGE_RANGES.percent, `newSite.shares.${nth}`)
      if (!ground.sites.has(siteId)) say('site_unknown', `newSite.shares.${nth}`)
      sums.set(siteId, (sums.get(siteId) ?? 0) + percent)
    }
    if (!newSite.shares.some(({ percent }) => percent > 0)) say('shares_missing', 'newSite.shares')
    if ([...sums.values()].some((sum) => sum > 100)) say('shares_above_100', 'newSite.shares')
  }
  if (sitesOf(ground.siteId, changes).length > MOST_SITES)
    say('too_many_sites', newSite ? 'newSite.shares' : 'mergedElsewhere')
  return faults
}

function sumOf(shares: readonly SiteShare[]): number {
  return shares.reduce((sum, { percent }) => sum + percent, 0)
}

/**
 * The sites whose days a scenario plays: its own, the one that moves in with those to which its people go, and those from
 * which people go to a new one.
 */
export function sitesOf<Key extends string>(
  siteId: Key,
  { mergedSiteId, mergedElsewhere, newSite }: Changes,
): (Key | Id<'site'>)[] {
  const merged = mergedSiteId === null ? [] : [mergedSiteId, ...mergedElsewhere.map((share) => share.siteId)]
  const others = newSite?.shares.map((share) => share.siteId) ?? []
  return [...new Set([siteId, ...merged, ...others])]
}
