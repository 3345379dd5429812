import type { Id } from '#kernel/id.ts'
import { MINUTE } from '#kernel/instant.ts'
import { quantileOf } from './expectation.ts'
import type { Hall } from './hall.ts'
import { askOneMore, SURE } from './intake.ts'
import { type Learned, USUAL_GAP } from './learned.ts'
import { seedOf } from './random.ts'
import { countersFor, durationsAsTold, type SiteSeen } from './seen.ts'

/** Which free times of today one more person may still have. Minutes from the look. */
export type TimesAhead = {
  readonly service: Id<'service'>
  /** From when to when, both included; null on a side where nothing is refused; null for both: none any more. */
  readonly given: { readonly from: number | null; readonly until: number | null } | null
}

/** Enough to see a share of nine in ten of many services in a moment. */
const REPLICATES = 100
/** Between a time that is given and one that is not it is looked so exactly. Minutes. */
const STEP = 5
/** Where neither the first nor the last free time is given, so many between them are looked at. */
const BETWEEN = 3

/**
 * For which services not every free time of today may be given away any more: the same test as for whoever draws a number
 * (prediction b), asked of somebody who comes for that time and at that time, so that an appointment at three is judged by
 * the hall of three o'clock. The first and the last free time are asked; between them only where these two do not agree or both are
 * refused, because whoever comes later does not end earlier. Services of which all may be given are missing.
 */
export function bookingAhead(
  seen: SiteSeen,
  hall: Hall,
  { learned, most }: { readonly learned: Learned; readonly most: number },
): TimesAhead[] {
  const { now, closesAt, counters, freeToday, theta } = seen
  if (closesAt === null || counters.length === 0) return []
  const minutes = (at: number) => (at - now) / MINUTE
  const worksUntil = counters.map((counter) => minutes(counter.worksUntil ?? closesAt))
  const rule = { closesAt: minutes(closesAt), worksUntil, theta }
  const ask = askOneMore(hall, rule, Math.min(REPLICATES, most))
  const durations = durationsAsTold(seen, learned)
  return freeToday.flatMap(({ service, first, last }) => {
    const person = { services: [service], forCounterId: null }
    const able = countersFor(counters, person)
    // Of a counter that is not here and not planned nobody knows: the plan that gives its times knows more.
    if (able.length === 0) return []
    const planned = seen.services.find(({ id }) => id === service)?.minutes ?? 0
    const booked = {
      seed: seedOf(`one more booked ${service}`),
      counters: able,
      durations: durations({ services: [service], minutes: planned }),
    }
    const fits = (at: number) =>
      ask({ ...booked, key: at - seen.rules.credit, callableFrom: at }).stop === null
    // Whoever comes later than that ends late even at a free counter, the fastest one: nothing has to be played.
    const pace = hall.pace * Math.min(...able.map((nth) => counters[nth]?.pace ?? 1))
    const latest = rule.closesAt - quantileOf(booked.durations, SURE) * pace + USUAL_GAP
    if (latest < minutes(first)) return { service, given: null }
    const given = timesThatFit(minutes(first), Math.min(latest, minutes(last)), fits)
    if (given === null || latest >= minutes(last)) return isAll(given) ? [] : { service, given }
    return { service, given: { from: given.from, until: given.until ?? latest } }
  })
}

const isAll = (given: TimesAhead['given']) => given?.from === null && given.until === null

/** Which of the times from a first to a last one fit, as far as a few looks can see. */
function timesThatFit(first: number, last: number, fits: (time: number) => boolean): TimesAhead['given'] {
  const isFirstGiven = fits(first)
  const isLastGiven = last === first ? isFirstGiven : fits(last)
  if (isFirstGiven && isLastGiven) return { from: null, until: null }
  if (isFirstGiven) return { from: null, until: border(first, last, fits) }
  if (isLastGiven) return { from: border(last, first, fits), until: null }
  if (last - first < STEP) return null
  const between = Array.from(
    { length: BETWEEN },
    (_, nth) => first + ((nth + 1) * (last - first)) / (BETWEEN + 1),
  )
  const given = between.find(fits)
  return given === undefined ? null : { from: border(given, first, fits), until: border(given, last, fits) }
}

/**
 * The time next to one that is refused that is still given, between it and one that is: looked for from the refused one
 * on, because it is mostly near the end of the day, then by halving.
 */
function border(given: number, refused: number, fits: (time: number) => boolean): number {
  let [inside, outside] = [given, refused]
  const way = Math.sign(given - refused)
  for (let step = STEP; step < Math.abs(given - refused); step *= 4) {
    const near = refused + way * step
    if (fits(near)) {
      inside = near
      break
    }
    outside = near
  }
  while (Math.abs(outside - inside) > STEP) {
    const middle = (inside + outside) / 2
    if (fits(middle)) inside = middle
    else outside = middle
  }
  return inside
}
