import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { modeOfShift } from '#features/capacity/contract.ts'
import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { TEST_AUTHORITIES, testData } from '#test/fixtures.ts'
import { checkAuthorityData, faultLine, readAuthorityFolder } from './files.ts'

const DEMO = fileURLToPath(new URL('../../demo/', import.meta.url))

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dran-import-'))
  await cp(join(DEMO, 'zweitstadt'), folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

async function lines(): Promise<string[]> {
  const reading = await readAuthorityFolder(folder)
  return reading.ok ? [] : reading.faults.map(faultLine)
}

type Json = { [key: string]: Json } & Json[] & (string | number | boolean | null)

/** Changes a file of the folder as somebody would who makes a mistake. */
async function edit(file: string, change: (content: Json) => void): Promise<void> {
  const content = JSON.parse(await readFile(join(folder, file), 'utf8'))
  change(content)
  await writeFile(join(folder, file), JSON.stringify(content))
}

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
  test('that is missing, is no JSON, or is not known is named', async () => {
    await rm(join(folder, 'units.json'))
    await writeFile(join(folder, 'sites.json'), '[{]')
    await writeFile(join(folder, 'sevices.json'), '[]')
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
    const file = join(folder, 'shifts.json')
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
    await writeFile(join(folder, 'teams.json'), JSON.stringify([{ ...bus, latitude: 51.2 }]))
    await edit('sites.json', (sites) => Object.assign(sites.at(-1) ?? {}, { latitude: 51.2, longitude: 9 }))
    const times = { opens: '09:00', closes: '12:00', breakStarts: null, breakEnds: null }
    const stopAt = (index: number) => {
      const day = addDays(localDate('2027-01-01'), index)
      return { team: 'bus', site: 'mobil-anger', day, ...times }
    }
    const stops = Array.from({ length: 10_000 }, (_, index) => stopAt(index))
    stops[6] = { ...stopAt(6), closes: '25:00' }
    stops[8_999] = { ...stopAt(8_999), team: 'van' }
    await writeFile(join(folder, 'stops.json'), JSON.stringify(stops))
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
    const { length } = JSON.parse(await readFile(join(folder, 'shifts.json'), 'utf8'))
    expect(found.filter((line) => line.endsWith('weekday: must be at most 7'))).toHaveLength(length)
  })

  test('with a day that does not exist is refused', async () => {
    await edit('closures.json', (closures) => Object.assign(closures[0] ?? {}, { firstDay: '2027-02-29' }))
    expect(await lines()).toEqual(['closures.json [0].firstDay: must be a day written YYYY-MM-DD'])
  })
})

describe('between fields and files', () => {
  test.each<[string, string, (content: Json) => void, string]>([
    [
      'a site of an unknown unit',
      'sites.json',
      (sites) => Object.assign(sites[0] ?? {}, { unit: 'nowhere' }),
      'sites.json [0].unit: there is no unit in units.json with the key "nowhere"',
    ],
    [
      'a time zone that does not exist',
      'sites.json',
      (sites) => Object.assign(sites[0] ?? {}, { timeZone: 'Europe/Nowhere' }),
      'sites.json [0].timeZone: "Europe/Nowhere" is no time zone',
    ],
    [
      'hours that end before they begin',
      'sites.json',
      (sites) => Object.assign(sites[0]?.hours?.[0] ?? {}, { closes: '07:00' }),
      'sites.json [0].hours[0].closes: must be later than opens',
    ],
    [
      'hours that overlap',
      'sites.json',
      (sites) => sites[0]?.hours?.push({ weekday: 1, opens: '11:00', closes: '13:00' } as never),
      'sites.json [0].hours[7]: overlaps 08:00 to 12:00 on the same weekday',
    ],
    [
      'hours of a date that end before they begin',
      'sites.json',
      (sites) =>
        Object.assign(sites[0] ?? {}, {
          specialHours: [{ day: '2027-03-02', opens: '20:00', closes: '08:00' }],
        }),
      'sites.json [0].specialHours[0].closes: must be later than opens',
    ],
    [
      'hours of a date that overlap',
      'sites.json',
      (sites) =>
        Object.assign(sites[0] ?? {}, {
          specialHours: [
            { day: '2027-03-02', opens: '08:00', closes: '12:00' },
            { day: '2027-03-03', opens: '08:00', closes: '12:00' },
            { day: '2027-03-02', opens: '11:00', closes: '13:00' },
          ],
        }),
      'sites.json [0].specialHours[2]: overlaps 08:00 to 12:00 on the same date',
    ],
    [
      'a closure that ends before it begins',
      'closures.json',
      (closures) => Object.assign(closures[0] ?? {}, { lastDay: '2026-10-01' }),
      'closures.json [0].lastDay: must not be before firstDay',
    ],
    [
      'a closure of an unknown site',
      'closures.json',
      (closures) => Object.assign(closures[0] ?? {}, { site: 'nowhere' }),
      'closures.json [0].site: there is no site in sites.json with the key "nowhere"',
    ],
    [
      'two services with one key',
      'services.json',
      (services) => Object.assign(services[2] ?? {}, { key: 'identity-card' }),
      'services.json [2]: "identity-card" stands twice, first at [0]',
    ],
    [
      'two fees in force on one day',
      'services.json',
      (services) => {
        const fee = services[0]?.fees?.find((one) => one.validUntil === null)
        services[0]?.fees?.push(Object.assign({}, fee, { validFrom: '2030-01-01' }) as never)
      },
      'is in force on the same day as from',
    ],
    [
      'a service that keeps apart from an unknown one',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { notWith: ['flying'] }),
      'services.json [0].notWith[0]: there is no service in services.json with the key "flying"',
    ],
    [
      'a service that keeps apart from one that does not from it',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { notWith: ['registration'] }),
      'services.json [0].notWith[0]: "registration" must name "identity-card" in its notWith, too',
    ],
    [
      'a service that keeps apart from itself',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { notWith: ['identity-card'] }),
      'services.json [0].notWith[0]: must not be the service itself',
    ],
    [
      'a service that stands alone and shares a step',
      'services.json',
      (services) => {
        const sharedStep = { key: 'photo', minutes: 5 }
        Object.assign(services[0] ?? {}, { sharedStep, standsAlone: true })
        Object.assign(services[2] ?? {}, { sharedStep })
      },
      'services.json [0].standsAlone: must not stand beside notWith or sharedStep',
    ],
    [
      'a step that nothing else has',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { sharedStep: { key: 'foto', minutes: 5 } }),
      'services.json [0].sharedStep.key: no other service has the step "foto"',
    ],
    [
      'a step that is longer than its service',
      'services.json',
      (services) => {
        Object.assign(services[0] ?? {}, { sharedStep: { key: 'photo', minutes: 20 }, minutes: 15 })
        Object.assign(services[2] ?? {}, { sharedStep: { key: 'photo', minutes: 5 } })
      },
      'services.json [0].sharedStep.minutes: must not be more than the 15 minutes of the service',
    ],
    [
      'a skill that is no service',
      'counters.json',
      (counters) => counters[0]?.skills?.push('flying' as never),
      'counters.json [0].skills[8]: there is no service in services.json with the key "flying"',
    ],
    [
      'a service that no counter of its site can do',
      'counters.json',
      (counters) => {
        for (const counter of counters) {
          Object.assign(counter, { skills: counter.skills?.filter((skill) => String(skill) !== 'pick-up') })
        }
      },
      'site-services.json [3]: no counter of "rathaus" in counters.json has the skill "pick-up"',
    ],
    [
      'an offer at an unknown site',
      'site-services.json',
      (offers) => Object.assign(offers[0] ?? {}, { site: 'nowhere' }),
      'site-services.json [0].site: there is no site in sites.json with the key "nowhere"',
    ],
    [
      'a shift of an unknown counter',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { counter: '99' }),
      'shifts.json [0].counter: there is no counter "99" of site "rathaus" in counters.json',
    ],
    [
      'a shift that ends before it begins',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { ends: '07:00' }),
      'shifts.json [0].ends: must be later than starts',
    ],
    [
      'half a break',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { breakStarts: '10:00' }),
      'shifts.json [0].breakEnds: a break needs both breakStarts and breakEnds',
    ],
    [
      'a break outside its shift',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { breakStarts: '11:30', breakEnds: '12:30' }),
      'shifts.json [0].breakStarts: the break must lie inside the shift',
    ],
    [
      'a break that comes too late',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { starts: '05:55' }),
      'shifts.json [0].breakStarts: a break is due after six hours of work at the latest',
    ],
    [
      'a day that is longer than the city allows',
      'shifts.json',
      (shifts) =>
        Object.assign(shifts[0] ?? {}, {
          starts: '00:00',
          ends: '11:05',
          breakStarts: '06:00',
          breakEnds: '07:00',
        }),
      'shifts.json [0].ends: the day is longer than longestDayMinutes in authority.json allows',
    ],
    [
      'a shift that says twice whom it is for',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { mode: 'appointment', bookable: true }),
      'shifts.json [0].bookable: mode says it already',
    ],
    [
      'shifts of one counter that overlap',
      'shifts.json',
      (shifts) => Object.assign(shifts[1] ?? {}, { starts: '11:00' }),
      'shifts.json [1]: overlaps 08:00 to 12:00 on the same weekday',
    ],
    [
      'a hold that is longer than its limit',
      'authority.json',
      (authority) => Object.assign(authority.settings ?? {}, { holdMinutes: 40 }),
      'authority.json settings.holdLimitMinutes: must be at least holdMinutes (40)',
    ],
    [
      'a window for releases that closes before it opens',
      'authority.json',
      (authority) =>
        Object.assign(authority.settings ?? {}, { releaseOpens: '09:00', releaseCloses: '07:00' }),
      'authority.json settings.releaseCloses: releaseOpens and releaseCloses are given together, the first before the second',
    ],
    [
      'a window for releases with one end',
      'authority.json',
      (authority) => Object.assign(authority.settings ?? {}, { releaseOpens: '09:00' }),
      'authority.json settings.releaseCloses: releaseOpens and releaseCloses are given together, the first before the second',
    ],
    [
      'weekly hours of a mobile site',
      'sites.json',
      (sites) => Object.assign(sites[0] ?? {}, { kind: 'mobile' }),
      'sites.json [0].hours: a mobile site has stops in stops.json, not weekly hours',
    ],
    [
      'a workplace of a team at a house',
      'counters.json',
      (counters) => Object.assign(counters[0] ?? {}, { team: 'bus' }),
      'counters.json [0].team: "rathaus" is no mobile site',
    ],
    [
      'somebody at an unknown site',
      'staff.json',
      (staff) => Object.assign(staff[0] ?? {}, { site: 'nowhere' }),
      'staff.json [0].site: there is no site in sites.json with the key "nowhere"',
    ],
    [
      'a login that stands twice',
      'staff.json',
      (staff) => Object.assign(staff[1] ?? {}, { login: 'schalter' }),
      'staff.json [1]: "schalter" stands twice, first at [0]',
    ],
  ])('%s is named', async (_, file, change, wanted) => {
    await edit(file, change)
    expect((await lines()).join('\n')).toContain(wanted)
  })

  test('wrong places are named also while another file is broken', async () => {
    await writeFile(join(folder, 'closures.json'), '{}')
    await edit('counters.json', (counters) => counters[0]?.skills?.push('flying' as never))
    const found = await lines()
    expect(found).toContain('closures.json: must be a list')
    expect(found.join()).toContain('flying')
  })
})
