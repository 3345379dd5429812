import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSpans } from '#features/authority/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, instantOf, startOfDay } from '#kernel/wallTime.ts'
import {
  CELL_MINUTES,
  cellBits,
  cellOf,
  cellsFor,
  cellsOf,
  choosePlaces,
  freeCells,
  freeStarts,
  instantOfCell,
  type Place,
  placesOfDay,
  type ShiftRule,
  startsOf,
} from './model.ts'

const ZONE = 'Europe/Berlin'
const SPRING = localDate('2026-03-29')
const AUTUMN = localDate('2026-10-25')

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}
const SERVICES = [1, 2, 3, 4].map((number) => numbered<'service'>(number))

const anyDay = fc.oneof(
  fc.constantFrom(SPRING, AUTUMN),
  fc.integer({ min: 0, max: 2_000 }).map((days) => addDays(localDate('2025-01-01'), days)),
)
const wallTime = fc.integer({ min: 0, max: 288 }).map((cell) => {
  const hours = String(Math.floor(cell / 12)).padStart(2, '0')
  return localTime(`${hours}:${String((cell % 12) * 5).padStart(2, '0')}`)
})

const anyPlace: fc.Arbitrary<Place> = fc
  .record({
    number: fc.integer({ min: 1, max: 1_000 }),
    edges: fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 4, maxLength: 4 }),
    hasBreak: fc.boolean(),
    taken: fc.bigInt({ min: 0n, max: (1n << 300n) - 1n }),
    sparse: fc.bigInt({ min: 0n, max: (1n << 300n) - 1n }),
    durationPercent: fc.integer({ min: 50, max: 400 }),
    skills: fc.subarray(SERVICES),
  })
  .map(({ number, edges, hasBreak, taken, sparse, durationPercent, skills }) => {
    const [first = 0, pauseFirst = 1, pauseEnd = 2, end = 3] = [...edges].sort((a, b) => a - b)
    return {
      id: numbered<'place'>(number),
      siteId: numbered<'site'>(1),
      counterId: numbered<'counter'>(1),
      day: SPRING,
      firstCell: first,
      endCell: end,
      breakFirstCell: hasBreak ? pauseFirst : null,
      breakEndCell: hasBreak ? pauseEnd : null,
      durationPercent,
      mode: 'both',
      skills: new Set(skills),
      taken: taken & sparse & (sparse >> 3n),
    }
  })

describe('cells', () => {
  test('begin five elapsed minutes apart also on days of 23 and 25 hours', () => {
    expect(cellOf(instantOf(SPRING, localTime('08:00'), ZONE), SPRING, ZONE)).toBe(7 * 12)
    expect(cellOf(instantOf(AUTUMN, localTime('08:00'), ZONE), AUTUMN, ZONE)).toBe(9 * 12)
    expect(cellOf(startOfDay(addDays(SPRING, 1), ZONE), SPRING, ZONE)).toBe(23 * 12)
    expect(cellOf(startOfDay(addDays(AUTUMN, 1), ZONE), AUTUMN, ZONE)).toBe(25 * 12)
  })

  test('and instants agree', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 299 }),
        fc.integer({ min: 0, max: 5 * MINUTE - 1 }),
        (day, cell, later) => {
          expect(cellOf(plus(instantOfCell(day, cell, ZONE), later), day, ZONE)).toBe(cell)
        },
      ),
    )
  })

  test('for planned minutes follow the pace of the place and are never too few', () => {
    expect(cellsFor(15, 100)).toBe(3)
    expect(cellsFor(15, 120)).toBe(4)
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 480 }), fc.integer({ min: 50, max: 400 }), (minutes, percent) => {
        const cells = cellsFor(minutes, percent)
        expect(cells * CELL_MINUTES * 100).toBeGreaterThanOrEqual(minutes * percent)
        expect((cells - 1) * CELL_MINUTES * 100).toBeLessThan(minutes * percent)
      }),
    )
  })

  test('as bits are read back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 299 })), (cells) => {
        const bits = cells.reduce((sum, cell) => sum | (1n << BigInt(cell)), 0n)
        expect(cellsOf(bits)).toEqual([...cells].sort((a, b) => a - b))
      }),
    )
  })
})

describe('a start that is shown', () => {
  test('has all its cells free, inside the shift and not in the break, and no start is left out', () => {
    fc.assert(
      fc.property(anyPlace, fc.integer({ min: 5, max: 240 }), (place, minutes) => {
        const cells = cellsFor(minutes, place.durationPercent)
        const isFree = (cell: number) =>
          cell >= place.firstCell &&
          cell < place.endCell &&
          !(cell >= (place.breakFirstCell ?? 999) && cell < (place.breakEndCell ?? 0)) &&
          ((place.taken >> BigInt(cell)) & 1n) === 0n
        const expected = Array.from({ length: 300 }, (_, start) => start).filter((start) =>
          Array.from({ length: cells }, (_, index) => start + index).every(isFree),
        )
        expect(startsOf(place, minutes, [])).toEqual(expected)
      }),
    )
  })

  test('is on a place that can do all matters', () => {
    fc.assert(
      fc.property(anyPlace, fc.subarray(SERVICES, { minLength: 1 }), (place, services) => {
        const shown = startsOf(place, 5, services).length > 0
        if (shown) expect(services.every((service) => place.skills.has(service))).toBe(true)
      }),
    )
  })

  test('needs at least one cell', () => {
    expect(freeStarts(cellBits(0, 10), 0)).toBe(0n)
  })
})

describe('the choice of a place', () => {
  test('takes exactly the places that show the start', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyPlace, { selector: (place) => place.id, maxLength: 6 }),
        fc.integer({ min: 0, max: 299 }),
        fc.integer({ min: 5, max: 120 }),
        fc.subarray(SERVICES),
        (places, start, minutes, services) => {
          const chosen = choosePlaces(places, start, minutes, services)
          const expected = places.filter((place) => startsOf(place, minutes, services).includes(start))
          expect(new Set(chosen)).toEqual(new Set(expected))
        },
      ),
    )
  })

  test('does not depend on the order in which places come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyPlace, { selector: (place) => place.id, maxLength: 6 }),
        fc.integer({ min: 0, max: 299 }),
        (places, start) => {
          expect(choosePlaces([...places].reverse(), start, 10, [])).toEqual(
            choosePlaces(places, start, 10, []),
          )
        },
      ),
    )
  })

  test('prefers fewer skills, then the tighter gap, then the smaller id', () => {
    const base: Place = {
      id: numbered(9),
      siteId: numbered(1),
      counterId: numbered(1),
      day: SPRING,
      firstCell: 0,
      endCell: 100,
      breakFirstCell: null,
      breakEndCell: null,
      durationPercent: 100,
      mode: 'both',
      skills: new Set(SERVICES.slice(0, 1)),
      taken: 0n,
    }
    const able = { ...base, id: numbered<'place'>(1), skills: new Set(SERVICES) }
    const wide = { ...base, id: numbered<'place'>(2) }
    const tight = { ...base, id: numbered<'place'>(3), taken: ~cellBits(10, 16) & cellBits(0, 100) }
    const alike = { ...tight, id: numbered<'place'>(4) }
    const chosen = choosePlaces([able, alike, wide, tight], 12, 10, SERVICES.slice(0, 1))
    expect(chosen.map((place) => place.id)).toEqual([tight.id, alike.id, wide.id, able.id])
  })
})

describe('the places of a day', () => {
  const site = {
    id: numbered<'site'>(1),
    timeZone: ZONE,
    hours: [
      { weekday: 1, opens: localTime('08:00'), closes: localTime('12:00') },
      { weekday: 1, opens: localTime('14:00'), closes: localTime('16:00') },
    ],
  }
  const MONDAY = localDate('2026-11-23')
  const rule: ShiftRule = {
    counterId: numbered(1),
    weekday: 1,
    starts: localTime('07:30'),
    ends: localTime('16:00'),
    breakStarts: localTime('10:00'),
    breakEnds: localTime('10:30'),
    mode: 'both',
    durationPercent: 120,
  }

  test('are the bookable shifts of that weekday, cut to the open hours', () => {
    expect(placesOfDay([rule], site, [], MONDAY)).toEqual([
      {
        siteId: site.id,
        counterId: rule.counterId,
        day: MONDAY,
        firstCell: 96,
        endCell: 144,
        breakFirstCell: 120,
        breakEndCell: 126,
        durationPercent: 120,
        mode: 'both',
      },
      {
        siteId: site.id,
        counterId: rule.counterId,
        day: MONDAY,
        firstCell: 168,
        endCell: 192,
        breakFirstCell: null,
        breakEndCell: null,
        durationPercent: 120,
        mode: 'both',
      },
    ])
    expect(placesOfDay([{ ...rule, mode: 'walk_in' }], site, [], MONDAY)).toEqual([])
    expect(placesOfDay([rule], site, [], localDate('2026-11-24'))).toEqual([])
  })

  test('are none on a closed day', () => {
    const reason = { de: 'zu', 'de-simple': 'zu', en: 'closed' }
    const closure = {
      id: numbered<'closure'>(1),
      siteId: null,
      firstDay: MONDAY,
      lastDay: MONDAY,
      texts: { reason },
    }
    expect(placesOfDay([rule], site, [closure], MONDAY)).toEqual([])
  })

  test('a break at the edge shortens them', () => {
    const early = { ...rule, breakStarts: localTime('07:45'), breakEnds: localTime('08:30') }
    expect(placesOfDay([early], site, [], MONDAY)[0]).toMatchObject({ firstCell: 102, breakFirstCell: null })
    const late = { ...rule, breakStarts: localTime('11:30'), breakEnds: localTime('13:00') }
    expect(placesOfDay([late], site, [], MONDAY)[0]).toMatchObject({ endCell: 138, breakFirstCell: null })
  })

  const anyRule = fc
    .record({
      counter: fc.integer({ min: 1, max: 3 }),
      weekday: fc.integer({ min: 1, max: 7 }),
      times: fc.uniqueArray(wallTime, { minLength: 4, maxLength: 4 }),
      hasBreak: fc.boolean(),
      mode: fc.constantFrom('both', 'appointment', 'walk_in'),
    })
    .map(({ counter, weekday, times, hasBreak, mode }): ShiftRule => {
      const [starts = times[0], breakStarts = null, breakEnds = null, ends = times[0]] = [...times].sort()
      return {
        counterId: numbered(counter),
        weekday,
        starts: starts ?? localTime('00:00'),
        ends: ends ?? localTime('24:00'),
        breakStarts: hasBreak ? breakStarts : null,
        breakEnds: hasBreak ? breakEnds : null,
        mode,
        durationPercent: 100,
      }
    })
  const anyHours = fc
    .tuple(fc.integer({ min: 1, max: 7 }), wallTime, wallTime)
    .filter(([, opens, closes]) => opens < closes)
    .map(([weekday, opens, closes]) => ({ weekday, opens, closes }))

  test('never leave the shift, the open hours or the day, never hold a break, and never overlap at a counter', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 8 }),
        fc.array(anyHours, { maxLength: 10 }),
        anyDay,
        (rules, hours, day) => {
          const open = { ...site, hours }
          const places = placesOfDay(rules, open, [], day)
          const spans = openSpans(open, [], day)
          const used = new Set<string>()
          for (const place of places) {
            expect(place.firstCell).toBeGreaterThanOrEqual(0)
            expect(place.endCell).toBeLessThanOrEqual(300)
            for (const cell of cellsOf(freeCells({ ...place, taken: 0n }))) {
              const from = instantOfCell(day, cell, ZONE)
              const until = plus(from, CELL_MINUTES * MINUTE)
              const at = (time: ReturnType<typeof localTime>) => instantOf(day, time, ZONE)
              expect(spans.some(({ opens, closes }) => opens <= from && until <= closes)).toBe(true)
              const worked = rules.some(
                (one) =>
                  one.counterId === place.counterId &&
                  one.mode === place.mode &&
                  at(one.starts) <= from &&
                  until <= at(one.ends) &&
                  !(
                    one.breakStarts &&
                    one.breakEnds &&
                    from < at(one.breakEnds) &&
                    until > at(one.breakStarts)
                  ),
              )
              expect(worked).toBe(true)
              const key = `${place.counterId} ${cell}`
              expect(used.has(key)).toBe(false)
              used.add(key)
            }
          }
        },
      ),
    )
  })
})
