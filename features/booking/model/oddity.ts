import type { LocalDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'

// The weekly report of oddities. It counts what happened and says what is unusual; it knows no person and no contact.

/** What is counted once a sweep looks at journal and bookings, and what the rest is compared with. */
export const FOUND_KINDS = [
  'held',
  'asked',
  'booked',
  'moved',
  'cancelled',
  'unconfirmed',
  'retaken',
  'held_at_release',
  'cancelled_at_release',
  'busy_contacts',
  'many_names',
] as const

/** What is counted when it happens, in memory, and written once a minute. */
export const NOTED_KINDS = [
  'has_open_booking',
  'too_many_names',
  'contact_paused',
  'moved_enough',
  'too_many_open',
  'too_many_codes',
  'proof_missing',
  'proof_wrong',
  'proof_spent',
  'rate_limited',
  'birth_differs',
] as const

export const ODDITY_KINDS = [...FOUND_KINDS, ...NOTED_KINDS] as const
export type OddityKind = (typeof ODDITY_KINDS)[number]
export type NotedKind = (typeof NOTED_KINDS)[number]

/** Of what a kind is a part. A busy week has more of everything: only a larger part is odd then. */
const PART_OF: Partial<Record<OddityKind, OddityKind>> = {
  unconfirmed: 'asked',
  moved: 'booked',
  cancelled: 'booked',
  retaken: 'cancelled',
  held_at_release: 'held',
  cancelled_at_release: 'cancelled',
}

/** What only says how much went on. */
const ALONE_NEVER_ODD: ReadonlySet<OddityKind> = new Set(['held', 'asked', 'booked'])

/** Bookings, names, moves or cancellations from which on a contact stands out. */
export const STANDS_OUT = { bookings: 4, names: 4, moves: 4, cancellations: 3 } as const

/** Days counted in the report: this week and four before. */
export const REPORT_WEEKS = 5

/** Days of counts are kept for a year. */
export const COUNTS_KEPT_DAYS = 366

/** Fewer are no pattern. */
const FEW = 5
/** So many times the usual is odd. */
const TIMES_USUAL = 2
/** So many times the usual part is odd. */
const TIMES_PART = 1.5

/** The counts of seven days from a Monday on; what is not there did not happen. */
export type OddityWeek = {
  readonly monday: LocalDate
  readonly counts: Readonly<Partial<Record<OddityKind, number>>>
}

/** One kind in one week, beside the weeks before. */
export type Finding = {
  readonly kind: OddityKind
  readonly count: number
  /** The middle of the weeks before; null for the first week that is known. */
  readonly usual: number | null
  /** Of what it is a part, and in hundredths how large a part; null where it is a number of its own. */
  readonly partOf: OddityKind | null
  readonly percent: number | null
  readonly odd: boolean
}

/**
 * What is odd in the last of these weeks (in their order). Odd is what happened at least five times, more than twice as
 * often as in the middle of the weeks before, and, where it is a part of something, as a part half as large again. One wild week
 * before hides nothing, because the middle does not move for it. Without a week before nothing is odd.
 */
export function odd(weeks: readonly OddityWeek[]): Finding[] {
  const now = weeks.at(-1)
  if (!now) return []
  const before = weeks.slice(0, -1)
  return ODDITY_KINDS.map((kind) => {
    const count = now.counts[kind] ?? 0
    const usual = before.length === 0 ? null : middle(before.map(({ counts }) => counts[kind] ?? 0))
    const partOf = PART_OF[kind] ?? null
    const part = partOf && partIn(now, kind, partOf)
    const usualPart = partOf && middle(before.map((week) => partIn(week, kind, partOf)))
    const isMore = usual !== null && count >= FEW && count > TIMES_USUAL * usual
    const isLargerPart = part === null || usualPart === null || part > TIMES_PART * usualPart
    return {
      kind,
      count,
      usual,
      partOf,
      percent: part === null ? null : Math.round(part * 100),
      odd: isMore && isLargerPart && !ALONE_NEVER_ODD.has(kind),
    }
  })
}

function partIn({ counts }: OddityWeek, kind: OddityKind, whole: OddityKind): number {
  const all = counts[whole] ?? 0
  return all === 0 ? 0 : (counts[kind] ?? 0) / all
}

/** The middle value, the mean of both for an even number; 0 of none. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2
}

/** Counts of days as weeks from Monday on, oldest first, up to the week of `today`. */
export function weeksOf(
  days: readonly { readonly day: LocalDate; readonly kind: OddityKind; readonly count: number }[],
  mondayNow: LocalDate,
): OddityWeek[] {
  return Array.from({ length: REPORT_WEEKS }, (_, index) => {
    const monday = addDays(mondayNow, (index - REPORT_WEEKS + 1) * 7)
    const next = addDays(monday, 7)
    const counts: Partial<Record<OddityKind, number>> = {}
    for (const { day, kind, count } of days) {
      if (monday <= day && day < next) counts[kind] = (counts[kind] ?? 0) + count
    }
    return { monday, counts }
  }).filter(
    ({ monday }, index, weeks) =>
      index === weeks.length - 1 || days.some(({ day }) => day < addDays(monday, 7)),
  )
}

/** Why staff lets a contact pause. */
export const PAUSE_REASONS = ['trading', 'many_names', 'many_bookings'] as const
export type PauseReason = (typeof PAUSE_REASONS)[number]

/** The longest pause, in days. */
export const PAUSE_DAYS_LIMIT = 90
