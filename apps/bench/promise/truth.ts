import type { Day, Somebody, World } from './world.ts'

/** A counter as everybody in the hall sees it. */
export type Desk = {
  /** Who is served or was served last, since when. */
  person: Somebody | null
  since: number
  /** The visit has been ended at this counter; the gap goes on, or a pause. */
  doing: 'idle' | 'serving' | 'gap' | 'pause' | 'break' | 'missed' | 'gone'
  /** Hidden: when it is free again. */
  until: number
  hadBreak: boolean
}

/** What is seen at a moment. */
export type Sight = {
  readonly now: number
  readonly desks: readonly Desk[]
  readonly waiting: readonly Somebody[]
  /** Who has an appointment and is not here yet. */
  readonly absent: readonly Somebody[]
}

/** What happens, as a journal would tell it. */
export type Journal = {
  arrived?(person: Somebody, sight: Sight): void
  /** Called at a counter; not here any more when `gone`. */
  called?(person: Somebody, at: number, gone: boolean): void
  /** Served for so long, the gap included. */
  served?(person: Somebody, counter: number, minutes: number, at: number): void
  /** The clerk was away for so long. */
  paused?(minutes: number, at: number): void
  noShow?(person: Somebody): void
}

/** What the hall decides on a day. */
export type Rules = {
  /** Whether somebody without appointment gets a number. */
  accepts?(person: Somebody, sight: Sight): boolean
  /** Nobody calls them before: they were told when to be back. */
  heldUntil?(person: Somebody): number
}

const MISSED_MINUTES = 1
const NEVER = Number.POSITIVE_INFINITY

/** Plays a day as it really is: a free counter takes the smallest key it can serve; ties of time go to the lower one. */
export function playDay(world: World, day: Day, journal: Journal, rules: Rules = {}): void {
  const coming = day.people
    .filter(({ arrives }) => arrives !== null)
    .sort((a, b) => (a.arrives ?? 0) - (b.arrives ?? 0))
  const absent = new Set(day.people.filter(({ appointment }) => appointment !== null))
  const desks = world.breaks.map<Desk>(() => ({
    person: null,
    since: 0,
    doing: 'idle',
    until: 0,
    hadBreak: false,
  }))
  let waiting: Somebody[] = []
  let next = 0
  for (;;) {
    const free = earliest(desks)
    const freeAt = desks[free]?.until ?? NEVER
    const arriving = coming[next]
    const arrivesAt = arriving?.arrives ?? NEVER
    if (freeAt === NEVER && arrivesAt === NEVER) break
    if (arriving && arrivesAt <= freeAt) {
      next++
      absent.delete(arriving)
      const others = { now: arrivesAt, desks, waiting, absent: [...absent] }
      if (arriving.appointment === null && rules.accepts?.(arriving, others) === false) continue
      waiting.push(arriving)
      journal.arrived?.(arriving, { now: arrivesAt, desks, waiting, absent: [...absent] })
      // Whoever is idle looks up.
      for (const desk of desks) if (desk.doing === 'idle') desk.until = Math.min(desk.until, arrivesAt)
      continue
    }
    waiting = step(world, day, desks, free, freeAt, waiting, journal, rules)
  }
  for (const person of absent) journal.noShow?.(person)
}

/** What a counter does when it is free at a moment; who waits after it. */
function step(
  world: World,
  day: Day,
  desks: Desk[],
  nth: number,
  now: number,
  waiting: Somebody[],
  journal: Journal,
  { heldUntil = () => 0 }: Rules,
) {
  const desk = desks[nth]
  if (!desk) return waiting
  if (desk.doing === 'serving') {
    const { gap } = desk.person ?? { gap: 0 }
    Object.assign(desk, { doing: 'gap', since: now, until: now + gap })
    return waiting
  }
  if (desk.doing === 'gap' && desk.person && desk.person.pause > 0) {
    journal.paused?.(desk.person.pause, now + desk.person.pause)
    Object.assign(desk, { doing: 'pause', since: now, until: now + desk.person.pause })
    return waiting
  }
  const { leaves, outage } = day
  if (leaves?.counter === nth && now >= leaves.at) {
    Object.assign(desk, { doing: 'gone', person: null, since: now, until: NEVER })
    return waiting
  }
  if (outage && now >= outage.from && now < outage.until) {
    Object.assign(desk, { doing: 'pause', since: now, until: outage.until })
    return waiting
  }
  if (!desk.hadBreak && now >= (world.breaks[nth] ?? NEVER)) {
    Object.assign(desk, {
      doing: 'break',
      since: now,
      until: now + (day.breakLengths[nth] ?? 0),
      hadBreak: true,
    })
    return waiting
  }
  const callable = waiting.filter((each) => heldUntil(each) <= now)
  const person = firstFor(world, callable, nth)
  if (!person) {
    const held = waiting.filter((each) => heldUntil(each) > now).map(heldUntil)
    const until = Math.min(...held, desk.hadBreak ? NEVER : (world.breaks[nth] ?? NEVER))
    Object.assign(desk, { doing: 'idle', person: null, since: now, until })
    return waiting
  }
  const gone = person.leaves <= now
  journal.called?.(person, now, gone)
  if (gone) Object.assign(desk, { doing: 'missed', person: null, since: now, until: now + MISSED_MINUTES })
  else {
    const minutes = person.base * (day.factors[person.service] ?? 1) * (world.clerks[nth] ?? 1)
    journal.served?.(person, nth, minutes + person.gap, now + minutes + person.gap)
    Object.assign(desk, { doing: 'serving', person, since: now, until: now + minutes })
  }
  return waiting.filter((each) => each !== person)
}

function firstFor(world: World, waiting: readonly Somebody[], counter: number): Somebody | undefined {
  let first: Somebody | undefined
  for (const person of waiting) {
    if (!world.countersOf[person.service]?.includes(counter)) continue
    if (!first || person.key < first.key || (person.key === first.key && person.id < first.id)) first = person
  }
  return first
}

function earliest(desks: readonly Desk[]): number {
  let first = 0
  for (const [index, { until }] of desks.entries()) if (until < (desks[first]?.until ?? NEVER)) first = index
  return first
}
