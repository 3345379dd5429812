import { drawn, luckOf, mixed } from '#features/promise/model/random.ts'
import type { KnownDay } from '#features/steering/model/hallDay.ts'
import {
  type SiteDay,
  type SiteKnown,
  sharesOf,
  type Visitor,
  type WorkedCounter,
} from '#features/steering/model/siteDay.ts'
import type { Id } from '#kernel/id.ts'
import { dayNumbered } from '#kernel/wallTime.ts'

export const SITE = 'town' as Id<'site'>
export const SERVICES = ['short', 'middle', 'long'] as Id<'service'>[]
export const OPENS = 8 * 60
export const CLOSES = 16 * 60
export const RULES = {
  earlyMinutes: 20,
  lateMinutes: 15,
  appointmentCreditMinutes: 30,
  creditCeilingMinutes: 60,
  refuses: true,
  intakeExtraMinutes: 2,
}
const MEANS: Readonly<Record<string, number>> = { short: 6, middle: 12, long: 20 }

/** A counter from opening to closing that can do everything. */
export function workedCounter(id: string, more: Partial<WorkedCounter> = {}): WorkedCounter {
  return { id, services: SERVICES, from: OPENS, until: CLOSES, breaks: [], pace: 1, ...more }
}

/** Somebody without appointment who comes when the site opens. */
export function visitor(id: string, more: Partial<Visitor> = {}): Visitor {
  return {
    id,
    services: SERVICES.slice(0, 1),
    minutes: 10,
    appointment: null,
    arrival: OPENS,
    credits: [],
    ...more,
  }
}

/** What is known of a site whose visits take from half to one and a half of their mean, or just as long as given. */
export function knownSite(days: readonly SiteDay[], more: Partial<SiteKnown> = {}): SiteKnown {
  const tables = new Map(
    SERVICES.map((id) => [
      id,
      Float64Array.from({ length: 64 }, (_, nth) => (MEANS[id] ?? 10) * (0.5 + nth / 64)),
    ]),
  )
  return {
    rules: RULES,
    counters: days[0]?.counters ?? [],
    durationsIn: ({ services: [first] }) => tables.get(first ?? ('' as Id<'service'>)) ?? Float64Array.of(10),
    plannedOf: new Map(SERVICES.map((id) => [id, 10])),
    pauses: { chance: 0, lengths: new Float64Array(0) },
    lateness: Float64Array.of(-10, -5, 0, 5),
    shares: sharesOf(days),
    ...more,
  }
}

export type Busy = {
  readonly counters: number
  readonly booked: number
  readonly walkIns: number
  readonly siteId?: Id<'site'>
}

/** Days that chance made, the same for the same numbers. */
export function someDays(
  count: number,
  { counters, booked, walkIns, siteId = SITE }: Busy,
  seed = 1,
): SiteDay[] {
  return Array.from({ length: count }, (_, nth) => {
    const luck = (purpose: number, whom: number) =>
      drawn(luckOf(nth + 1_000 * seed, purpose), mixed(whom + 1))
    const service = (whom: number) => SERVICES[Math.floor(luck(1, whom) * 3)] ?? ('short' as Id<'service'>)
    return {
      siteId,
      day: dayNumbered(20_000 + nth),
      opens: OPENS,
      closes: CLOSES,
      counters: Array.from({ length: counters }, (_, which) =>
        workedCounter(`${siteId} counter ${which}`, {
          breaks: [{ from: OPENS + 200 + 30 * (which % 3), until: OPENS + 230 + 30 * (which % 3) }],
        }),
      ),
      visitors: [
        ...Array.from({ length: booked }, (_, whom) => {
          const appointment = OPENS + Math.floor((whom * 420) / Math.max(booked, 1) / 5) * 5
          const comes = luck(2, whom) > 0.15
          return visitor(`${siteId} ${nth} b${whom}`, {
            services: [service(whom)],
            appointment,
            arrival: comes ? appointment - 12 + 20 * luck(3, whom) : null,
          })
        }),
        ...Array.from({ length: walkIns }, (_, whom) =>
          visitor(`${siteId} ${nth} w${whom}`, {
            services: [service(whom + 500)],
            arrival: OPENS + 440 * luck(4, whom + 500),
          }),
        ),
      ],
    }
  })
}

/** Each day with what all of them together say of the site. */
export function knownDays(days: readonly SiteDay[], more: Partial<SiteKnown> = {}): KnownDay[] {
  const known = knownSite(days, more)
  return days.map((day) => ({ day, known }))
}
