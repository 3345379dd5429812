import { expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { type CountedWeek, weekFigures } from './calibration.ts'

const counted = (more: Partial<CountedWeek>): CountedWeek => ({
  siteId: 'mitte' as Id<'site'>,
  week: localDate('2027-03-01'),
  told: 10,
  within: 9,
  errorMinutes: 30,
  withoutCall: 1,
  ...more,
})

it('counts what was told at several sites together, week by week', () => {
  const later = counted({ week: localDate('2027-03-08'), within: 8 })
  const other = counted({
    siteId: 'nord' as Id<'site'>,
    told: 30,
    within: 21,
    errorMinutes: 150,
    withoutCall: 4,
  })
  expect(weekFigures([later, counted({}), other])).toEqual([
    { week: '2027-03-01', told: 40, withoutCall: 5, coverage: 0.75, meanErrorMinutes: 4.5 },
    { week: '2027-03-08', told: 10, withoutCall: 1, coverage: 0.8, meanErrorMinutes: 3 },
  ])
})

it('says nothing of very few', () => {
  expect(weekFigures([counted({ told: 4, within: 4 })])).toMatchObject([
    { told: 4, coverage: null, meanErrorMinutes: null },
  ])
})
