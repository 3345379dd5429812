import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Hours, openSpans } from '#features/authority/model.ts'
import { minutesOf, timeOfMinutes } from '#features/capacity/model/shiftPlan.ts'
import { placesOfShifts } from '#features/capacity/model.ts'
import { asId, type Id, newId } from '#kernel/id.ts'
import { instant, type LocalDate, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { isStopError, type StopContext, stopFaults } from './model/stopFaults.ts'
import {
  lostParts,
  servedParts,
  shiftsOfStop,
  timesLost,
  tourDay,
  travelByDistance,
  type WantedStop,
} from './model.ts'

const ZONE = 'Europe/Berlin'
const DAY = localDate('2026-12-03')
const DEPOT = { latitude: 51.2, longitude: 8.9, setupMinutes: 30 }
const SITES = [0, 1, 2, 3].map((index) => ({
  id: newId<'site'>(instant(index)),
  latitude: 51.2 + index * 0.04,
  longitude: 8.9 + (index % 2) * 0.05,
}))
const pointOf = (id: Id<'site'>) => SITES.find((site) => site.id === id) ?? DEPOT

function stopAt(site: number, opens: string, closes: string, more: Partial<WantedStop> = {}): WantedStop {
  return {
    siteId: SITES[site]?.id ?? asId(''),
    day: DAY,
    opens: localTime(opens),
    closes: localTime(closes),
    breakStarts: null,
    breakEnds: null,
    travelMinutes: null,
    ...more,
  }
}

function faultsOf(stop: WantedStop, others: readonly WantedStop[] = [], more: Partial<StopContext> = {}) {
  return stopFaults(stop, {
    team: DEPOT,
    others,
    place: { timeZone: ZONE, services: 3, taken: false, closed: false },
    pointOf,
    today: addDays(DAY, -10),
    lastDay: addDays(DAY, 300),
    longestDayMinutes: 600,
    ...more,
  })
}

describe('the way by distance', () => {
  test('is none at the same place, the same both ways, in steps of five minutes, and longer the farther', () => {
    const point = fc.record({
      latitude: fc.double({ min: 50, max: 52, noNaN: true }),
      longitude: fc.double({ min: 8, max: 10, noNaN: true }),
    })
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(travelByDistance(a, a)).toBe(0)
        expect(travelByDistance(a, b)).toBe(travelByDistance(b, a))
        expect(travelByDistance(a, b) % 5).toBe(0)
        expect(travelByDistance(a, { ...b, latitude: b.latitude + 4 })).toBeGreaterThan(
          travelByDistance(a, { ...a, latitude: a.latitude + 0.01 }),
        )
      }),
    )
  })

  test('of ten kilometres as the crow flies is 26 minutes of driving, rounded up', () => {
    expect(travelByDistance({ latitude: 51, longitude: 9 }, { latitude: 51.0899, longitude: 9 })).toBe(30)
  })
})

/** Days of a team, sound and unsound. */
const anyStop = fc
  .record({
    site: fc.nat({ max: 3 }),
    opens: fc.integer({ min: 84, max: 220 }),
    length: fc.integer({ min: 6, max: 50 }),
    pause: fc.option(
      fc.record({ after: fc.integer({ min: 1, max: 30 }), cells: fc.integer({ min: 3, max: 12 }) }),
    ),
    travel: fc.option(fc.integer({ min: 0, max: 60 })),
  })
  .map(({ site, opens, length, pause, travel }) => {
    const at = (cell: number) => timeOfMinutes(cell * 5)
    const breaks = pause && pause.after + pause.cells < length
    return stopAt(site, at(opens), at(opens + length), {
      breakStarts: breaks ? at(opens + pause.after) : null,
      breakEnds: breaks ? at(opens + pause.after + pause.cells) : null,
      travelMinutes: travel,
    })
  })

/** What is accepted one after the other, as managers plan. */
function planned(wanted: readonly WantedStop[]): WantedStop[] {
  const day: WantedStop[] = []
  for (const stop of wanted) if (!faultsOf(stop, day).some(isStopError)) day.push(stop)
  return day
}

describe('a team', () => {
  const manyStops = fc.array(anyStop, { maxLength: 6 })

  test('is at one place at a time, and has the time to get to the next', () => {
    let several = 0
    fc.assert(
      fc.property(manyStops, (wanted) => {
        const { legs } = tourDay(DEPOT, planned(wanted), pointOf)
        if (legs.length > 1) several++
        for (const [index, leg] of legs.entries()) {
          const before = legs[index - 1]
          if (!before) continue
          const needed =
            leg.stop.travelMinutes ?? travelByDistance(pointOf(before.stop.siteId), pointOf(leg.stop.siteId))
          const gap = minutesOf(leg.stop.opens) - minutesOf(before.stop.closes)
          expect(gap).toBeGreaterThanOrEqual(needed + 2 * DEPOT.setupMinutes)
        }
      }),
    )
    expect(several).toBeGreaterThan(5)
  })

  test('works at most the longest day, and never more than six hours without a break, ways included', () => {
    let broken = 0
    fc.assert(
      fc.property(manyStops, (wanted) => {
        const { legs, home } = tourDay(DEPOT, planned(wanted), pointOf)
        const first = legs[0]
        if (!first) return
        // Counted minute by minute, unlike the model.
        const pauses = legs.flatMap(({ stop, leaves }, index) => [
          [legs[index - 1]?.packed ?? leaves, leaves] as const,
          [minutesOf(stop.breakStarts ?? stop.opens), minutesOf(stop.breakEnds ?? stop.opens)] as const,
        ])
        let [worked, stretch, longest] = [0, 0, 0]
        for (let minute = first.leaves; minute < home; minute++) {
          const pausing = pauses.some(
            ([from, until]) => until - from >= 15 && from <= minute && minute < until,
          )
          stretch = pausing ? 0 : stretch + 1
          worked += pausing ? 0 : 1
          longest = Math.max(longest, stretch)
        }
        if (worked < home - first.leaves) broken++
        expect(worked).toBeLessThanOrEqual(600)
        expect(longest).toBeLessThanOrEqual(360)
      }),
    )
    expect(broken).toBeGreaterThan(5)
  })
})

describe('a stop', () => {
  test('is bookable on its day alone, within its hours and outside its break', () => {
    const counter = newId<'counter'>(instant(5))
    fc.assert(
      fc.property(anyStop, fc.integer({ min: -3, max: 3 }), (stop, away) => {
        const site: Hours = { id: stop.siteId, timeZone: ZONE, hours: [], stops: [stop] }
        const day = addDays(DAY, away)
        const places = placesOfShifts(
          shiftsOfStop(stop, [counter]).filter((shift) => shift.day === day),
          site,
          [],
          day,
        )
        if (away !== 0) {
          expect(openSpans(site, [], day)).toEqual([])
          // Also a shift that somebody left on another day gives nothing.
          expect(placesOfShifts(shiftsOfStop(stop, [counter]), site, [], day)).toEqual([])
        }
        for (const place of places) {
          expect(place.day).toBe(DAY)
          expect(place.firstCell * 5).toBeGreaterThanOrEqual(minutesOf(stop.opens))
          expect(place.endCell * 5).toBeLessThanOrEqual(minutesOf(stop.closes))
        }
        if (away === 0) expect(places).toHaveLength(1)
      }),
    )
  })

  test.each<[string, WantedStop, readonly WantedStop[], Partial<StopContext>, string]>([
    ['in the past', stopAt(0, '09:00', '12:00'), [], { today: addDays(DAY, 1) }, 'past_day'],
    ['too far ahead', stopAt(0, '09:00', '12:00'), [], { lastDay: addDays(DAY, -1) }, 'too_far'],
    ['at a place without workplaces', stopAt(0, '09:00', '12:00'), [], { place: undefined }, 'unknown_site'],
    [
      'at which the kit can do nothing',
      stopAt(0, '09:00', '12:00'),
      [],
      { place: { timeZone: ZONE, services: 0, taken: false, closed: false } },
      'no_service',
    ],
    [
      'at a place that has one',
      stopAt(0, '09:00', '12:00'),
      [],
      { place: { timeZone: ZONE, services: 1, taken: true, closed: false } },
      'site_taken',
    ],
    ['that ends before it begins', stopAt(0, '12:00', '09:00'), [], {}, 'negative_length'],
    [
      'with a break outside',
      stopAt(0, '09:00', '12:00', { breakStarts: localTime('12:00'), breakEnds: localTime('12:30') }),
      [],
      {},
      'break_outside',
    ],
    [
      'at the same time as another',
      stopAt(0, '09:00', '12:00'),
      [stopAt(1, '11:00', '13:00')],
      {},
      'overlapping',
    ],
    [
      'with no time for the way',
      stopAt(0, '09:00', '12:00'),
      [stopAt(1, '12:30', '14:00')],
      {},
      'travel_too_short',
    ],
    ['for which one leaves yesterday', stopAt(0, '00:20', '03:00'), [], {}, 'too_early'],
    ['from which one comes home tomorrow', stopAt(3, '20:00', '23:40'), [], {}, 'too_late'],
    ['without a break', stopAt(0, '08:00', '13:30'), [], {}, 'break_too_late'],
    [
      'with too short a break',
      stopAt(0, '08:00', '14:00', { breakStarts: localTime('11:00'), breakEnds: localTime('11:20') }),
      [],
      {},
      'break_too_short',
    ],
    [
      'that makes the day too long',
      stopAt(0, '08:00', '18:00', { breakStarts: localTime('12:00'), breakEnds: localTime('12:45') }),
      [],
      {},
      'day_too_long',
    ],
    [
      'in the hour that spring skips',
      stopAt(0, '02:30', '05:00', { day: localDate('2027-03-28') }),
      [],
      {},
      'missing_hour',
    ],
    [
      'in the hour that autumn repeats',
      stopAt(0, '02:30', '05:00', { day: localDate('2027-10-31') }),
      [],
      { lastDay: localDate('2027-12-31') },
      'doubled_hour',
    ],
  ])('%s is told', (_, stop, others, more, fault) => {
    expect(faultsOf(stop, others, more)).toContain(fault)
  })

  test('that is sound has no fault', () => {
    expect(faultsOf(stopAt(0, '09:00', '12:00'), [stopAt(1, '14:00', '16:00')])).toEqual([])
  })
})

describe('a change of a stop', () => {
  const times = fc.tuple(anyStop, anyStop)

  test('loses exactly the minutes that were served before and are not after', () => {
    const minutes = (stop: WantedStop) => {
      const served = new Set<number>()
      for (const { starts, ends } of servedParts(stop)) {
        for (let minute = minutesOf(starts); minute < minutesOf(ends); minute++) served.add(minute)
      }
      return served
    }
    fc.assert(
      fc.property(times, ([before, after]) => {
        const lost = new Set<number>()
        for (const { starts, ends } of lostParts(before, after)) {
          for (let minute = minutesOf(starts); minute < minutesOf(ends); minute++) lost.add(minute)
        }
        const kept = minutes(after)
        expect(lost).toEqual(new Set([...minutes(before)].filter((minute) => !kept.has(minute))))
      }),
    )
  })

  test('loses the times that do not lie within what is served', () => {
    const at = (text: string) => ({ startsAt: parseInstant(text), minutes: 30 })
    const booked = [at('2026-12-03T08:00:00Z'), at('2026-12-03T09:45:00Z'), at('2026-12-03T10:30:00Z')]
    const after = stopAt(0, '10:00', '13:00', {
      breakStarts: localTime('11:00'),
      breakEnds: localTime('11:30'),
    })
    expect(timesLost(booked, after, ZONE)).toEqual(booked.slice(0, 2))
    expect(timesLost(booked, null, ZONE)).toEqual(booked)
    const other: LocalDate = addDays(DAY, 1)
    expect(timesLost(booked, { ...after, day: other }, ZONE)).toEqual(booked)
  })
})
