import { expect, it } from 'vitest'
import type { Directory } from '#ui/console/directory.ts'
import { notOffering, siteRows } from './siteRows.ts'

const site = (key: string, timeZone = 'Europe/Berlin') => ({
  key,
  name: `Bürgeramt ${key}`,
  timeZone,
  district: key,
  languages: [],
  familyFriendly: false,
  selfService: false,
  moves: [],
})
const service = (key: string, bookableAt: readonly string[]) => ({
  key,
  title: key,
  words: key,
  peopleLimit: 4,
  notWith: [],
  scarce: false,
  kinds: ['on_site'],
  bookableAt,
  walkInAt: [],
})
const directory: Directory = {
  sites: [
    site('mitte'),
    { ...site('nord'), moves: [{ firstDay: '2027-04-01', name: 'Rathaus Nord', address: 'Am See 1' }] },
    site('west', 'Atlantic/Azores'),
  ],
  services: [
    service('card', ['mitte', 'nord', 'west']),
    service('move', ['nord']),
    service('stamp', ['mitte']),
  ],
}
const found = (key: string, earliest: string | null, km: number | null = null) => ({
  site: key,
  earliest,
  km,
})

it('the earliest site stands first, of two equally early ones the nearer, and full ones last', () => {
  const rows = siteRows(
    [
      found('west', null, 0.5),
      found('mitte', '2027-03-01T07:00:00Z', 6.5),
      found('nord', '2027-03-01T07:00:00Z', 1.5),
    ],
    directory,
  )
  expect(rows.map(({ site: key, km }) => [key, km])).toEqual([
    ['nord', 1.5],
    ['mitte', 6.5],
    ['west', 0.5],
  ])
  expect(rows.at(-1)?.time).toBeNull()
})

it('a time is of the day that it is at its site', () => {
  const [row] = siteRows([found('west', '2027-03-02T00:30:00Z')], directory)
  expect(row?.time).toEqual({ site: 'west', day: '2027-03-01', startsAt: '2027-03-02T00:30:00Z' })
})

it('two linked times are two', () => {
  const second = { startsAt: '2027-03-01T07:20:00Z', services: ['move'] }
  const [row] = siteRows([{ ...found('nord', '2027-03-01T07:00:00Z'), second }], directory)
  expect(row?.time?.second).toEqual(second)
})

it('a site that will have moved by then is named with the address where it will be', () => {
  const name = (earliest: string) => siteRows([found('nord', earliest)], directory)[0]?.name
  expect(name('2027-03-31T07:00:00Z')).toBe('Bürgeramt nord')
  expect(name('2027-04-01T07:00:00Z')).toBe('Rathaus Nord, Am See 1')
})

it('names the sites where one of the matters cannot be booked', () => {
  expect(notOffering(directory, ['card'])).toEqual([])
  expect(notOffering(directory, ['card', 'move'])).toEqual(['Bürgeramt mitte', 'Bürgeramt west'])
  expect(notOffering(directory, ['stamp', 'move'])).toHaveLength(3)
})
