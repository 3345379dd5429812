import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, timeOf } from '#kernel/wallTime.ts'

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

/** So many refusals, or offers left unanswered, cost nothing; the next one costs the place in the line. */
export const FREE_REFUSALS = 2
/** A legal deadline is urgent from so many days before it. */
export const URGENT_DAYS = 14
/** Longest life of a wish, in days: as far as times are ever released. */
export const WISH_DAYS = 180
/** Days after its end for which the page of a wish says what became of it. */
export const WISH_KEPT_DAYS = 14
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
