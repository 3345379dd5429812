import { between, chance, exponential, lognormal, normal, type Random, seeded } from './random.ts'

// How people and counters behave, after the figures that real centres report. Changing a number here changes the
// demo only; a city's own numbers come from its journal.

/** Walk-ins by weekday against the mean; Monday is the strongest day. */
const WEEK = [0, 1.25, 1.05, 0.85, 1.05, 0.8, 0.4, 0.2] as const

/** How strong a weekday (1 Monday to 7 Sunday) is against the mean. */
export function weekdayFactor(weekday: number): number {
  return WEEK[weekday] ?? 1
}

/** People without appointment by hour of the day: a peak from 10 to 12, a dip at 13, a second peak from 15 to 17. */
const HOURS: Readonly<Record<number, number>> = {
  7: 0.8,
  8: 0.95,
  9: 1.1,
  10: 1.3,
  11: 1.25,
  12: 0.95,
  13: 0.65,
  14: 0.8,
  15: 1.15,
  16: 1.15,
  17: 0.8,
}

/** How many people without appointment come in an hour of the day against the mean. */
export function hourFactor(hour: number): number {
  return HOURS[hour] ?? 0.3
}

/** A day is busier or calmer than chance alone would make it: variation of 12 %. */
export function dayFactor(random: Random): number {
  return lognormal(random, 1, 0.12)
}

/**
 * The probability that somebody with an appointment neither comes nor says so, by days between booking and
 * appointment: logit p = −3.18 + 0.40 · ln(1 + lead), so 4 % on the same day, 11 % after two weeks. `siteFactor` is
 * 0.7 to 1.5.
 */
export function noShowProbability(leadDays: number, siteFactor = 1): number {
  const logit = -3.18 + 0.4 * Math.log(1 + Math.max(0, leadDays))
  return Math.min(0.5, siteFactor / (1 + Math.exp(-logit)))
}

/** How much more or less the people of a site fail to come than the mean: 0.7 to 1.5, the same for a key for ever. */
export function siteNoShowFactor(siteKey: string): number {
  return between(seeded(`no-show ${siteKey}`), 0.7, 1.5)
}

/** Minutes by which somebody comes after the time of the appointment: 5 early on average, 5 % more than 10 late. */
export function arrivalOffset(random: Random): number {
  return chance(random, 0.02) ? 10 + exponential(random, 6) : normal(random, -5.3, 8)
}

/** How many matters somebody brings: 74 % one, 18 % two, 8 % three. */
export function matterCount(random: Random): 1 | 2 | 3 {
  const drawn = random()
  return drawn < 0.74 ? 1 : drawn < 0.92 ? 2 : 3
}

/** The planned minutes are the 85 % quantile of a lognormal with variation 0.6, whose median is this share of them. */
const MEDIAN_OF_PLANNED = 0.563

/** How long a visit takes at the counter, in parts of its planned minutes. */
export function durationFactor(random: Random): number {
  return Math.min(4, Math.max(0.15, lognormal(random, MEDIAN_OF_PLANNED, 0.6)))
}

/** Minutes that somebody without appointment waits before going away: median 90, one in a hundred within 15. */
export function patience(random: Random): number {
  return 90 * Math.exp(normal(random, 0, 0.77))
}

/** How the demo's people fill the days to come: the share of bookable time that is taken so many days ahead. */
export function fillAhead(leadDays: number): number {
  return FULL_DAY * Math.exp(-Math.max(0, leadDays - FULL_DAYS) / MEAN_LEAD_DAYS)
}

const FULL_DAY = 0.86
/** Today and so many days after it are as full as days get. */
const FULL_DAYS = 2
const MEAN_LEAD_DAYS = 4.5

/** Of those who do not come half say so before, where that is one press: as many cancel as stay away. */
export const CANCELLED_PER_NO_SHOW = 1

/** One in forty called people is not in the hall; most of them come back. */
export const MISSED_CALLS = 0.025
export const RETURNED = 0.7

/** Booked by telephone instead of online. */
export const BY_TELEPHONE = 0.15

/** Counters that stay closed all day because somebody is ill. */
export const ABSENT = 0.08

/** How busy those counters are that are kept for people without appointment. */
export const WALK_IN_LOAD = 0.7

/** What one visit costs a counter beside the service itself: the walk and the time until the next call, in minutes. */
export const CHANGE_OVER_MINUTES = 1.75

/** Mean of a service's duration against its planned minutes. */
export const MEAN_OF_PLANNED = 0.66
