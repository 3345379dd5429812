import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { fail, ok } from '#kernel/result.ts'
import { bindRoute } from './bind.ts'
import { defineRoute } from './contract.ts'
import { bindThings, commandHeaders, everyone, staff, type TestOptions, testServer } from './testServer.ts'

function things(options: TestOptions = {}, policy = everyone) {
  const app = testServer(options)
  bindThings(app, policy)
  const rename = (payload: unknown, thing = 'a', headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/api/things/${thing}`,
      headers: { ...commandHeaders(), 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })
  const list = async (query: string) => (await app.inject({ url: `/api/things${query}` })).json()
  return { app, rename, list }
}

describe('a command', () => {
  it('answers with what its contract names and nothing else its handler knew', async () => {
    const answer = await things().rename({ name: 'new', parts: [{ label: 'x' }] })
    expect(answer.json()).toEqual({ name: 'new', parts: [{ label: 'x' }] })
  })

  it('would answer with everything if the contract allowed it (control)', async () => {
    const app = testServer()
    const open = defineRoute({
      id: 'open',
      kind: 'query',
      method: 'GET',
      path: '/api/open',
      summary: '',
      tags: [],
      output: Type.Object({}, { additionalProperties: true }),
      errors: [],
    })
    bindRoute(app, open, { policy: everyone, handler: async () => ok({ secret: 'not for you' }) })
    expect((await app.inject({ url: '/api/open' })).body).toContain('not for you')
  })

  it.each(['', '1', 'not-a-uuid', '00000000-0000-0000-0000-00000000000g'])(
    'needs a UUID as key: "%s"',
    async (key) => {
      const answer = await things().rename({ name: 'new' }, 'a', { 'idempotency-key': key })
      expect(answer.json()).toMatchObject({ status: 400, code: 'idempotency_key_required' })
    },
  )

  it('hands the key over in lower case', async () => {
    const app = testServer()
    const echo = defineRoute({
      id: 'echo',
      kind: 'command',
      method: 'PUT',
      path: '/api/echo',
      summary: '',
      tags: [],
      output: Type.Object({ key: Type.String() }),
      errors: [],
    })
    bindRoute(app, echo, {
      policy: everyone,
      handler: async ({ idempotencyKey }) => ok({ key: idempotencyKey }),
    })
    const key = crypto.randomUUID()
    const answer = await app.inject({
      method: 'PUT',
      url: '/api/echo',
      headers: { 'idempotency-key': key.toUpperCase() },
    })
    expect(answer.json()).toEqual({ key })
  })

  it('fails with its own codes as problem documents', async () => {
    const taken = await things().rename({ name: 'new' }, 'taken')
    expect(taken.headers['content-type']).toContain('application/problem+json')
    expect(taken.json()).toEqual({
      type: 'urn:dran:problem:taken',
      title: 'Das geht jetzt nicht mehr. Bitte laden Sie die Seite neu.',
      status: 409,
      code: 'taken',
      requestId: taken.headers['x-request-id'],
    })
    expect((await things().rename({ name: 'new' }, 'gone')).statusCode).toBe(410)
    const own = things({ problemTitle: (code) => (code === 'taken' ? 'Schon vergeben.' : undefined) })
    expect((await own.rename({ name: 'new' }, 'taken')).json().title).toBe('Schon vergeben.')
  })

  it('whose handler breaks its contract fails without a trace of what it knew', async () => {
    const app = testServer()
    const strict = defineRoute({
      id: 'strict',
      kind: 'query',
      method: 'GET',
      path: '/api/strict',
      summary: '',
      tags: [],
      output: Type.Object({ name: Type.String(), when: Type.Optional(Type.String()) }),
      errors: [],
    })
    const broken = JSON.parse('{"secret":"not for you"}')
    bindRoute(app, strict, { policy: everyone, handler: async () => ok(broken) })
    const answer = await app.inject({ url: '/api/strict' })
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal' })
    expect(answer.body).not.toContain('not for you')
  })

  it('without output answers 204', async () => {
    const app = testServer()
    const quiet = defineRoute({
      id: 'quiet',
      kind: 'command',
      method: 'DELETE',
      path: '/api/quiet',
      summary: '',
      tags: [],
      errors: [],
    })
    bindRoute(app, quiet, { policy: everyone, handler: async () => ok(undefined) })
    const answer = await app.inject({ method: 'DELETE', url: '/api/quiet', headers: commandHeaders() })
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
  })
})

describe('input (A-05)', () => {
  it('names each wrong field with a code and a sentence', async () => {
    const answer = await things().rename({ count: 99, parts: [{ label: 3 }, {}] }, 'a', {
      'accept-language': 'en',
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors).toEqual([
      { field: 'name', code: 'required', message: 'This is missing.' },
      { field: 'count', code: 'too_large', message: 'This number is too large. Please use a smaller one.' },
      { field: 'parts.0.label', code: 'wrong_type', message: 'This does not fit here.' },
      { field: 'parts.1.label', code: 'required', message: 'This is missing.' },
    ])
  })

  it.each([
    ['a role', { name: 'new', role: 'administrator' }],
    ['an authority', { name: 'new', authority: 'other' }],
    ['a price', { name: 'new', price: -1 }],
    ['a nested field', { name: 'new', parts: [{ label: 'x', owner: 'me' }] }],
  ])('that the contract does not name is refused: %s', async (_, payload) => {
    const answer = await things().rename(payload)
    expect(answer.json().errors[0].code).toBe('unknown_field')
    const open = await things({ withoutGuards: ['closedBody'] }).rename(payload)
    expect(open.statusCode).toBe(200)
  })

  it.each(['{"name":"a","__proto__":{"x":1}}', '{"name":"a","constructor":{"prototype":{"x":1}}}'])(
    'does not reach prototypes: %s',
    async (payload) => {
      expect((await things().rename(payload)).statusCode).toBe(400)
      expect(Reflect.get({}, 'x')).toBeUndefined()
    },
  )

  it('in a query cannot reach prototypes either', async () => {
    const { list } = things()
    expect((await list('?__proto__=1&__proto__[x]=1&constructor=2&most=2')).query).toEqual({ most: 2 })
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  it.each([
    ['text for a number', { name: 'a', count: '1' }],
    ['a fraction', { name: 'a', count: 1.5 }],
    ['null', { name: null }],
    ['a list', []],
    ['a list for an object', { name: 'a', parts: {} }],
    ['too many', { name: 'a', parts: Array(4).fill({ label: 'x' }) }],
  ])('of the wrong kind is refused, never converted: %s', async (_, payload) => {
    expect((await things().rename(payload)).json()).toMatchObject({ status: 400, code: 'invalid_input' })
  })

  it.each([
    ['an endless number', '{"name":"a","count":1e999}'],
    ['a huge number', `{"name":"a","count":${'9'.repeat(1_000)}}`],
    ['broken JSON', '{"name":'],
    ['empty', ''],
    ['deep lists', `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['deep objects', `{"name":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['a long text', JSON.stringify({ name: 'x'.repeat(60_000) })],
    ['a long text of combining characters', JSON.stringify({ name: 'a\u0301'.repeat(15_000) })],
    ['a long field name', JSON.stringify({ name: 'a', ['f'.repeat(60_000)]: 1 })],
    [
      'many fields',
      JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`f${n}`, n]))),
    ],
  ])('that is hostile is refused quickly: %s', async (_, payload) => {
    const { app, rename } = things()
    await app.ready()
    await rename({ name: 'warm' })
    const start = performance.now()
    const answer = await rename(payload)
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_input' })
    expect(performance.now() - start).toBeLessThan(100)
    expect(answer.body.length).toBeLessThan(5_000)
  })

  it('over 64 kB is refused', async () => {
    const answer = await things().rename({ name: 'x'.repeat(100_000) })
    expect(answer.json()).toMatchObject({ status: 413, code: 'too_large' })
  })

  it('in a query is converted to what the contract asks for, and the rest left out', async () => {
    const { list } = things()
    expect((await list('?most=5&tag=a&open=true&other=1&lang=en')).query).toEqual({
      most: 5,
      tag: ['a'],
      open: true,
    })
    expect((await list('?tag=a&tag=b')).query).toEqual({ tag: ['a', 'b'] })
    expect((await list('?most=x')).errors[0]).toMatchObject({ field: 'most', code: 'wrong_type' })
    expect((await list('?most=0')).errors[0]).toMatchObject({ field: 'most', code: 'too_small' })
    expect((await list('?most=1&most=2')).code).toBe('invalid_input')
  })
})

describe('the policy', () => {
  it('turns away who may not call before the input is looked at', async () => {
    const { rename } = things(
      {},
      { who: 'managers', allows: (c) => c.kind === 'staff' && c.role === 'manager' },
    )
    expect((await rename({ wrong: 1 })).json()).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect((await rename({ wrong: 1 }, 'a', { authorization: 'clerk' })).json()).toMatchObject({
      status: 403,
    })
    expect((await rename({ wrong: 1 }, 'a', { authorization: 'manager' })).statusCode).toBe(400)
  })

  it('lets everybody in when it says so (control)', async () => {
    expect((await things({}, everyone).rename({ name: 'new' })).statusCode).toBe(200)
    expect((await things({}, staff).rename({ name: 'new' })).statusCode).toBe(401)
  })
})

describe('a route that conceals', () => {
  const hidden = defineRoute({
    id: 'hidden',
    kind: 'query',
    method: 'GET',
    path: '/api/hidden/:thing',
    summary: '',
    tags: [],
    params: Type.Object({ thing: Type.String() }),
    output: Type.Object({}),
    errors: [],
    conceal: true,
  })
  const body = async (thing: string, headers = {}, policy = everyone) => {
    const app = testServer()
    const handler = async ({ params }: { params: { thing: string } }) =>
      params.thing === 'absent' ? fail('not_found') : fail('forbidden')
    bindRoute(app, hidden, { policy, handler })
    const answer = await app.inject({
      url: `/api/hidden/${thing}`,
      headers: { 'x-request-id': 'same-request', ...headers },
    })
    return { status: answer.statusCode, body: answer.body }
  }

  it('says the same of what is absent and of what is not for you', async () => {
    const absent = await body('absent')
    expect(absent.status).toBe(404)
    expect(await body('foreign')).toEqual(absent)
    expect(await body('foreign', { authorization: 'clerk' }, { who: 'nobody', allows: () => false })).toEqual(
      absent,
    )
  })

  it('unlike one that does not (control)', async () => {
    expect((await things().rename({ name: 'x' }, 'hidden')).statusCode).toBe(403)
  })
})

describe('open data', () => {
  const output = Type.Object({ free: Type.Integer() })
  const route = { kind: 'query', method: 'GET', summary: '', tags: [], errors: [] } as const
  function open() {
    const app = testServer()
    const maxAge = 15
    const asJson = defineRoute({ ...route, id: 'json', path: '/api/open/free', output, open: { maxAge } })
    const asFile = defineRoute({
      ...route,
      id: 'csv',
      path: '/api/open/free.csv',
      output: Type.String(),
      open: { maxAge, csv: 'free.csv' },
    })
    bindRoute(app, asJson, { policy: everyone, handler: async () => ok({ free: 3, secret: 'not for you' }) })
    bindRoute(app, asFile, { policy: everyone, handler: async () => ok('free\r\n3\r\n') })
    return app
  }

  it('may be kept and read by pages of anybody, with what the contract names', async () => {
    const answer = await open().inject({ url: '/api/open/free', headers: { origin: 'https://else.example' } })
    expect(answer.json()).toEqual({ free: 3 })
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=15',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': 'application/json; charset=utf-8',
    })
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('is not sent again to whoever has it', async () => {
    const app = open()
    const { etag = '' } = (await app.inject({ url: '/api/open/free' })).headers
    const again = await app.inject({ url: '/api/open/free', headers: { 'if-none-match': `"x", W/${etag}` } })
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
    const other = await app.inject({ url: '/api/open/free', headers: { 'if-none-match': '"x"' } })
    expect(other.statusCode).toBe(200)
  })

  it('goes out as a file, too', async () => {
    const answer = await open().inject({ url: '/api/open/free.csv' })
    expect(answer.body).toBe('free\r\n3\r\n')
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="free.csv"')
  })

  it('is nothing that changes something', () => {
    const command = { ...route, kind: 'command', method: 'POST' } as const
    expect(() => defineRoute({ ...command, id: 'x', path: '/api/x', open: { maxAge: 1 } })).toThrow(
      'open data',
    )
  })

  it('other answers may not be kept, nor read by others (control)', async () => {
    const { headers } = await things().app.inject({ url: '/api/things' })
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})
