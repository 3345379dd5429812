import { expect, it } from 'vitest'
import { MATTERS_PATTERN } from '../contract/matters.ts'
import { groupTimes, mattersText, timeKey } from './timeGroups.ts'

const time = (site: string, day: string, clock: string) => ({ site, day, startsAt: `${day}T${clock}:00Z` })

it('groups by day and site in the order of the earliest time', () => {
  const groups = groupTimes([
    time('nord', '2027-03-01', '08:00'),
    time('mitte', '2027-03-01', '08:05'),
    time('nord', '2027-03-01', '08:10'),
    time('mitte', '2027-03-02', '08:00'),
  ])
  expect(groups.map(({ day, site, times }) => [day, site, times.length])).toEqual([
    ['2027-03-01', 'nord', 2],
    ['2027-03-01', 'mitte', 1],
    ['2027-03-02', 'mitte', 1],
  ])
})

it('the same time at two sites is two times', () => {
  expect(timeKey(time('nord', '2027-03-01', '08:00'))).not.toBe(timeKey(time('mitte', '2027-03-01', '08:00')))
})

it('writes matters as the search reads them', () => {
  const text = mattersText([
    { service: 'identity-card', people: 2 },
    { service: 'registration', people: 1 },
  ])
  expect(text).toBe('identity-card:2,registration:1')
  expect(text).toMatch(new RegExp(MATTERS_PATTERN))
})
