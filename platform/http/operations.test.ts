import { describe, expect, it } from 'vitest'
import { close } from './close.ts'
import { openApiDocument } from './openapi.ts'
import { bindPage } from './page.ts'
import { bindThings, everyone, testServer } from './testServer.ts'

describe('health', () => {
  it('is told while the process answers', async () => {
    expect((await testServer().inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
  })

  it('is ready unless there is a reason against it; strangers do not learn the reason', async () => {
    expect((await testServer().inject({ url: '/readyz' })).json()).toEqual({ status: 'ready', reasons: [] })
    const app = testServer({ ready: async () => ['database gone'] })
    const here = await app.inject({ url: '/readyz' })
    expect([here.statusCode, here.json().reasons]).toEqual([503, ['database gone']])
    const there = await app.inject({ url: '/readyz', remoteAddress: '203.0.113.1' })
    expect([there.statusCode, there.json()]).toEqual([503, { status: 'not ready' }])
  })

  it('is not ready when the check itself fails', async () => {
    const app = testServer({ ready: () => Promise.reject(new Error('down')) })
    expect((await app.inject({ url: '/readyz' })).statusCode).toBe(503)
  })
})

describe('metrics', () => {
  const app = testServer({ metricsToken: 'a-long-enough-token' })
  bindThings(app)
  const status = async (remoteAddress: string, headers = {}) =>
    (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode

  it('are for this machine, or for whoever has the token', async () => {
    expect(await status('127.0.0.1')).toBe(200)
    expect(await status('::1')).toBe(200)
    expect(await status('203.0.113.1')).toBe(403)
    expect(await status('203.0.113.1', { authorization: 'Bearer a-long-enough-token' })).toBe(200)
    expect(await status('203.0.113.1', { authorization: 'Bearer a-wrong-token' })).toBe(403)
    expect(await status('203.0.113.1', { authorization: 'Bearer ' })).toBe(403)
  })

  it('are not given to what a proxy on this machine passes on', async () => {
    expect(await status('127.0.0.1', { 'x-forwarded-for': '203.0.113.1' })).toBe(403)
    expect(await status('127.0.0.1', { forwarded: 'for=203.0.113.1' })).toBe(403)
  })

  it('count requests by the pattern of their route', async () => {
    await app.inject({ url: '/form?name=Mustermann' })
    const { body } = await app.inject({ url: '/metrics' })
    expect(body).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/form",status="200"\} 1/)
    expect(body).toContain('process_cpu_seconds_total')
    expect(body).not.toContain('Mustermann')
  })
})

describe('the API document', () => {
  const app = testServer({ api: { title: 'Things', version: '1' } })
  bindThings(app, { who: 'clerks & <managers>', allows: () => true })

  it('is OpenAPI 3.1 made from the contracts', async () => {
    const document = (await app.inject({ url: '/api/openapi.json' })).json()
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(app))))
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Things', version: '1' } })
    type Answer = { 'x-codes'?: string[]; headers?: { 'Retry-After'?: unknown } }
    const operations: { responses: Record<string, Answer> }[] = Object.values(document.paths).flatMap(
      (path) => Object.values(path ?? {}),
    )
    expect(operations.length).toBeGreaterThan(0)
    for (const { responses } of operations) {
      // What passes says when to come again; a mistake of the server is no secret either.
      const withHeader = Object.keys(responses).filter(
        (status) => responses[status]?.headers?.['Retry-After'],
      )
      expect(withHeader).toEqual(['429', '503'])
      expect(responses[500]?.['x-codes']).toEqual(['internal'])
      expect(responses[503]?.['x-codes']).toEqual(['maintenance', 'busy', 'unavailable'])
    }
    expect(Object.keys(document.paths)).toEqual(['/api/things', '/api/things/{thing}'])
    const rename = document.paths['/api/things/{thing}'].post
    expect(rename).toMatchObject({ operationId: 'thing.rename', 'x-who': 'clerks & <managers>' })
    expect(rename.requestBody.content['application/json'].schema.additionalProperties).toBe(false)
    expect(rename.parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
      'thing',
      'Idempotency-Key',
    ])
    expect(rename.responses['409'].description).toBe('taken, idempotency_key_reused')
    expect(rename.responses['410'].description).toBe('gone')
  })

  it('does not depend on the order in which routes were bound', () => {
    const other = testServer({ api: { title: 'Things', version: '1' } })
    bindThings(other, { who: 'clerks & <managers>', allows: () => true })
    other.serving.routes.reverse()
    expect(JSON.stringify(openApiDocument(other))).toBe(JSON.stringify(openApiDocument(app)))
  })

  it('has a page for people', async () => {
    const page = await app.inject({ url: '/api?lang=en' })
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain('<code>POST /api/things/:thing</code>')
    expect(page.body).toContain('clerks &#38; &#60;managers&#62;')
    expect(page.body).toContain('taken (409)')
    expect(page.body).toContain('<html lang="en">')
    expect((await app.inject({ url: '/api' })).body).toContain('<html lang="de">')
  })
})

describe('closing', () => {
  async function slowServer(milliseconds: number) {
    const app = testServer()
    let entered = () => {}
    const inFlight = new Promise<void>((resolve) => {
      entered = resolve
    })
    bindPage(app, {
      method: 'GET',
      path: '/slow',
      policy: everyone,
      handler: async () => {
        entered()
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
        return { kind: 'html', body: 'done' }
      },
    })
    const base = await app.listen({ port: 0, host: '127.0.0.1' })
    const answer = fetch(`${base}/slow`).then(
      (response) => response.text(),
      () => 'cut off',
    )
    await inFlight
    return { app, base, answer }
  }

  it('finishes requests in flight and takes no new ones', async () => {
    const { app, base, answer } = await slowServer(200)
    const closed = close(app, { graceSeconds: 5 })
    await expect(fetch(`${base}/healthz`)).rejects.toThrow()
    expect(await answer).toBe('done')
    expect(await closed).toBe(true)
  })

  it('cuts off whoever is not done in the grace time', async () => {
    const { app, answer } = await slowServer(3_000)
    expect(await close(app, { graceSeconds: 0.1 })).toBe(false)
    expect(await answer).toBe('cut off')
  })
})
