import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTime } from '#kernel/instant.ts'
import {
  citySharing,
  type DecidedShares,
  isOfSite,
  isWindow,
  SHARE_KEYS,
  sameShares,
  shareWarnings,
  siteShares,
} from './shareRules.ts'

const CITY: DecidedShares = {
  walkInPercent: 10,
  callerPercent: 15,
  shortTermPercent: 0,
  shortTermDays: 7,
  waitlistPercent: 20,
  horizonDays: 56,
  coveredPercent: 85,
  longestDayMinutes: 600,
  onlineToday: true,
  releaseOpens: null,
  releaseCloses: null,
}

describe('what can be decided about shares', () => {
  it('a city decides everything; with anything but the window left out it decides nothing', () => {
    expect(citySharing(CITY)).toEqual(CITY)
    for (const key of SHARE_KEYS.filter((one) => !one.startsWith('release')))
      expect(citySharing({ ...CITY, [key]: null })).toBeUndefined()
  })

  it('a window has an end after its beginning, or is none', () => {
    const window = (from: string | null, to: string | null) =>
      isWindow({
        releaseOpens: from === null ? null : localTime(from),
        releaseCloses: to === null ? null : localTime(to),
      })
    expect([window(null, null), window('07:00', '09:00')]).toEqual([true, true])
    expect([window('07:00', null), window(null, '07:00'), window('09:00', '07:00')]).toEqual([
      false,
      false,
      false,
    ])
    expect(window('07:00', '07:00')).toBe(false)
  })

  it('a site decides one figure only', () => {
    expect(isOfSite(siteShares(5)) && isOfSite(siteShares(null))).toBe(true)
    expect(isOfSite({ ...siteShares(5), onlineToday: false })).toBe(false)
  })

  it('two decisions are the same when every part is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHARE_KEYS), (key) => {
        expect(sameShares(CITY, { ...CITY })).toBe(true)
        const other = CITY[key] === null ? localTime('07:00') : null
        expect(sameShares(CITY, { ...CITY, [key]: other })).toBe(false)
      }),
    )
  })
})

describe('warnings before shares are saved', () => {
  it('there is none for what cities do', () => {
    expect(shareWarnings(CITY)).toEqual([])
  })

  it.each([
    [{ walkInPercent: 100 }, 'all_walk_in'],
    [{ callerPercent: 100 }, 'nothing_online'],
    [{ shortTermPercent: 100 }, 'all_short_term'],
    [{ shortTermPercent: 10, shortTermDays: 56 }, 'never_short_term'],
    [{ waitlistPercent: 100 }, 'all_listed'],
  ])('%o: %s', (changed, warning) => {
    expect(shareWarnings({ ...CITY, ...changed })).toEqual([warning])
  })
})
