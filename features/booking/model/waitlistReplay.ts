import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { type Allocation, allocate, type FreedRun } from './allocation.ts'
import { afterRefusal, type OfferEnd, type WaitingWish, type WishEnd, type WishTerms } from './waitlist.ts'

/** Kinds of entries in the log of the list. */
export const WAITLIST_EVENTS = [
  'joined',
  'changed',
  'ended',
  'run',
  'offered',
  'accepted',
  'declined',
  'lapsed',
  'withdrawn',
] as const

/** A wish as it joins: everything that decides, and nothing that names anybody. */
export type JoinedFacts = WishTerms & Pick<WaitingWish, 'queuedAt' | 'refusals'>

/** One look at the list: which times there were, and how many may go to the urgent class. */
export type RunFacts = {
  readonly today: LocalDate
  readonly runs: readonly FreedRun[]
  /** Batch and how many of its times the urgent class may still have. */
  readonly urgentLeft: readonly (readonly [number, number])[]
  /** The batch that began with this look; null if all times had been looked at before. */
  readonly begun: { readonly batch: number; readonly times: number; readonly carry: 0 | 1 } | null
  readonly rule: typeof RULE
}

/** Counts up whenever the rule changes: a log tells by which one it was written. */
export const RULE = 1

export type OfferedFacts = Omit<Allocation, 'wishId'> & { readonly run: number; readonly minutes: number }

/** The log as an auditor reads it, in the order of its numbers. */
export type LogEntry = { readonly number: number; readonly at: Instant } & (
  | { readonly event: 'joined' | 'changed'; readonly wishId: Id<'wish'>; readonly facts: JoinedFacts }
  | { readonly event: 'ended'; readonly wishId: Id<'wish'>; readonly facts: { readonly why: WishEnd } }
  | { readonly event: 'run'; readonly facts: RunFacts }
  | {
      readonly event: 'offered'
      readonly wishId: Id<'wish'>
      readonly offerId: Id<'offer'>
      readonly facts: OfferedFacts
    }
  | { readonly event: OfferEnd; readonly wishId: Id<'wish'>; readonly offerId: Id<'offer'> }
)

/** A look whose winners are not those that the rule gives. */
export type Difference = {
  readonly run: number
  readonly byRule: readonly string[]
  readonly written: readonly string[]
}

export type Replayed = {
  readonly runs: number
  readonly offers: number
  readonly differences: readonly Difference[]
}

type Line = {
  readonly waiting: Map<Id<'wish'>, WaitingWish>
  /** Open offers with their wish and time. */
  readonly open: Map<Id<'offer'>, { readonly wishId: Id<'wish'>; readonly facts: OfferedFacts }>
}

/**
 * Plays the log once more from its beginning: who waited, which times there were, and whether the written winners are
 * those of the rule. Pure, and it reads nothing but the log.
 */
export function replay(entries: readonly LogEntry[]): Replayed {
  const line: Line = { waiting: new Map(), open: new Map() }
  const offered = Map.groupBy(
    entries.filter((entry) => entry.event === 'offered'),
    (entry) => entry.facts.run,
  )
  const differences: Difference[] = []
  let runs = 0
  for (const entry of entries) {
    if (entry.event === 'run') {
      runs++
      const byRule = allocate(question(entry.at, entry.facts, line)).map(inWords)
      const written = (offered.get(entry.number) ?? []).map((each) =>
        inWords({ ...each.facts, wishId: each.wishId }),
      )
      if (byRule.join('\n') !== written.join('\n')) differences.push({ run: entry.number, byRule, written })
    } else follow(line, entry)
  }
  return { runs, offers: [...offered.values()].flat().length, differences }
}

function question(now: Instant, facts: RunFacts, { waiting, open }: Line) {
  const { today, runs } = facts
  const asked = new Set([...open.values()].map(({ wishId }) => wishId))
  const wishes = [...waiting.values()].filter((wish) => !asked.has(wish.id))
  return { now, today, runs, wishes, urgentLeft: new Map(facts.urgentLeft) }
}

function inWords(allocation: Allocation): string {
  const { wishId, placeId, day, firstCell, endCell } = allocation
  return `${wishId} ${placeId} ${day} ${firstCell}-${endCell}`
}

function follow({ waiting, open }: Line, entry: Exclude<LogEntry, { event: 'run' }>): void {
  const { wishId } = entry
  const wish = waiting.get(wishId)
  switch (entry.event) {
    case 'joined':
      waiting.set(wishId, { ...entry.facts, id: wishId, refused: [] })
      break
    case 'changed':
      if (wish) waiting.set(wishId, { ...wish, ...entry.facts })
      break
    case 'ended':
      waiting.delete(wishId)
      break
    case 'offered':
      open.set(entry.offerId, { wishId, facts: entry.facts })
      break
    default: {
      const offer = open.get(entry.offerId)
      open.delete(entry.offerId)
      if (!offer || !wish || (entry.event !== 'declined' && entry.event !== 'lapsed')) break
      waiting.set(wishId, afterRefusal(wish, refusedTime(offer.facts), entry.at))
    }
  }
}

/** The span of an offered time. */
export function refusedTime({
  siteId,
  startsAt,
  minutes,
}: Pick<OfferedFacts, 'siteId' | 'startsAt' | 'minutes'>) {
  return { siteId, startsAt, endsAt: plus(startsAt, minutes * MINUTE) }
}
