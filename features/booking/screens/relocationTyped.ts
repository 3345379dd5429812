import type { Static } from 'typebox'
import type { Output } from '#platform/http/contract.ts'
import type { relocationsRoute, WantedRelocation } from '../contract/relocation.ts'

type Read = Output<typeof relocationsRoute>
/** A move as it stands on the list. */
export type ShownRelocation = Read['relocations'][number]

export const TEXT_FIELDS = [
  'firstDay',
  'street',
  'postcode',
  'town',
  'nameDe',
  'nameSimple',
  'nameEn',
  'wayDe',
  'waySimple',
  'wayEn',
] as const
/** What has to be filled in. */
export type TextField = (typeof TEXT_FIELDS)[number]

/** What is typed in the form of a move. */
export type TypedRelocation = Readonly<Record<TextField | 'district' | 'latitude' | 'longitude', string>> & {
  readonly stepFree: boolean
  readonly familyFriendly: boolean
  readonly selfService: boolean
}

/** The form for another address: the town and the names mostly stay, the way there never does. */
export function emptyFrom(here: Read['here']): TypedRelocation {
  return {
    ...EMPTY,
    town: here.town,
    nameDe: here.name.de,
    nameSimple: here.name['de-simple'],
    nameEn: here.name.en,
    stepFree: here.stepFree,
    familyFriendly: here.familyFriendly,
    selfService: here.selfService,
  }
}

const EMPTY = {
  firstDay: '',
  street: '',
  postcode: '',
  district: '',
  latitude: '',
  longitude: '',
  wayDe: '',
  waySimple: '',
  wayEn: '',
} as const

/** The form with what was announced. */
export function typedFrom(move: ShownRelocation): TypedRelocation {
  return {
    ...emptyFrom(move),
    firstDay: move.firstDay,
    street: move.street,
    postcode: move.postcode,
    district: move.district,
    latitude: String(move.latitude),
    longitude: String(move.longitude),
    wayDe: move.way.de,
    waySimple: move.way['de-simple'],
    wayEn: move.way.en,
  }
}

/** What is wrong with a field: not filled in, or not written as it has to be. */
export type FieldFaults = Readonly<Partial<Record<keyof TypedRelocation, 'empty' | 'five' | 'degrees'>>>

/** What is wrong with the form; nothing if it can be sent. */
export function faultsOf(typed: TypedRelocation): FieldFaults {
  const faults: Partial<Record<keyof TypedRelocation, 'empty' | 'five' | 'degrees'>> = {}
  for (const field of TEXT_FIELDS) if (typed[field].trim() === '') faults[field] = 'empty'
  if (!faults.postcode && !/^\d{5}$/.test(typed.postcode.trim())) faults.postcode = 'five'
  const [latitude, longitude] = [degrees(typed.latitude, 90), degrees(typed.longitude, 180)]
  if (Number.isNaN(latitude ?? 0) || (latitude === null) !== (longitude === null)) faults.latitude = 'degrees'
  if (Number.isNaN(longitude ?? 0)) faults.longitude = 'degrees'
  return faults
}

/** The form as the API wants it; only for a form without faults. */
export function wishOf(typed: TypedRelocation): Static<typeof WantedRelocation> {
  const [latitude, longitude] = [degrees(typed.latitude, 90), degrees(typed.longitude, 180)]
  const { stepFree, familyFriendly, selfService } = typed
  return {
    firstDay: typed.firstDay,
    street: typed.street.trim(),
    postcode: typed.postcode.trim(),
    town: typed.town.trim(),
    name: { de: typed.nameDe.trim(), 'de-simple': typed.nameSimple.trim(), en: typed.nameEn.trim() },
    way: { de: typed.wayDe.trim(), 'de-simple': typed.waySimple.trim(), en: typed.wayEn.trim() },
    district: typed.district.trim() || null,
    point: latitude === null || longitude === null ? null : { latitude, longitude },
    stepFree,
    familyFriendly,
    selfService,
  }
}

/** Degrees with comma or point; null where nothing is typed, not a number where it cannot be. */
function degrees(typed: string, limit: number): number | null {
  if (typed.trim() === '') return null
  const number = Number(typed.trim().replace(',', '.'))
  return Math.abs(number) <= limit ? number : Number.NaN
}
