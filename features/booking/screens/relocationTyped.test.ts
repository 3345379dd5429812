import { expect, test } from 'vitest'
import {
  emptyFrom,
  faultsOf,
  type ShownRelocation,
  TEXT_FIELDS,
  typedFrom,
  wishOf,
} from './relocationTyped.ts'

const words = (text: string) => ({ de: text, 'de-simple': text, en: text })
const move: ShownRelocation = {
  relocation: '00000000-0000-7000-8000-000000000001',
  firstDay: '2027-03-04',
  name: words('Amt'),
  way: words('Durch das Tor'),
  street: 'Ring 2',
  postcode: '59981',
  town: 'Neuwalden',
  district: 'Nord',
  latitude: 51.35,
  longitude: 9,
  stepFree: false,
  familyFriendly: true,
  selfService: false,
  state: 'ahead',
  follow: 0,
  mailed: 0,
  told: 0,
  untold: 0,
}

test('what was announced comes back from the form as it was', () => {
  const typed = typedFrom(move)
  expect(faultsOf(typed)).toEqual({})
  const { relocation: _, state, follow, mailed, told, untold, latitude, longitude, ...address } = move
  expect(wishOf(typed)).toEqual({ ...address, point: { latitude, longitude } })
})

test('an empty form asks for the day, the address and the way', () => {
  expect(Object.keys(faultsOf(emptyFrom(move))).sort()).toEqual(
    ['firstDay', 'postcode', 'street', 'wayDe', 'wayEn', 'waySimple'].sort(),
  )
  for (const field of TEXT_FIELDS)
    expect(faultsOf({ ...typedFrom(move), [field]: ' ' })).toEqual({ [field]: 'empty' })
})

test('a postcode has five digits, and degrees come in pairs', () => {
  const typed = typedFrom(move)
  expect(faultsOf({ ...typed, postcode: '5998' })).toEqual({ postcode: 'five' })
  expect(faultsOf({ ...typed, latitude: '', longitude: '' })).toEqual({})
  expect(faultsOf({ ...typed, latitude: '' })).toEqual({ latitude: 'degrees' })
  expect(faultsOf({ ...typed, latitude: '91' })).toEqual({ latitude: 'degrees' })
  expect(faultsOf({ ...typed, longitude: 'Ost' })).toEqual({ longitude: 'degrees' })
  expect(wishOf({ ...typed, latitude: '51,5' }).point).toEqual({ latitude: 51.5, longitude: 9 })
  expect(wishOf({ ...typed, latitude: '', longitude: '', district: ' ' })).toMatchObject({
    point: null,
    district: null,
  })
})
