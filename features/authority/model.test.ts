import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId } from '#kernel/id.ts'
import { HOUR, localDate, localTime, parseInstant, plus } from '#kernel/instant.ts'
import { addDays, dayOf, startOfDay, timeOf } from '#kernel/wallTime.ts'
import {
  type Closure,
  closesAt,
  type Hours,
  isOpenAt,
  nextOpening,
  openSpans,
  type SpecialHours,
} from './model.ts'

const ZONE = 'Europe/Berlin'
const SPRING = localDate('2026-03-29')
const AUTUMN = localDate('2026-10-25')

function siteOpen(...hours: [weekday: number, opens: string, closes: string][]): Hours {
  return {
    id: asId('00000000-0000-7000-8000-000000000001'),
    timeZone: ZONE,
    hours: hours.map(([weekday, opens, closes]) => ({
      weekday,
      opens: localTime(opens),
      closes: localTime(closes),
    })),
  }
}

function closed(firstDay: string, lastDay: string, siteId: Closure['siteId'] = null): Closure {
  const reason = { de: 'Feiertag', 'de-simple': 'Feiertag', en: 'Holiday' }
  return {
    id: asId('00000000-0000-7000-8000-0000000000c1'),
    siteId,
    firstDay: localDate(firstDay),
    lastDay: localDate(lastDay),
    texts: { reason },
  }
}

const wallTime = fc.integer({ min: 0, max: 96 }).map((quarter) => {
  const hours = String(Math.floor(quarter / 4)).padStart(2, '0')
  return localTime(`${hours}:${String((quarter % 4) * 15).padStart(2, '0')}`)
})
const anyDay = fc.oneof(
  fc.constantFrom(SPRING, AUTUMN),
  fc.integer({ min: 0, max: 2_000 }).map((days) => addDays(localDate('2025-01-01'), days)),
)
const anySite = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 7 }), wallTime, wallTime), { maxLength: 12 })
  .map((rows) => siteOpen(...rows.filter(([, opens, closes]) => opens < closes)))

describe('hours', () => {
  test('are wall time of the site on both sides of the clock change', () => {
    const site = siteOpen([5, '08:00', '12:00'], [1, '08:00', '12:00'])
    expect(openSpans(site, [], localDate('2026-10-23'))).toEqual([
      { opens: parseInstant('2026-10-23T06:00:00Z'), closes: parseInstant('2026-10-23T10:00:00Z') },
    ])
    expect(openSpans(site, [], localDate('2026-10-26'))).toEqual([
      { opens: parseInstant('2026-10-26T07:00:00Z'), closes: parseInstant('2026-10-26T11:00:00Z') },
    ])
  })

  test('that a clock change runs through last an hour less in spring and more in autumn', () => {
    const site = siteOpen([7, '00:00', '24:00'])
    const length = (day: typeof SPRING) =>
      openSpans(site, [], day).map(({ opens, closes }) => (closes - opens) / HOUR)
    expect(length(SPRING)).toEqual([23])
    expect(length(AUTUMN)).toEqual([25])
  })

  test('that lie in the hour skipped in spring are no hours', () => {
    expect(openSpans(siteOpen([7, '02:00', '03:00']), [], SPRING)).toEqual([])
  })

  test('are empty on a day on which the site or all sites are closed', () => {
    const site = siteOpen([5, '08:00', '12:00'])
    const day = localDate('2026-12-25')
    expect(openSpans(site, [closed('2026-12-24', '2026-12-26')], day)).toEqual([])
    expect(openSpans(site, [closed('2026-12-25', '2026-12-25', site.id)], day)).toEqual([])
    const elsewhere = closed('2026-12-25', '2026-12-25', asId('00000000-0000-7000-8000-000000000002'))
    expect(openSpans(site, [elsewhere], day)).toHaveLength(1)
  })

  test('are in order, without overlap and within their day', () => {
    fc.assert(
      fc.property(anySite, anyDay, (site, day) => {
        let last = startOfDay(day, ZONE)
        for (const { opens, closes } of openSpans(site, [], day)) {
          expect(opens).toBeGreaterThanOrEqual(last)
          expect(closes).toBeGreaterThan(opens)
          last = closes
        }
        expect(last).toBeLessThanOrEqual(startOfDay(addDays(day, 1), ZONE))
      }),
    )
  })
})

describe('hours of one date', () => {
  const spans = fc
    .array(fc.tuple(wallTime, wallTime), { minLength: 1, maxLength: 3 })
    .map((rows) => rows.filter(([opens, closes]) => opens < closes))
    .filter((rows) => rows.length > 0)
  const on = (day: SpecialHours['day'], rows: readonly (readonly [string, string])[]) =>
    rows.map(([opens, closes]) => ({ day, opens: localTime(opens), closes: localTime(closes) }))

  test('replace those of the weekday on that date, and on no other', () => {
    fc.assert(
      fc.property(anySite, anyDay, spans, fc.integer({ min: -9, max: 9 }), (site, day, rows, away) => {
        const special = { ...site, specialHours: on(day, rows) }
        const everyDay = siteOpen(
          ...[1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
            rows.map(([opens, closes]): [number, string, string] => [weekday, opens, closes]),
          ),
        )
        expect(openSpans(special, [], day)).toEqual(openSpans(everyDay, [], day))
        const other = addDays(day, away === 0 ? 1 : away)
        expect(openSpans(special, [], other)).toEqual(openSpans(site, [], other))
      }),
    )
  })

  test('are in order, without overlap and within their day, also when the clock changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(SPRING, AUTUMN), spans, (day, rows) => {
        let last = startOfDay(day, ZONE)
        for (const { opens, closes } of openSpans({ ...siteOpen(), specialHours: on(day, rows) }, [], day)) {
          expect(opens).toBeGreaterThanOrEqual(last)
          expect(closes).toBeGreaterThan(opens)
          last = closes
        }
        expect(last).toBeLessThanOrEqual(startOfDay(addDays(day, 1), ZONE))
      }),
    )
  })

  test('count for nothing where a closure keeps the site shut', () => {
    fc.assert(
      fc.property(anyDay, spans, (day, rows) => {
        const special = { ...siteOpen(), specialHours: on(day, rows) }
        expect(openSpans(special, [closed(day, day)], day)).toEqual([])
        const noon = { ...closed(day, day), starts: localTime('11:00'), ends: localTime('13:00') }
        for (const { opens, closes } of openSpans(special, [noon], day)) {
          const times = [timeOf(opens, ZONE), timeOf(closes, ZONE)]
          expect(times[1] === '00:00' || (times[1] ?? '') <= '11:00' || (times[0] ?? '') >= '13:00').toBe(
            true,
          )
        }
      }),
    )
  })

  test('open a site next that has no others', () => {
    const site = { ...siteOpen(), specialHours: on(localDate('2026-11-28'), [['09:00', '13:00']]) }
    const monday = parseInstant('2026-11-23T08:00:00Z')
    expect(nextOpening(site, [], monday)).toBe(parseInstant('2026-11-28T08:00:00Z'))
    expect(nextOpening(site, [closed('2026-11-28', '2026-11-28')], monday)).toBeUndefined()
  })
})

describe('a site', () => {
  const site = siteOpen([1, '08:00', '12:00'], [1, '13:00', '16:00'], [3, '08:00', '12:00'])

  test('is open from the first instant of its hours until before the last', () => {
    expect(isOpenAt(site, [], parseInstant('2026-11-23T07:00:00Z'))).toBe(true)
    expect(isOpenAt(site, [], parseInstant('2026-11-23T06:59:59Z'))).toBe(false)
    expect(isOpenAt(site, [], parseInstant('2026-11-23T11:00:00Z'))).toBe(false)
  })

  test('tells when it closes, and nothing when it is closed', () => {
    expect(closesAt(site, [], parseInstant('2026-11-23T09:00:00Z'))).toBe(
      parseInstant('2026-11-23T11:00:00Z'),
    )
    expect(closesAt(site, [], parseInstant('2026-11-23T11:30:00Z'))).toBeUndefined()
  })

  test('opens next after the break, on the next day with hours, after a closure', () => {
    const noon = parseInstant('2026-11-23T11:30:00Z')
    expect(nextOpening(site, [], noon)).toBe(parseInstant('2026-11-23T12:00:00Z'))
    const evening = parseInstant('2026-11-23T17:00:00Z')
    expect(nextOpening(site, [], evening)).toBe(parseInstant('2026-11-25T07:00:00Z'))
    const closures = [closed('2026-11-25', '2026-11-25')]
    expect(nextOpening(site, closures, evening)).toBe(parseInstant('2026-11-30T07:00:00Z'))
  })

  test('without hours never opens', () => {
    expect(nextOpening(siteOpen(), [], parseInstant('2026-11-23T11:30:00Z'))).toBeUndefined()
  })

  test('is open at its next opening and not just before', () => {
    fc.assert(
      fc.property(anySite, anyDay, fc.integer({ min: 0, max: 24 * HOUR }), (one, day, later) => {
        const from = plus(startOfDay(day, ZONE), later)
        const next = nextOpening(one, [], from)
        if (next === undefined) return
        expect(next).toBeGreaterThanOrEqual(from)
        expect(isOpenAt(one, [], next)).toBe(true)
        const spans = openSpans(one, [], dayOf(next, ZONE))
        expect(spans.some(({ opens }) => opens === next)).toBe(true)
      }),
    )
  })
})
