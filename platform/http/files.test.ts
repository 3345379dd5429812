import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { bindFiles } from './files.ts'
import { testServer } from './testServer.ts'

const folder = mkdtempSync(join(tmpdir(), 'files-'))
for (const name of ['hashed', 'plain']) mkdirSync(join(folder, name))
writeFileSync(join(folder, 'secret.txt'), 'secret')
writeFileSync(join(folder, 'hashed', 'app.1a2b.js'), 'let a')
writeFileSync(join(folder, 'hashed', '.env'), 'SECRET=1')
writeFileSync(join(folder, 'plain', 'chime.wav'), 'ding')
writeFileSync(join(folder, 'hashed', 'wide.3c4d.css'), 'a{}')
writeFileSync(join(folder, 'hashed', 'wide.3c4d.css.br'), brotliCompressSync('a{}'))
writeFileSync(join(folder, 'hashed', 'wide.3c4d.css.gz'), gzipSync('a{}'))
afterAll(() => rmSync(folder, { recursive: true }))
afterAll(() => app.close())

const app = testServer()
bindFiles(app, { root: join(folder, 'hashed'), prefix: '/assets/', hashed: true })
bindFiles(app, { root: join(folder, 'plain'), prefix: '/sounds/', hashed: false })

describe('files', () => {
  it('with a hash in the name are kept for a year, others are asked for again', async () => {
    const hashed = await app.inject({ url: '/assets/app.1a2b.js' })
    expect([hashed.statusCode, hashed.body]).toEqual([200, 'let a'])
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(hashed.headers['content-type']).toContain('javascript')
    expect(hashed.headers['content-security-policy']).toContain("default-src 'none'")
    const plain = await app.inject({ url: '/sounds/chime.wav' })
    expect(plain.headers['cache-control']).toBe('no-cache')
    const again = { 'if-none-match': String(plain.headers.etag) }
    expect((await app.inject({ url: '/sounds/chime.wav', headers: again })).statusCode).toBe(304)
  })

  it.each([
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e%2fsecret.txt',
    '/assets//etc/passwd',
    '/assets/.env',
    '/assets/app.1a2b.js%00.txt',
    '/assets/',
    '/assets/missing.js',
  ])('are never found outside their folder: %s', async (url) => {
    const answer = await app.inject({ url })
    expect([400, 403, 404]).toContain(answer.statusCode)
    expect(answer.body.toLowerCase()).not.toContain('secret')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('go out compressed, ready as they lie there, to who can read that', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const load = async (name: string, encodings: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}/assets/${name}`, {
        headers: { 'accept-encoding': encodings },
      })
      const [encoding, type, vary, kept] = ['content-encoding', 'content-type', 'vary', 'cache-control'].map(
        (header) => answer.headers.get(header),
      )
      expect(vary?.toLowerCase()).toContain('accept-encoding')
      expect(kept).toBe('public, max-age=31536000, immutable')
      return { status: answer.status, encoding, type, text: await answer.text() }
    }
    const css = { status: 200, type: 'text/css; charset=utf-8', text: 'a{}' }
    expect(await load('wide.3c4d.css', 'gzip, deflate, br')).toEqual({ ...css, encoding: 'br' })
    expect(await load('wide.3c4d.css', 'gzip')).toEqual({ ...css, encoding: 'gzip' })
    expect(await load('wide.3c4d.css', 'identity')).toEqual({ ...css, encoding: null })
    expect(await load('app.1a2b.js', 'br')).toMatchObject({ encoding: null, text: 'let a' })
  })

  it('need no authority', async () => {
    const answer = await app.inject({ url: '/assets/app.1a2b.js', headers: { host: 'elsewhere.example' } })
    expect(answer.statusCode).toBe(200)
  })
})
