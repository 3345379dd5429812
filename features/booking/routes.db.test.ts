import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { listSites } from '#features/authority/actions.ts'
import { ANONYMOUS, type Caller, type Role } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { db } from '#platform/db/query.ts'
import { createHttpServer } from '#platform/http/server.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { openLog } from '#platform/log/log.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { createHoldingLine, createLiveSearch, createTakenLately } from './actions.ts'
import { registerBookingRoutes } from './routes.ts'

let city: City
let app: HttpServer<Caller, Authority>
let caller: Caller = ANONYMOUS
let staffId: Id<'staffMember'>
let sites: ReadonlyMap<string, Id<'site'>>

beforeAll(async () => {
  city = await openCity()
  const { database, authority } = city
  await database.withAuthority(authority, async (tx) => {
    staffId = (await tx.one(db.selectFrom('staff_member').select('id').limit(1))).id
    sites = new Map((await listSites(tx)).map((site) => [site.key, site.id]))
  })
  app = createHttpServer<Caller, Authority>({
    log: openLog({ level: 'silent' }),
    identify: async () => caller,
    resolveAuthority: async () => ({ key: authority.key, state: 'open', authority }),
    errorPage: ({ title }) => title,
  })
  const liveSearch = createLiveSearch(database, { watch: () => ({ stop: () => undefined }) }, () => authority)
  const holdingLine = createHoldingLine()
  const takenLately = createTakenLately(database)
  const links = makeLinks(TEST_SECRET)
  registerBookingRoutes(app, {
    database,
    links,
    liveSearch,
    holdingLine,
    takenLately,
    lookToday: async () => undefined,
    forecasts: async () => () => undefined,
  })
})
afterEach(() => city.unchanged())
afterAll(async () => {
  await app.close()
  await city.drop()
})

function be(role: Role, site: string): void {
  caller = {
    kind: 'staff',
    staffId,
    name: 'Somebody',
    roles: [role],
    siteId: sites.get(site) ?? impossible(`no site ${site}`),
    counterId: null,
    sessionHash: Buffer.alloc(32),
    language: 'de',
  }
}

async function call(method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = {
    host: 'localhost',
    'idempotency-key': crypto.randomUUID(),
    'sec-fetch-site': 'same-origin',
  }
  const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, json: answer.body ? answer.json() : undefined }
}

const MATTERS = [{ service: 'identity-card', people: 1 }]

async function book(name: string) {
  be('phone_agent', 'mitte')
  const { times } = (await call('GET', '/api/times?matters=identity-card:1&site=mitte')).json
  return call('POST', '/api/bookings', {
    channel: 'telephone',
    matters: MATTERS,
    site: 'mitte',
    startsAt: times[0].startsAt,
    language: 'de',
    name,
    email: 'Ada@mail.example',
    phone: '0999 12345',
  })
}

it('staff of a site finds and changes the bookings of its site; clerks see no e-mail and no telephone', async () => {
  const { json: booking } = await book('Ada Lind')
  const find = async (search: string) =>
    (await call('GET', `/api/bookings?search=${encodeURIComponent(search)}`)).json.bookings
  expect(await find('ada@mail.example')).toMatchObject([{ email: 'Ada@mail.example', mayChange: true }])
  be('clerk', 'mitte')
  expect(await find('Lind')).toMatchObject([{ name: 'Ada Lind', email: null, phone: null, mayChange: false }])
  be('information_desk', 'nord')
  expect(await find('Lind')).toEqual([])
  expect(await find(booking.bookingNumber)).toMatchObject([{ visit: booking.visit, mayChange: false }])
  const address = `/api/bookings/${booking.visit}`
  const to = { site: 'nord', startsAt: booking.startsAt }
  expect((await call('POST', `${address}/move`, to)).json).toMatchObject({ code: 'forbidden' })
  expect((await call('POST', `${address}/cancel`)).json).toMatchObject({ code: 'forbidden' })
  be('information_desk', 'mitte')
  expect((await call('POST', `${address}/cancel`)).status).toBe(204)
})

it('one service twice, and a name that grows too long, are refused and no failure', async () => {
  caller = ANONYMOUS
  const twice = await call('GET', '/api/times?matters=identity-card:1,identity-card:2')
  expect(twice).toMatchObject({ status: 409, json: { code: 'same_service_twice' } })
  // U+0344 becomes two characters when it is composed.
  expect(await book('\u0344'.repeat(120))).toMatchObject({ json: { code: 'invalid_name' } })
})

it('a booking at a site that has been given up is still found', async () => {
  const { json: booking } = await book('Bo Grau')
  const setActive = (active: boolean) =>
    city.database.withAuthority(city.authority, async (tx) => {
      await tx.changeReference()
      await tx.run(db.updateTable('site').set({ active }).where('key', '=', 'mitte'))
    })
  await setActive(false)
  const found = await call('GET', '/api/bookings?search=Grau')
  await setActive(true)
  expect(found.json).toMatchObject({ bookings: [{ visit: booking.visit, site: sites.get('mitte') }] })
})
