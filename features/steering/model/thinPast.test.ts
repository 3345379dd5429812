import { expect, it } from 'vitest'
import { CLOSES, OPENS, someDays, visitor, workedCounter } from '#test/steering/pastDays.ts'
import { filledDay } from './thinPast.ts'

const [day] = someDays(1, { counters: 1, booked: 6, walkIns: 8 })
if (!day) throw new Error('a day')
const planned = [workedCounter('town counter 0'), workedCounter('never reached')]

it('everybody comes as often as they stand for people, during the hours, with and without appointment as before', () => {
  const full = filledDay(day, planned, 20)
  expect(full.visitors).toHaveLength(20 * day.visitors.length)
  expect(new Set(full.visitors.map(({ id }) => id)).size).toBe(full.visitors.length)
  for (const of of day.visitors) {
    const own = full.visitors.filter(({ id }) => id === of.id || id.startsWith(`${of.id} stands`))
    expect(own).toHaveLength(20)
    for (const one of own) {
      expect([one.services, one.minutes, one.credits]).toEqual([of.services, of.minutes, of.credits])
      expect([one.appointment === null, one.arrival === null]).toEqual([
        of.appointment === null,
        of.arrival === null,
      ])
      if (one.appointment !== null && one.arrival !== null)
        expect(one.arrival - one.appointment).toBeCloseTo((of.arrival ?? 0) - (of.appointment ?? 0))
      else if (one.arrival !== null)
        expect([OPENS <= one.arrival, one.arrival < CLOSES]).toEqual([true, true])
    }
  }
  // Not all at the same time.
  const first = full.visitors.filter(({ id }) => id.startsWith(day.visitors.at(-1)?.id ?? '?'))
  expect(new Set(first.map(({ arrival }) => arrival)).size).toBe(20)
})

it('counters that were planned are there, each once; a time near closing stays before it', () => {
  const late = {
    ...day,
    visitors: [visitor('late', { appointment: CLOSES - 10, arrival: CLOSES - 12, minutes: 20 })],
  }
  const full = filledDay(late, planned, 50)
  expect(full.counters.map(({ id }) => id)).toEqual(['town counter 0', 'never reached'])
  for (const { id, appointment } of full.visitors)
    if (id !== 'late') expect(appointment).toBeLessThanOrEqual(CLOSES - 20)
})
