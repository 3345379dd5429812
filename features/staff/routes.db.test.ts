import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword } from '#platform/crypto/password.ts'
import type { Authority } from '#platform/db/authority.ts'
import { db } from '#platform/db/query.ts'
import { createHttpServer } from '#platform/http/server.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { openLog } from '#platform/log/log.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { importStaff, setPassword } from './actions.ts'
import { type Caller, FREE_FAILURES, ROLES, type Role, type StaffImport } from './model.ts'
import { identifyStaff, registerStaffRoutes } from './routes.ts'

let city: City
let hash: string
let app: HttpServer<Caller, Authority>
const logged: string[] = []

beforeAll(async () => {
  city = await openCity({ connections: 8 })
  const { database, authority, other } = city
  hash = await hashPassword(TEST_PASSWORD)
  app = createHttpServer<Caller, Authority>({
    log: openLog({ level: 'info' }, { write: (line) => void logged.push(line) }),
    identify: identifyStaff({ database }),
    resolveAuthority: async (hostname) => {
      const found = hostname === 'zweitstadt.localhost' ? other : authority
      return { key: found.key, state: 'open', authority: found }
    },
    errorPage: ({ title }) => title,
    trustedProxies: ['192.0.2.1'],
    limits: { sensitive: { max: 1_000, seconds: 60 } },
  })
  registerStaffRoutes(app, { database })
})

afterAll(async () => {
  await app.close()
  await city.drop()
})

beforeEach(() =>
  city.database.withAuthority(city.authority, async (tx) => {
    await tx.run(db.deleteFrom('sign_in_failure'))
    await importStaff(tx, ROLES.map(person), () => hash)
    await tx.run(db.deleteFrom('audit'))
  }),
)

afterEach(() => city.unchanged())

function person(role: Role): StaffImport {
  const login = role.replace('_', '-')
  return { login, name: `Somebody ${login}`, roles: [role], site: 'mitte', language: 'de' }
}

type Send = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly url?: string
  readonly cookie?: string | undefined
  readonly payload?: { readonly [name: string]: unknown }
  readonly from?: string
  readonly headers?: { readonly [name: string]: string }
}

function send({
  method = 'GET',
  url = '/api/session',
  cookie,
  payload,
  from = '127.0.0.1',
  headers = {},
}: Send) {
  return app.inject({
    method,
    url,
    remoteAddress: from,
    headers: {
      host: 'localhost',
      'idempotency-key': crypto.randomUUID(),
      'sec-fetch-site': 'same-origin',
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    ...(payload ? { payload } : {}),
  })
}

const signIn = (login: string, more: Send & { readonly password?: string } = {}) =>
  send({ method: 'POST', payload: { login, password: more.password ?? TEST_PASSWORD }, ...more })

/** The name and value of the cookie that an answer sets. */
function cookieOf(answer: {
  readonly headers: { readonly 'set-cookie'?: string | string[] | undefined }
}): string {
  return String(answer.headers['set-cookie']).split(';')[0] ?? ''
}

describe('the session over HTTP (A-16)', () => {
  it('begins with sign-in, says who one is, and ends with sign-out', async () => {
    expect((await send({})).json()).toEqual({ staff: null })
    const begun = await signIn('clerk')
    expect(begun.statusCode).toBe(200)
    const site = { id: expect.any(String), key: 'mitte', name: { de: 'Bürgeramt Mitte', en: 'Mitte office' } }
    const me = { name: 'Somebody clerk', roles: ['clerk'], language: 'de', site, counter: null }
    expect(begun.json()).toEqual({ staff: me })
    const cookie = cookieOf(begun)
    expect((await send({ cookie })).json()).toEqual({ staff: me })
    const ended = await send({ method: 'DELETE', cookie })
    expect(ended.statusCode).toBe(204)
    expect(ended.headers['set-cookie']).toMatch(/^dran_session=; .*Max-Age=0/)
    expect((await send({ cookie })).json()).toEqual({ staff: null })
    expect((await send({ method: 'DELETE', cookie })).statusCode).toBe(204)
  })

  it('travels in a cookie that no script and no other site can use', async () => {
    const plain = await signIn('clerk')
    expect(plain.headers['set-cookie']).toMatch(
      /^dran_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    const secure = await signIn('clerk', { from: '192.0.2.1', headers: { 'x-forwarded-proto': 'https' } })
    expect(secure.headers['set-cookie']).toMatch(
      /^__Host-dran_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
  })

  it('takes no token that a stranger has laid into the browser', async () => {
    const cookie = `dran_session=${'A'.repeat(43)}`
    const begun = await signIn('clerk', { cookie })
    expect(cookieOf(begun)).not.toBe(cookie)
    expect((await send({ cookie })).json()).toEqual({ staff: null })
  })

  it('ends when somebody signs in over it', async () => {
    const first = cookieOf(await signIn('clerk'))
    const second = cookieOf(await signIn('manager', { cookie: first }))
    expect((await send({ cookie: first })).json()).toEqual({ staff: null })
    expect((await send({ cookie: second })).json()).toMatchObject({ staff: { roles: ['manager'] } })
  })

  it('ends at once with a new password', async () => {
    const cookie = cookieOf(await signIn('clerk'))
    await city.database.withAuthority(city.authority, (tx) => setPassword(tx, 'clerk', hash))
    expect((await send({ cookie })).json()).toEqual({ staff: null })
  })

  it('is worth nothing at another authority', async () => {
    const cookie = cookieOf(await signIn('manager'))
    const there = await send({ cookie, headers: { host: 'zweitstadt.localhost' } })
    expect(there.json()).toEqual({ staff: null })
  })

  it.each<[string, Send['headers']]>([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }],
  ])('is neither begun nor ended by a request %s', async (_, headers) => {
    const cookie = cookieOf(await signIn('clerk'))
    const forged = { cookie, headers: headers ?? {} }
    expect((await signIn('manager', forged)).json()).toMatchObject({ code: 'cross_site' })
    expect((await send({ method: 'DELETE', ...forged })).json()).toMatchObject({ code: 'cross_site' })
    expect((await send({ cookie })).json()).toMatchObject({ staff: { roles: ['clerk'] } })
  })
})

describe('a refused sign-in', () => {
  it.each([
    ['a wrong password', 'clerk', 'wrong', 401, 'wrong_credentials'],
    ['an unknown login', 'nobody-here', TEST_PASSWORD, 401, 'wrong_credentials'],
    ['no password', 'clerk', '', 400, 'invalid_input'],
    ['a password of 100 kB', 'clerk', 'x'.repeat(50_000), 400, 'invalid_input'],
  ])('because of %s says so and sets no cookie', async (_, login, password, status, code) => {
    const answer = await signIn(login, { password })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code })
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('answers a wrong password and an unknown login with the same document', async () => {
    const documents = await Promise.all([signIn('clerk', { password: 'wrong' }), signIn('nobody-here')])
    const [one, two] = documents.map((answer) => ({ ...answer.json(), requestId: '' }))
    expect(one).toEqual(two)
  })

  it('comes after five wrong passwords from one network, not from another', async () => {
    const from = '203.0.113.7'
    for (let time = 0; time < FREE_FAILURES; time++) await signIn('clerk', { password: 'wrong', from })
    const delayed = await signIn('clerk', { from: '203.0.113.99' })
    expect(delayed.statusCode).toBe(429)
    expect(delayed.json()).toMatchObject({ code: 'too_many_attempts' })
    expect((await signIn('clerk', { from: '198.51.100.7' })).statusCode).toBe(200)
  })
})

describe('the audit over HTTP', () => {
  it('opens for two roles and closes for everybody else', async () => {
    const statuses: Record<string, number> = {
      anonymous: (await send({ url: '/api/audit' })).statusCode,
    }
    for (const role of ROLES) {
      const cookie = cookieOf(await signIn(role.replace('_', '-')))
      statuses[role] = (await send({ url: '/api/audit', cookie })).statusCode
    }
    expect(statuses).toEqual({
      anonymous: 401,
      clerk: 403,
      information_desk: 403,
      phone_agent: 403,
      manager: 403,
      administrator: 403,
      data_protection: 200,
      staff_council: 200,
    })
  })

  it('is read in pages', async () => {
    await signIn('clerk')
    const cookie = cookieOf(await signIn('data-protection'))
    const first = (await send({ url: '/api/audit?limit=1', cookie })).json()
    expect(first.entries).toHaveLength(1)
    expect(first.entries[0]).toMatchObject({
      action: 'signed_in',
      staff: { name: 'Somebody data-protection' },
      counter: null,
      visitId: null,
    })
    expect(first.next).toBe(first.entries[0].id)
    const second = (await send({ url: `/api/audit?limit=1&before=${first.next}`, cookie })).json()
    expect(second).toMatchObject({ entries: [{ staff: { name: 'Somebody clerk' } }] })
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'before=1'])('refuses %s', async (query) => {
    const cookie = cookieOf(await signIn('data-protection'))
    expect((await send({ url: `/api/audit?${query}`, cookie })).json()).toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('the log', () => {
  it('names neither people nor passwords nor tokens', async () => {
    logged.length = 0
    const cookie = cookieOf(await signIn('staff-council'))
    await signIn('staff-council', { password: 'wrong-but-secret' })
    await send({ url: '/api/audit', cookie })
    const text = logged.join('\n')
    expect(text).toContain('/api/session')
    for (const secret of [
      TEST_PASSWORD,
      'wrong-but-secret',
      'staff-council',
      'Somebody',
      cookie.split('=')[1] ?? '',
    ]) {
      expect(text).not.toContain(secret)
    }
  })
})
