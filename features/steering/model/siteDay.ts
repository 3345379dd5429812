import type { Pauses } from '#features/promise/model/hall.ts'
import type { DurationsIn } from '#features/promise/model/seen.ts'
import type { Credit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'

// A past day of a site as the what-if plays it. All times are minutes of the wall clock since midnight.

/** Somebody who came on a past day, or had a time and did not. Without anything that names them. */
export type Visitor = {
  /** Whatever is drawn for them belongs to it. */
  readonly id: string
  readonly services: readonly Id<'service'>[]
  /** Planned for all of it. */
  readonly minutes: number
  /** Null: without appointment. */
  readonly appointment: number | null
  /** Null: they did not come. */
  readonly arrival: number | null
  /** Those that do not come from the appointment. */
  readonly credits: readonly Credit[]
}

export type Span = { readonly from: number; readonly until: number }

/** A counter as it was worked on a day. */
export type WorkedCounter = Span & {
  readonly id: string
  /** What it can do; null: everything. */
  readonly services: readonly Id<'service'>[] | null
  readonly breaks: readonly Span[]
  /** 1 is as planned. */
  readonly pace: number
}

/** A day of a site. */
export type SiteDay = {
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly opens: number
  readonly closes: number
  readonly visitors: readonly Visitor[]
  readonly counters: readonly WorkedCounter[]
}

/** The rules of arrival, minutes; whether intake refuses numbers there, and what one more may cost staff (theta). */
export type Rules = {
  readonly earlyMinutes: number
  readonly lateMinutes: number
  readonly appointmentCreditMinutes: number
  readonly creditCeilingMinutes: number
  readonly refuses: boolean
  readonly intakeExtraMinutes: number
}

/** What is known of a site beyond single days. */
export type SiteKnown = {
  readonly rules: Rules
  /** Its counters with what they can do, also those that were not open. */
  readonly counters: readonly Pick<WorkedCounter, 'id' | 'services'>[]
  /** How long visits take, as it was learned. */
  readonly durationsIn: DurationsIn
  /** Planned for one person's matter. */
  readonly plannedOf: ReadonlyMap<Id<'service'>, number>
  readonly pauses: Pauses
  /** How late booked people come, sorted. */
  readonly lateness: Float64Array
  readonly shares: Shares
}

/** Of all visitors of the played days: who comes without appointment, and of those with one, who does not come. */
export type Shares = { readonly walkIn: number; readonly noShow: number }

/** The shares that some days show; 0 where nobody was. */
export function sharesOf(days: readonly Pick<SiteDay, 'visitors'>[]): Shares {
  let [all, walkIns, missed] = [0, 0, 0]
  for (const { visitors } of days)
    for (const { appointment, arrival } of visitors) {
      all++
      if (appointment === null) walkIns++
      else if (arrival === null) missed++
    }
  const booked = all - walkIns
  return { walkIn: all === 0 ? 0 : walkIns / all, noShow: booked === 0 ? 0 : missed / booked }
}
