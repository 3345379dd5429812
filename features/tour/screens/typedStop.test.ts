import { describe, expect, test } from 'vitest'
import { emptyStop, readStops, typedFrom } from './typedStop.ts'

const team = { team: 'bus', name: { de: 'Bus', 'de-simple': 'Bus', en: 'Bus' }, setupMinutes: 30, kit: [] }
const empty = { ...emptyStop({ ...team, places: [{ site: 'volksdorf', counters: 1, services: [] }] }) }

describe('a typed stop', () => {
  test('is one for each week in which it is repeated', () => {
    expect(readStops({ ...empty, day: '2026-12-03', weeks: 2, opens: '9', travel: '20' })).toEqual({
      site: 'volksdorf',
      days: ['2026-12-03', '2026-12-10', '2026-12-17'],
      opens: '09:00',
      closes: '12:00',
      breakStarts: null,
      breakEnds: null,
      travelMinutes: 20,
    })
  })

  test.each([
    [{ day: '' }, 'day'],
    [{ opens: '' }, 'time'],
    [{ closes: '25' }, 'time'],
    [{ breakEnds: 'noon' }, 'time'],
    [{ travel: '-5' }, 'travel'],
    [{ travel: '481' }, 'travel'],
  ])('with %o is not sent', (part, fault) => {
    expect(readStops({ ...empty, day: '2026-12-03', ...part })).toBe(fault)
  })

  test('that stands comes back as it was', () => {
    const times = {
      opens: '09:00',
      closes: '13:00',
      breakStarts: '11:00',
      breakEnds: '11:30',
      travelMinutes: 5,
    }
    const way = { wayMinutes: 5, leaves: '08:25', packed: '13:30', booked: 0 }
    const stop = { stop: 'x', team: 'bus', site: 'volksdorf', day: '2026-12-03', ...times, ...way }
    expect(readStops(typedFrom(stop, stop.day))).toEqual({
      site: 'volksdorf',
      days: ['2026-12-03'],
      ...times,
    })
    expect(readStops(typedFrom(stop, ''))).toBe('day')
  })
})
