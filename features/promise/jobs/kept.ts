import type { Site } from '#features/authority/model.ts'
import type { HallView } from '#features/hall/actions.ts'
import type { IntakeSeen, SiteDay, TimesToday, Told } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { Telling, UsualDraws } from '../actions.ts'
import type { TimesAhead } from '../model/bookingAhead.ts'
import { type CountersThen, causeOf, movedTo } from '../model/cause.ts'
import { nameOfMatters, type SiteAhead } from '../model/lookAtSite.ts'
import type { PersonSeen, SiteSeen } from '../model/seen.ts'
import { tell, tellOn } from '../model/told.ts'

/** What somebody is told is written down again after so long. Minutes. */
const WRITTEN_EVERY = 5

/** When a look was taken: of this node's steady clock, and of the authority's. */
type TakenAt = {
  readonly takenAt: number
  readonly at: Instant
  /** A demo clock that was moved since makes it void. */
  readonly demoOffset: number
}

/** What a look found: told to each who waits, and to somebody who would draw a number for a service. */
export type Looked = TakenAt & {
  readonly people: ReadonlyMap<Id<'visit'>, Told>
  /** By what somebody comes for (`nameOfMatters`) and minutes until they come. */
  readonly walkIns: ReadonlyMap<string, Told>
  readonly site: Pick<SiteSeen, 'counters' | 'walkIns'>
  /** Whether one more for a service can still be served today. */
  readonly intake: ReadonlyMap<Id<'service'>, IntakeSeen>
  readonly tellings: ReadonlyMap<Id<'visit'>, Telling>
  readonly counters: CountersThen
}

/** What was found of the free times of today; services of which all may be given are missing. */
export type TimesLooked = Omit<TakenAt, 'at'> & { readonly given: ReadonlyMap<Id<'service'>, TimesToday> }

/** What a look saw besides what it looks ahead from. */
export type SeenThen = {
  readonly waiting: readonly Pick<PersonSeen, 'visitId' | 'services' | 'forCounterId'>[]
  readonly site: Pick<SiteSeen, 'counters' | 'walkIns'>
  readonly present: ReadonlySet<Id<'visit'>>
  readonly counters: CountersThen
}

/** A look that is older says nothing of what changed since: too much may have happened. Minutes. */
const JUST_BEFORE = 1
/** Why a time has changed is said for so long. Minutes. */
const CAUSE_LASTS = 10

/** What is kept of a site that somebody asked for. */
export type Kept = {
  readonly authorityKey: string
  /** As whoever asked last saw it. */
  site: Site
  readonly listeners: Set<() => void>
  following: { stop(): void } | undefined
  view: HallView | undefined
  changed: boolean
  looked: Looked | undefined
  looking: Promise<void> | undefined
  /** When a look was begun last, whatever came of it: of this node's steady clock. */
  triedAt: number
  askedAt: number
  /** The rest of the day as it was last looked at, and the look that is under way. */
  day: (Pick<TakenAt, 'takenAt' | 'demoOffset'> & { readonly ahead: SiteDay | undefined }) | undefined
  dayLooking: Promise<void> | undefined
  /** What the thread was told of the past: which thread, of which day, and when it was told of today. */
  learned:
    | {
        readonly generation: number
        readonly day: LocalDate
        readonly at: number
        readonly draws: UsualDraws
      }
    | undefined
  /** The services of which not every free time of today may be given any more, and the look at them that is under way. */
  times: TimesLooked | undefined
  timesLooking: Promise<void> | undefined
  /** What was shown to each and is not written down yet. */
  readonly shown: Map<Id<'visit'>, Telling>
  /** When what is written down of each was told last. */
  readonly written: Map<Id<'visit'>, Instant>
}

export function newKept(authorityKey: string, site: Site): Kept {
  return {
    authorityKey,
    site,
    listeners: new Set(),
    following: undefined,
    view: undefined,
    changed: false,
    looked: undefined,
    looking: undefined,
    triedAt: Number.NEGATIVE_INFINITY,
    askedAt: monotonic(),
    day: undefined,
    dayLooking: undefined,
    learned: undefined,
    times: undefined,
    timesLooking: undefined,
    shown: new Map(),
    written: new Map(),
  }
}

/**
 * What a look says; whoever was told something before is told that on while it holds. Of people who are not `present`
 * (away, or they missed a call) nothing is noted: pages show them nothing.
 */
export function lookedFrom(
  ahead: SiteAhead,
  before: Looked | undefined,
  taken: TakenAt,
  seen: SeenThen,
): Looked {
  const { at } = taken
  const { present, counters } = seen
  const personOf = new Map(seen.waiting.map((person) => [person.visitId, person]))
  const isSameDay = before?.demoOffset === taken.demoOffset
  const people = new Map<Id<'visit'>, Told>()
  const tellings = new Map<Id<'visit'>, Telling>()
  for (const { visitId, group, raw, corrected } of ahead.people) {
    const last = isSameDay ? before.people.get(visitId) : undefined
    const told = withCause(tellOn(last, tell(at, corrected), at), last, personOf.get(visitId), {
      at,
      before,
      counters,
    })
    people.set(visitId, told)
    if (present.has(visitId)) tellings.set(visitId, { visitId, group, at, raw, told })
  }
  const walkIns = new Map(
    ahead.together.map(({ name, inMinutes, corrected }): [string, Told] => [
      `${name} ${inMinutes}`,
      tell(at, corrected),
    ]),
  )
  const intake = new Map(
    ahead.intake.map(({ service, stop, endsBy, spare, extra }): [Id<'service'>, IntakeSeen] => {
      const done = endsBy === null ? null : plus(at, endsBy * MINUTE)
      return [service, { stop, endsBy: done, spareMinutes: spare, extraMinutes: extra, seenAt: at }]
    }),
  )
  return { ...taken, site: seen.site, people, walkIns, intake, tellings, counters }
}

/** What was found of today's times, as moments of the authority's clock. */
export function timesFrom(ahead: readonly TimesAhead[], at: Instant): TimesLooked['given'] {
  const moment = (minutes: number | null) => (minutes === null ? null : plus(at, minutes * MINUTE))
  return new Map(
    ahead.map(({ service, given }): [Id<'service'>, TimesToday] => [
      service,
      given && { from: moment(given.from), until: moment(given.until) },
    ]),
  )
}

/** What is told, with why it is not what was told at the look just before; a cause that is old is left out. */
function withCause(
  told: Told,
  last: Told | undefined,
  person: SeenThen['waiting'][number] | undefined,
  { at, before, counters }: { at: Instant; before: Looked | undefined; counters: CountersThen },
): Told {
  if (told === last || told.cause) {
    const { cause, ...rest } = told
    return cause && at - cause.at > CAUSE_LASTS * MINUTE ? rest : told
  }
  if (!last || !before || !person || at - before.at > JUST_BEFORE * MINUTE) return told
  const moved = movedTo(last, told)
  const kind = moved && causeOf(before.counters, counters, person, moved)
  return kind ? { ...told, cause: { kind, at } } : told
}

/** Who of those who are seen to wait can be called now: the others are away, or missed their call. */
export function presentIn({ now, waiting }: SiteSeen): ReadonlySet<Id<'visit'>> {
  return new Set(waiting.flatMap(({ visitId, callableFrom }) => (callableFrom <= now ? visitId : [])))
}

/** What somebody is told who would come for these matters together, now or in a while. */
export function toldOf(
  { site, walkIns }: Pick<Looked, 'site' | 'walkIns'>,
  services: readonly Id<'service'>[],
  inMinutes: number,
): Told | undefined {
  const name = nameOfMatters(site, services)
  return name === undefined ? undefined : walkIns.get(`${name} ${inMinutes}`)
}

/** Keeps what a page shows somebody now, to be written down after the next look, at most every five minutes. */
export function noteShown({ looked, shown, written }: Kept, visitId: Id<'visit'>): void {
  const telling = looked?.tellings.get(visitId)
  if (!telling || shown.has(visitId)) return
  const since = telling.at - (written.get(visitId) ?? 0)
  // Of a clock that was put back nobody knows how long ago it was.
  if (since >= WRITTEN_EVERY * MINUTE || since < 0) shown.set(visitId, telling)
}

/** Takes what is to be written down, by visit as everybody locks them. */
export function takeShown({ shown }: Kept): Telling[] {
  const tellings = [...shown.values()].sort((a, b) => (a.visitId < b.visitId ? -1 : 1))
  shown.clear()
  return tellings
}

/** Notes what has been written down, and forgets whoever waits no more. */
export function noteWritten({ looked, shown, written }: Kept, tellings: readonly Telling[]): void {
  for (const { visitId, at } of tellings) {
    shown.delete(visitId)
    written.set(visitId, at)
  }
  for (const visitId of written.keys()) if (!looked?.people.has(visitId)) written.delete(visitId)
}
