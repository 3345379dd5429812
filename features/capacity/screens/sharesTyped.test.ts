import { describe, expect, it } from 'vitest'
import { siteShares } from '../model/shareRules.ts'
import {
  addSharesPreview,
  faultsOfShares,
  type SharesPreview,
  sharesHolding,
  sharesTyped,
  typedShares,
} from './sharesTyped.ts'

const CITY = {
  ...siteShares(10),
  ...{ callerPercent: 15, shortTermPercent: 0, shortTermDays: 7, waitlistPercent: 20, horizonDays: 56 },
  ...{ coveredPercent: 85, longestDayMinutes: 600 },
  ...{ onlineToday: false, releaseOpens: '07:00', releaseCloses: '09:30' },
}

describe('the form of shares', () => {
  it('gives back what is decided, for the city and for a site', () => {
    expect(sharesTyped(null, typedShares(CITY))).toEqual(CITY)
    expect(sharesTyped('mitte', typedShares(siteShares(30)))).toEqual(siteShares(30))
    expect(sharesTyped('mitte', typedShares(siteShares(null)))).toEqual(siteShares(null))
  })

  it('finds what is no whole number in its range; a site may leave its figure out, the city none', () => {
    const typed = { ...typedShares(CITY), walkInPercent: '101', horizonDays: '0', shortTermDays: '2,5' }
    expect(faultsOfShares(null, { ...typedShares(CITY), longestDayMinutes: '1441' })).toEqual([
      'longestDayMinutes',
    ])
    expect(faultsOfShares(null, typed)).toEqual(['walkInPercent', 'shortTermDays', 'horizonDays'])
    expect(faultsOfShares('mitte', typed)).toEqual(['walkInPercent'])
    const empty = { ...typedShares(CITY), walkInPercent: ' ' }
    expect([faultsOfShares(null, empty), faultsOfShares('mitte', empty)]).toEqual([['walkInPercent'], []])
  })

  it('finds a window that is none', () => {
    const typed = (releaseOpens: string, releaseCloses: string) =>
      faultsOfShares(null, { ...typedShares(CITY), releaseOpens, releaseCloses })
    expect([typed('7', '9.30'), typed('', '')]).toEqual([[], []])
    expect([typed('7', ''), typed('9', '7'), typed('', '25')]).toEqual([
      ['releaseCloses'],
      ['releaseCloses'],
      ['releaseCloses'],
    ])
    expect(typed('x', '9')).toEqual(['releaseOpens'])
  })

  it('what a site leaves out holds as in the city', () => {
    expect(sharesHolding(siteShares(null), CITY)).toEqual(CITY)
    expect(sharesHolding(siteShares(30), CITY)).toEqual({ ...CITY, walkInPercent: 30 })
  })
})

it('answers about several sites are added up, the first example stays', () => {
  const part = (done: number, after: number): SharesPreview => ({
    ...{ done, of: 2, firstDay: '2027-03-08', lastDay: { before: '2027-04-26', after: '2027-04-26' } },
    services: [{ service: 'identity-card', before: 10, after }],
    fullHours: done,
    agreement: [
      ...[{ service: 'identity-card', minutes: 15, coveredPercent: 70, neededMinutes: 20 }].map((one) => ({
        ...one,
        times: 10,
        timesNeeded: 10 - done,
      })),
    ],
    tooLong: [{ site: `site-${done}`, shifts: done }],
    example: { site: `site-${done}`, day: '2027-03-08', hours: [] },
  })
  expect(addSharesPreview(addSharesPreview(undefined, part(1, 4)), part(2, 9))).toMatchObject({
    ...{ done: 2, fullHours: 3, services: [{ before: 20, after: 13 }], example: { site: 'site-1' } },
    agreement: [{ neededMinutes: 20, times: 20, timesNeeded: 17 }],
    tooLong: [{ shifts: 1 }, { shifts: 2 }],
  })
})
