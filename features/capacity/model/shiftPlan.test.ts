import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { addDays, instantOf, startOfDay } from '#kernel/wallTime.ts'
import { instantOfCell, type Shift } from '../model.ts'
import { budgetsOfPlaces, timesByHour } from './bookable.ts'
import { isError, type PlanContext, type PlanFaultCode, planFaults } from './shiftFaults.ts'
import {
  type CounterAway,
  differenceOf,
  EMPTY_PLAN,
  isSamePlan,
  minutesOf,
  placesOfPlan,
  type ShiftPlan,
  shiftsOn,
  timeOfMinutes,
  withoutKnownPast,
  withShiftsOf,
} from './shiftPlan.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

const ONE = numbered<'counter'>(1)
const TWO = numbered<'counter'>(2)
const MONDAY = localDate('2026-11-23')
const SPRING = localDate('2027-03-28')
const AUTUMN = localDate('2026-10-25')

function shift(starts: string, ends: string, rest: Partial<Shift> = {}): Shift {
  return {
    counterId: ONE,
    starts: localTime(starts),
    ends: localTime(ends),
    breakStarts: null,
    breakEnds: null,
    mode: 'both',
    durationPercent: 100,
    ...rest,
  }
}
const pause = (breakStarts: string, breakEnds: string) => ({
  breakStarts: localTime(breakStarts),
  breakEnds: localTime(breakEnds),
})
const weekly = (...shifts: Shift[]): ShiftPlan => ({
  ...EMPTY_PLAN,
  weekly: shifts.map((one) => ({ ...one, weekday: 1 })),
})
const away = (starts: string | null, ends: string | null, rest: Partial<CounterAway> = {}): CounterAway => ({
  counterId: ONE,
  firstDay: MONDAY,
  lastDay: MONDAY,
  starts: starts === null ? null : localTime(starts),
  ends: ends === null ? null : localTime(ends),
  ...rest,
})
const written = (shifts: readonly Shift[]) =>
  shifts.map(({ starts, ends, breakStarts, breakEnds }) =>
    [`${starts}–${ends}`, ...(breakStarts ? [`${breakStarts}–${breakEnds}`] : [])].join(' '),
  )

describe('the shifts of a day', () => {
  const plan = weekly(
    shift('08:00', '16:00', pause('12:00', '12:30')),
    shift('09:00', '13:00', { counterId: TWO }),
  )

  test('are those of the weekday, or of the date where it has its own', () => {
    expect(written(shiftsOn(plan, MONDAY))).toEqual(['08:00–16:00 12:00–12:30', '09:00–13:00'])
    const dated = { ...plan, dated: [{ ...shift('10:00', '12:00'), day: MONDAY }] }
    expect(written(shiftsOn(dated, MONDAY))).toEqual(['10:00–12:00', '09:00–13:00'])
    expect(written(shiftsOn(dated, addDays(MONDAY, 7)))).toEqual(['08:00–16:00 12:00–12:30', '09:00–13:00'])
  })

  test.each([
    [[away(null, null)], ['09:00–13:00']],
    [[away('07:00', '11:00')], ['11:00–16:00 12:00–12:30', '09:00–13:00']],
    [[away('07:00', '12:10')], ['12:30–16:00', '09:00–13:00']],
    [[away('10:00', '11:00')], ['08:00–10:00', '11:00–16:00 12:00–12:30', '09:00–13:00']],
    [[away('12:15', '13:00')], ['08:00–12:00', '13:00–16:00', '09:00–13:00']],
    [
      [away('08:00', '09:00'), away('15:00', '16:00')],
      ['09:00–15:00 12:00–12:30', '09:00–13:00'],
    ],
    [[away('16:00', '18:00')], ['08:00–16:00 12:00–12:30', '09:00–13:00']],
  ])('lack what an absence covers', (absences, left) => {
    expect(written(shiftsOn({ ...plan, away: absences }, MONDAY))).toEqual(left)
  })

  test('with an absence are exactly the minutes of the shift outside of it', () => {
    const anyMinute = fc.integer({ min: 0, max: 287 }).map((cell) => cell * 5)
    const anySpan = fc
      .uniqueArray(anyMinute, { minLength: 2, maxLength: 2 })
      .map((two) => two.sort((a, b) => a - b))
    fc.assert(
      fc.property(anySpan, fc.array(anySpan, { maxLength: 3 }), ([from = 0, until = 5], absences) => {
        const one = weekly(shift(timeOfMinutes(from), timeOfMinutes(until)))
        const gone = absences.map(([a = 0, b = 5]) => away(timeOfMinutes(a), timeOfMinutes(b)))
        const left = shiftsOn({ ...one, away: gone }, MONDAY)
        for (let minute = 0; minute < 1_440; minute += 5) {
          const wanted =
            from <= minute && minute < until && !absences.some(([a = 0, b = 5]) => a <= minute && minute < b)
          const worked = left.filter(
            ({ starts, ends }) => minutesOf(starts) <= minute && minute < minutesOf(ends),
          )
          expect(worked.length).toBe(wanted ? 1 : 0)
        }
      }),
    )
  })
})

const HOURS = Array.from({ length: 7 }, (_, index) => ({
  weekday: index + 1,
  opens: localTime('07:00'),
  closes: localTime('18:00'),
}))
const SITE = { id: numbered<'site'>(1), timeZone: 'Europe/Berlin', hours: HOURS }
const SKILLED = new Set([numbered<'service'>(1)])

function context(rest: Partial<PlanContext> = {}): PlanContext {
  return {
    site: SITE,
    closures: [],
    counters: [
      { id: ONE, skills: SKILLED },
      { id: TWO, skills: SKILLED },
    ],
    today: MONDAY,
    lastDay: addDays(MONDAY, 366),
    longestDayMinutes: 600,
    breakAfterMinutes: 360,
    standing: EMPTY_PLAN,
    ...rest,
  }
}

describe('a plan is told', () => {
  const dated = (day: string, ...shifts: Shift[]): ShiftPlan => ({
    ...EMPTY_PLAN,
    dated: shifts.map((one) => ({ ...one, day: localDate(day) })),
  })
  const day = (
    first: string,
    last = first,
    starts: string | null = null,
    ends: string | null = null,
  ): ShiftPlan => ({
    ...weekly(shift('08:00', '12:00')),
    away: [away(starts, ends, { firstDay: localDate(first), lastDay: localDate(last) })],
  })
  const cases: readonly (readonly [string, ShiftPlan, readonly PlanFaultCode[], Partial<PlanContext>?])[] = [
    ['nothing, when it works', weekly(shift('08:00', '14:00'), shift('14:30', '18:00')), []],
    [
      'a length that is negative or none',
      weekly(shift('12:00', '08:00'), shift('12:00', '12:00', { counterId: TWO })),
      ['negative_length', 'negative_length'],
    ],
    ['an unknown counter', weekly(shift('08:00', '12:00', { counterId: numbered(9) })), ['unknown_counter']],
    [
      'a break that is not inside',
      weekly(shift('08:00', '12:00', pause('07:30', '08:30'))),
      ['break_outside'],
    ],
    [
      'a break without an end',
      weekly(shift('08:00', '12:00', { breakStarts: localTime('10:00') })),
      ['break_outside'],
    ],
    [
      'shifts of a counter that overlap',
      weekly(shift('08:00', '12:00'), shift('11:55', '15:00')),
      ['overlapping'],
    ],
    ['a shift across closing', weekly(shift('16:00', '19:00')), ['across_closing']],
    ['a shift when nobody can come', weekly(shift('19:00', '21:00')), ['outside_hours']],
    ['a break later than after six hours', weekly(shift('08:00', '14:05')), ['break_too_late']],
    [
      'hours that stand without a break, on whatever day, also when they become shorter',
      dated('2026-11-25', shift('07:00', '17:30')),
      ['stands_without_break', 'stands_too_long'],
      { standing: weekly(shift('07:00', '18:00')) },
    ],
    [
      'hours without a break that become longer',
      weekly(shift('08:00', '16:00')),
      ['break_too_late'],
      { standing: weekly(shift('08:00', '15:00')) },
    ],
    [
      'nothing where one colleague follows another',
      weekly(shift('08:00', '13:00'), shift('13:00', '18:00')),
      [],
    ],
    [
      'a day longer than the longest',
      weekly(shift('07:00', '18:00', pause('12:30', '13:15'))),
      ['day_too_long'],
    ],
    ['a break that is none', weekly(shift('08:00', '15:00', pause('12:00', '12:05'))), ['break_too_short']],
    [
      'half an hour of rest in more than nine hours of work',
      weekly(shift('07:00', '16:35', pause('12:00', '12:30'))),
      ['break_too_short'],
    ],
    ['half an hour of rest in nine hours', weekly(shift('07:00', '16:30', pause('12:00', '12:30'))), []],
    ['a short rest that nobody owes', weekly(shift('08:00', '14:05', pause('12:00', '12:05'))), []],
    [
      'a break that stands as short as it is',
      dated('2026-11-25', shift('08:00', '15:00', pause('12:00', '12:05'))),
      ['stands_short_break'],
      { standing: weekly(shift('08:00', '15:00', pause('12:00', '12:05'))) },
    ],
    [
      'a counter that can serve nothing',
      weekly(shift('08:00', '12:00')),
      ['no_skill'],
      { counters: [{ id: ONE, skills: new Set() }] },
    ],
    ['a date in the past', dated('2026-11-20', shift('08:00', '12:00')), ['past_day']],
    ['a date too far away', dated('2028-11-20', shift('08:00', '12:00')), ['too_far']],
    ['the missing hour', dated('2027-03-28', shift('02:30', '08:00')), ['clock_change']],
    ['the doubled hour', dated('2027-10-31', shift('02:30', '08:00')), ['clock_change']],
    [
      'nothing of the clock on a day when it changes before the shift',
      dated('2027-03-28', shift('08:00', '12:00')),
      [],
    ],
    ['an absence in the past', day('2026-11-16', '2026-11-17'), ['past_day']],
    ['an absence that ends before it begins', day('2026-11-25', '2026-11-24'), ['away_negative']],
    ['an absence of no time', day('2026-11-25', '2026-11-25', '12:00', '12:00'), ['away_negative']],
    [
      'a closed day',
      dated('2026-12-25', shift('08:00', '12:00')),
      ['closed_day'],
      {
        closures: [
          {
            id: null,
            siteId: null,
            firstDay: localDate('2026-12-25'),
            lastDay: localDate('2026-12-25'),
            texts: { reason: { de: '', 'de-simple': '', en: '' } },
          },
        ],
      },
    ],
  ]
  test.each(cases.map(([name, plan, codes, rest]) => ({ name, plan, codes, rest })))(
    '$name',
    ({ plan, codes, rest }) => {
      expect(planFaults(plan, context(rest)).map(({ code }) => code)).toEqual(codes)
    },
  )

  test('errors first', () => {
    const faults = planFaults(
      weekly(shift('16:00', '19:00'), shift('12:00', '08:00', { counterId: TWO })),
      context(),
    )
    expect(faults.map(isError)).toEqual([true, false])
  })
})

test('places of a date with 23 or 25 hours begin and end at their wall times', () => {
  for (const day of [SPRING, AUTUMN]) {
    const plan = { ...EMPTY_PLAN, dated: [{ ...shift('08:00', '16:00'), day }] }
    const [place] = placesOfPlan(plan, SITE, [], day)
    const [starts, ends] = [localTime('08:00'), localTime('16:00')]
    expect(place && instantOfCell(day, place.firstCell, SITE.timeZone)).toBe(
      instantOf(day, starts, SITE.timeZone),
    )
    expect(place && instantOfCell(day, place.endCell, SITE.timeZone)).toBe(
      instantOf(day, ends, SITE.timeZone),
    )
  }
})

test('times are counted hour by hour, by the clock on the wall', () => {
  const plan = { ...EMPTY_PLAN, dated: [{ ...shift('01:00', '04:00'), day: SPRING }] }
  const open = { ...SITE, hours: [{ weekday: 7, opens: localTime('00:00'), closes: localTime('24:00') }] }
  const places = placesOfPlan(plan, open, [], SPRING).map((place) => ({
    ...place,
    id: numbered<'place'>(1),
    skills: SKILLED,
    taken: 0b111n << BigInt(place.firstCell),
  }))
  const shares = {
    walkInPercent: 25,
    callerPercent: 50,
    shortTermPercent: 0,
    shortTermDays: 7,
    onlineToday: false,
  }
  // Of 60 minutes 15 are for walk-ins, and half of the other 45 for callers.
  const kept = { walkIn: 1, callers: 1, shortTerm: 0 }
  const budgets = budgetsOfPlaces(places, (hour) => (hour === 1 ? 15 : 0), shares, {
    day: SPRING,
    now: startOfDay(addDays(SPRING, -2), SITE.timeZone),
    today: addDays(SPRING, -2),
    zone: SITE.timeZone,
  })
  const day = { places, budgets, firstCell: 0 }
  expect(timesByHour(day, SPRING, { zone: SITE.timeZone, shares })).toEqual([
    // Citizens have 22 minutes of each hour; of the first one 15 are booked.
    { from: '01:00', times: 4, free: 0, ...kept },
    { from: '03:00', times: 4, free: 1, ...kept },
  ])
  const unlimited = timesByHour({ ...day, budgets: new Map() }, SPRING, { zone: SITE.timeZone, shares })
  expect(unlimited.map(({ free }) => free)).toEqual([3, 4])
})

test('a plan that comes back through difference and order is the same', () => {
  const plan = weekly(shift('08:00', '12:00'), shift('13:00', '16:00'))
  const turned = { ...plan, weekly: plan.weekly.toReversed() }
  expect(isSamePlan(plan, turned)).toBe(true)
  expect(differenceOf(plan, weekly(shift('08:00', '12:00'), shift('13:00', '17:00')))).toEqual({
    added: 1,
    removed: 1,
  })
})

test('known dates that are over go in silence, new ones stay to be refused', () => {
  const old = { ...EMPTY_PLAN, dated: [{ ...shift('08:00', '12:00'), day: addDays(MONDAY, -1) }] }
  expect(withoutKnownPast(old, old, MONDAY).dated).toEqual([])
  expect(withoutKnownPast(old, EMPTY_PLAN, MONDAY).dated).toHaveLength(1)
})

test('shifts go to the counters with the same keys, the others keep theirs', () => {
  const mine = new Map([
    ['1', ONE],
    ['2', TWO],
  ])
  const other = new Map([
    ['1', numbered<'counter'>(11)],
    ['9', numbered<'counter'>(19)],
  ])
  const theirs = weekly(
    shift('07:00', '09:00', { counterId: numbered(11) }),
    shift('07:00', '09:00', { counterId: numbered(19) }),
  )
  const { plan, missing } = withShiftsOf(
    weekly(shift('08:00', '12:00'), shift('10:00', '12:00', { counterId: TWO })),
    mine,
    theirs,
    other,
  )
  expect(plan.weekly.map(({ counterId, starts }) => [counterId, starts])).toEqual([
    [TWO, '10:00'],
    [ONE, '07:00'],
  ])
  expect(missing).toEqual(['9'])
})
