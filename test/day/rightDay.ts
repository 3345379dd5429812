import { expect } from 'vitest'
import type { VisitEvent } from '#features/visit/model.ts'
import { faultsOf, type Story } from './story.ts'
import { dayFaults } from './told.ts'
import { TYPICAL_DAY } from './typicalDay.ts'
import { waitsIn } from './waits.ts'

/** What happens on every day. */
const EVENTS: readonly VisitEvent[] = [
  ...(['held', 'booked', 'cancelled', 'no_show', 'checked_in', 'ticket_drawn', 'called', 'started'] as const),
  ...(['finished', 'called_again', 'missed', 'returned', 'withdrawn', 'went_away', 'parked'] as const),
  ...(['unparked', 'sent_on', 'taken_over', 'split_off', 'matters_changed', 'credited'] as const),
  ...(['need_noted', 'left', 'finish_undone'] as const),
]

/** Everybody's story is right, nobody meets anybody else at a counter, and everything that can happen has happened. */
export function expectRightStories(stories: readonly Story[]): void {
  expect(stories.flatMap(faultsOf)).toEqual([])
  expect(dayFaults(stories)).toEqual([])
  const from = (origin: Story['origin']) => stories.filter((story) => story.origin === origin).length
  expect(from('booking')).toBe(TYPICAL_DAY.booked)
  expect(from('ticket')).toBeGreaterThan(TYPICAL_DAY.spontaneous)
  const ends = new Set(stories.map(({ state }) => state))
  expect([...ends].toSorted()).toEqual(['cancelled', 'done', 'left', 'no_show'])
  const events = new Set(stories.flatMap(({ lines }) => lines.map(({ event }) => event)))
  expect(EVENTS.filter((event) => !events.has(event))).toEqual([])
}

/** Nobody waits longer than was promised: 8 minutes with an appointment, at most one in six over 15, 25 without. */
export function expectShortWaits(stories: readonly Story[]) {
  const [booked, walkIns] = [waitsIn(stories, true), waitsIn(stories, false)]
  console.log(`waits of the day ${TYPICAL_DAY.seed} in minutes`, booked, walkIns)
  expect(booked.people).toBeGreaterThan(110)
  expect(walkIns.people).toBeGreaterThan(90)
  expect(booked.mean).toBeLessThanOrEqual(8)
  expect(booked.over15 / booked.people).toBeLessThanOrEqual(1 / 6)
  expect(walkIns.mean).toBeLessThanOrEqual(25)
  return { booked, walkIns }
}
