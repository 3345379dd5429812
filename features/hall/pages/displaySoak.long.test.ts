import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE } from '#kernel/instant.ts'
import { callMany, listenToDisplay, type Weight, weigh } from '#test/displaySoak.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'

/** Thirty times a big centre: 1,000 people in eight hours are two calls a minute. Milliseconds. */
const EVERY = 1_000
const LASTS = 40 * MINUTE
/** Until the page has done everything once. */
const WARM = 5 * MINUTE
/** How many rows are on the display changes with each call, so the least of so many looks in a row counts. */
const LOOKS = 20

const least = (one: Weight | undefined, other: Weight): Weight => ({
  heap: Math.min(one?.heap ?? other.heap, other.heap),
  nodes: Math.min(one?.nodes ?? other.nodes, other.nodes),
  listeners: Math.min(one?.listeners ?? other.listeners, other.listeners),
})

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
}, MINUTE)
afterAll(() => hall?.stop())

test(
  'a display shows and says every call once for 40 minutes at thirty times the pace of a big centre, and does not grow',
  async () => {
    await hall.withPage({ viewport: { width: 1920, height: 1080 } }, async (page, context) => {
      const { spoken, shown } = await listenToDisplay(page)
      const sound = page.getByRole('button', { name: 'Ton einschalten' })
      if (await sound.isVisible()) await sound.click()
      const session = await context.newCDPSession(page)
      await session.send('HeapProfiler.enable')
      let warm: Weight | undefined
      let end: Weight | undefined
      const warmAfter = WARM / EVERY
      const calls = LASTS / EVERY
      const start = performance.now()
      const numbers = await callMany(hall, {
        calls,
        every: EVERY,
        each: async (done) => {
          if (done >= warmAfter && done < warmAfter + LOOKS) warm = least(warm, await weigh(session))
          if (done > calls - LOOKS) end = least(end, await weigh(session))
        },
      })
      // The pace was kept.
      expect(performance.now() - start).toBeLessThan(LASTS * 1.5)
      expect(await shown()).toEqual(numbers)
      // Nothing twice. Two calls share a chime, and whoever is at the counter by its end needs no words any more.
      expect(new Set(spoken).size).toBe(spoken.length)
      const said = new Set(spoken.map((each) => Number(each.split(' ')[0])))
      expect(said.size).toBeGreaterThanOrEqual(numbers.length * 0.4)
      const before = warm ?? expect.fail('not weighed')
      const after = end ?? expect.fail('not weighed')
      console.log('display after warming up and at the end', before, after)
      // What the test itself keeps in the page: one number for each call.
      const kept = numbers.length * 16
      expect(after.heap - kept).toBeLessThanOrEqual(before.heap * 1.05)
      expect(after.nodes).toBeLessThanOrEqual(before.nodes * 1.05)
      expect(after.listeners).toBeLessThanOrEqual(before.listeners * 1.05)
    })
  },
  LASTS + 10 * MINUTE,
)
