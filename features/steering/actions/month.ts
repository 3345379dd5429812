import type { Site } from '#features/authority/model.ts'
import { wallHoursOn } from '#features/authority/model.ts'
import { listCounters, shiftsOfDays } from '#features/capacity/actions.ts'
import { minutesOf } from '#features/capacity/model/shiftPlan.ts'
import type { Shift } from '#features/capacity/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { hallRulesOf } from '#features/hall/actions.ts'
import { happenedBefore, thinPastOf } from '#features/promise/actions.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, localTime, MINUTE } from '#kernel/instant.ts'
import { addDays, dayOf, instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SiteMonth } from '../model/scenarioRun.ts'
import type { SiteDay, Span, WorkedCounter } from '../model/siteDay.ts'
import { filledDay } from '../model/thinPast.ts'
import { type CounterDay, type PastVisit, readCounterDays, readPastVisits } from '../store.ts'

/** So many days back days are played. */
const MONTH = 28
const NOON = localTime('12:00')

/**
 * The last month of a site as it can be played again: who came or did not, which counters were at work, and what was
 * learned of the site. A counter that called somebody on a day was there for its shift, or from its first call to its
 * last end where the plan has none; skills and rules are those of today. Some queries with some ten thousand rows.
 */
export async function readMonth(tx: Tx, site: Site): Promise<SiteMonth> {
  const today = dayOf(tx.now, site.timeZone)
  const span = { siteId: site.id, from: addDays(today, -MONTH), before: today }
  const visits = Map.groupBy(await readPastVisits(tx, span), ({ day }) => day)
  const worked = Map.groupBy(await readCounterDays(tx, span), ({ day }) => day)
  const days = [...visits.keys()].sort()
  const shifts = await shiftsOfDays(tx, site, days)
  const counters = await listCounters(tx, site.id)
  const skills = new Map<string, readonly Id<'service'>[]>(
    counters.map(({ id, skills: own }) => [id, [...own]]),
  )
  const rules = await hallRulesOf(tx, site.id)
  const thin = await thinPastOf(tx)
  return {
    siteId: site.id,
    rules: {
      earlyMinutes: rules.earlyMinutes,
      lateMinutes: rules.lateMinutes,
      appointmentCreditMinutes: rules.appointmentCreditMinutes,
      creditCeilingMinutes: rules.creditCeilingMinutes,
      refuses: rules.intakeControl === 1,
      intakeExtraMinutes: rules.intakeExtraMinutes,
    },
    counters: counters.map(({ id, skills: own }) => ({ id, services: [...own] })),
    services: (await listServices(tx)).map(({ id, minutes }) => ({ id, minutes })),
    happened: { ...(await happenedBefore(tx, site)), calls: [] },
    days: days.flatMap((day) => {
      const wall = wallMinutes(day, site.timeZone)
      const at = (worked.get(day) ?? []).flatMap((one) =>
        workedCounter(one, shifts.get(day) ?? [], skills, wall),
      )
      const played = siteDay(site, day, at, visits.get(day) ?? [], wall)
      if (!played || !thin || day >= thin.before) return played ?? []
      return filledDay(played, plannedCounters(shifts.get(day) ?? [], skills), thin.oneOf)
    }),
  }
}

type WallMinutes = (at: Instant) => number

/** Minutes of the wall clock since midnight; on a day of a clock change right from the change on. */
function wallMinutes(day: LocalDate, zone: string): WallMinutes {
  const noon = instantOf(day, NOON, zone)
  return (at) => 720 + (at - noon) / MINUTE
}

function siteDay(
  site: Site,
  day: LocalDate,
  counters: readonly WorkedCounter[],
  visits: readonly PastVisit[],
  wall: WallMinutes,
): SiteDay | undefined {
  const hours = wallHoursOn(site, day)
  const spans: readonly Span[] =
    hours.length > 0
      ? hours.map(({ opens, closes }) => ({ from: minutesOf(opens), until: minutesOf(closes) }))
      : counters
  // A day without hours and without anybody at work is none that could be played.
  if (spans.length === 0) return undefined
  return {
    siteId: site.id,
    day,
    opens: Math.min(...spans.map(({ from }) => from)),
    closes: Math.max(...spans.map(({ until }) => until)),
    counters,
    visitors: visits.map(({ id, services, minutes, appointmentAt, arrivedAt, credits }) => ({
      id,
      services,
      minutes,
      appointment: appointmentAt === null ? null : wall(appointmentAt),
      arrival: arrivedAt === null ? null : wall(arrivedAt),
      credits: credits.filter(({ kind }) => kind !== 'appointment'),
    })),
  }
}

function workedCounter(
  { counterId, first, last }: CounterDay,
  shifts: readonly Shift[],
  skills: ReadonlyMap<string, readonly Id<'service'>[]>,
  wall: WallMinutes,
): WorkedCounter[] {
  const services = skills.get(counterId)
  // A counter that was given up: what it could do is not known any more.
  if (services === undefined) return []
  const own = inMinutes(shifts.filter((shift) => shift.counterId === counterId))
  if (own.length > 0) return plannedCounter(counterId, services, own)
  const span = { from: wall(first), until: wall(last) }
  return span.from < span.until ? [{ id: counterId, services, ...span, breaks: [], pace: 1 }] : []
}

/** All counters of a day as they were planned. */
function plannedCounters(
  shifts: readonly Shift[],
  skills: ReadonlyMap<string, readonly Id<'service'>[]>,
): WorkedCounter[] {
  return [...Map.groupBy(inMinutes(shifts), ({ counterId }) => counterId)].flatMap(([counterId, own]) => {
    const services = skills.get(counterId)
    return services === undefined ? [] : plannedCounter(counterId, services, own)
  })
}

type ShiftInMinutes = Shift & Span

/** By their beginning. */
function inMinutes(shifts: readonly Shift[]): ShiftInMinutes[] {
  return shifts
    .map((shift) => ({ ...shift, from: minutesOf(shift.starts), until: minutesOf(shift.ends) }))
    .sort((a, b) => a.from - b.from)
}

function plannedCounter(
  counterId: Id<'counter'>,
  services: readonly Id<'service'>[],
  own: readonly ShiftInMinutes[],
): WorkedCounter[] {
  const [begins, ends] = [own[0], own.at(-1)]
  if (!begins || !ends) return []
  const breaks = own.flatMap(({ breakStarts, breakEnds, until }, nth): Span[] => {
    const next = own[nth + 1]
    const pause =
      breakStarts && breakEnds ? [{ from: minutesOf(breakStarts), until: minutesOf(breakEnds) }] : []
    return next && next.from > until ? [...pause, { from: until, until: next.from }] : pause
  })
  const pace = begins.durationPercent / 100
  return [{ id: counterId, services, from: begins.from, until: ends.until, breaks, pace }]
}
