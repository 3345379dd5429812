import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { releasePlaces } from '#features/capacity/actions.ts'
import { DAY, HOUR, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import {
  bookForCaller,
  countChosen,
  firstFree,
  forgetOldLeads,
  leadHistory,
  lookAtLeads,
  searchTimes,
} from './actions.ts'

const MONDAY = localDate('2027-03-01')
const NOW = parseInstant('2027-03-01T07:30:00Z')
const range = { from: MONDAY, to: addDays(MONDAY, 40) }

let ground: Ground

beforeAll(async () => {
  ground = await openGround({ at: NOW })
  await ground.run((tx) => releasePlaces(tx, { untilDay: addDays(MONDAY, 30) }))
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

/** Somebody books on the telephone the n-th free time of a site, some days ahead. */
async function book(count: number, siteKey: string, fromDay = addDays(MONDAY, 1)): Promise<void> {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  for (let nth = 0; nth < count; nth++) {
    await ground.run(async (tx) => {
      const found = await searchTimes(tx, { matters, siteKey, fromDay })
      const [time] = found.ok ? found.value.times : []
      const { startsAt } = time ?? impossible('nothing is free')
      const contact = { name: `Mensch ${nth}`, email: null, phone: null }
      const booking = { matters, siteKey, startsAt, language: 'de', channel: 'telephone', contact } as const
      const booked = await bookForCaller(tx, ground.links, booking)
      if (!booked.ok) throw new Error(booked.code)
    })
  }
}

const history = () => ground.run((tx) => leadHistory(tx, range))

describe('the offered lead', () => {
  test('is looked at once an hour, however many nodes look, at each site and anywhere', async () => {
    const looks = await Promise.all(Array.from({ length: 8 }, () => ground.run(lookAtLeads)))
    expect(looks.filter(Boolean)).toHaveLength(1)
    const free = (await ground.run(firstFree)).find(({ service }) => service.key === 'identity-card')
    const days = (await history()).filter(({ service }) => service === 'identity-card')
    expect(days.map(({ site, samples }) => [site, samples])).toEqual([
      [null, 1],
      ['mitte', 1],
      ['nord', 1],
    ])
    const minutes = days.map(({ meanMinutes }) => meanMinutes ?? impossible('no time was found'))
    expect(minutes[0]).toBe(Math.min(minutes[1] ?? 0, minutes[2] ?? 0))
    const [site] = free?.sites ?? []
    expect(minutes[1]).toBeCloseTo(((site?.startsAt ?? 0) - NOW) / MINUTE, -1)
  })

  test('counts every look when nothing tells which were made (control)', async () => {
    await ground.sql('ALTER TABLE lead_look DROP CONSTRAINT lead_look_pkey')
    await ground.sql('DELETE FROM lead_time')
    const hour = plus(NOW, HOUR)
    const looks = await Promise.all(Array.from({ length: 4 }, () => ground.run(lookAtLeads, hour)))
    expect(looks.filter(Boolean)).toHaveLength(4)
    expect((await history())[0]?.samples).toBe(4)
    await ground.sql('DELETE FROM lead_look')
    await ground.sql('ALTER TABLE lead_look ADD PRIMARY KEY (at)')
  })

  test('says when nothing was free, and leaves that out of the mean', async () => {
    await ground.sql('DELETE FROM lead_time')
    await ground.run(lookAtLeads)
    await ground.sql('UPDATE place SET withdrawn = true')
    await ground.sql('INSERT INTO plan_change (site_id, day) SELECT DISTINCT site_id, day FROM place')
    await ground.run(lookAtLeads, plus(NOW, 2 * HOUR))
    const [anywhere] = (await history()).filter(({ service }) => service === 'identity-card')
    expect(anywhere).toMatchObject({ samples: 2, withoutTime: 1 })
    expect(anywhere?.meanMinutes).toBe(anywhere?.mostMinutes)
    await ground.sql('UPDATE place SET withdrawn = false')
    await ground.sql('INSERT INTO plan_change (site_id, day) SELECT DISTINCT site_id, day FROM place')
  })
})

describe('the chosen lead', () => {
  test('is told for five bookings or more of a day that is over, once', async () => {
    await book(4, 'nord')
    await book(3, 'mitte', addDays(MONDAY, 15))
    expect(await ground.run(countChosen)).toBe(30)
    expect((await history()).filter(({ bookings }) => bookings !== null)).toEqual([])
    const next = plus(NOW, DAY)
    const counts = await Promise.all([1, 2, 3].map(() => ground.run(countChosen, next)))
    expect(counts.toSorted()).toEqual([0, 0, 1])
    const told = (await history()).filter(({ bookings }) => bookings !== null)
    // Seven anywhere; four and three are too few to be told.
    expect(
      told.map(({ service, site, bookings, withinFortnight }) => [service, site, bookings, withinFortnight]),
    ).toEqual([['identity-card', null, 7, 4]])
    expect(told[0]?.medianMinutes).toBeLessThan((3 * DAY) / MINUTE)
  })

  test('waits for the last confirmation of a day, however long it may take', async () => {
    const confirmWithin = async (minutes: number) => {
      await ground.sql('UPDATE setting SET confirm_minutes = $1', [minutes])
      await ground.run((tx) => tx.changeReference())
    }
    const [{ before } = impossible('a city without settings')] = await ground.sql<{ before: number }>(
      'SELECT confirm_minutes AS before FROM setting',
    )
    await confirmWithin(12 * 60)
    // Of Tuesday somebody may confirm until Wednesday noon.
    const wednesday = parseInstant('2027-03-03T03:00:00Z')
    expect(await ground.run(countChosen, wednesday)).toBe(0)
    expect(await ground.run(countChosen, plus(wednesday, 10 * HOUR))).toBe(1)
    await confirmWithin(before)
  })

  test('the database refuses a group that is too small (control)', async () => {
    await expect(ground.sql('UPDATE lead_time SET bookings = 4 WHERE bookings IS NOT NULL')).rejects.toThrow(
      /lead_time_bookings_check/,
    )
  })
})

describe('over HTTP', () => {
  test('anybody reads it, from any page, as JSON and as CSV, and asks again by its tag', async () => {
    const answer = await ground.visitor().get('/api/open/lead-times?service=identity-card')
    expect(answer.status).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.headers['cache-control']).toBe('public, max-age=600')
    expect(answer.json.days[0]).toMatchObject({ day: '2027-03-01', service: 'identity-card', site: null })
    const file = await ground.visitor().get('/api/open/first-free.csv')
    expect(file.headers['content-type']).toContain('text/csv')
    expect(file.text.split('\r\n')[0]).toBe('at,service,site,first_free')
    expect(file.text).toMatch(/,identity-card,mitte,2027-03-0\dT\d\d:\d\d:00.000Z\r\n/)
  })

  test.each([
    '?from=2027-03-02&to=2027-03-01',
    '?from=2026-01-01&to=2027-03-01',
    '?from=2020-01-01&to=2027-03-01&service=identity-card',
  ])('a range that is wrong or too long is refused: %s', async (query) => {
    const answer = await ground.visitor().get(`/api/open/lead-times${query}`)
    expect([answer.status, answer.json.code]).toEqual([422, 'range_wrong'])
  })
})

test('what is older than three years goes', async () => {
  expect(await ground.run(forgetOldLeads, plus(NOW, 3 * 365 * DAY))).toBe(0)
  expect(await ground.run(forgetOldLeads, plus(NOW, 3 * 367 * DAY))).toBeGreaterThan(0)
})
