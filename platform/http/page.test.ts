import { describe, expect, it } from 'vitest'
import { bindPage, type PageAnswer } from './page.ts'
import { bindThings, everyone, staff, testServer } from './testServer.ts'

const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }

function answering(answer: PageAnswer) {
  const app = testServer()
  bindPage(app, { method: 'GET', path: '/page/:token', policy: everyone, handler: async () => answer })
  return app.inject({ url: '/page/x' })
}

describe('a page', () => {
  it('gets its parameters, query, form and place', async () => {
    const app = testServer()
    let seen: unknown
    bindPage(app, {
      method: 'POST',
      path: '/v/:token/move/:day',
      policy: everyone,
      handler: async ({ params, query, form, here, origin, idempotencyKey, language, authority, caller }) => {
        seen = {
          token: params.token,
          day: params.day,
          step: query.get('step'),
          names: form.getAll('name'),
          here,
          origin,
          idempotencyKey,
          language,
          authority,
          caller,
        }
        return { kind: 'html', body: 'ok' }
      },
    })
    const key = crypto.randomUUID()
    const payload = `name=Erika+M%C3%BCller&name=B&idempotencyKey=${key}`
    await app.inject({
      method: 'POST',
      url: '/v/abc/move/2026-11-23?step=2&lang=de-simple',
      headers: own,
      payload,
    })
    expect(seen).toEqual({
      token: 'abc',
      day: '2026-11-23',
      step: '2',
      names: ['Erika Müller', 'B'],
      here: '/v/abc/move/2026-11-23?step=2&lang=de-simple',
      origin: 'http://localhost:80',
      idempotencyKey: key,
      language: 'de-simple',
      authority: 'open',
      caller: { kind: 'anonymous' },
    })
  })

  it('redirects with 303, and to own paths only (A-20)', async () => {
    const answer = await answering({ kind: 'redirect', to: '/next?a=1' })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/next?a=1'])
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', '/.//evil.example']) {
      const refused = await answering({ kind: 'redirect', to })
      expect(refused.statusCode).toBe(500)
      expect(refused.headers.location).toBeUndefined()
    }
  })

  it('gives files with their type, and with a harmless name to save', async () => {
    const answer = await answering({
      kind: 'file',
      body: 'BEGIN',
      type: 'text/calendar',
      download: 'Ter"min\n.ics',
    })
    expect(answer.headers['content-type']).toContain('text/calendar')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="Ter_min_.ics"')
  })

  it('fails with the neutral page', async () => {
    const answer = await answering({ kind: 'failure', code: 'not_found' })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
  })

  it('sends whoever is not signed in to sign in, and turns away who may not', async () => {
    const app = testServer()
    const handler = async (): Promise<PageAnswer> => ({ kind: 'html', body: 'in' })
    const nobody = { who: 'nobody', allows: () => false }
    bindPage(app, { method: 'GET', path: '/desk', policy: staff, signIn: '/sign-in', handler })
    bindPage(app, { method: 'GET', path: '/never', policy: nobody, signIn: '/sign-in', handler })
    expect((await app.inject({ url: '/desk' })).headers.location).toBe('/sign-in')
    const headers = { authorization: 'clerk' }
    expect((await app.inject({ url: '/desk', headers })).body).toBe('in')
    expect((await app.inject({ url: '/never', headers })).statusCode).toBe(403)
  })

  it('may be framed by this server only where it says so', async () => {
    const app = testServer()
    const handler = async (): Promise<PageAnswer> => ({ kind: 'html', body: '' })
    bindPage(app, { method: 'GET', path: '/inner', policy: everyone, needs: { embeddable: true }, handler })
    bindPage(app, { method: 'GET', path: '/outer', policy: everyone, needs: { embeds: true }, handler })
    const inner = (await app.inject({ url: '/inner' })).headers
    expect(inner['content-security-policy']).toContain("frame-ancestors 'self'")
    expect(inner['x-frame-options']).toBe('SAMEORIGIN')
    const outer = (await app.inject({ url: '/outer' })).headers['content-security-policy']
    expect(outer).toContain("frame-src 'self'")
    expect(outer).toContain("frame-ancestors 'none'")
  })

  it('over 64 kB of form is refused', async () => {
    const app = testServer()
    bindThings(app)
    const payload = `a=${'x'.repeat(70_000)}`
    expect((await app.inject({ method: 'POST', url: '/form', headers: own, payload })).statusCode).toBe(413)
  })
})

describe('/look', () => {
  const look = (payload: string) =>
    testServer().inject({ method: 'POST', url: '/look', headers: own, payload })

  it('remembers the look and goes back', async () => {
    const answer = await look('look=contrast&back=%2Fv%2Fabc%3Flang%3Den')
    expect(answer.headers['set-cookie']).toContain('dran_look=contrast')
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/v/abc?lang=en'])
  })

  it('remembers the language and takes the old one out of the link', async () => {
    const answer = await look('lang=de-simple&back=%2Fbook%3Flang%3Den%26step%3D2')
    expect(answer.headers['set-cookie']).toContain('dran_language=de-simple')
    expect(answer.headers.location).toBe('/book?step=2')
  })

  it('ignores unknown looks and foreign ways back', async () => {
    const answer = await look('look=%3Cscript%3E&back=https%3A%2F%2Fevil.example')
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.headers.location).toBe('/')
  })
})

describe('cookies', () => {
  const signIn = async (headers: Record<string, string>, options = {}) => {
    const app = testServer(options)
    bindPage(app, {
      method: 'POST',
      path: '/in',
      policy: everyone,
      handler: async ({ cookies }) => {
        cookies.setSecret('session', 'a b;c', { maxAgeSeconds: 60 })
        return { kind: 'html', body: String(cookies.getSecret('session')) }
      },
    })
    return app.inject({ method: 'POST', url: '/in', headers: { ...own, ...headers } })
  }

  it('that are secret are bound to this host and TLS', async () => {
    const answer = await signIn(
      { 'x-forwarded-proto': 'https', cookie: 'session=1; __Host-session=2' },
      { trustedProxies: ['127.0.0.1'] },
    )
    expect(answer.headers['set-cookie']).toBe(
      '__Host-session=a%20b%3Bc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
    )
    expect(answer.body).toBe('2')
  })

  it('drop the prefix without TLS on loopback only', async () => {
    const local = await signIn({ host: 'localhost', cookie: 'session=1' })
    expect(local.headers['set-cookie']).toBe('session=a%20b%3Bc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60')
    expect(local.body).toBe('1')
    const open = { resolveAuthority: async () => ({ key: 'x', state: 'open' as const, authority: 'x' }) }
    const network = await signIn({ host: 'termine.example', cookie: 'session=1' }, open)
    expect(network.headers['set-cookie']).toContain('__Host-session=')
    expect(network.body).toBe('undefined')
  })
})
