import { expect, it } from 'vitest'
import { newTally } from './tally.ts'
import type { PastVisit } from './visit.ts'
import { nothingUncounted, walkSite } from './walk.ts'

const DAY = 1_440
const NOON = 240

/** A line at one unnamed counter, called one after the other. Minutes of the day. */
function dayOf(nth: number): PastVisit[] {
  let free = 0
  return Array.from({ length: 40 }, (_, index) => {
    const arrival = index * 9
    const called = Math.max(arrival, free) + 1
    const minutes = 4 + ((index * 7 + nth * 3) % 11)
    free = called + minutes
    return {
      ...{ line: nth * 100 + index, site: 'Mitte', service: 'card', group: 'walk-in', pool: 'A' },
      ...{ counter: null, number: null, appointment: null, gone: false },
      day: nth * DAY,
      arrival: nth * DAY + arrival,
      called: nth * DAY + called,
      ended: nth * DAY + free,
    }
  })
}

/** The errors of our engine on the last of some days. */
function lastErrors(days: readonly PastVisit[][]): number | undefined {
  const tally = newTally()
  for (const _ of walkSite(days, { learned: 1, silent: 0 }, tally, nothingUncounted()));
  return tally.days.get((days.length - 1) * DAY)?.get('engine')?.error
}

/** Of whoever comes in the afternoon nothing is counted, and everything may be otherwise. */
const afternoon = (visits: readonly PastVisit[], later: number) =>
  visits.map((each) =>
    (each.arrival ?? 0) % DAY < NOON
      ? each
      : { ...each, gone: true, called: (each.called ?? 0) + later, ended: (each.ended ?? 0) + 2 * later },
  )

it('only the past is known: what comes later in the day changes nothing that was foreseen before it', () => {
  const days = [0, 1, 2].map(dayOf)
  const [last = [], before] = [days[2], days.slice(0, 2)]
  const alike = lastErrors([...before, afternoon(last, 0)])
  expect(alike).toBeGreaterThan(0)
  expect(lastErrors([...before, afternoon(last, 25)])).toBe(alike)
  // Control: what happened in the morning does change it.
  const slower = last.map((each) => ({ ...each, ended: (each.ended ?? 0) - 2 }))
  expect(lastErrors([...before, afternoon(slower, 0)])).not.toBe(alike)
})

it('a line of one counter is foreseen well, and counted once', () => {
  const tally = newTally()
  const uncounted = nothingUncounted()
  for (const _ of walkSite([0, 1, 2, 3].map(dayOf), { learned: 2, silent: 0 }, tally, uncounted));
  expect(tally.calls).toBe(80)
  expect(uncounted).toEqual({ learnedFrom: 80, notServed: 0, nothingToSay: 0 })
  const error = (way: 'engine' | 'lastCalled') => (tally.ways.get(way)?.error ?? 0) / 80
  expect(error('engine')).toBeLessThan(error('lastCalled'))
})
