import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { makeLinks } from '#apps/server/application.tsx'
import { ROOT } from '#apps/server/configuration.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { getSettings } from '#features/authority/actions.ts'
import { auditWaitlist } from '#features/booking/actions.ts'
import type { ShiftsFile } from '#features/capacity/contract.ts'
import { type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { beginAuthority, demoFolder, finishAuthority, isUnfinished } from './authorities.ts'
import { firstMoment, nextMorning, readHours } from './clock.ts'
import { liveIn } from './live/city.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { PEOPLE_DOMAIN } from './people.ts'
import { seeded } from './random.ts'
import { closeForADay } from './seed/closing.ts'
import { planExceptions } from './seed/exceptions.ts'
import { openOneEvening } from './seed/longEvening.ts'
import { atMoment } from './seed/moment.ts'
import { announceMove } from './seed/move.ts'
import { hangNotices } from './seed/notices.ts'
import { playPast } from './seed/play.ts'
import { tellThePast } from './seed/told.ts'
import { joinWaitlist } from './seed/waitlist.ts'

const KEY = 'spielstadt'

let city: City
let migrator: Migrator
let town: Authority
let until: Instant
let shifts: ShiftsFile
let mailFolder: string
let mailbox: Mailbox
let server: RunningServer

beforeAll(async () => {
  city = await openCity({ connections: 4 })
  migrator = await openMigrator(city.ownerUrl)
  const begun = await beginAuthority(city.database, migrator, demoFolder(ROOT, 'zweitstadt'), KEY)
  expect(isUnfinished((await find(KEY)) ?? begun.authority)).toBe(true)
  const { hours, now } = await city.database.withAuthority(begun.authority, async (tx) => {
    const { timeZone } = await getSettings(tx)
    return { now: tx.now, hours: await readHours(tx, timeZone, dayOf(tx.now, timeZone)) }
  })
  until = firstMoment(hours, now)
  shifts = begun.data.shifts
  const script = {
    shifts: begun.data.shifts,
    links: makeLinks(city.secret),
    past: { days: 3, share: 1 },
    until,
  }
  const progress: number[] = []
  await playPast(city.database, begun.authority, script, (done) => progress.push(done))
  expect(progress.at(-1)).toBe(1)
  await tellThePast(city.database, begun.authority, { until, timeZone: 'Europe/Berlin' })
  const waiting = { links: script.links, random: seeded('waitlist'), until }
  await joinWaitlist(city.database, begun.authority, waiting)
  await migrator.setDemoOffset(KEY, until - now)
  const hostnames = ['spielstadt.localhost']
  const data = { ...begun.data, authority: { ...begun.data.authority, hostnames } }
  await finishAuthority(migrator, { ...begun, data })
  town = (await find(KEY)) ?? begun.authority
  await migrator.createAuthority({ key: 'echt', hostnames: ['echt.localhost'], demo: false })
  await build()
  mailFolder = await mkdtemp(join(tmpdir(), 'dran-demo-'))
  mailbox = await startMailbox({ folder: mailFolder })
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false, mailbox, migrator })
}, 120_000)

afterAll(async () => {
  await city.unchanged()
  await server.stop()
  await mailbox.stop()
  await rm(mailFolder, { recursive: true, force: true })
  await migrator.close()
  await city.drop()
})

const find = async (key: string) => (await migrator.authorities()).find((each) => each.key === key)

/** Asks the city behind the scenes; every answer must be "nothing found". */
async function rows(query: string): Promise<Record<string, unknown>[]> {
  return asOwner(city.ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${town.schema}`)
    return (await client.query(query)).rows
  })
}

async function count(query: string): Promise<number> {
  return Number((await rows(`SELECT count(*) AS n FROM ${query}`))[0]?.n)
}

const OPEN = `state IN ('booked', 'waiting', 'called', 'serving', 'missed')`

describe('a past that was played', () => {
  it('has told times with what came of them, enough for the public page of how well they hold', async () => {
    const [figures] = await rows(
      `SELECT count(*)::int AS told, count(*) FILTER (WHERE called_at BETWEEN says_from AND says_until)::int AS within
       FROM promise_told WHERE settled AND called_at IS NOT NULL`,
    )
    expect(figures?.told).toBeGreaterThan(20)
    expect(Number(figures?.within) / Number(figures?.told)).toBeGreaterThan(0.75)
    // Of today's people nothing was invented: what they are told is looked ahead.
    const today = dayOf(until, 'Europe/Berlin')
    expect(await count(`promise_told t JOIN visit v ON v.id = t.visit_id WHERE v.day >= '${today}'`)).toBe(0)
  })

  it('has people of every fate, today still in the middle of the morning', async () => {
    const states = (await rows('SELECT DISTINCT state FROM visit')).map((row) => row.state)
    expect(states).toEqual(expect.arrayContaining(['booked', 'cancelled', 'done']))
    const today = dayOf(until, 'Europe/Berlin')
    expect(await count(`visit WHERE day = '${today}' AND state = 'done'`)).toBeGreaterThan(5)
    expect(await count(`visit WHERE day = '${today}' AND state = 'booked'`)).toBeGreaterThan(5)
    expect(await count(`visit WHERE day > '${today}' AND state = 'booked'`)).toBeGreaterThan(50)
  })

  it('tells every visit from its beginning to its state', async () => {
    expect(
      await rows(`SELECT v.id FROM visit v JOIN journal j ON j.visit_id = v.id GROUP BY v.id
        HAVING count(*) <> v.version OR (array_agg(j.to_state ORDER BY j.visit_version DESC))[1] <> v.state`),
    ).toEqual([])
    expect(
      await rows(`SELECT site_id FROM journal GROUP BY site_id
        HAVING count(*) <> max(number) OR min(number) <> 1`),
    ).toEqual([])
  })

  it('goes forward: nothing is written before what came earlier, and nothing after this moment', async () => {
    expect(
      await rows(`SELECT 1 FROM (SELECT happened_at, lag(happened_at) OVER (PARTITION BY site_id ORDER BY number) AS before
        FROM journal) j WHERE happened_at < before`),
    ).toEqual([])
    expect(await count(`journal WHERE happened_at > '${isoInstant(until)}'`)).toBe(0)
    expect(await count('journal WHERE happened_at <> recorded_at')).toBe(0)
  })

  it('leaves nobody standing in a day that is over', async () => {
    expect(await count(`visit WHERE day < '${dayOf(until, 'Europe/Berlin')}' AND ${OPEN}`)).toBe(0)
  })

  it('has the cells of every booking and none of those that were cancelled', async () => {
    expect(
      await rows(`SELECT v.id FROM visit v LEFT JOIN claim c ON c.visit_id = v.id LEFT JOIN claim_cell k ON k.claim_id = c.id
        WHERE v.state = 'booked' GROUP BY v.id, c.id HAVING count(k.cell) <> coalesce(c.end_cell - c.first_cell, -1)`),
    ).toEqual([])
    expect(
      await count(`claim c JOIN visit v ON v.id = c.visit_id WHERE v.state IN ('cancelled', 'expired')`),
    ).toBe(0)
  })

  it('has people on its waitlist, who joined over the last days, and a log that can be replayed', async () => {
    expect(
      await count(`wish WHERE state = 'waiting' AND queued_at <= '${isoInstant(until)}'`),
    ).toBeGreaterThan(5)
    expect(await count('wish_contact WHERE email IS NULL')).toBeGreaterThan(0)
    expect(await count(`waitlist_log WHERE event = 'run'`)).toBeGreaterThan(0)
    const replayed = await city.database.withAuthority(town, auditWaitlist)
    expect(replayed.differences).toEqual([])
  })

  it('sends nobody a mail, and all addresses are invented', async () => {
    expect(await count('message')).toBe(0)
    expect(await count(`visit_contact WHERE email NOT LIKE '%@${PEOPLE_DOMAIN}'`)).toBe(0)
  })
})

describe('exceptions of its shift plan', () => {
  it('are published like any others, and no booking is lost', async () => {
    const booked = await count(`visit WHERE state = 'booked'`)
    await planExceptions(server.parts.database, town, until)
    expect(await count('counter_away')).toBeGreaterThan(0)
    expect(await count(`shift_plan WHERE source IN ('away', 'editor')`)).toBeGreaterThan(1)
    expect(await count(`visit WHERE state = 'booked'`)).toBe(booked)
    expect(
      await rows(`SELECT v.id FROM visit v LEFT JOIN claim c ON c.visit_id = v.id LEFT JOIN claim_cell k ON k.claim_id = c.id
        WHERE v.state = 'booked' GROUP BY v.id, c.id
        HAVING count(k.cell) <> CASE WHEN c.place_id IS NULL AND c.id IS NOT NULL THEN 0 ELSE coalesce(c.end_cell - c.first_cell, -1) END`),
    ).toEqual([])
  })
})

describe('a site that moves', () => {
  it('takes its bookings along, and those who come afterwards are told', async () => {
    expect(await announceMove(server.parts.database, town, until, 'rathaus')).toBe(true)
    const following = `visit v JOIN relocation r ON r.site_id = v.site_id AND v.day >= r.first_day
      WHERE v.state = 'booked' AND v.kind = 'on_site' AND NOT v.linked_second`
    expect(await count('relocation_notice')).toBe(await count(following))
    expect(await count('relocation_notice')).toBeGreaterThan(0)
    expect(await count(`message WHERE kind = 'relocated'`)).toBe(
      await count('relocation_notice WHERE mailed'),
    )
  })
})

describe('a site that is closed for a day', () => {
  it('keeps every booking, says who closed it, and only some city has the site of the story', async () => {
    expect(await closeForADay(server.parts.database, town, until)).toBe(false)
    const booked = await count(`visit WHERE state = 'booked'`)
    expect(await closeForADay(server.parts.database, town, until, 'rathaus')).toBe(true)
    expect(await count(`visit WHERE state = 'booked'`)).toBe(booked)
    expect(
      await count(`closing c JOIN audit a ON a.closing_id = c.id AND a.action = 'site_closed'
        JOIN staff_member m ON m.id = a.staff_id AND 'manager' = ANY (m.roles)
        WHERE cardinality(c.counter_ids) = 0 AND c.first_day > '${isoInstant(until)}'`),
    ).toBe(1)
  })
})

it('the house says something on the displays of the demo city', async () => {
  expect(await hangNotices(server.parts.database, town, until)).toBe(2)
  expect(await count('house_notice')).toBeGreaterThanOrEqual(2)
})

describe('a site that opens for one long evening', () => {
  it('has bookable places then, loses no booking, and only some city has the site of the story', async () => {
    expect(await openOneEvening(server.parts.database, town, until)).toBe(false)
    const booked = await count(`visit WHERE state = 'booked'`)
    expect(await openOneEvening(server.parts.database, town, until, 'rathaus')).toBe(true)
    expect(await count(`visit WHERE state = 'booked'`)).toBe(booked)
    expect(
      await count(`place JOIN special_hours USING (site_id, day) WHERE closes = '20:00' AND end_cell = 240`),
    ).toBe(await count(`day_shift WHERE ends = '20:00'`))
    expect(await count(`audit WHERE action = 'hours_changed' AND site_id IS NOT NULL`)).toBe(1)
  })
})

describe('a demo city that lives', () => {
  it('has clerks who call, each at a counter of their own', async () => {
    const before = await count(`journal WHERE event IN ('called', 'started', 'finished')`)
    const { parts, port } = server
    const { database, directory, clocks, links, log } = parts
    if (!clocks) throw new Error('the server has no demo clocks')
    const present = directory.byKey
    const life = { authority: town, index: 0, port, database, present, clocks, links, mailbox, shifts, log }
    const demo = await liveIn(life)
    try {
      await expect
        .poll(() => count('staff_session WHERE counter_id IS NOT NULL'), { timeout: 40_000 })
        .toBeGreaterThan(0)
      // Whoever is being served is done by then.
      await clocks.moveTo(town, plus(clocks.now(town), 20 * MINUTE))
      await expect
        .poll(() => count(`journal WHERE event IN ('called', 'started', 'finished')`), { timeout: 40_000 })
        .toBeGreaterThan(before)
    } finally {
      await demo.stop()
    }
  }, 90_000)

  it('jumps to the next morning: the day is ended, the next one can be booked', async () => {
    const { clocks, database } = server.parts
    const { zone, hours } = await database.withAuthority(town, async (tx) => {
      const { timeZone } = await getSettings(tx)
      return { zone: timeZone, hours: await readHours(tx, timeZone, dayOf(until, timeZone)) }
    })
    const morning = nextMorning(hours, until)
    await clocks?.moveTo(town, morning)
    const now = clocks?.now(town) ?? until
    expect(now).toBeGreaterThanOrEqual(morning)
    expect(now).toBeLessThan(plus(morning, MINUTE))
    expect(await count(`visit WHERE day < '${dayOf(now, zone)}' AND ${OPEN}`)).toBe(0)
    expect(await count('open_counter')).toBe(0)
    const { horizonDays } = await database.withAuthority(town, getSettings)
    expect(await count(`place WHERE day > '${addDays(dayOf(now, zone), horizonDays - 7)}'`)).toBeGreaterThan(
      0,
    )
    await clocks?.moveTo(town, plus(now, -30 * MINUTE))
    expect(clocks?.now(town)).toBeGreaterThanOrEqual(now)
  })
})

describe('a real authority', () => {
  const real = async () => (await find('echt')) ?? Promise.reject(new Error('missing'))

  it('has no clock of its own', async () => {
    const { clocks, database } = server.parts
    const authority = await real()
    await expect(clocks?.moveTo(authority, plus(until, MINUTE))).rejects.toThrow('only a demo authority')
    await expect(database.withAuthority(authority, async () => null, { at: until })).rejects.toThrow(
      'only a demo authority',
    )
    await expect(database.withAuthority(authority, async (tx) => atMoment(tx, until))).rejects.toThrow(
      'only a demo authority',
    )
    await migrator.setDemoOffset('echt', 1_000_000)
    expect((await real()).demoOffset).toBe(0)
  })

  it('is not dropped by a reset', async () => {
    await expect(migrator.dropDemoAuthority('echt')).rejects.toThrow('only a demo authority')
    expect(await find('echt')).toBeDefined()
  })

  it('shows no page of the demonstration, while a demo city does', async () => {
    const ask = (hostname: string, path: string, method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        import('node:http').then(({ request }) => {
          const host = `${hostname}:${server.port}`
          const headers = {
            host,
            origin: `http://${host}`,
            ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          }
          const asked = request(
            { host: '127.0.0.1', port: server.port, path, method, headers },
            (response) => {
              response.resume()
              resolve(response.statusCode ?? 0)
            },
          )
          asked.on('error', reject)
          asked.end(method === 'POST' ? 'to=later' : undefined)
        }, reject)
      })
    expect(await ask('spielstadt.localhost', '/demo')).toBe(200)
    expect(await ask('spielstadt.localhost', '/demo/clock', 'POST')).toBe(303)
    expect(await ask('echt.localhost', '/demo')).toBe(404)
    expect(await ask('echt.localhost', '/demo/clock', 'POST')).toBe(404)
    expect(await ask('echt.localhost', '/demo/ticket', 'POST')).toBe(404)
    expect((await real()).demoOffset).toBe(0)
  })
})
