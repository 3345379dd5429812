import type { CounterSeen, SiteSeen, WaitingSeen } from '#features/promise/model/seen.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

type Matter = { readonly id: Id<'service'>; readonly minutes: number }

/** What a look sees at one moment: counters that can do these matters, people who wait for one of them, and a quiet site. */
export function seenAt(
  now: Instant,
  matters: {
    readonly services: readonly Matter[]
    readonly skills: readonly Id<'service'>[]
    readonly waitsFor: Matter
  },
) {
  const { services, skills, waitsFor } = matters
  const inMinutes = (minutes: number) => plus(now, minutes * MINUTE)

  const counter = (nth: number, more: Partial<CounterSeen> = {}): CounterSeen => ({
    counterId: `counter-${nth}` as Id<'counter'>,
    skills: new Set(skills),
    serving: null,
    freeFrom: now,
    stopsAt: null,
    breaks: [],
    worksUntil: null,
    pace: 1,
    ...more,
  })

  /** The lower the number, the sooner it is their turn. */
  const somebody = (nth: number, more: Partial<WaitingSeen> = {}): WaitingSeen => ({
    visitId: `visit-${nth}` as Id<'visit'>,
    services: [waitsFor.id],
    minutes: waitsFor.minutes,
    forCounterId: null,
    booked: false,
    dueAt: inMinutes(nth - 10_000),
    callableFrom: now,
    ...more,
  })

  const people = (count: number): WaitingSeen[] => Array.from({ length: count }, (_, nth) => somebody(nth))

  /** Two counters, nobody there, no end of the day. */
  const site = (more: Partial<SiteSeen> = {}): SiteSeen => ({
    now,
    closesAt: null,
    counters: [counter(1), counter(2)],
    waiting: [],
    expected: [],
    services,
    rules: { early: 20, late: 15, credit: 30 },
    walkIns: [],
    planned: true,
    mayOpen: [],
    theta: 2,
    freeToday: [],
    coming: null,
    ...more,
  })

  return { inMinutes, counter, somebody, people, site }
}
