import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { addressOf, type ClientCode, makeClient } from './client.ts'
import { close } from './close.ts'
import { defineRoute } from './contract.ts'
import { bindThings, listThings, renameThing, testServer } from './testServer.ts'

const app = testServer()
bindThings(app)
let base = ''
beforeAll(async () => {
  base = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => close(app, { graceSeconds: 1 }))

describe('the client', () => {
  it('sends a command with its key and gets the typed answer', async () => {
    const sent: Headers[] = []
    const watching: typeof fetch = (input, init) => {
      sent.push(new Headers(init?.headers))
      return fetch(input, init)
    }
    const call = makeClient(watching, { base })
    const key = crypto.randomUUID()
    const result = await call(
      renameThing,
      { params: { thing: 'a/b ?' }, body: { name: 'new' } },
      { idempotencyKey: key },
    )
    expect(result).toEqual({ ok: true, value: { name: 'new', parts: [] } })
    expect(sent[0]?.get('idempotency-key')).toBe(key)
    await call(renameThing, { params: { thing: 'a' }, body: { name: 'new' } })
    expect(sent[1]?.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/)
    if (result.ok) expectTypeOf(result.value).toEqualTypeOf<{ name: string; parts: { label: string }[] }>()
    else expectTypeOf(result.code).toEqualTypeOf<'taken' | 'gone' | ClientCode>()
  })

  it('gives failures as codes, with the fields that were wrong', async () => {
    const call = makeClient(fetch, { base })
    const taken = await call(renameThing, { params: { thing: 'taken' }, body: { name: 'new' } })
    expect(taken).toMatchObject({ ok: false, code: 'taken' })
    const wrong = await call(renameThing, { params: { thing: 'a' }, body: { name: '' } })
    expect(wrong).toMatchObject({
      ok: false,
      code: 'invalid_input',
      problem: { errors: [{ field: 'name' }] },
    })
  })

  it('reads with a query', async () => {
    const call = makeClient(fetch, { base })
    const result = await call(listThings, { query: { most: 3, tag: ['a&b', 'c'], open: false } })
    expect(result).toMatchObject({ ok: true, value: { query: { most: 3, tag: ['a&b', 'c'], open: false } } })
  })

  it('says when nobody answers', async () => {
    const call = makeClient(() => Promise.reject(new TypeError('offline')), { base })
    expect(await call(listThings, { query: {} })).toEqual({ ok: false, code: 'unreachable' })
  })
})

describe('a contract', () => {
  it('fills in its address', () => {
    expect(addressOf(renameThing, { params: { thing: 'a/../b' } })).toBe('/api/things/a%2F..%2Fb')
    expect(addressOf(listThings, { query: { most: 1, tag: undefined } })).toBe('/api/things?most=1')
  })

  it('cannot change something by GET, read by POST, or forget a parameter', () => {
    const rest = { id: 'x', summary: '', tags: [], errors: [] }
    expect(() => defineRoute({ ...rest, kind: 'command', method: 'GET', path: '/api/x' })).toThrow('queries')
    expect(() => defineRoute({ ...rest, kind: 'query', method: 'POST', path: '/api/x' })).toThrow('queries')
    expect(() => defineRoute({ ...rest, kind: 'query', method: 'GET', path: '/api/:x' })).toThrow(
      'path names (x)',
    )
    const body = Type.Object({})
    expect(() => defineRoute({ ...rest, kind: 'query', method: 'GET', path: '/api/x', body })).toThrow(
      'no body',
    )
  })
})
