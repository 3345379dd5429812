import { distanceKm, type Point } from './distance.ts'
import { plainWords } from './plainWords.ts'
import { findStreet, type Street, type StreetIndex } from './street.ts'

/** Where what lies in a city: its postcodes and districts, and its streets where it has a list of them. */
export type Gazetteer = {
  readonly localities: readonly (Point & { readonly postcode: string; readonly district: string })[]
  readonly streets: StreetIndex
}

type NamedSite = Point & { readonly texts: { readonly name: Readonly<Record<string, string>> } }

/** Houses of one name further apart than this are streets of the same name, not one long street. Kilometres. */
const ONE_STREET_KM = 4

/**
 * The place that a text names: a street, with postcode or district or where there is only one of its name; else a
 * postcode, also within an address; else a district; else a site. Undefined where none of it is known, or where several
 * streets have the name: a wrong place would send somebody to the wrong end of the city.
 */
export function findPoint(
  { localities, streets }: Gazetteer,
  sites: readonly NamedSite[],
  typed: string,
): Point | undefined {
  const words = plainWords(typed)
  const holds = (name: string) => name !== '' && ` ${words} `.includes(` ${name} `)
  const postcode = localities.filter((one) => holds(one.postcode))
  const inDistrict = localities.filter((one) => holds(plainWords(one.district)))
  const both = postcode.filter((one) => inDistrict.includes(one))
  const named = findStreet(streets, typed)
  const street = named && oneStreet(named.streets, holds, named.numbered || inDistrict.length === 0)
  if (street) return street
  for (const found of [both, postcode, inDistrict]) if (found.length > 0) return middle(found)
  return sites.find(({ texts }) => Object.values(texts.name).some((name) => plainWords(name) === words))
}

/** The middle of the street meant; undefined where several have the name, or where it is rather a district's. */
function oneStreet(
  streets: readonly Street[],
  holds: (name: string) => boolean,
  isStreet: boolean,
): Point | undefined {
  const inPostcode = streets.filter(({ postcode }) => holds(postcode))
  // A district that is a part of the street's own name ("Mühlau" in "Mühlauer Weg" is none) tells nothing.
  const inDistrict = streets.filter(
    ({ name, district }) =>
      district !== null && plainWords(district) !== plainWords(name) && holds(plainWords(district)),
  )
  for (const some of [inPostcode, inDistrict]) if (some.length > 0) return middle(some)
  return isStreet && streets.every((one) => streets.every((other) => distanceKm(one, other) <= ONE_STREET_KM))
    ? middle(streets)
    : undefined
}

function middle(points: readonly Point[]): Point {
  const mean = (of: (point: Point) => number) => points.reduce((sum, one) => sum + of(one), 0) / points.length
  return { latitude: mean((one) => one.latitude), longitude: mean((one) => one.longitude) }
}
