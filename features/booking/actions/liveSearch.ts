import { CELL_MINUTES, PLAN_TOPIC } from '#features/capacity/model.ts'
import type { MatterRefusal } from '#features/catalogue/actions.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { dayNumberAt } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { monotonic } from '#platform/time/clock.ts'
import { answerFrom, type SearchGround, searchGround, type TimeAnswer, type TimeQuestion } from './search.ts'

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
    question: TimeQuestion,
    present: (answer: TimeAnswer) => T,
  ): Promise<Result<T, MatterRefusal>>
  stop(): void
}

type Followed = {
  ground: SearchGround | undefined
  /** When the ground was read: by the authority's clock, how far that was set ahead, and by this machine's. */
  now: Instant
  demoOffset: number
  readAt: number
  askedAt: number
  /** How many wake-ups there were, and how many of them the ground has seen. */
  wakes: number
  seen: number
  reading: Promise<void> | undefined
  /** Answers of one state of all things. */
  state: string
  answers: Map<string, Result<object, MatterRefusal>>
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
    const { wakes } = one
    const begun = monotonic()
    const { ground, now } = await database.withAuthority(authority, async (tx) => ({
      ground: await searchGround(tx),
      now: tx.now,
    }))
    Object.assign(one, { ground, now, demoOffset: authority.demoOffset, readAt: begun, seen: wakes })
  }

  /** One reading at a time; whoever needs a later one than that under way waits for the next. */
  async function freshen(authority: Authority, one: Followed): Promise<void> {
    const { wakes } = one
    const begun = monotonic()
    while (!isFresh(authority, one, wakes, begun)) {
      one.reading ??= read(authority, one).finally(() => {
        one.reading = undefined
      })
      await one.reading
    }
  }

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
      wakes: 0,
      seen: 0,
      reading: undefined,
      state: '',
      answers: new Map(),
      watching: undefined,
    }
    one.watching = wakeUps.watch({ authority: authority.key, topic: PLAN_TOPIC }, async () => {
      one.wakes++
      const present = authorityNow(authority.key)
      if (present?.createdAt === authority.createdAt && monotonic() - one.askedAt < FOLLOWED_MS) {
        return freshen(present, one)
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
      question: TimeQuestion,
      present: (answer: TimeAnswer) => T,
    ): Promise<Result<T, MatterRefusal>> {
      const one = follow(authority)
      const begun = monotonic()
      one.askedAt = begun
      if (!isFresh(authority, one, one.wakes, begun)) await freshen(authority, one)
      const { ground } = one
      if (!ground) throw new Error('nothing was read')
      const now = plus(one.now, monotonic() - one.readAt)
      const state = stateOf(ground, now)
      if (one.state !== state || one.answers.size > ANSWERS_KEPT) {
        one.answers.clear()
        one.state = state
      }
      const known = one.answers.get(name)
      // The name stands for one shape, so the kept answer has its type.
      if (known) return known as Result<T, MatterRefusal>
      const answer = answerFrom(ground, question, now)
      const shown = answer.ok ? { ok: true as const, value: present(answer.value) } : answer
      one.answers.set(name, shown)
      return shown
    },
    stop() {
      for (const one of followed.values()) one.watching?.stop()
      followed.clear()
    },
  }
}

/** Was the ground read by the authority's present clock, after so many wake-ups, and at most a second before? */
function isFresh(authority: Authority, one: Followed, wakes: number, asked: number): boolean {
  return (
    one.ground !== undefined &&
    one.demoOffset === authority.demoOffset &&
    one.seen >= wakes &&
    one.readAt > asked - FRESH_MS
  )
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

/** All on which answers depend: they stay the same until one of these changes. */
function stateOf({ plan, settings, services, offers }: SearchGround, now: Instant): string {
  const bookable = plus(now, settings.bookingLeadMinutes * MINUTE)
  const cell = Math.ceil(bookable / (CELL_MINUTES * MINUTE))
  const day = dayNumberAt(now, settings.timeZone)
  return [
    plan.version,
    numberOf(plan),
    numberOf(settings),
    numberOf(services),
    numberOf(offers),
    day,
    cell,
  ].join()
}
