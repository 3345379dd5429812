import type { Site } from '#features/authority/model.ts'
import type { HallView } from '#features/hall/actions.ts'
import type { Told } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { Telling, UsualDraws } from '../actions.ts'
import type { SiteAhead } from '../model/lookAtSite.ts'
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
  /** By service and minutes until somebody comes. */
  readonly wishes: ReadonlyMap<string, Told>
  /** Whether one more for a service can still be served today. */
  readonly fits: ReadonlyMap<Id<'service'>, boolean>
  readonly tellings: ReadonlyMap<Id<'visit'>, Telling>
}

/** What is kept of a site that somebody asked for. */
export type Kept = {
  readonly authorityKey: string
  readonly site: Site
  readonly listeners: Set<() => void>
  following: { stop(): void } | undefined
  view: HallView | undefined
  changed: boolean
  looked: Looked | undefined
  looking: Promise<void> | undefined
  askedAt: number
  /** What the thread was told of the past: which thread, of which day, and when it was told of today. */
  learned:
    | {
        readonly generation: number
        readonly day: LocalDate
        readonly at: number
        readonly draws: UsualDraws
      }
    | undefined
  /** Whom their page shows what they are told, and since when that is written down. */
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
    askedAt: monotonic(),
    learned: undefined,
    written: new Map(),
  }
}

/** What a look says; whoever was told something before is told that on while it holds. */
export function lookedFrom(ahead: SiteAhead, before: Looked | undefined, taken: TakenAt): Looked {
  const { at } = taken
  const isSameDay = before?.demoOffset === taken.demoOffset
  const people = new Map<Id<'visit'>, Told>()
  const tellings = new Map<Id<'visit'>, Telling>()
  for (const { visitId, group, raw, corrected } of ahead.people) {
    const told = tellOn(isSameDay ? before.people.get(visitId) : undefined, tell(at, corrected), at)
    people.set(visitId, told)
    tellings.set(visitId, { visitId, group, at, raw, told })
  }
  const wishes = new Map(
    ahead.wishes.map(({ service, inMinutes, corrected }): [string, Told] => [
      nameOfWish(service, inMinutes),
      tell(at, corrected),
    ]),
  )
  const fits = new Map(ahead.intake.map((each) => [each.service, each.fits] as const))
  return { ...taken, people, wishes, fits, tellings }
}

/** A wish by its name. */
export function nameOfWish(service: Id<'service'>, inMinutes: number): string {
  return `${service} ${inMinutes}`
}

/** What of the last look is to be written down: what people were shown, each at most every five minutes. */
export function tellingsToWrite({ looked, written }: Kept, now: Instant): Telling[] {
  for (const visitId of written.keys()) if (!looked?.people.has(visitId)) written.delete(visitId)
  return [...written].flatMap(([visitId, since]) => {
    const telling = now - since >= WRITTEN_EVERY * MINUTE ? looked?.tellings.get(visitId) : undefined
    return telling && telling.at <= now ? telling : []
  })
}
