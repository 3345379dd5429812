import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { localTime } from '#kernel/instant.ts'
import { type Changes, faultsOf, NO_CHANGES, sitesOf } from './changes.ts'

const SITE = 'town' as Id<'site'>
const NEAR = 'near' as Id<'site'>
const FAR = 'far' as Id<'site'>
const [ONE, TWO] = ['one', 'two'] as Id<'counter'>[]
const SERVICE = 'passport' as Id<'service'>
const GROUND = {
  siteId: SITE,
  sites: new Set<string>([SITE, NEAR, FAR]),
  counters: new Set<string>(['one', 'two']),
  services: new Set<string>([SERVICE]),
}
const day = { from: localTime('08:00'), until: localTime('16:00') }
const back = { from: localTime('22:00'), until: localTime('06:00') }
const newSite = { ...day, counters: 1, services: null, shares: [{ siteId: SITE, percent: 30 }] }
const faults = (changes: Partial<Changes>) =>
  faultsOf({ ...NO_CHANGES, ...changes }, GROUND).map(({ field, fault }) => `${field} ${fault}`)

describe('changes that cannot be played', () => {
  it.each<[string, Partial<Changes>]>([
    ['hours hours_backwards', { hours: back }],
    ['hours hours_backwards', { hours: { from: day.from, until: day.from } }],
    ['added.0 hours_backwards', { added: [{ ...back, counters: 1, services: null }] }],
    ['added.0.counters out_of_range', { added: [{ ...day, counters: 0, services: null }] }],
    ['added.0.services skills_missing', { added: [{ ...day, counters: 1, services: [] }] }],
    ['shifts.0 hours_backwards', { shifts: [{ ...back, counterId: ONE as Id<'counter'> }] }],
    ['shifts.0 counter_unknown', { shifts: [{ ...day, counterId: 'gone' as Id<'counter'> }] }],
    ['closed no_counter_left', { closed: [ONE as Id<'counter'>, TWO as Id<'counter'>] }],
    ['durations.0 out_of_range', { durations: [{ serviceId: SERVICE, percent: 0 }] }],
    ['durations.0 service_unknown', { durations: [{ serviceId: 'gone' as Id<'service'>, percent: 50 }] }],
    ['noShowPercent out_of_range', { noShowPercent: 101 }],
    ['walkInPercent out_of_range', { walkInPercent: Number.NaN }],
    ['walkInDemandPercent out_of_range', { walkInDemandPercent: -1 }],
    ['creditMinutes out_of_range', { creditMinutes: 121 }],
    ['intakeExtraMinutes out_of_range', { intakeExtraMinutes: 31 }],
    ['mergedSiteId merged_with_itself', { mergedSiteId: SITE }],
    ['mergedSiteId site_unknown', { mergedSiteId: 'gone' as Id<'site'> }],
    ['mergedPercent out_of_range', { mergedSiteId: NEAR, mergedPercent: 101 }],
    [
      'mergedElsewhere.0 site_unknown',
      { mergedSiteId: NEAR, mergedPercent: 50, mergedElsewhere: [{ siteId: NEAR, percent: 5 }] },
    ],
    [
      'mergedElsewhere shares_above_100',
      { mergedSiteId: NEAR, mergedElsewhere: [{ siteId: FAR, percent: 5 }] },
    ],
    ['newSite.counters out_of_range', { newSite: { ...newSite, counters: 0 } }],
    ['newSite hours_backwards', { newSite: { ...newSite, ...back } }],
    ['newSite.shares shares_missing', { newSite: { ...newSite, shares: [] } }],
    [
      'newSite.shares.0 site_unknown',
      { newSite: { ...newSite, shares: [{ siteId: 'gone' as Id<'site'>, percent: 5 }] } },
    ],
    [
      'newSite.shares shares_above_100',
      { newSite: { ...newSite, shares: [60, 50].map((percent) => ({ siteId: SITE, percent })) } },
    ],
  ])('%s', (expected, changes) => {
    expect(faults(changes)).toContain(expected)
  })

  it('the months of more than eight sites are too many', () => {
    const sites = Array.from({ length: 8 }, (_, nth) => `site-${nth}` as Id<'site'>)
    const ground = { ...GROUND, sites: new Set<string>([SITE, ...sites]) }
    const from = (count: number) => ({
      ...NO_CHANGES,
      newSite: { ...newSite, shares: sites.slice(0, count).map((siteId) => ({ siteId, percent: 5 })) },
    })
    expect(faultsOf(from(7), ground)).toEqual([])
    expect(faultsOf(from(8), ground)).toEqual([{ field: 'newSite.shares', fault: 'too_many_sites' }])
  })

  it('no change is sound, and so is one of everything', () => {
    expect(faults({})).toEqual([])
    expect(
      faults({
        closed: [ONE as Id<'counter'>],
        added: [{ ...day, counters: 2, services: [SERVICE] }],
        shifts: [{ ...day, counterId: TWO as Id<'counter'> }],
        skills: [{ counterId: TWO as Id<'counter'>, services: [SERVICE] }],
        walkInPercent: 40,
        noShowPercent: 5,
        creditMinutes: 20,
        ceilingMinutes: 40,
        durations: [{ serviceId: SERVICE, percent: 80 }],
        hours: day,
        mergedSiteId: NEAR,
        mergedPercent: 70,
        mergedElsewhere: [{ siteId: FAR, percent: 20 }],
        newSite,
      }),
    ).toEqual([])
  })

  it('a scenario plays the sites it speaks of, each once', () => {
    const shares = [SITE, NEAR, NEAR].map((siteId) => ({ siteId, percent: 10 }))
    const mergedElsewhere = [{ siteId: FAR, percent: 20 }]
    const both = { ...NO_CHANGES, mergedElsewhere, newSite: { ...newSite, shares } }
    expect(sitesOf(SITE, { ...both, mergedSiteId: NEAR })).toEqual([SITE, NEAR, FAR])
    // Where no site moves in nobody of it goes elsewhere.
    expect(sitesOf(SITE, both)).toEqual([SITE, NEAR])
  })
})
