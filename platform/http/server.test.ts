import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { close } from './close.ts'
import { bindPage } from './page.ts'
import { bindThings, commandHeaders, everyone, type TestOptions, testServer } from './testServer.ts'

function servedWith(options: TestOptions = {}) {
  const app = testServer(options)
  bindThings(app)
  return app
}

const command = (name = 'new') => ({
  method: 'POST' as const,
  url: '/api/things/a',
  headers: commandHeaders(),
  payload: { name },
})

describe('every answer (A-33)', () => {
  const addresses = ['/form', '/api/things', '/nowhere', '/api/nowhere', '/healthz', '/api', '/%', '/metrics']

  it.each(addresses)('carries the security headers and a request id: %s', async (url) => {
    const { headers } = await servedWith().inject({ url })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it('carries none of them without the guard (control)', async () => {
    const { headers } = await servedWith({ withoutGuards: ['headers'] }).inject({ url: '/form' })
    expect(headers['content-security-policy']).toBeUndefined()
  })

  it('keeps a well-formed request id and replaces any other', async () => {
    const app = servedWith()
    const sent = async (id: string) =>
      (await app.inject({ url: '/form', headers: { 'x-request-id': id } })).headers['x-request-id']
    expect(await sent('abc-12345678')).toBe('abc-12345678')
    for (const bad of ['short', 'x'.repeat(65), 'with space', '"quoted-id"', 'a/b/c/d/e/f']) {
      expect(await sent(bad)).not.toBe(bad)
    }
  })

  it('asks for https for a year, but only when it came over https', async () => {
    const app = servedWith({ trustedProxies: ['127.0.0.1'] })
    const { headers } = await app.inject({ url: '/form', headers: { 'x-forwarded-proto': 'https' } })
    expect(headers['strict-transport-security']).toContain('max-age=31536000')
  })
})

describe('forwarded headers (A-19)', () => {
  const forwarded = {
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil',
  }

  it('count for nothing when no proxy is configured, not even from loopback', async () => {
    const answer = await servedWith().inject({ url: '/form', headers: forwarded })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['strict-transport-security']).toBeUndefined()
  })

  it('count when they come from a configured proxy (control), and from no other address', async () => {
    const app = servedWith({ trustedProxies: ['192.0.2.1'] })
    const through = (remoteAddress: string) => app.inject({ url: '/form', headers: forwarded, remoteAddress })
    expect((await through('192.0.2.1')).statusCode).toBe(404)
    expect((await through('192.0.2.2')).statusCode).toBe(200)
  })
})

describe('the authority of a request', () => {
  it('is found by host name; an unknown host has nothing, one under maintenance says so', async () => {
    const app = servedWith()
    const at = (host: string, url: string) => app.inject({ url, headers: { host } })
    expect((await at('localhost:8080', '/form')).statusCode).toBe(200)
    expect((await at('elsewhere.example', '/form')).statusCode).toBe(404)
    expect((await at('elsewhere.example', '/api/things')).json()).toMatchObject({
      status: 404,
      code: 'not_found',
    })
    const resting = await at('resting.localhost', '/api/things')
    expect(resting.json()).toMatchObject({ status: 503, code: 'maintenance' })
    expect(resting.headers['retry-after']).toBe('60')
    expect((await at('resting.localhost', '/form')).headers['content-type']).toContain('text/html')
  })

  it('is not asked for by operators', async () => {
    const answer = await servedWith().inject({ url: '/healthz', headers: { host: 'elsewhere.example' } })
    expect(answer.json()).toEqual({ status: 'ok' })
  })
})

describe('a route', () => {
  it('without a policy fails the start', () => {
    const app = testServer()
    expect(() => app.get('/open', async () => 'hello')).toThrow('GET /open names no policy')
    const empty = { surface: 'page' as const, who: ' ', mayCall: () => true }
    expect(() => app.get('/blank', { config: { rules: empty } }, async () => 'hello')).toThrow(
      'names no policy',
    )
  })

  it('without a policy starts when the guard is left out (control)', () => {
    expect(() => testServer({ withoutGuards: ['policy'] }).get('/open', async () => 'hello')).not.toThrow()
  })

  it('stands in the table of routes with who may call it', () => {
    const { routes } = servedWith().serving
    expect(routes).toContainEqual(expect.objectContaining({ method: 'GET', path: '/form', who: 'everyone' }))
    expect(routes.every((route) => route.who !== '')).toBe(true)
  })
})

describe('requests from other sites (A-17)', () => {
  const form = (headers: Record<string, string>) => ({
    method: 'POST' as const,
    url: '/form',
    payload: 'a=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost.evil.example' },
    { origin: 'https://localhost' },
    { referer: 'https://evil.example/http://localhost/' },
    {},
  ]

  it.each(foreign)('cannot post a form: %o', async (headers) => {
    const answer = await servedWith().inject(form(headers))
    expect(answer.statusCode).toBe(403)
    const open = await servedWith({ withoutGuards: ['crossSite'] }).inject(form(headers))
    expect(open.statusCode).toBe(200)
  })

  it('cannot send a command in the name of somebody with a cookie', async () => {
    const { headers, ...rest } = command()
    const app = servedWith()
    const withCookie = await app.inject({ ...rest, headers: { ...headers, cookie: 'session=1' } })
    expect(withCookie.json()).toMatchObject({ status: 403, code: 'cross_site' })
    expect((await app.inject({ ...rest, headers })).statusCode).toBe(200)
  })

  it.each([
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost' },
    { referer: 'http://localhost/form' },
  ])('are told from own ones: %o', async (headers) => {
    expect((await servedWith().inject(form({ host: 'localhost', ...headers }))).statusCode).toBe(200)
  })
})

describe('methods and content types', () => {
  it('a GET or HEAD reaches no command, and a method override is ignored', async () => {
    const app = servedWith()
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'] as const) {
      expect((await app.inject({ ...command(), method })).statusCode).toBe(404)
    }
    const headers = { ...commandHeaders(), 'x-http-method-override': 'POST', 'x-method-override': 'POST' }
    expect((await app.inject({ url: '/api/things/a?_method=POST', headers })).statusCode).toBe(404)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/xml',
    'text/json',
  ])('a command takes no %s', async (type) => {
    const headers = { ...commandHeaders(), 'content-type': type }
    const answer = await servedWith().inject({ ...command(), headers, payload: '{"name":"x"}' })
    expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  it('a page takes no JSON', async () => {
    const request = {
      method: 'POST' as const,
      url: '/form',
      payload: { a: 1 },
      headers: { origin: 'http://localhost:80' },
    }
    expect((await servedWith().inject(request)).statusCode).toBe(415)
    const open = servedWith({ withoutGuards: ['contentType'] })
    expect((await open.inject({ ...request, headers: { 'sec-fetch-site': 'same-origin' } })).statusCode).toBe(
      200,
    )
  })
})

describe('rate limits (A-25)', () => {
  const limits = { reading: { max: 3, seconds: 60 }, command: { max: 1, seconds: 60 } }
  const statuses = async (app: ReturnType<typeof servedWith>, from: readonly string[]) => {
    const answers: number[] = []
    for (const remoteAddress of from)
      answers.push((await app.inject({ url: '/form', remoteAddress })).statusCode)
    return answers
  }

  it('count a network together and loopback addresses apart', async () => {
    expect(await statuses(servedWith({ limits }), Array(4).fill('203.0.113.1'))).toEqual([200, 200, 200, 429])
    const rotating = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4', '203.0.114.1']
    expect(await statuses(servedWith({ limits }), rotating)).toEqual([200, 200, 200, 429, 200])
    const within = ['2001:db8::1', '2001:db8::2', '2001:db8::ffff:1', '2001:db8:0:0:9::', '2001:db8:0:1::1']
    expect(await statuses(servedWith({ limits }), within)).toEqual([200, 200, 200, 429, 200])
    const loopback = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4']
    expect(await statuses(servedWith({ limits }), loopback)).toEqual([200, 200, 200, 200])
  })

  it('say when to come again, also for what does not exist', async () => {
    const app = servedWith({ limits })
    for (let count = 0; count < 3; count += 1) await app.inject({ url: '/nowhere' })
    const answer = await app.inject({ url: '/api/things' })
    expect(answer.json()).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('are not evaded by a forwarded header', async () => {
    const app = servedWith({ limits })
    const from = (n: number) =>
      app.inject({ url: '/form', headers: { 'x-forwarded-for': `198.51.100.${n}` } })
    const answers = await Promise.all([1, 2, 3, 4].map(from))
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 200, 200, 429])
  })

  it('hold for commands apart from reading', async () => {
    const app = servedWith({ limits })
    expect((await app.inject(command())).statusCode).toBe(200)
    expect((await app.inject(command())).statusCode).toBe(429)
    expect((await app.inject({ url: '/form' })).statusCode).toBe(200)
  })

  it('are wider for networks that many people share', async () => {
    const app = servedWith({ limits, sharedNetworks: ['203.0.113.0/24'] })
    expect(await statuses(app, Array(6).fill('203.0.113.7'))).toEqual(Array(6).fill(200))
  })

  it('do not exist without the guard (control)', async () => {
    const app = servedWith({ limits, withoutGuards: ['limits'] })
    expect(await statuses(app, Array(6).fill('203.0.113.7'))).toEqual(Array(6).fill(200))
  })

  it('that fail let people read and refuse commands', async () => {
    const broken = { take: () => Promise.reject(new Error('store is gone')) }
    const app = servedWith({ limiter: broken })
    expect((await app.inject({ url: '/form' })).statusCode).toBe(200)
    const refused = await app.inject(command())
    expect(refused.json()).toMatchObject({ status: 503, code: 'unavailable' })
    expect(refused.headers['retry-after']).toBe('5')
  })
})

describe('failures', () => {
  const failing = (error: unknown, options: TestOptions = {}) => {
    const app = testServer(options)
    const handler = () => Promise.reject(error)
    bindPage(app, { method: 'GET', path: '/fails/:token', policy: everyone, handler })
    return app
  }

  it('show one neutral page and nothing of what happened', async () => {
    const answer = await failing(new Error('select * from secret')).inject({ url: '/fails/t0ken' })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).toBe(
      `<!doctype html><title>Da ist uns ein Fehler passiert.</title>${answer.headers['x-request-id']}`,
    )
  })

  it('of the page itself still say nothing of what happened', async () => {
    const errorPage = () => {
      throw new Error('secret template')
    }
    const answer = await failing(new Error('secret'), { errorPage }).inject({ url: '/fails/x' })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([500, 'text/html; charset=utf-8'])
    expect(answer.body).not.toContain('secret')
  })

  it('that pass by say so', async () => {
    const answer = await failing(new Error('pool'), { isUnavailable: () => true }).inject({ url: '/fails/x' })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
  })

  it('for want of time say that much is going on and when to come again, in every language', async () => {
    const app = failing(new Error('time is over'), { isOverloaded: () => true })
    const titles = await Promise.all(
      ['de', 'de-simple', 'en'].map(async (lang) => {
        const answer = await app.inject({ url: `/fails/x?lang=${lang}` })
        expect(answer.statusCode).toBe(503)
        expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(5)
        expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(15)
        return answer.body.replace(/<.*?>|[\w-]{36}$/g, '')
      }),
    )
    expect(titles).toEqual([
      'Gerade ist sehr viel los. Bitte warten Sie einen Moment. Versuchen Sie es dann noch einmal.',
      'Gerade ist sehr viel los. Bitte warten Sie kurz. Dann versuchen Sie es noch einmal.',
      'There is a lot going on right now. Please wait a moment, then try again.',
    ])
  })

  it('speak the reader’s language', async () => {
    const app = servedWith()
    const title = async (url: string, headers = {}) => (await app.inject({ url, headers })).json().title
    expect(await title('/api/x', { 'accept-language': 'en-GB,de;q=0.5' })).toBe('There is nothing here.')
    expect(await title('/api/x?lang=en')).toBe('There is nothing here.')
    expect(await title('/api/x', { cookie: 'dran_language=en' })).toBe('There is nothing here.')
    expect(await title('/api/x', { 'accept-language': 'fr' })).toBe('Das gibt es hier nicht.')
  })
})

describe('what is no proper request', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', '400'],
    ['too many headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
    [
      'two lengths',
      'POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      '400',
    ],
    [
      'length and chunks',
      'POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
  ])('is refused with the same headers: %s', async (_, text, status) => {
    const app = servedWith()
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const answer = await new Promise<string>((resolve) => {
      let received = ''
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(text))
      socket.setEncoding('utf8')
      socket.on('data', (chunk) => {
        received += chunk
      })
      socket.on('close', () => resolve(received))
      socket.on('error', () => {})
    })
    await close(app, { graceSeconds: 1 })
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`))
    expect(answer).toContain("default-src 'none'")
    expect(answer).toContain('application/problem+json')
  })

  // Who brings no file has 30 s for all (awaitBody in connections.ts).
  it('gets no more than 15 s for its headers and ten minutes for the files that it brings', () => {
    const { server } = servedWith()
    expect([server.headersTimeout, server.requestTimeout]).toEqual([15_000, 600_000])
  })
})

describe('the log', () => {
  it('has one line per request, with the route’s pattern and without address, token or value', async () => {
    const lines: string[] = []
    const app = testServer({ onLog: (line) => lines.push(line) })
    bindPage(app, {
      method: 'GET',
      path: '/v/:token',
      policy: everyone,
      handler: async ({ query }) => {
        throw new Error(`cannot find "${query.get('name')}" <erika@example.org>`)
      },
    })
    const url = '/v/sEcReTsEcReTsEcReT1234?name=Mustermann'
    await app.inject({ url, remoteAddress: '203.0.113.77', headers: { cookie: 'session=geheim' } })
    const entries = lines.map((line) => JSON.parse(line))
    expect(entries.at(-1)).toMatchObject({
      level: 'info',
      method: 'GET',
      route: '/v/:token',
      status: 500,
      authority: 'open',
    })
    expect(entries.at(-1).milliseconds).toBeGreaterThanOrEqual(0)
    for (const secret of ['sEcReT', 'Mustermann', 'erika', 'geheim', '203.0.113']) {
      expect(lines.join('')).not.toContain(secret)
    }
  })
})
