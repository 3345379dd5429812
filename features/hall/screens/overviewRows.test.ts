import { expect, it } from 'vitest'
import { type SiteNow, sortSites, totalsOf } from './overviewRows.ts'

const NOBODY = { people: 0, seconds: 0, over15: 0 }

function site(key: string, figures: Partial<SiteNow> = {}): SiteNow {
  return {
    site: key,
    name: { de: key, 'de-simple': key, en: key },
    unit: 'office',
    open: true,
    waiting: 0,
    longestWaitMinutes: null,
    openCounters: 0,
    counters: 3,
    atCounters: 0,
    served: 0,
    expected: 0,
    booked: NOBODY,
    walkIns: NOBODY,
    withoutCounter: 0,
    end: null,
    late: null,
    ...figures,
  }
}

const keys = (sites: readonly SiteNow[]) => sites.map((one) => one.site)
const name = (one: SiteNow) => one.name.de

it('adds up, and takes the longest of the waits', () => {
  const totals = totalsOf([
    site('a', { waiting: 2, longestWaitMinutes: 7 }),
    site('b', { waiting: 3, longestWaitMinutes: 12, open: false }),
    site('c'),
  ])
  expect(totals).toMatchObject({ waiting: 5, longest: 12, openSites: 2, sites: 3, counters: 9 })
  expect(totalsOf([site('a')]).longest).toBeNull()
})

it('takes the mean of all people who waited, not of the sites', () => {
  const totals = totalsOf([
    site('a', { booked: { people: 3, seconds: 3 * 60, over15: 0 } }),
    site('b', { booked: { people: 1, seconds: 25 * 60, over15: 1 } }),
  ])
  expect(totals.booked).toEqual({ minutes: 7, over15Percent: 25, onTarget: false })
  expect(totals.walkIns).toEqual({ minutes: null, over15Percent: null, onTarget: null })
})

it('sorts by a figure, and equal ones always by name', () => {
  const sites = [site('c', { waiting: 1 }), site('b', { waiting: 4 }), site('a', { waiting: 1 })]
  expect(keys(sortSites(sites, 'waiting', 'descending', name))).toEqual(['b', 'a', 'c'])
  expect(keys(sortSites(sites, 'waiting', 'ascending', name))).toEqual(['a', 'c', 'b'])
  expect(keys(sortSites(sites, 'site', 'descending', name))).toEqual(['c', 'b', 'a'])
})

it('a site where nobody was called comes before those with waits', () => {
  const waits = (minutes: number) => ({ people: 2, seconds: 120 * minutes, over15: 0 })
  const sites = [site('c', { booked: waits(4) }), site('b', { booked: waits(0) }), site('a')]
  expect(keys(sortSites(sites, 'booked', 'ascending', name))).toEqual(['a', 'b', 'c'])
})

it('a site where nobody waits has a shorter longest wait than any other', () => {
  const sites = [site('a'), site('b', { longestWaitMinutes: 0 })]
  expect(keys(sortSites(sites, 'longest', 'descending', name))).toEqual(['b', 'a'])
})
