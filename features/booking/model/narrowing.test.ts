import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceKm } from '#features/authority/model/distance.ts'
import { addressesOf, isWithin, siteOn } from '#features/authority/model/relocation.ts'
import { localDate } from '#kernel/instant.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { addDays } from '#kernel/wallTime.ts'
import { fits, fittingDays, type Narrowing, PARTS_OF_DAY } from './narrowing.ts'

const name = (text: string) => ({
  name: { de: text, 'de-simple': text, en: text },
  way: { de: '', 'de-simple': '', en: '' },
})
const anySite = fc
  .record({
    latitude: fc.double({ min: 51, max: 52, noNaN: true }),
    longitude: fc.double({ min: 8, max: 9, noNaN: true }),
    district: fc.constantFrom('A', 'B'),
    stepFree: fc.boolean(),
    languages: fc.subarray([...SPOKEN_LANGUAGES]),
    familyFriendly: fc.boolean(),
    selfService: fc.boolean(),
  })
  .map((site) => ({ ...site, texts: name('Site') }))
const anyNarrowing: fc.Arbitrary<Narrowing> = fc.record(
  {
    district: fc.constantFrom('A', 'B'),
    withinKm: fc.integer({ min: 1, max: 60 }),
    stepFree: fc.boolean(),
    language: fc.constantFrom(...SPOKEN_LANGUAGES),
    familyFriendly: fc.boolean(),
    selfService: fc.boolean(),
  },
  { requiredKeys: [] },
)

describe('a site', () => {
  test('fits where nothing is wanted, and whatever more is wanted lets no other site in', () => {
    fc.assert(
      fc.property(anySite, anyNarrowing, anyNarrowing, anySite, (site, one, other, from) => {
        expect(fits(site, {}, from)).toBe(true)
        const keys = Object.keys(one)
        const added = Object.fromEntries(Object.entries(other).filter(([key]) => !keys.includes(key)))
        if (!fits(site, one, from)) expect(fits(site, { ...one, ...added }, from)).toBe(false)
      }),
    )
  })

  test('that fits is not farther than was said, and has what was asked for', () => {
    fc.assert(
      fc.property(anySite, anyNarrowing, anySite, (site, wanted, from) => {
        const right =
          (wanted.withinKm ?? Number.POSITIVE_INFINITY) >= distanceKm(site, from) &&
          (wanted.district ?? site.district) === site.district &&
          (!wanted.stepFree || site.stepFree) &&
          (!wanted.familyFriendly || site.familyFriendly) &&
          (!wanted.selfService || site.selfService) &&
          (!wanted.language || site.languages.includes(wanted.language))
        expect(fits(site, wanted, from)).toBe(right)
      }),
    )
  })
})

test('the parts of a day leave no hour out and share none', () => {
  const parts = Object.values(PARTS_OF_DAY)
  for (let hour = 0; hour < 24; hour++) {
    expect(parts.filter(([from, until]) => from <= hour && hour < until)).toHaveLength(1)
  }
})

describe('a site that moves', () => {
  test('fits on exactly the days on which its address does', () => {
    const day = (days: number) => addDays(localDate('2027-03-01'), days)
    const anyMove = fc.tuple(fc.integer({ min: 0, max: 20 }), anySite)
    fc.assert(
      fc.property(
        anySite,
        fc.uniqueArray(anyMove, { maxLength: 3, selector: ([days]) => days }),
        anyNarrowing,
        anySite,
        fc.integer({ min: 0, max: 21 }),
        (first, moves, wanted, from, days) => {
          const address = (site: typeof first) => ({ ...site, street: '', postcode: '', town: '' })
          const addresses = addressesOf(
            address(first),
            moves.map(([at, to]) => {
              const { languages: _, ...there } = address(to)
              return { ...there, firstDay: day(at), relocationId: null }
            }),
          )
          const site = { ...address(first), addresses }
          const spans = fittingDays(site, wanted, from)
          expect(spans === undefined || isWithin(day(days), spans)).toBe(
            fits(siteOn(site, day(days)), wanted, from),
          )
        },
      ),
    )
  })
})
