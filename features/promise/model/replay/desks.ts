import { type Latest, newLatest, remember } from '../latest.ts'
import type { PastVisit } from './visit.ts'

/** A counter, as far as records show it. Of a counter its services are known, of no clerk anything. Mutable. */
export type Desk = {
  readonly name: string
  /** The line it was seen to serve first. */
  readonly pool: string
  /** Only counters that have a name in the records keep what they can do from day to day. */
  readonly isNamed: boolean
  /** It stands for a whole line whose ends nobody recorded: what it takes is the time between two calls. */
  readonly isWholeLine: boolean
  last: PastVisit | null
  /** Since when somebody is there, or (`last` null or ended) nobody. */
  since: number
  isServing: boolean
  /** When the record says that it ends; null: it does not. Looked at only once that moment is over. */
  endsAt: number | null
  /** Somebody waited in vain for it while others went on calling. */
  passedOver: boolean
}

/** From one visit to the next; what is longer is an absence, if somebody waited. Minutes. */
export const LONGEST_GAP = 5
export const USUAL_GAP = 1
const LONGEST_ABSENCE = 120
/** Who does not come back any more that day. */
const NEVER_BACK = 600
const KEPT_ABSENCES = 300
const FIRST_ABSENCES = Float64Array.of(10, 20, 30, 45, NEVER_BACK)
/** A service belongs to a counter that has done it so often; of a counter with fewer visits nothing is known. */
const SKILLED = 2
const KNOWN = 20

/** What records have shown of the counters of a site. Mutable. */
export type DeskHabits = {
  /** Visits by counter and service. */
  readonly skills: Map<string, { total: number; readonly byService: Map<string, number> }>
  readonly absences: Latest
  /** Of each counter, by day, when it first called: minutes of the day. */
  readonly opens: Map<string, Map<number, number>>
  readonly days: number[]
}

export const newHabits = (): DeskHabits => ({
  skills: new Map(),
  absences: newLatest(KEPT_ABSENCES),
  opens: new Map(),
  days: [],
})

/** Can this counter serve that? One without name serves its line, one with a name what it was seen to. */
export function canServe(
  { skills }: DeskHabits,
  desk: Pick<Desk, 'name' | 'pool' | 'isNamed'>,
  pool: string,
  service: string,
): boolean {
  if (!desk.isNamed) return desk.pool === pool
  const known = skills.get(desk.name)
  if (!known || known.total < KNOWN) return desk.pool === pool
  return (known.byService.get(service) ?? 0) >= SKILLED
}

/** Learns that a counter did a service. */
export function learnSkill({ skills }: DeskHabits, { name, isNamed }: Desk, service: string): void {
  if (!isNamed) return
  const known = skills.get(name) ?? { total: 0, byService: new Map<string, number>() }
  skills.set(name, known)
  known.total++
  known.byService.set(service, (known.byService.get(service) ?? 0) + 1)
}

/** Learns how long a counter was away although somebody waited; null: it did not come back. */
export function learnAbsence({ absences }: DeskHabits, minutes: number | null): void {
  if (minutes === null) remember(absences, NEVER_BACK)
  else if (minutes > LONGEST_GAP && minutes <= LONGEST_ABSENCE) remember(absences, minutes)
}

/** How long a counter is away, sorted. */
export function absencesOf({ absences }: DeskHabits): Float64Array {
  return absences.count < FIRST_ABSENCES.length ? FIRST_ABSENCES : absences.sorted.subarray(0, absences.count)
}

/** So many days back a counter's habits are looked at. */
const LOOKED_BACK = 20
const DAY_MINUTES = 1_440
/** Whoever has not opened so long after their usual time does not come. Minutes. */
const LATE = 15

/** Notes when each counter called first on a day that is over. */
export function learnOpenings(habits: DeskHabits, day: number, first: ReadonlyMap<string, number>): void {
  habits.days.push(day)
  for (const [name, at] of first) {
    const known = habits.opens.get(name) ?? new Map<number, number>()
    habits.opens.set(name, known.set(day, at - day))
  }
}

/**
 * The counters that usually open later than now, with the usual time: those that did on at least half of the latest days
 * with the same weekday (of all, while there are fewer than three).
 */
export function openingLater(
  { opens, days }: DeskHabits,
  day: number,
  now: number,
): { readonly name: string; readonly at: number }[] {
  const latest = days.slice(-LOOKED_BACK)
  const weekday = (each: number) => Math.floor(each / DAY_MINUTES + 0.5) % 7
  const alike = latest.filter((each) => weekday(each) === weekday(day))
  const looked = alike.length >= 3 ? alike : latest
  return [...opens].flatMap(([name, byDay]) => {
    const times = looked.flatMap((each) => byDay.get(each) ?? []).sort((a, b) => a - b)
    const usual = times[Math.floor(times.length / 2)]
    if (usual === undefined || times.length * 2 < looked.length || now > day + usual + LATE) return []
    return { name, at: day + usual }
  })
}
