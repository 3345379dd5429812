import { EventEmitter } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, it, vi } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { experienceOf, NOTHING_HAPPENED } from '../model/happened.ts'
import { lookAtSite } from '../model/lookAtSite.ts'
import type { SiteSeen } from '../model/seen.ts'
import { type LookingThread, openThread } from './thread.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const CARD = 'card' as Id<'service'>
const seen: SiteSeen = {
  now: NOW,
  closesAt: null,
  counters: [
    {
      counterId: 'counter' as Id<'counter'>,
      skills: new Set([CARD]),
      serving: null,
      freeFrom: NOW,
      stopsAt: null,
      breaks: [{ from: plus(NOW, 30 * MINUTE), minutes: 20 }],
      worksUntil: null,
      pace: 1,
    },
  ],
  waiting: Array.from({ length: 30 }, (_, nth) => ({
    visitId: `visit-${nth}` as Id<'visit'>,
    services: [CARD],
    minutes: 15,
    forCounterId: null,
    booked: false,
    dueAt: plus(NOW, (nth - 60) * MINUTE),
    callableFrom: NOW,
  })),
  expected: [],
  services: [{ id: CARD, minutes: 15 }],
  rules: { early: 20, late: 15, credit: 30 },
  walkIns: [{ service: CARD, credit: 0 }],
  planned: true,
  mayOpen: [],
  theta: 2,
  freeToday: [],
  coming: null,
}

let thread: LookingThread
afterEach(() => thread.stop())

it('looks beside this thread and says the same', async () => {
  thread = openThread()
  const ahead = await thread.look({ site: 'one', seen, before: NOTHING_HAPPENED, today: NOTHING_HAPPENED })
  expect(ahead).toEqual(lookAtSite(seen, experienceOf(NOTHING_HAPPENED)))
})

it('knows of a site what it was told before, until it forgets it', async () => {
  thread = openThread()
  const planned = { servicePlanned: 15, visitPlanned: 15 }
  const stay = { service: CARD, ...planned, minutes: 40, gap: 0, cameFor: CARD, grown: 1 }
  const before = { ...NOTHING_HAPPENED, stays: Array(500).fill(stay) }
  const look = async (more = {}) =>
    (await thread.look({ site: 'one', seen, ...more })).walkIns[0]?.raw.middle ?? 0
  const slow = await look({ before })
  expect(await look()).toBe(slow)
  thread.forget('one')
  expect(await look()).toBeLessThan(slow / 2)
})

it('gives up a look that takes too long, and begins anew', async () => {
  thread = openThread({ longest: 1 })
  const first = thread.generation()
  await expect(thread.look({ site: 'one', seen })).rejects.toThrow('too long')
  expect(thread.generation()).toBe(first + 1)
})

it('is over when it has stopped', async () => {
  thread = openThread()
  thread.generation()
  const ended = vi.spyOn(Worker.prototype, 'terminate')
  await thread.stop()
  expect(ended.mock.settledResults).toMatchObject([{ type: 'fulfilled' }])
  ended.mockRestore()
})

it('asks one thing at a time, so that the time of a look is its own', async () => {
  const asked: string[] = []
  const worker = Object.assign(new EventEmitter(), {
    postMessage: ({ site }: { readonly site: string }) => void asked.push(site),
    terminate: async () => 0,
    unref: () => undefined,
  })
  thread = openThread({ open: () => worker as unknown as Worker })
  const looks = [thread.look({ site: 'one', seen }), thread.look({ site: 'two', seen })]
  expect(asked).toEqual(['one'])
  worker.emit('message', { number: 1, ahead: { people: [] } })
  expect(asked).toEqual(['one', 'two'])
  worker.emit('message', { number: 2, ahead: { people: [] } })
  expect(await Promise.all(looks)).toHaveLength(2)
})
