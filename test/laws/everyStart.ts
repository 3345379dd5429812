import { parseInstant } from '#kernel/instant.ts'

// Every start that must be shown, found out slowly and from the words of the plan alone: minute by minute, with the
// calendar of the platform and none of ours.

/** A counter as it is planned on a date. Clock times HH:MM. */
export type Stint = {
  readonly site: string
  readonly counter: string
  readonly day: string
  readonly starts: string
  readonly ends: string
  readonly rest: { readonly starts: string; readonly ends: string } | null
  /** A trainee takes so much longer than planned. Percent. */
  readonly percent: number
  readonly mode: 'both' | 'appointment' | 'walk_in'
}

/** What somebody has booked: minutes since 1970, `until` not included. */
export type Taken = {
  readonly site: string
  readonly counter: string
  readonly from: number
  readonly until: number
}

/** All that decides which starts are there. */
export type World = {
  readonly zone: string
  /** Minutes since 1970. */
  readonly now: number
  readonly stints: readonly Stint[]
  /** What each counter can do, by its key. */
  readonly skills: Readonly<Record<string, readonly string[]>>
  /** Dates on which a site is open only until then; it is open round the clock else. */
  readonly closes: readonly { readonly site: string; readonly day: string; readonly at: string }[]
  readonly taken: readonly Taken[]
  readonly shares: {
    readonly walkIn: number
    readonly callers: number
    readonly shortTerm: number
    readonly shortTermDays: number
  }
}

/** Which visit is wanted, where and on which date, and who asks. */
export type Wanted = {
  readonly site: string
  readonly day: string
  readonly services: readonly string[]
  readonly minutes: number
  readonly asker: 'online' | 'staff'
}

type Moment = { readonly minute: number; readonly day: string; readonly clock: string }

const calendars = new Map<string, readonly Moment[]>()

/** The minutes of some days around a date, with what calendar and clock show then. */
function minutesAround(day: string, zone: string): readonly Moment[] {
  const name = `${day} ${zone}`
  const known = calendars.get(name)
  if (known) return known
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const noon = parseInstant(`${day}T12:00:00Z`) / 60_000
  const made = Array.from({ length: 3 * 24 * 60 }, (_, nth) => {
    const minute = noon - 36 * 60 + nth
    const [date = '', clock = ''] = format.format(minute * 60_000).split(' ')
    return { minute, day: date, clock }
  })
  calendars.set(name, made)
  return made
}

/** The minutes of a date in which somebody is planned at the counter, whoever has booked them. */
function workingMinutes({ zone, closes }: World, stint: Stint): number[] {
  const { site, day, starts, ends, rest } = stint
  const end = closes.find((each) => each.site === site && each.day === day)?.at ?? '24:00'
  return minutesAround(day, zone).flatMap(({ minute, day: date, clock }) => {
    const atWork = date === day && starts <= clock && clock < ends && clock < end
    const resting = rest !== null && rest.starts <= clock && clock < rest.ends
    return atWork && !resting ? minute : []
  })
}

const hourOf = (minute: number) => Math.floor(minute / 60)
const without = (minutes: number, percent: number) => Math.floor((minutes * (100 - percent)) / 100)

/** How many minutes of each hour of a date at a site may still be booked. */
function budget(world: World, { site, day, asker }: Wanted): (hour: number) => number {
  const { shares, zone, now, taken } = world
  const here = world.stints.filter((stint) => stint.site === site && stint.day === day)
  const minutesOf = (mode: Stint['mode']) =>
    Map.groupBy(
      here.filter((stint) => stint.mode === mode).flatMap((stint) => workingMinutes(world, stint)),
      hourOf,
    )
  const [shared, own] = [minutesOf('both'), minutesOf('appointment')]
  const booked = Map.groupBy(
    taken
      .filter((each) => each.site === site)
      .flatMap(({ from, until }) => Array.from({ length: until - from }, (_, nth) => from + nth)),
    hourOf,
  )
  const ahead = daysBetween(dateOf(now, zone), day)
  return (hour) => {
    const all = without(shared.get(hour)?.length ?? 0, shares.walkIn) + (own.get(hour)?.length ?? 0)
    const open = ahead > shares.shortTermDays ? without(all, shares.shortTerm) : all
    const isKept = asker === 'online' && hour * 60 > now + 24 * 60
    const mine = isKept ? without(open, shares.callers) : open
    return mine - (booked.get(hour)?.length ?? 0)
  }
}

/** The date on which a minute lies there. */
export function dateOf(minute: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(minute * 60_000)
}

function daysBetween(from: string, to: string): number {
  const [first, last] = [from, to].map((day) => parseInstant(`${day}T00:00:00Z`))
  return ((last ?? 0) - (first ?? 0)) / (24 * 60 * 60_000)
}

/**
 * Every start of a date at a site, in minutes since 1970: one every five minutes at which some counter that can do all
 * of it is free for as long as it takes there, within what the shares leave.
 */
export function startsOf(world: World, wanted: Wanted): number[] {
  const { site, day, services, minutes } = wanted
  const left = budget(world, wanted)
  const starts = new Set<number>()
  for (const stint of world.stints) {
    const skills = world.skills[stint.counter] ?? []
    if (stint.site !== site || stint.day !== day || stint.mode === 'walk_in') continue
    if (!services.every((service) => skills.includes(service))) continue
    const free = new Set(workingMinutes(world, stint))
    for (const { from, until } of world.taken.filter(
      (each) => each.site === site && each.counter === stint.counter,
    ))
      for (let minute = from; minute < until; minute++) free.delete(minute)
    const length = 5 * Math.ceil((minutes * stint.percent) / 100 / 5)
    for (const start of free) {
      if (start % 5 !== 0) continue
      const visit = Array.from({ length }, (_, nth) => start + nth)
      const fits = visit.every((minute) => free.has(minute))
      const affordable = [...Map.groupBy(visit, hourOf)].every(([hour, part]) => part.length <= left(hour))
      if (fits && affordable) starts.add(start)
    }
  }
  return [...starts].sort((a, b) => a - b)
}
