import { refreshAsked } from '#features/capacity/model/asked.ts'
import type { Asked, Plan } from '#features/capacity/model/plan.ts'
import { CELL_MINUTES, PLAN_TOPIC } from '#features/capacity/model.ts'
import type { MatterRefusal } from '#features/catalogue/actions.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { dayNumberAt } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { monotonic } from '#platform/time/clock.ts'
import { answerFrom, type SearchGround, searchGround, type TimeAnswer, type TimeQuestion } from './search.ts'

/**
 * What other nodes change is looked at so often at most: while twenty bookings a second come in, most answers would
 * else be made anew each time that they are asked for.
 */
const LOOK_EVERY_MS = 300
/** No answer is made from what was read longer ago; the wake-ups' own look once a second keeps below it. */
const FRESH_MS = 1_000
/** An authority that nobody asks any more is no longer looked after. */
const FOLLOWED_MS = 60_000
/** Answers that are kept until something changes. */
const ANSWERS_KEPT = 2_000

/** Answers questions about free times without a transaction for each: from what this node knows, at most a second old. */
export type LiveSearch = {
  /**
   * The answer to a question, in the shape that `present` gives it. `name` names question and shape together: the same
   * name gets the same object until the plan, the city's data or the next free cell change.
   */
  ask<T extends object>(
    authority: Authority,
    name: string,
    question: () => TimeQuestion,
    present: (answer: TimeAnswer) => T,
  ): Promise<Result<T, MatterRefusal>>
  stop(): void
}

type KeptAnswer = {
  readonly answer: Result<object, MatterRefusal>
  /** All that the plan was asked for it, and the plan's version at that time. */
  readonly looked: readonly Asked[]
  readonly version: number
}

type Followed = {
  ground: SearchGround | undefined
  /** When the ground was read: by the authority's clock, how far that was set ahead, and by this machine's. */
  now: Instant
  demoOffset: number
  readAt: number
  askedAt: number
  /** How many commits of this node changed the plan, and how many of them the ground has seen. */
  commits: number
  seen: number
  reading: Promise<void> | undefined
  /** Answers of one state of all things beside the plan. */
  state: string
  answers: Map<string, KeptAnswer>
  watching: { stop(): void } | undefined
}

/** `authorityNow` gives the present entry of the directory, because a demo clock can move. */
export function createLiveSearch(
  database: Database,
  wakeUps: Pick<WakeUps, 'watch'>,
  authorityNow: (key: string) => Authority | undefined,
): LiveSearch {
  const followed = new Map<string, Followed>()

  async function read(authority: Authority, one: Followed): Promise<void> {
    const seen = one.commits
    const readAt = monotonic()
    const { ground, now } = await database.withAuthority(authority, async (tx) => ({
      ground: await searchGround(tx),
      now: tx.now,
    }))
    Object.assign(one, { ground, now, demoOffset: authority.demoOffset, readAt, seen })
  }

  /** One reading at a time; whoever needs a later one than that under way waits for the next. */
  async function freshen(authority: Authority, one: Followed, notBefore: number): Promise<void> {
    const { commits } = one
    while (!isFresh(authority, one, commits, notBefore)) {
      one.reading ??= read(authority, one).finally(() => {
        one.reading = undefined
      })
      await one.reading
    }
  }

  // Who has booked here sees it in the next answer; what other nodes book may be seen a moment later.
  database.onTouched(({ key, createdAt }, topic) => {
    const one = topic === PLAN_TOPIC ? followed.get(`${key} ${createdAt}`) : undefined
    if (one) one.commits++
  })

  function follow(authority: Authority): Followed {
    // One that was removed and made again under its key is another one.
    const name = `${authority.key} ${authority.createdAt}`
    const known = followed.get(name)
    if (known) return known
    const one: Followed = {
      ground: undefined,
      now: authority.createdAt,
      demoOffset: authority.demoOffset,
      readAt: 0,
      askedAt: 0,
      commits: 0,
      seen: 0,
      reading: undefined,
      state: '',
      answers: new Map(),
      watching: undefined,
    }
    one.watching = wakeUps.watch({ authority: authority.key, topic: PLAN_TOPIC }, async () => {
      // All who hear of a commit hear of it first.
      await pause(one.readAt + LOOK_EVERY_MS - monotonic())
      if (followed.get(name) !== one) return
      const present = authorityNow(authority.key)
      if (present?.createdAt === authority.createdAt && monotonic() - one.askedAt < FOLLOWED_MS) {
        return freshen(present, one, monotonic())
      }
      one.watching?.stop()
      followed.delete(name)
    })
    followed.set(name, one)
    return one
  }

  return {
    async ask<T extends object>(
      authority: Authority,
      name: string,
      question: () => TimeQuestion,
      present: (answer: TimeAnswer) => T,
    ): Promise<Result<T, MatterRefusal>> {
      const one = follow(authority)
      const begun = monotonic()
      one.askedAt = begun
      const oldest = begun - FRESH_MS
      if (!isFresh(authority, one, one.commits, oldest)) await freshen(authority, one, oldest)
      const { ground } = one
      if (!ground) throw new Error('nothing was read')
      const now = plus(one.now, monotonic() - one.readAt)
      const state = stateOf(ground, now)
      if (one.state !== state || one.answers.size > ANSWERS_KEPT) {
        one.answers.clear()
        one.state = state
      }
      const kept = one.answers.get(name)
      // The name stands for one shape, so the kept answer has its type.
      if (kept && isSame(ground.plan, kept)) return kept.answer as Result<T, MatterRefusal>
      const answer = answerFrom(ground, question(), now)
      if (!answer.ok) return answer
      const shown = ok(present(answer.value))
      const { looked } = answer.value
      one.answers.set(name, { answer: shown, looked, version: ground.plan.version })
      return shown
    },
    stop() {
      for (const one of followed.values()) one.watching?.stop()
      followed.clear()
    },
  }
}

/** Has nothing changed of what an answer was made from? Looks again only at site-days that it looked at. */
function isSame(plan: Plan, { looked, version }: KeptAnswer): boolean {
  for (const asked of looked) {
    refreshAsked(plan, asked)
    if (asked.changedAt > version) return false
  }
  return true
}

/** Was the ground read by the authority's present clock, after so many commits, and not before? */
function isFresh(authority: Authority, one: Followed, commits: number, notBefore: number): boolean {
  return (
    one.ground !== undefined &&
    one.demoOffset === authority.demoOffset &&
    one.seen >= commits &&
    one.readAt >= notBefore
  )
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)).unref())
}

let numbered = 0
const numbers = new WeakMap<object, number>()

/** Numbers an object, so that others can be told from it without keeping it. */
function numberOf(kept: object): number {
  const known = numbers.get(kept)
  if (known !== undefined) return known
  numbered++
  numbers.set(kept, numbered)
  return numbered
}

/** All on which answers depend beside what the plan holds: they stay the same until one of these changes. */
function stateOf(
  { plan, stops, settings, services, everyService, offers, gazetteer }: SearchGround,
  now: Instant,
): string {
  const bookable = plus(now, settings.bookingLeadMinutes * MINUTE)
  const cell = Math.ceil(bookable / (CELL_MINUTES * MINUTE))
  const day = dayNumberAt(now, settings.timeZone)
  return [
    numberOf(plan),
    numberOf(stops),
    numberOf(settings),
    numberOf(services),
    numberOf(everyService),
    numberOf(offers),
    numberOf(gazetteer),
    day,
    cell,
  ].join()
}
