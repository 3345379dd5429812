import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { Shift } from '../model.ts'
import { changesBetween, timesWon } from './planChange.ts'
import { isSamePlan, type ShiftPlan } from './shiftPlan.ts'

const DAY = localDate('2027-03-01')

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

const two = (number: number) => String(number).padStart(2, '0')
const anyShift: fc.Arbitrary<Shift> = fc.record({
  counterId: fc.constantFrom(numbered<'counter'>(1), numbered<'counter'>(2)),
  starts: fc.integer({ min: 7, max: 9 }).map((hour) => localTime(`${two(hour)}:00`)),
  ends: fc.integer({ min: 14, max: 16 }).map((hour) => localTime(`${two(hour)}:00`)),
  breakStarts: fc.constantFrom(null, localTime('12:00')),
  breakEnds: fc.constantFrom(null, localTime('12:30')),
  mode: fc.constantFrom('both', 'appointment', 'walk_in'),
  durationPercent: fc.constantFrom(100, 150),
})
const isOther = (a: object, b: object) => JSON.stringify(a) !== JSON.stringify(b)
const anyPlan: fc.Arbitrary<ShiftPlan> = fc.record({
  weekly: fc.array(
    fc.tuple(anyShift, fc.integer({ min: 1, max: 3 })).map(([shift, weekday]) => ({ ...shift, weekday })),
    { maxLength: 6 },
  ),
  dated: fc.array(
    fc.tuple(anyShift, fc.nat(2)).map(([shift, days]) => ({ ...shift, day: addDays(DAY, days) })),
    { maxLength: 4 },
  ),
  away: fc.array(
    fc.nat(2).map((days) => ({
      counterId: numbered<'counter'>(1),
      firstDay: addDays(DAY, days),
      lastDay: addDays(DAY, days),
      starts: null,
      ends: null,
    })),
    { maxLength: 2 },
  ),
})

/** Takes away what is said to be gone and adds what is said to be new. */
function play(plan: ShiftPlan, { shifts, away }: ReturnType<typeof changesBetween>): ShiftPlan {
  const weekly = shifts.flatMap(({ weekday, before, after }) =>
    weekday === null
      ? []
      : [
          {
            gone: before.map((one) => ({ ...one, weekday })),
            come: after.map((one) => ({ ...one, weekday })),
          },
        ],
  )
  const dated = shifts.flatMap(({ day, before, after }) =>
    day === null
      ? []
      : [{ gone: before.map((one) => ({ ...one, day })), come: after.map((one) => ({ ...one, day })) }],
  )
  const left = <T extends object>(these: readonly T[], gone: readonly T[]) =>
    these.filter((one) => gone.every((other) => isOther(sorted(one), sorted(other))))
  return {
    weekly: [
      ...left(
        plan.weekly,
        weekly.flatMap(({ gone }) => gone),
      ),
      ...weekly.flatMap(({ come }) => come),
    ],
    dated: [
      ...left(
        plan.dated,
        dated.flatMap(({ gone }) => gone),
      ),
      ...dated.flatMap(({ come }) => come),
    ],
    away: [
      ...left(
        plan.away,
        away.filter(({ added }) => !added).map((one) => one.away),
      ),
      ...away.filter(({ added }) => added).map((one) => one.away),
    ],
  }
}

const sorted = (one: object) => Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))

test('what is said to have changed, done to the old plan, gives the new one', () => {
  fc.assert(
    fc.property(anyPlan, anyPlan, (before, after) => {
      expect(isSamePlan(play(before, changesBetween(before, after)), after)).toBe(true)
    }),
  )
})

test('a break that moved is one change of its counter and day, before and after', () => {
  const [shift] = fc.sample(anyShift, 1)
  if (!shift) throw new Error('no shift')
  const rests = { ...shift, weekday: 2, breakStarts: localTime('12:00'), breakEnds: localTime('12:30') }
  const later = { ...rests, breakStarts: localTime('13:00'), breakEnds: localTime('13:30') }
  const plan = (weekly: ShiftPlan['weekly']): ShiftPlan => ({ weekly, dated: [], away: [] })
  const { shifts, away } = changesBetween(plan([rests]), plan([later]))
  expect(away).toEqual([])
  expect(shifts).toMatchObject([
    {
      counterId: shift.counterId,
      weekday: 2,
      day: null,
      before: [{ breakStarts: '12:00' }],
      after: [{ breakStarts: '13:00' }],
    },
  ])
})

test('times that the morning wins do not hide those that the afternoon loses', () => {
  const hour = (from: string, free: number) => ({
    from: localTime(from),
    times: 8,
    free,
    walkIn: 0,
    shortTerm: 0,
    callers: 0,
  })
  const before = [hour('09:00', 2), hour('15:00', 4)]
  const after = [hour('08:00', 3), hour('09:00', 2)]
  expect(timesWon(DAY, before, after)).toEqual({ day: DAY, won: 3, lost: 4 })
})
