import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { STREET_COLUMNS } from '#features/authority/model/streetList.ts'
import { modeOfShift } from '#features/capacity/contract.ts'
import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { copyDemoCity, DEMO } from '#test/demoFiles.ts'
import { TEST_AUTHORITIES, testData } from '#test/fixtures.ts'
import { checkAuthorityData, readAuthorityFolder } from './files.ts'

const { folder, lines, edit } = copyDemoCity()

describe('the demo cities', () => {
  test.each(['neuwalden', 'zweitstadt'])('%s can be imported', async (city) => {
    expect(await readAuthorityFolder(join(DEMO, city))).toMatchObject({ ok: true })
  })
})

test('the city of the tests keeps the rules of an import, too', () => {
  for (const authority of TEST_AUTHORITIES) {
    const data = testData(authority)
    expect(checkAuthorityData((part) => data[part])).toMatchObject({ ok: true })
  }
})

describe('a file', () => {
  test('of notices may be missing; there each says something, somewhere, on days that exist', async () => {
    expect(await lines()).toEqual([])
    const texts = { de: 'Heute bis 19 Uhr', 'de-simple': '', en: '' }
    const notice = { site: 'nowhere', texts, from: '2027-02-30T08:00', until: '2027-02-01T08:00' }
    await writeFile(
      join(folder(), 'notices.json'),
      JSON.stringify([notice, { ...notice, site: null, texts: { ...texts, de: ' ' } }]),
    )
    const wrong = (await lines()).join('\n')
    for (const place of ['[0].site', '[0].from', '[0].until', '[1].texts.de']) expect(wrong).toContain(place)
    await writeFile(
      join(folder(), 'notices.json'),
      JSON.stringify([{ ...notice, site: null, from: '2027-01-01T08:00' }]),
    )
    expect(await lines()).toEqual([])
  })

  test('of streets may be missing; each of its wrong lines is named by its number', async () => {
    expect(await lines()).toEqual([])
    const path = join(folder(), 'streets.csv')
    const streets = Array.from({ length: 300 }, (_, nth) => `Weg ${nth},,,59980,Nord,51.3,9`)
    streets[0] = STREET_COLUMNS.join()
    await writeFile(path, streets.join('\n'))
    expect(await lines()).toEqual([])
    streets[6] = 'Weg,,,5998,Nord,51.3,9'
    streets[200] = 'Weg,,,59980,Nord'
    await writeFile(path, streets.join('\n'))
    expect(await lines()).toEqual([
      'streets.csv line 7: postcode: must be five digits',
      'streets.csv line 201: has 5 fields instead of 7',
    ])
    await rm(path)
    expect(await lines()).toEqual([])
  })

  test('that is missing, is no JSON, or is not known is named', async () => {
    await rm(join(folder(), 'units.json'))
    await writeFile(join(folder(), 'sites.json'), '[{]')
    await writeFile(join(folder(), 'sevices.json'), '[]')
    const [missing, broken, unknown, ...others] = await lines()
    expect(missing).toBe('units.json: is missing')
    expect(broken).toMatch(/^sites\.json: is no JSON: /)
    expect(unknown).toMatch(/^sevices\.json: is not known here/)
    expect(others).toEqual([])
  })

  test('of shifts may say whom they are for in the older words, or nothing', async () => {
    await edit('shifts.json', (shifts) => {
      for (const shift of shifts) {
        const bookable = shift.mode !== 'walk_in'
        Reflect.deleteProperty(shift, 'mode')
        Object.assign(shift, { bookable })
      }
      Reflect.deleteProperty(shifts[0] ?? {}, 'bookable')
    })
    expect(await lines()).toEqual([])
    expect(
      [{ bookable: true }, { bookable: false }, {}, { mode: 'appointment' } as const].map(modeOfShift),
    ).toEqual(['both', 'walk_in', 'both', 'appointment'])
  })

  test('of ten thousand shifts with errors in lines 7 and 9,000 has both named, whatever their kind', async () => {
    const two = (number: number) => String(number).padStart(2, '0')
    const at = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
    // Shifts of one minute, 720 on a weekday of a counter: none overlaps another.
    const shiftAt = (index: number) => ({
      site: 'rathaus',
      counter: String(Math.floor(index / 5_040) + 1),
      weekday: (Math.floor(index / 720) % 7) + 1,
      starts: at((index % 720) * 2),
      ends: at((index % 720) * 2 + 1),
      breakStarts: null,
      breakEnds: null,
      mode: 'both' as const,
    })
    const file = join(folder(), 'shifts.json')
    const shifts = Array.from({ length: 10_000 }, (_, index) => shiftAt(index))
    await writeFile(file, JSON.stringify(shifts))
    expect(await lines()).toEqual([])
    shifts[6] = { ...shiftAt(6), starts: '25:00' }
    shifts[8_999] = { ...shiftAt(8_999), counter: 'Z9' }
    await writeFile(file, JSON.stringify(shifts))
    expect(await lines()).toEqual([
      'shifts.json [6].starts: must be a time written HH:MM, 00:00 to 24:00',
      'shifts.json [8999].counter: there is no counter "Z9" of site "rathaus" in counters.json',
    ])
  })

  test('of ten thousand stops with errors in lines 7 and 9,000 has both named, whatever their kind', async () => {
    await edit('sites.json', (sites) => {
      const [first] = sites
      sites.push(Object.assign({}, first, { key: 'mobil-anger', kind: 'mobile', hours: [] }) as never)
    })
    await edit('counters.json', (counters) => {
      const [first] = counters
      counters.push(
        Object.assign({}, first, { site: 'mobil-anger', team: 'bus', skills: ['identity-card'] }) as never,
      )
    })
    const name = { de: 'Bus', 'de-simple': 'Bus', en: 'Bus' }
    const bus = {
      key: 'bus',
      texts: { name },
      kit: ['identity-card'],
      setupMinutes: 30,
      latitude: 51,
      longitude: 9,
    }
    await writeFile(join(folder(), 'teams.json'), JSON.stringify([{ ...bus, latitude: 51.2 }]))
    await edit('sites.json', (sites) => Object.assign(sites.at(-1) ?? {}, { latitude: 51.2, longitude: 9 }))
    const times = { opens: '09:00', closes: '12:00', breakStarts: null, breakEnds: null }
    const stopAt = (index: number) => {
      const day = addDays(localDate('2027-01-01'), index)
      return { team: 'bus', site: 'mobil-anger', day, ...times }
    }
    const stops = Array.from({ length: 10_000 }, (_, index) => stopAt(index))
    stops[6] = { ...stopAt(6), closes: '25:00' }
    stops[8_999] = { ...stopAt(8_999), team: 'van' }
    await writeFile(join(folder(), 'stops.json'), JSON.stringify(stops))
    expect(await lines()).toEqual([
      'stops.json [6].closes: must be a time written HH:MM, 00:00 to 24:00',
      'stops.json [8999].team: there is no team in teams.json with the key "van"',
    ])
  }, 60_000)

  test('with wrong values has every one named with its place, in plain words', async () => {
    await edit('services.json', (services) => {
      const [first, second] = services
      Object.assign(first ?? {}, { minutes: 7, ticketPrefix: 'AB', colour: 'red', peopleLimit: 'many' })
      Object.assign(second ?? {}, { online: { url: 'http://example.org' }, fees: [{ key: 'fee' }] })
    })
    expect((await lines()).sort()).toEqual([
      'services.json [0].colour: is not known here',
      'services.json [0].minutes: must be a multiple of 5',
      'services.json [0].peopleLimit: must be a whole number',
      'services.json [0].ticketPrefix: must be one capital letter',
      'services.json [1].fees[0].cents: is missing',
      'services.json [1].fees[0].texts: is missing',
      'services.json [1].fees[0].validFrom: is missing',
      'services.json [1].fees[0].validUntil: is missing',
      'services.json [1].online.url: must be an address with https',
    ])
  })

  test('with very many wrong places has all of them named', async () => {
    await edit('shifts.json', (shifts) => {
      for (const shift of shifts) Object.assign(shift, { weekday: 8 })
    })
    const found = await lines()
    const { length } = JSON.parse(await readFile(join(folder(), 'shifts.json'), 'utf8'))
    expect(found.filter((line) => line.endsWith('weekday: must be at most 7'))).toHaveLength(length)
  })

  test('with a day that does not exist is refused', async () => {
    await edit('closures.json', (closures) => Object.assign(closures[0] ?? {}, { firstDay: '2027-02-29' }))
    expect(await lines()).toEqual(['closures.json [0].firstDay: must be a day written YYYY-MM-DD'])
  })
})
