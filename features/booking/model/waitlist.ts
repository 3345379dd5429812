import { cellsFor, instantOfCell } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, timeOf, weekdayOf } from '#kernel/wallTime.ts'

export { WISH_CONFIRM_HOURS } from '#features/message/model.ts'

/** What can become of a wish. `asked`: the link in the mail has not been pressed yet. */
export const WISH_STATES = ['asked', 'waiting', 'ended'] as const
export type WishState = (typeof WISH_STATES)[number]

/** Through whom a wish comes. */
export const WISH_CHANNELS = ['online', 'telephone', 'desk'] as const
export type WishChannel = (typeof WISH_CHANNELS)[number]

/** Why a wish is no longer on the list. */
export const WISH_ENDS = [
  'accepted',
  'left',
  'removed',
  'over',
  'replaced',
  'unconfirmed',
  'visit_over',
] as const
export type WishEnd = (typeof WISH_ENDS)[number]

export const OFFER_STATES = ['open', 'accepted', 'declined', 'lapsed', 'withdrawn'] as const
export type OfferState = (typeof OFFER_STATES)[number]
export type OfferEnd = Exclude<OfferState, 'open'>

/** What cells can be claimed for. `freed`: kept from the public for the list, until a random moment. */
export const CLAIM_KINDS = ['booked', 'held', 'offered', 'freed'] as const

/** Where a time comes from that goes to the list first. */
export const FREED_REASONS = ['cancelled', 'moved', 'expired', 'returned', 'released'] as const
export type FreedReason = (typeof FREED_REASONS)[number]

/** Parts of a day by the wall clock of the site: before 12, from 12, from 16 on. */
export const DAY_PARTS = ['morning', 'afternoon', 'evening'] as const
export type DayPart = (typeof DAY_PARTS)[number]

/** Freed times nearer than this belong to the hall. */
export const LIST_NOTICE = 2 * HOUR
/** So many refusals, or offers left unanswered, cost nothing; the next one costs the place in the line. */
export const FREE_REFUSALS = 2
/** A legal deadline is urgent from so many days before it. */
export const URGENT_DAYS = 14
/** For how long somebody may wish to wait, in weeks. */
export const WISH_WEEKS = [2, 4, 8, 12, 24] as const
/** Longest life of a wish, in days: as far as times are ever released. */
export const WISH_DAYS = 180
/** Days after its end for which the page of a wish says what became of it. */
export const WISH_KEPT_DAYS = 14
/** Cells of a time, where long ones are counted in times: 15 minutes. */
const CELLS_OF_A_TIME = 3

/** What somebody wants. Empty lists mean: any. Both days are included. */
export type WishTerms = {
  readonly serviceIds: readonly Id<'service'>[]
  readonly minutes: number
  readonly siteIds: readonly Id<'site'>[]
  /** 1 Monday to 7 Sunday. */
  readonly weekdays: readonly number[]
  readonly parts: readonly DayPart[]
  readonly firstDay: LocalDate
  readonly untilDay: LocalDate
  /** Only times before this one: that of the booking that shall become earlier. */
  readonly before: Instant | null
  /** When the law wants the matter done, from the catalogue and the date that the citizen states. */
  readonly deadlineOn: LocalDate | null
}

/** Cells of a site's time, as one span of instants. */
export type RefusedTime = {
  readonly siteId: Id<'site'>
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** A wish in the line. */
export type WaitingWish = WishTerms & {
  readonly id: Id<'wish'>
  /** When it joined; later when it went to the end of the line. */
  readonly queuedAt: Instant
  /** Offers refused or left unanswered since then. */
  readonly refusals: number
  /** Times that it does not want: never offered again. */
  readonly refused: readonly RefusedTime[]
}

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

/** Is the legal deadline of this wish near or past? */
export function isUrgent(wish: Pick<WishTerms, 'deadlineOn'>, today: LocalDate): boolean {
  return wish.deadlineOn !== null && wish.deadlineOn <= addDays(today, URGENT_DAYS)
}

/** A deadline counts at the earliest as today, so that nobody gains by stating a date long past. */
function dueDay(wish: Pick<WishTerms, 'deadlineOn'>, today: LocalDate): LocalDate {
  return wish.deadlineOn === null || wish.deadlineOn < today ? today : wish.deadlineOn
}

/**
 * The published order, negative if `a` is first: who has an urgent legal deadline, among them the nearer deadline;
 * then who has waited longer.
 */
export function compareWishes(
  a: Pick<WaitingWish, 'id' | 'queuedAt' | 'deadlineOn'>,
  b: Pick<WaitingWish, 'id' | 'queuedAt' | 'deadlineOn'>,
  today: LocalDate,
): number {
  const urgent = isUrgent(a, today)
  if (urgent !== isUrgent(b, today)) return urgent ? -1 : 1
  const [dueA, dueB] = urgent ? [dueDay(a, today), dueDay(b, today)] : [today, today]
  if (dueA !== dueB) return dueA < dueB ? -1 : 1
  return a.queuedAt - b.queuedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

const PART_BEGINS: readonly (readonly [DayPart, string])[] = [
  ['evening', '16:00'],
  ['afternoon', '12:00'],
]

/** The part of the day in which a time begins. */
export function dayPartOf(startsAt: Instant, zone: string): DayPart {
  const time = timeOf(startsAt, zone)
  return PART_BEGINS.find(([, begins]) => time >= begins)?.[0] ?? 'morning'
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
 * one published exception: the urgent class gets at most its part of a batch.
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
    if (urgent) urgentLeft.set(batch, (urgentLeft.get(batch) ?? 0) - 1)
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

/** Until when an offer waits for its answer: the nearer the time, the shorter. */
export function offerUntil(now: Instant, startsAt: Instant): Instant {
  const ahead = startsAt - now
  if (ahead >= 7 * DAY) return plus(now, 24 * HOUR)
  return plus(now, ahead >= DAY ? 2 * HOUR : 20 * MINUTE)
}

/** A wish after it refused an offer or left it unanswered: the third time it goes to the end of the line. */
export function afterRefusal<W extends Pick<WaitingWish, 'queuedAt' | 'refusals' | 'refused'>>(
  wish: W,
  time: RefusedTime,
  at: Instant,
): W {
  const refused = [...wish.refused, time]
  return wish.refusals < FREE_REFUSALS
    ? { ...wish, refused, refusals: wish.refusals + 1 }
    : { ...wish, refused, refusals: 0, queuedAt: at }
}

/** How many times of a batch may go to the urgent class, and what is carried into the next one. */
export type UrgentPart = { readonly urgent: number; readonly carry: 0 | 1 }

/**
 * At most half of each batch goes to the urgent class. Of an odd number the middle one goes to the class in turn:
 * carried along, so that single times go to each class alternately.
 */
export function urgentPart(times: number, carry: 0 | 1): UrgentPart {
  const urgent = Math.floor((times + carry) / 2)
  return { urgent, carry: (times + carry) % 2 === 0 ? 0 : 1 }
}

/** How many times of 15 minutes these runs are, each at least one: by these the halves of a batch are counted. */
export function timesIn(runs: readonly Pick<FreedRun, 'firstCell' | 'endCell'>[]): number {
  return runs.reduce(
    (sum, { firstCell, endCell }) => sum + Math.max(1, Math.floor((endCell - firstCell) / CELLS_OF_A_TIME)),
    0,
  )
}

/** The last day on which the law wants a matter done; the earliest, if there are several. Null without any. */
export function deadlineOf(
  matters: readonly { readonly deadlineDays: number | null; readonly statedOn: LocalDate | null }[],
): LocalDate | null {
  const days = matters.flatMap(({ deadlineDays, statedOn }) =>
    deadlineDays === null || statedOn === null ? [] : [addDays(statedOn, deadlineDays)],
  )
  return days.toSorted()[0] ?? null
}

/** How many are before this wish and want some of the same: a common service at a common site. */
export function aheadOf(own: WaitingWish, line: readonly WaitingWish[], today: LocalDate): number {
  return line.filter(
    (other) => other.id !== own.id && compareWishes(other, own, today) < 0 && wantSome(other, own),
  ).length
}

function wantSome(a: WishTerms, b: WishTerms): boolean {
  const sameSite =
    a.siteIds.length === 0 || b.siteIds.length === 0 || a.siteIds.some((site) => b.siteIds.includes(site))
  return sameSite && a.serviceIds.some((service) => b.serviceIds.includes(service))
}

/** How many of these runs, freed in the past, would have had room for such a wish: days and refusals aside. */
export function suitable(wish: WishTerms, runs: readonly FreedRun[]): number {
  const anyDay = { ...wish, before: null, refused: [] }
  return runs.filter(
    (run) => firstStart({ ...anyDay, firstDay: run.day, untilDay: run.day }, run, instant(0)) !== undefined,
  ).length
}
