import { expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { missingPlaces, outdatedPlaces, type StandingPlace } from './release.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

const morning = {
  siteId: numbered<'site'>(1),
  counterId: numbered<'counter'>(1),
  day: localDate('2026-11-23'),
  firstCell: 96,
  endCell: 144,
  breakFirstCell: null,
  breakEndCell: null,
  durationPercent: 100,
}
const longer = { ...morning, firstCell: 90 }
const afternoon = { ...morning, firstCell: 156, endCell: 192 }

function standing(place: typeof morning, claimed: boolean): StandingPlace {
  return { ...place, id: numbered(1), claimed }
}

test('a place that stands as wanted stays and is not made again', () => {
  const places = [standing(morning, false)]
  expect(outdatedPlaces([morning], places)).toEqual([])
  expect(missingPlaces([morning, afternoon], places)).toEqual([afternoon])
})

test('a place that is no longer wanted goes when nobody claims it', () => {
  expect(outdatedPlaces([longer], [standing(morning, false)])).toHaveLength(1)
  expect(outdatedPlaces([longer], [standing(morning, true)])).toEqual([])
})

test('a claimed place keeps its counter from being promised twice', () => {
  expect(missingPlaces([longer, afternoon], [standing(morning, true)])).toEqual([afternoon])
  const other = { ...longer, counterId: numbered<'counter'>(2) }
  expect(missingPlaces([other], [standing(morning, true)])).toEqual([other])
})
