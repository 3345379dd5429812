import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { WAIT_TARGETS } from './waitTargets.ts'

/** Whoever is called so long after their appointment, or their arrival if that came later, is called late. Minutes. */
export const LATE_AFTER = { booked: 15, walkIn: WAIT_TARGETS.walkIns.minutes } as const

/** Somebody of today who will probably be called late. */
export type LatePerson = {
  readonly visitId: Id<'visit'>
  /** Probably called then; null: no counter that is there or comes can do it. */
  readonly calledAt: Instant | null
  /** The house has closed by then. */
  readonly afterClosing: boolean
}

/** What it would change if one counter more called people until a moment, or one less. Minutes are negative where it is sooner. */
export type CounterChange = {
  readonly change: 'open' | 'close'
  /** Any one of these: they have the same skills, so that it would be the same. */
  readonly counters: readonly Id<'counter'>[]
  readonly until: Instant
  /** By how much all who wait or come until then would be called later or sooner, on average. */
  readonly waitMinutes: number
  /** By how much the day would end later or sooner. */
  readonly endMinutes: number
  /** So many more could be called at all; negative: fewer. */
  readonly served: number
}

/** How today goes on at a site, as far as can be seen. */
export type SiteDay = {
  readonly at: Instant
  /** When the last one is done: as likely sooner as later, and nine times in ten sooner; null: nobody is here or comes. */
  readonly end: { readonly probably: Instant; readonly surely: Instant } | null
  /** Are those counted who still come without appointment? Not where too little is known of days like today. */
  readonly withWalkIns: boolean
  readonly late: readonly LatePerson[]
  readonly changes: readonly CounterChange[]
  /** Open counters that should call nobody else now. */
  readonly due: readonly CounterDue[]
}

/** Why a counter should call nobody else: a break should have begun, or the work of today is over. */
export const DUE_REASONS = ['break', 'end'] as const
export type CounterDue = { readonly counterId: Id<'counter'>; readonly why: (typeof DUE_REASONS)[number] }
