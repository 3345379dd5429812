/** A point on the earth, in degrees (WGS 84). */
export type Point = { readonly latitude: number; readonly longitude: number }

/** The earth's mean radius. Kilometres. */
const EARTH_KM = 6_371.0088

/** The distance between two points as the crow flies, in kilometres; right to half a percent (haversine). */
export function distanceKm(a: Point, b: Point): number {
  const north = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  const chord = north + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
