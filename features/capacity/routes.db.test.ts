import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { listSites } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { ANONYMOUS, type Caller, type Role } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { isOverloaded } from '#platform/db/failure.ts'
import { db } from '#platform/db/query.ts'
import { createHttpServer } from '#platform/http/server.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { openLog } from '#platform/log/log.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { setClocks } from '#test/laws/ground.ts'
import { registerCapacityRoutes } from './routes.ts'

const TUESDAY = '2027-03-02'

let city: City
let neuwalden: Authority
let app: HttpServer<Caller, Authority>
let caller: Caller = ANONYMOUS
let staffId: Id<'staffMember'>
let sites: ReadonlyMap<string, Id<'site'>>

beforeAll(async () => {
  city = await openCity()
  await setClocks(city.ownerUrl, TEST_START)
  const found = (await city.database.authorities()).find(({ key }) => key === 'neuwalden')
  const authority = found ?? impossible('no Neuwalden')
  const { database } = city
  await database.withAuthority(authority, async (tx) => {
    const manager = db.selectFrom('staff_member').select('id').where('login', '=', 'leitung')
    staffId = (await tx.one(manager)).id
    sites = new Map((await listSites(tx)).map((site) => [site.key, site.id]))
    for (let nth = 0; nth < 2; nth++) {
      await bookForCaller(tx, makeLinks(TEST_SECRET), {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt: parseInstant('2027-03-02T09:00:00Z'),
        language: 'de',
        channel: 'telephone',
        beyondLimits: true,
        contact: { name: 'Ada Muster', email: null, phone: '0999 1' },
      })
    }
  })
  neuwalden = authority
  app = serve(database, isOverloaded)
})
afterEach(() => city.unchanged())
afterAll(async () => {
  await app.close()
  await city.drop()
})

function serve(database: Database, busy: (error: unknown) => boolean): HttpServer<Caller, Authority> {
  const server = createHttpServer<Caller, Authority>({
    log: openLog({ level: 'silent' }),
    identify: async () => caller,
    resolveAuthority: async () => ({ key: neuwalden.key, state: 'open', authority: neuwalden }),
    errorPage: ({ title }) => title,
    isOverloaded: busy,
  })
  registerCapacityRoutes(server, { database })
  return server
}

function be(role: Role, site: string | null = null): void {
  caller = {
    kind: 'staff',
    staffId,
    name: 'Rainer Holt',
    roles: [role],
    siteId: site === null ? null : (sites.get(site) ?? impossible(`no site ${site}`)),
    counterId: null,
    sessionHash: Buffer.alloc(32),
    language: 'de',
  }
}

async function call(
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  key: string = crypto.randomUUID(),
) {
  const headers = { host: 'localhost', 'idempotency-key': key, 'sec-fetch-site': 'same-origin' }
  const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, json: answer.body ? answer.json() : undefined }
}

const MITTE = '/api/sites/mitte/shift-plan'

describe('the shift plan over HTTP', () => {
  test('is read with counters, hours, closures and holidays', async () => {
    be('manager')
    const { status, json } = await call('GET', MITTE)
    expect([status, json.version, json.today, json.plan.weekly.length]).toEqual([200, 1, '2027-03-01', 15])
    expect(json.counters.map(({ key }: { key: string }) => key)).toEqual(['1', '2', '3'])
    const days = json.closures.map(({ firstDay }: { firstDay: string }) => firstDay)
    expect(days).toContain('2027-03-26')
    expect(days).toContain('2027-05-01')
  })

  test('is published once for one key, undone, and its history names who did it', async () => {
    be('manager')
    const { json: read } = await call('GET', MITTE)
    const plan = {
      ...read.plan,
      weekly: read.plan.weekly.filter(({ weekday }: { weekday: number }) => weekday !== 5),
    }
    const key = crypto.randomUUID()
    const body = { basedOn: read.version, plan }
    const first = await call('POST', MITTE, body, key)
    expect([first.status, first.json.version]).toEqual([200, 2])
    expect(await call('POST', MITTE, body, key)).toEqual(first)
    expect(await call('POST', MITTE, body)).toMatchObject({
      status: 409,
      json: { code: 'changed_meanwhile' },
    })
    const undone = await call('POST', `${MITTE}/undo`, { basedOn: 2, version: 1 })
    expect([undone.status, undone.json.version]).toEqual([200, 3])
    const { json } = await call('GET', `${MITTE}/versions`)
    expect(json.versions).toMatchObject([
      {
        version: 3,
        source: 'undo',
        undoes: 1,
        by: { name: 'Rainer Holt', roles: ['manager'] },
        added: 3,
        removed: 0,
      },
      { version: 2, source: 'editor', by: { name: 'Rainer Holt', roles: ['manager'] }, added: 0, removed: 3 },
      { version: 1, source: 'import', by: null },
    ])
  })

  test('opens longer on one date, and says so to whoever plans and to nobody else', async () => {
    be('manager', 'mitte')
    const body = { day: '2027-03-09', hours: [{ opens: '08:00', closes: '20:00' }] }
    const url = '/api/sites/mitte/special-hours'
    expect(await call('POST', `${url}/preview`, body)).toMatchObject({ status: 200, json: { unplaced: 0 } })
    expect((await call('GET', MITTE)).json.specialHours).toEqual([])
    expect((await call('POST', url, body)).status).toBe(200)
    expect((await call('GET', MITTE)).json.specialHours).toEqual([{ day: '2027-03-09', ...body.hours[0] }])
    expect((await call('POST', '/api/sites/nord/special-hours', body)).status).toBe(404)
    be('clerk')
    expect((await call('POST', url, body)).status).toBe(403)
    be('manager')
    expect((await call('POST', url, { ...body, hours: [] })).status).toBe(200)
    expect(await call('POST', url, { ...body, hours: [] })).toMatchObject({ json: { code: 'not_workable' } })
    const { json: history } = await call('GET', `${MITTE}/versions`)
    expect(history.hours).toMatchObject([
      { by: { name: 'Rainer Holt' }, source: 'console', after: [] },
      { before: [], after: [{ day: '2027-03-09', weekday: null, opens: '08:00' }] },
    ])
    const audited = db.selectFrom('audit').select('site_id').where('action', '=', 'hours_changed')
    const lines = await city.database.withAuthority(city.authority, (tx) => tx.rows(audited))
    expect(lines.map(({ site_id }) => site_id)).toEqual([sites.get('mitte'), sites.get('mitte')])
  })

  test('gets other hours of every week, once for one key, and says who did it', async () => {
    be('manager', 'mitte')
    const url = '/api/sites/mitte/opening-hours'
    const { json: read } = await call('GET', url)
    const hours = [...read.hours, { weekday: 6, opens: '09:00', closes: '13:00' }]
    expect(await call('POST', `${url}/preview`, { hours })).toMatchObject({
      ...{ status: 200, json: { unplaced: 0, shifts: [] } },
    })
    const key = crypto.randomUUID()
    const body = { hours, seen: read.newest, undoes: null }
    const first = await call('POST', url, body, key)
    expect(first.status).toBe(200)
    expect(await call('POST', url, body, key)).toEqual(first)
    expect(await call('POST', url, body)).toMatchObject({ status: 409, json: { code: 'changed_meanwhile' } })
    const { json } = await call('GET', url)
    expect([json.newest, json.hours]).toEqual([first.json.change, hours])
    expect(json.changes[0]).toMatchObject({
      by: 'Rainer Holt',
      before: [],
      after: [{ weekday: 6, day: null }],
    })
    expect((await call('POST', '/api/sites/nord/opening-hours', body)).status).toBe(404)
    const late = [{ weekday: 6, opens: '09:00', closes: '25:00' }]
    expect((await call('POST', url, { ...body, hours: late })).status).toBe(400)
    be('clerk')
    expect((await call('GET', url)).status).toBe(403)
    be('manager')
    const back = { hours: json.earlier, seen: json.newest, undoes: json.newest }
    expect((await call('POST', url, back)).status).toBe(200)
    const audited = db.selectFrom('audit').select('site_id').where('action', '=', 'hours_changed')
    const lines = await city.database.withAuthority(city.authority, (tx) => tx.rows(audited))
    expect(lines).toHaveLength(4)
  })

  test('that cannot work is shown by the preview with what is wrong, and refused', async () => {
    be('administrator')
    const { json: read } = await call('GET', MITTE)
    const [first, ...rest] = read.plan.weekly
    const plan = { ...read.plan, weekly: [{ ...first, ends: '07:00' }, ...rest] }
    const { json } = await call('POST', `${MITTE}/preview`, { plan, monday: '2027-03-01' })
    expect(json.faults[0]).toMatchObject({ code: 'negative_length', error: true, weekday: first.weekday })
    const refused = await call('POST', MITTE, { basedOn: read.version, plan })
    expect(refused).toMatchObject({ status: 409, json: { code: 'not_workable' } })
    const unread = { ...read.plan, weekly: [{ ...first, ends: '25:00' }] }
    expect((await call('POST', MITTE, { basedOn: read.version, plan: unread })).status).toBe(400)
  })

  test('of counters away leaves a booking without a place on the list, with whom to call', async () => {
    be('manager', 'mitte')
    const { json: read } = await call('GET', MITTE)
    const counters = [read.counters[1].counter]
    const when = { firstDay: TUESDAY, lastDay: TUESDAY, starts: null, ends: null }
    const away = await call('POST', '/api/sites/mitte/counters-away', { counters, ...when })
    expect(away.json).toMatchObject({ replaced: 0, unplaced: 1 })
    const { json } = await call('GET', '/api/unplaced')
    expect(json.visits).toMatchObject([
      {
        site: 'mitte',
        name: 'Ada Muster',
        phone: '0999 1',
        services: ['identity-card'],
        appointmentAt: '2027-03-02T09:00:00.000Z',
      },
    ])
    expect((await call('GET', '/api/unplaced?site=nord')).status).toBe(404)
  })

  test('belongs to managers of the site and administrators', async () => {
    be('manager', 'nord')
    expect((await call('GET', MITTE)).status).toBe(404)
    const applied = await call('POST', '/api/sites/nord/shift-plan/apply', { sites: ['mitte'] })
    expect(applied).toMatchObject({ status: 409, json: { code: 'unknown_site' } })
    be('clerk')
    expect((await call('GET', MITTE)).status).toBe(403)
    be('administrator')
    expect((await call('GET', '/api/unplaced')).status).toBe(403)
  })
})

test('shares are decided for the city by whoever belongs to no site, for a site by its manager too', async () => {
  be('manager', 'mitte')
  const { json: own } = await call('GET', '/api/shares')
  expect(own.decided.map((line: { site: string | null }) => line.site)).toEqual(['mitte'])
  const [{ shares, newest: seen }] = own.decided
  const body = { site: 'mitte', shares: { ...shares, walkInPercent: 20 }, seen }
  const looked = await call('POST', '/api/shares/preview', { site: 'mitte', shares: body.shares, from: 0 })
  expect(looked.json).toMatchObject({ done: 1, of: 1, example: { site: 'mitte' } })
  for (const site of ['nord', null]) {
    const other = { ...body, site, shares: site === null ? own.city : body.shares }
    expect((await call('POST', '/api/shares', other)).status).toBe(404)
  }
  expect((await call('POST', '/api/shares', body)).status).toBe(200)
  be('administrator')
  const { json: all } = await call('GET', '/api/shares')
  expect(all.decided.map((line: { site: string | null }) => line.site)).toEqual([null, 'mitte', 'nord'])
  const [change] = all.changes
  expect(change).toMatchObject({ site: 'mitte', by: 'Rainer Holt', before: shares, after: body.shares })
  expect((await call('POST', `/api/shares/changes/${change.change}/undo`)).status).toBe(200)
  expect((await call('GET', '/api/shares')).json.changes[0]).toMatchObject({ undoes: change.change })
})

test('whoever waits too long behind others is told that it is busy and when to come again; nothing has changed', async () => {
  be('manager')
  const { json: before } = await call('GET', '/api/sites/nord/shift-plan')
  const change = { basedOn: before.version, plan: { ...before.plan, weekly: before.plan.weekly.slice(1) } }
  const hasty = openDatabase({ url: city.appUrl, connections: 2, statementSeconds: 0.2 })
  const [server, careless] = [serve(hasty, isOverloaded), serve(hasty, () => false)]
  const publish = (on: typeof server) =>
    on.inject({
      method: 'POST',
      url: '/api/sites/nord/shift-plan?lang=en',
      payload: change,
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
  await asOwner(city.ownerUrl, async (other) => {
    await other.query(
      `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('${neuwalden.schema} release', 0))`,
    )
    const answer = await publish(server)
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'busy', title: expect.stringContaining('try again') })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    // Control: who does not know this failure calls it a fault of the server.
    expect((await publish(careless)).statusCode).toBe(500)
    await other.query('COMMIT')
  })
  expect((await call('GET', '/api/sites/nord/shift-plan')).json).toEqual(before)
  expect((await call('POST', '/api/sites/nord/shift-plan', change)).status).toBe(200)
  await server.close()
  await careless.close()
  await hasty.close()
})
