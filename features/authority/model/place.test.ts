import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPoint, type Gazetteer } from './place.ts'
import { indexStreets, type Street } from './street.ts'

const name = (text: string) => ({ name: { de: text, 'de-simple': text, en: text } })
const street = (text: string, postcode: string, latitude: number, more: Partial<Street> = {}): Street => ({
  ...{ name: text, fromNumber: 1, toNumber: 9999, postcode, district: null, latitude, longitude: 8 },
  ...more,
})
const SITE = { texts: name('Kundenzentrum Altmarkt'), latitude: 53, longitude: 9 }
const LOCALITIES = [
  { postcode: '59983', district: 'Mühlau', latitude: 51, longitude: 8 },
  { postcode: '59983', district: 'Neue Mühle', latitude: 51.2, longitude: 8 },
  { postcode: '59984', district: 'Steinbrücken', latitude: 52, longitude: 8 },
]
const CITY: Gazetteer = {
  localities: LOCALITIES,
  streets: indexStreets([
    street('Lindenstraße', '59984', 52.01),
    street('Hauptstraße', '59983', 51.01, { toNumber: 89 }),
    street('Hauptstraße', '59983', 51.02, { fromNumber: 90 }),
    street('Dorfstraße', '59983', 51.03, { district: 'Mühlau' }),
    street('Dorfstraße', '59984', 52.03, { district: 'Steinbrücken' }),
    street('Mühlauer Weg', '59984', 52.04),
    street('Mühlau', '59984', 52.05),
    street('Straße am Fluss', '59984', 52.06),
    street('Waldecker Straße', '59984', 52.07),
  ]),
}
const WITHOUT: Gazetteer = { localities: LOCALITIES, streets: indexStreets([]) }

describe('what somebody types', () => {
  test.each([
    ['59984', 52],
    ['Brückenkopf 3, 59984 Neuwalden', 52],
    ['steinbruecken', 52],
    [' STEINBRÜCKEN ', 52],
    ['59983 Mühlau', 51],
    ['59983', 51.1],
    ['Kundenzentrum Altmarkt', 53],
  ])('%s is a place, with and without a list of streets', (typed, latitude) => {
    for (const city of [CITY, WITHOUT])
      expect(findPoint(city, [SITE], typed)?.latitude).toBeCloseTo(latitude, 6)
  })

  test.each(['', ' ', '5998', '599840', 'Stein', 'Berlin', 'Altmarkt 12'])('%s is none', (typed) => {
    for (const city of [CITY, WITHOUT]) expect(findPoint(city, [SITE], typed)).toBeUndefined()
  })

  test.each([
    ['Lindenstraße', 52.01],
    ['lindenstr. 7', 52.01],
    ['Linden Straße 7', 52.01],
    ['LINDENSTRASSE 7b, Neuwalden', 52.01],
    ['Ich wohne in der Lindenstraße', 52.01],
    ['Waldecker Str. 4', 52.07],
    ['Straße am Fluss 4', 52.06],
    ['Mühlauer Weg 3', 52.04],
  ])('%s is a street, without a postcode', (typed, latitude) => {
    expect(findPoint(CITY, [SITE], typed)?.latitude).toBeCloseTo(latitude, 6)
    expect(findPoint(WITHOUT, [SITE], typed)).toBeUndefined()
  })

  test('a house number tells the part of a long street; without one it is the middle of all', () => {
    const at = (typed: string) => findPoint(CITY, [SITE], typed)?.latitude
    expect([at('Hauptstraße 89'), at('Hauptstr. 90 a'), at('Hauptstraße')]).toEqual([
      51.01,
      51.02,
      expect.closeTo(51.015, 6),
    ])
  })

  test('of two streets with one name none is meant, unless postcode or district says which', () => {
    expect(findPoint(CITY, [SITE], 'Dorfstraße 3')).toBeUndefined()
    expect(findPoint(CITY, [SITE], 'Dorfstraße 3, 59984')?.latitude).toBe(52.03)
    expect(findPoint(CITY, [SITE], 'Dorfstraße 3 in Mühlau')?.latitude).toBe(51.03)
  })

  test('a district that is a street, too, is the district, but with a number the street', () => {
    expect(findPoint(CITY, [SITE], 'Mühlau')?.latitude).toBe(51)
    expect(findPoint(CITY, [SITE], 'Mühlau 12')?.latitude).toBe(52.05)
  })

  test('a wrong postcode beside a street is the postcode: that is what distances were measured from before', () => {
    expect(findPoint(CITY, [SITE], 'Dorfstraße 3, 59990')).toBeUndefined()
    expect(findPoint(CITY, [SITE], 'Dorfstraße 3, 59983 Neue Mühle')?.latitude).toBe(51.03)
  })

  test('whatever is typed gives a place or none, and the same for every spelling of its case', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (typed) => {
        const found = findPoint(CITY, [SITE], `${typed} Lindenstraße ${typed}`)
        expect(found === undefined || found.latitude > 50).toBe(true)
        expect(findPoint(CITY, [SITE], 'lindenSTRASSE')).toEqual(findPoint(CITY, [SITE], 'Lindenstraße'))
      }),
    )
  })
})
