import { LIST_NOTICE } from '#features/capacity/model/listShare.ts'
import { cellsFor, instantOfCell } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { weekdayOf } from '#kernel/wallTime.ts'
import { compareWishes, dayPartOf, isUrgent, type WaitingWish, type WishTerms } from './waitlist.ts'

/** Cells of a time, where long ones are counted in times: 15 minutes. */
const CELLS_OF_A_TIME = 3

/** Consecutive cells of one place that go to the list first. */
export type FreedRun = {
  readonly batch: number
  /** Did somebody give it back for the first time? Those that come back from an offer, or were never had, do not count. */
  readonly counts: boolean
  readonly placeId: Id<'place'>
  readonly siteId: Id<'site'>
  readonly timeZone: string
  readonly day: LocalDate
  readonly firstCell: number
  readonly endCell: number
  readonly skills: readonly Id<'service'>[]
  readonly durationPercent: number
}

/** One time for one wish. */
export type Allocation = {
  readonly wishId: Id<'wish'>
  readonly batch: number
  readonly placeId: Id<'place'>
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly firstCell: number
  readonly endCell: number
  readonly startsAt: Instant
  readonly urgent: boolean
}

/** Everything that decides who gets what. */
export type AllocationQuestion = {
  readonly now: Instant
  /** The authority's local day: deadlines are days. */
  readonly today: LocalDate
  readonly runs: readonly FreedRun[]
  /** Waiting wishes without an open offer, in any order. */
  readonly wishes: readonly WaitingWish[]
  /** Times of each batch that may still go to the urgent class. */
  readonly urgentLeft: ReadonlyMap<number, number>
}

const among = <T>(list: readonly T[], value: T) => list.length === 0 || list.includes(value)

/** Could this wish have any time of this run? Everything but the length and the time of day. */
function fitsRun(wish: WishTerms, run: FreedRun): boolean {
  return (
    among(wish.siteIds, run.siteId) &&
    wish.firstDay <= run.day &&
    run.day <= wish.untilDay &&
    among(wish.weekdays, weekdayOf(run.day)) &&
    wish.serviceIds.every((service) => run.skills.includes(service))
  )
}

/** The first cell of a run at which this wish could begin after an instant; undefined if there is none. */
export function firstStart(
  wish: WishTerms & Pick<WaitingWish, 'refused'>,
  run: FreedRun,
  after: Instant,
): number | undefined {
  if (!fitsRun(wish, run)) return undefined
  const cells = cellsFor(wish.minutes, run.durationPercent)
  for (let cell = run.firstCell; cell + cells <= run.endCell; cell++) {
    const startsAt = instantOfCell(run.day, cell, run.timeZone)
    if (startsAt <= after || !among(wish.parts, dayPartOf(startsAt, run.timeZone))) continue
    if (wish.before !== null && startsAt >= wish.before) return undefined
    const endsAt = plus(startsAt, wish.minutes * MINUTE)
    const refused = wish.refused.some(
      (time) => time.siteId === run.siteId && time.startsAt < endsAt && startsAt < time.endsAt,
    )
    if (!refused) return cell
  }
  return undefined
}

/**
 * Who gets what: one wish after the other in the published order takes the earliest time that fits, and what remains
 * of a longer time goes on. Nobody later in the order gets a time while somebody earlier without one fits it, with
 * one published exception: the urgent class gets at most its part of a batch, in times of 15 minutes; a longer time that
 * begins within it is not torn apart.
 * Equal times: the place with the fewest skills, then the shortest run, so that long and rare matters find room.
 */
export function allocate(question: AllocationQuestion): Allocation[] {
  const { now, today } = question
  const line = question.wishes.toSorted((a, b) => compareWishes(a, b, today))
  const urgentLeft = new Map(question.urgentLeft)
  const after = plus(now, LIST_NOTICE)
  let runs = [...question.runs]
  const found: Allocation[] = []
  for (const wish of line) {
    if (runs.length === 0) break
    const urgent = isUrgent(wish, today)
    const open = urgent ? runs.filter((run) => (urgentLeft.get(run.batch) ?? 0) > 0) : runs
    const best = bestStart(wish, open, after)
    if (!best) continue
    const { run, cell, startsAt } = best
    const cells = cellsFor(wish.minutes, run.durationPercent)
    const { batch, placeId, siteId, day } = run
    found.push({
      wishId: wish.id,
      batch,
      placeId,
      siteId,
      day,
      firstCell: cell,
      endCell: cell + cells,
      startsAt,
      urgent,
    })
    if (urgent)
      urgentLeft.set(
        batch,
        (urgentLeft.get(batch) ?? 0) - timesIn([{ firstCell: cell, endCell: cell + cells }]),
      )
    runs = runs.flatMap((one) => (one === run ? cutOut(run, cell, cell + cells) : [one]))
  }
  return found
}

type Start = { readonly run: FreedRun; readonly cell: number; readonly startsAt: Instant }

function bestStart(wish: WaitingWish, runs: readonly FreedRun[], after: Instant): Start | undefined {
  let best: Start | undefined
  for (const run of runs) {
    const cell = firstStart(wish, run, after)
    if (cell === undefined) continue
    const start = { run, cell, startsAt: instantOfCell(run.day, cell, run.timeZone) }
    if (!best || compareStarts(start, best) < 0) best = start
  }
  return best
}

function compareStarts(a: Start, b: Start): number {
  const length = ({ run }: Start) => run.endCell - run.firstCell
  return (
    a.startsAt - b.startsAt ||
    a.run.skills.length - b.run.skills.length ||
    length(a) - length(b) ||
    (a.run.placeId < b.run.placeId ? -1 : a.run.placeId > b.run.placeId ? 1 : 0)
  )
}

/** Runs that touch on one place become one: two short times one after the other make room for a long matter. */
export function joinRuns<R extends FreedRun>(
  runs: readonly R[],
): readonly (FreedRun & { readonly parts: readonly R[] })[] {
  const sorted = runs.toSorted((a, b) =>
    a.placeId === b.placeId
      ? a.day < b.day
        ? -1
        : a.day > b.day
          ? 1
          : a.firstCell - b.firstCell
      : a.placeId < b.placeId
        ? -1
        : 1,
  )
  const joined: (FreedRun & { parts: R[] })[] = []
  for (const run of sorted) {
    const last = joined.at(-1)
    if (last && last.placeId === run.placeId && last.day === run.day && last.endCell === run.firstCell) {
      joined[joined.length - 1] = {
        ...last,
        batch: Math.max(last.batch, run.batch),
        counts: last.counts || run.counts,
        endCell: run.endCell,
        parts: [...last.parts, run],
      }
    } else {
      const { batch, counts, placeId, siteId, timeZone, day, firstCell, endCell, skills, durationPercent } =
        run
      joined.push({
        batch,
        counts,
        placeId,
        siteId,
        timeZone,
        day,
        firstCell,
        endCell,
        skills,
        durationPercent,
        parts: [run],
      })
    }
  }
  return joined
}

/** What is left of a run before and after these cells. */
export function cutOut<R extends Pick<FreedRun, 'firstCell' | 'endCell'>>(
  run: R,
  firstCell: number,
  endCell: number,
): R[] {
  return [
    ...(run.firstCell < firstCell ? [{ ...run, endCell: firstCell }] : []),
    ...(endCell < run.endCell ? [{ ...run, firstCell: endCell }] : []),
  ]
}

/** How many times of 15 minutes these runs are, each at least one: by these the halves of a batch are counted. */
export function timesIn(runs: readonly Pick<FreedRun, 'firstCell' | 'endCell'>[]): number {
  return runs.reduce(
    (sum, { firstCell, endCell }) => sum + Math.max(1, Math.floor((endCell - firstCell) / CELLS_OF_A_TIME)),
    0,
  )
}

/** How many of these runs, freed in the past, would have had room for such a wish: days and refusals aside. */
export function suitable(wish: WishTerms, runs: readonly FreedRun[]): number {
  const anyDay = { ...wish, before: null, refused: [] }
  return runs.filter(
    (run) => firstStart({ ...anyDay, firstDay: run.day, untilDay: run.day }, run, instant(0)) !== undefined,
  ).length
}
