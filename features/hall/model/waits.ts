import { CREDIT_KINDS, type CreditKind } from '#features/visit/model.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import type { PastDay, PastPerson } from './pastDay.ts'
import { kindOf } from './reasons.ts'
import type { ReplayedCall } from './replay.ts'

/** Whose waits are counted together: with or without appointment, and beside that by each credit that was given. */
export const WAIT_CLASSES = ['appointment', 'walk_in', 'self_service', 'need', 'pick_up', 'desk'] as const
export type WaitClass = (typeof WAIT_CLASSES)[number]

/** Minutes of waiting that are worth counting who waited longer. */
export const LONG_MINUTES = 15
export const VERY_LONG_MINUTES = 40

/** Waits of many people, such that those of several days can be added up. */
export type WaitTally = {
  readonly people: number
  readonly seconds: number
  readonly over15: number
  readonly over40: number
  /** How many people waited so many whole minutes. */
  readonly byMinute: readonly number[]
}
export type WaitTallies = { readonly [Class in WaitClass]: WaitTally }

/** What people read of a tally; null where nobody waited. */
export type WaitFigures = {
  readonly people: number
  readonly meanMinutes: number | null
  readonly ninetyMinutes: number | null
  readonly over15: number
  readonly over40: number
}

const NOTHING: WaitTally = { people: 0, seconds: 0, over15: 0, over40: 0, byMinute: [] }

/** Nobody has waited yet. */
export function noWaits(): WaitTallies {
  return tallies(() => NOTHING)
}

/** How long somebody waits who is called at a moment: from their arrival or their time, whichever is later. */
export function waitUntil(
  { arrivedAt, appointmentAt }: Pick<PastPerson, 'arrivedAt' | 'appointmentAt'>,
  calledAt: Instant,
): number {
  return Math.max(0, calledAt - Math.max(arrivedAt, appointmentAt ?? arrivedAt))
}

/** The waits for the first call in a replayed day, by class. */
export function waitsIn(day: PastDay, calls: readonly ReplayedCall[]): WaitTallies {
  const people = new Map(day.people.map((person) => [person.id, person]))
  const waits = calls.flatMap(({ visitId, at, nth }) => {
    const person = people.get(visitId)
    return person && nth === 0 ? [{ classes: classesOf(person), wait: waitUntil(person, at) }] : []
  })
  return tallies((one) => tally(waits.filter(({ classes }) => classes.has(one)).map(({ wait }) => wait)))
}

function classesOf({ appointmentAt, given }: PastPerson): ReadonlySet<WaitClass> {
  const credits = CREDIT_KINDS.filter(
    (kind): kind is Exclude<CreditKind, 'appointment'> =>
      kind !== 'appointment' && given.some(({ source }) => kindOf(source) === kind),
  )
  return new Set<WaitClass>([appointmentAt === null ? 'walk_in' : 'appointment', ...credits])
}

/** Counts waits, in milliseconds. */
export function tally(waits: readonly number[]): WaitTally {
  const byMinute: number[] = []
  for (const wait of waits) {
    const minute = Math.floor(wait / MINUTE)
    while (byMinute.length <= minute) byMinute.push(0)
    byMinute[minute] = (byMinute[minute] ?? 0) + 1
  }
  return {
    people: waits.length,
    seconds: Math.round(waits.reduce((sum, wait) => sum + wait, 0) / 1000),
    over15: waits.filter((wait) => wait > LONG_MINUTES * MINUTE).length,
    over40: waits.filter((wait) => wait > VERY_LONG_MINUTES * MINUTE).length,
    byMinute,
  }
}

/** The waits of two days together. */
export function addWaits(some: WaitTallies, more: WaitTallies): WaitTallies {
  return tallies((one) => {
    const [a, b] = [some[one], more[one]]
    const longer = a.byMinute.length > b.byMinute.length ? a.byMinute : b.byMinute
    return {
      people: a.people + b.people,
      seconds: a.seconds + b.seconds,
      over15: a.over15 + b.over15,
      over40: a.over40 + b.over40,
      byMinute: longer.map((_, minute) => (a.byMinute[minute] ?? 0) + (b.byMinute[minute] ?? 0)),
    }
  })
}

/** Mean and 90th percentile in minutes; the percentile is the end of the whole minute in which it lies. */
export function figuresOf({ people, seconds, over15, over40, byMinute }: WaitTally): WaitFigures {
  if (people === 0) return { people, meanMinutes: null, ninetyMinutes: null, over15, over40 }
  let counted = 0
  const ninety = byMinute.findIndex((count) => {
    counted += count
    return counted >= 0.9 * people
  })
  return { people, meanMinutes: seconds / people / 60, ninetyMinutes: ninety + 1, over15, over40 }
}

function tallies(of: (one: WaitClass) => WaitTally): WaitTallies {
  return {
    appointment: of('appointment'),
    walk_in: of('walk_in'),
    self_service: of('self_service'),
    need: of('need'),
    pick_up: of('pick_up'),
    desk: of('desk'),
  }
}
