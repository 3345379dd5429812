import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import {
  bookForCaller,
  confirmBooking,
  expireHolds,
  giveContact,
  holdTime,
  saveHoldContact,
} from '#features/booking/actions.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { checkIn, drawTicket, endDays } from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { DAY, HOUR, type Instant, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { brokenLawsOf } from './checker.ts'
import { type Ground, openGround, setClocks } from './ground.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const SITE = 'nord'

/** The two nights of 2027, each with the moment from which it is looked at and the days around it. */
const NIGHTS = [
  {
    season: 'spring',
    from: parseInstant('2027-03-25T08:00:00Z'),
    days: { '2027-03-27': 24, '2027-03-28': 23, '2027-03-29': 24 },
    twice: 0,
  },
  {
    season: 'autumn',
    from: parseInstant('2027-10-28T08:00:00Z'),
    days: { '2027-10-30': 24, '2027-10-31': 25, '2027-11-01': 24 },
    twice: 12,
  },
] as const

let ground: Ground

beforeAll(async () => {
  ground = await openGround()
  // A house that never sleeps: one counter, round the clock, every day.
  // Somewhere without public holidays: one of the days is Easter Monday, another All Saints.
  await ground.sql("UPDATE setting SET region = 'AT-9'")
  await ground.sql('UPDATE reference_version SET version = version + 1')
  await ground.sql('DELETE FROM closure')
  for (const table of ['site_hours', 'shift_rule']) await ground.sql(`DELETE FROM ${table}`)
  await ground.sql(
    `INSERT INTO site_hours (site_id, weekday, opens, closes)
     SELECT id, weekday, '00:00', '24:00' FROM site, generate_series(1, 7) AS weekday`,
  )
  await ground.sql(
    `INSERT INTO shift_rule (counter_id, weekday, starts, ends, mode)
     SELECT id, weekday, '00:00', '24:00', 'both' FROM counter, generate_series(1, 7) AS weekday WHERE key = '1'`,
  )
  await release()
})
afterAll(() => ground.close())
afterEach(() => ground.city.unchanged())

async function release(): Promise<void> {
  await ground.sql('UPDATE reference_version SET version = version + 1')
  for (const { from, days } of NIGHTS) {
    const untilDay = localDate(Object.keys(days).at(-1) ?? '')
    await ground.run((tx) => releasePlaces(tx, { untilDay }), from)
  }
}

/** The wall time of an instant in Berlin, by the platform's own calendar and not by ours. */
const berlin = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'short',
})
const wall = (at: string) => berlin.format(parseInstant(at))

async function timesOf(day: string): Promise<string[]> {
  const path = `/api/times?matters=identity-card:1&site=${SITE}&day=${day}&from=${day}&limit=1000`
  const { json } = await ground.visitor().get(path)
  return json.times.map(({ startsAt }: { startsAt: string }) => startsAt)
}

/** So many starts of 15 minutes fit into so many hours, one every five minutes. */
const startsIn = (hours: number) => (hours * 60 - 15) / 5 + 1

describe.each(NIGHTS)('around the clock change of $season', ({ from, days, twice }) => {
  beforeAll(async () => {
    await setClocks(ground.city.ownerUrl, from)
    await ground.server.parts.directory.refresh()
  })

  test.each(Object.entries(days))(
    'the search shows every time of %s, as many as its %i hours have',
    async (day, hours) => {
      const times = await timesOf(day)
      expect(times).toHaveLength(startsIn(hours))
      const walls = times.map(wall)
      expect(walls[0]).toBe(`${day} 00:00`)
      expect(walls.at(-1)).toBe(`${day} 23:45`)
      for (const [index, time] of times.slice(1).entries())
        expect(parseInstant(time) - parseInstant(times[index] ?? '')).toBe(5 * MINUTE)
      const repeated = walls.length - new Set(walls).size
      expect(repeated).toBe(hours === 25 ? twice : 0)
      const inTheGap = walls.filter((at) => at.slice(11, 13) === '02')
      expect(inTheGap).toHaveLength(hours === 23 ? 0 : hours === 25 ? 24 : 12)
    },
  )

  test('a booking over the change takes the cells of the minutes that pass', async () => {
    const [, middle = ''] = Object.keys(days)
    const night = (await timesOf(middle)).filter((at) => /^\S+ 0[123]:/.test(wall(at)))
    const before = await ground.sql('SELECT FROM claim_cell')
    // One that ends after the change, and in autumn both times that are called half past two.
    const last = night.filter((at) => wall(at).endsWith('01:50'))
    const half = night.filter((at) => wall(at).endsWith('02:30'))
    for (const startsAt of [...last, ...half]) {
      const booked = await ground.run(
        (tx) =>
          bookForCaller(tx, ground.links, {
            channel: 'telephone',
            matters: MATTERS,
            siteKey: SITE,
            startsAt: parseInstant(startsAt),
            language: 'de',
            contact: { name: 'Nachteule', email: null, phone: null },
          }),
        from,
      )
      expect(booked).toMatchObject({ ok: true, value: { day: middle } })
    }
    const after = await ground.sql('SELECT FROM claim_cell')
    expect(after.length - before.length).toBe(3 * (last.length + half.length))
    expect(half).toHaveLength(twice === 0 ? 0 : 2)
    expect(await brokenLawsOf(ground.city.ownerUrl, ground.authority.schema)).toEqual([])
  })
})

describe('numbers of the day', () => {
  const draw = (at: Instant) =>
    ground.run(async (tx) => {
      const request = { siteKey: SITE, matters: MATTERS, language: 'de', channel: 'kiosk' } as const
      const drawn = await drawTicket(tx, ground.links, request, async () => true)
      return drawn.ok ? drawn.value.visit : impossible(drawn.code)
    }, at)

  test.each([
    ['2027-03-27T23:00:00Z', '2027-03-28'],
    ['2027-03-28T22:00:00Z', '2027-03-29'],
    ['2027-10-30T22:00:00Z', '2027-10-31'],
    ['2027-10-31T23:00:00Z', '2027-11-01'],
  ])('begin anew at %s, which is midnight there, and the day before is ended', async (midnight, day) => {
    const at = parseInstant(midnight)
    await ground.run((tx) => endDays(tx), plus(at, -HOUR))
    const late = await draw(plus(at, -1))
    expect(late.day < day).toBe(true)
    expect(await ground.run((tx) => endDays(tx), plus(at, -1))).toBe(0)
    const early = await draw(at)
    expect([early.day, early.ticketNumber]).toEqual([day, 'A001'])
    await ground.run((tx) => endDays(tx), at)
    const states = await ground.run(async (tx) => [
      (await loadVisit(tx, late.id))?.state,
      (await loadVisit(tx, early.id))?.state,
    ])
    expect(states).toEqual(['left', 'waiting'])
  })
})

describe('minutes are elapsed time (A-35)', () => {
  const NIGHT = parseInstant('2027-03-28T00:55:00Z')
  const hold = (browser: string, startsAt: Instant, at?: Instant) =>
    ground.run(async (tx) => {
      const request = {
        siteKey: SITE,
        matters: MATTERS,
        startsAt,
        language: 'de',
        channel: 'online',
        browser,
      } as const
      const held = await holdTime(tx, ground.links, request)
      return held.ok ? held.value : impossible(held.code)
    }, at)
  const untilOf = async (visit: string) => {
    const rows = await ground.sql<{ until: string }>(
      'SELECT (extract(epoch FROM until) * 1000)::bigint AS until FROM claim WHERE visit_id = $1',
      [visit],
    )
    return Number(rows[0]?.until)
  }

  test('ten minutes from five to two are five past three', async () => {
    const held = await hold('five to two', parseInstant('2027-03-28T08:00:00Z'), NIGHT)
    expect(await untilOf(held.id)).toBe(plus(NIGHT, 10 * MINUTE))
    expect(await ground.run((tx) => expireHolds(tx), plus(NIGHT, 10 * MINUTE - 1))).toBe(0)
    expect(await ground.run((tx) => expireHolds(tx), plus(NIGHT, 10 * MINUTE))).toBe(1)
  })

  test('twenty minutes before ten past three are ten to two', async () => {
    const startsAt = parseInstant('2027-03-28T01:10:00Z')
    const booking = { siteKey: SITE, matters: MATTERS, startsAt, language: 'de', channel: 'desk' } as const
    const contact = { name: 'Frühe', email: null, phone: null }
    const visit = await ground.run(
      (tx) => bookForCaller(tx, ground.links, { ...booking, contact }),
      plus(NIGHT, -2 * HOUR),
    )
    const arrived = await ground.run(
      async (tx) => {
        const site = (await findSite(tx, SITE)) ?? impossible('no site')
        return checkIn(tx, site, visit.ok ? visit.value.id : impossible(visit.code))
      },
      plus(startsAt, -40 * MINUTE),
    )
    expect(arrived).toMatchObject({
      ok: true,
      value: { visit: { callableFrom: plus(startsAt, -20 * MINUTE) } },
    })
  })

  test.each([
    ['an hour back', -HOUR],
    ['a day ahead', DAY],
  ])('a node whose own clock is %s holds and ends by the time of the database', async (name, leap) => {
    const now = await ground.now()
    const startsAt = plus(now, DAY + 10 * HOUR - (now % DAY))
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(plus(await ground.now(), leap))
    try {
      const held = await hold(name, startsAt)
      const until = await untilOf(held.id)
      expect(Math.abs(until - plus(now, 10 * MINUTE))).toBeLessThan(MINUTE)
      expect(await ground.run((tx) => expireHolds(tx))).toBe(0)
      const contact = { name: 'Uhrmacher', email: 'uhr@mail.example', phone: null }
      await ground.run((tx) => saveHoldContact(tx, name, contact))
      expect(await ground.run((tx) => giveContact(tx, ground.links, name))).toMatchObject({ ok: true })
      expect(await ground.run((tx) => confirmBooking(tx, held.id))).toMatchObject({ ok: true })
    } finally {
      vi.useRealTimers()
    }
  })
})

// The control: the same house in a zone that knows no summer time has 24 hours on every day.
test('it is the zone of the site that makes the difference', async () => {
  await ground.sql('INSERT INTO plan_change (site_id, day) SELECT site_id, day FROM place')
  await ground.sql('DELETE FROM claim')
  await ground.sql('DELETE FROM place')
  await ground.sql("UPDATE site SET time_zone = 'Etc/GMT-1'")
  await release()
  for (const { from, days } of NIGHTS) {
    await setClocks(ground.city.ownerUrl, from)
    await ground.server.parts.directory.refresh()
    for (const day of Object.keys(days)) expect(await timesOf(day)).toHaveLength(startsIn(24))
  }
})
