import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { id, NOW, run, SITES, TODAY, wish } from '#test/wishes.ts'
import { type Allocation, allocate } from './allocation.ts'
import { afterRefusal, type WaitingWish } from './waitlist.ts'
import { type LogEntry, RULE, refusedTime, replay } from './waitlistReplay.ts'

/** A random life of the list, written down as the log has it. */
function history(seed: readonly number[]): LogEntry[] {
  const log: LogEntry[] = []
  const waiting = new Map<Id<'wish'>, WaitingWish>()
  const open = new Map<Id<'offer'>, { wish: WaitingWish; run: number; each: Allocation }>()
  let at: Instant = NOW
  let next = 0
  const draw = (below: number) => Math.abs(seed[next++ % seed.length] ?? 0) % below
  const write = (entry: object) => log.push({ number: log.length + 1, at, ...entry } as unknown as LogEntry)
  for (let step = 0; step < seed.length; step++) {
    at = plus(at, 7 * MINUTE)
    const act = draw(4)
    if (act === 0) {
      const joined = wish(100 + step, {
        queuedAt: at,
        minutes: 5 * (1 + draw(5)),
        siteIds: draw(2) ? [] : SITES.slice(draw(2)),
        deadlineOn: draw(3) ? null : addDays(TODAY, draw(10)),
      })
      waiting.set(joined.id, joined)
      const { id: wishId, refused: _, ...facts } = joined
      write({ event: 'joined', wishId, facts })
    } else if (act === 1 || act === 2) {
      const runs = [1, 2].map((number) =>
        run(step * 10 + number, { firstCell: 100, endCell: 101 + draw(12) }),
      )
      const urgentLeft = new Map([[1, draw(3)]])
      const asked = new Set([...open.values()].map((offer) => offer.wish.id))
      const wishes = [...waiting.values()].filter((one) => !asked.has(one.id))
      const number = log.length + 1
      const facts = {
        today: TODAY,
        runs,
        urgentLeft: [...urgentLeft],
        begun: null,
        rule: RULE,
      }
      write({ event: 'run', facts })
      for (const each of allocate({ now: at, today: TODAY, runs, wishes, urgentLeft })) {
        const { wishId, ...place } = each
        const own = waiting.get(wishId) ?? wish(0)
        const offerId = id<'offer'>(5, log.length)
        open.set(offerId, { wish: own, run: number, each })
        write({ event: 'offered', wishId, offerId, facts: { ...place, run: number, minutes: own.minutes } })
      }
    } else {
      const [offerId, offer] = [...open][draw(Math.max(1, open.size))] ?? []
      if (!offerId || !offer) continue
      open.delete(offerId)
      const event = (['accepted', 'declined', 'lapsed', 'withdrawn'] as const)[draw(4)] ?? 'lapsed'
      write({ event, wishId: offer.wish.id, offerId })
      const own = waiting.get(offer.wish.id)
      if (own && (event === 'declined' || event === 'lapsed'))
        waiting.set(own.id, afterRefusal(own, refusedTime({ ...offer.each, minutes: own.minutes }), at))
      if (event === 'accepted') {
        waiting.delete(offer.wish.id)
        write({ event: 'ended', wishId: offer.wish.id, facts: { why: 'accepted' } })
      }
    }
  }
  return log
}

const seeds = fc.array(fc.nat(), { minLength: 40, maxLength: 200 })

describe('an auditor who replays the log', () => {
  it('finds the winners that are written there, over any history', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const log = history(seed)
        const found = replay(log)
        expect(found.differences).toEqual([])
        expect(found.offers).toBe(log.filter(({ event }) => event === 'offered').length)
      }),
    )
  })

  // The control: a winner who was not next, one that vanished, and a place in the line that was bought.
  it('finds a log in which somebody else won', () => {
    let forged = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const log = history(seed)
        const offered = log.findIndex(({ event }) => event === 'offered')
        if (offered < 0) return
        const without = log.toSpliced(offered, 1)
        expect(replay(without).differences).not.toEqual([])
        const other = { ...log[offered], wishId: id<'wish'>(3, 999_999) } as LogEntry
        expect(replay(log.with(offered, other)).differences).not.toEqual([])
        forged++
      }),
    )
    expect(forged).toBeGreaterThan(10)
  })
})
