import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bindFiles } from './files.ts'
import { testServer } from './testServer.ts'

const folder = mkdtempSync(join(tmpdir(), 'files-'))
for (const name of ['hashed', 'plain']) mkdirSync(join(folder, name))
writeFileSync(join(folder, 'secret.txt'), 'secret')
writeFileSync(join(folder, 'hashed', 'app.1a2b.js'), 'let a')
writeFileSync(join(folder, 'hashed', '.env'), 'SECRET=1')
writeFileSync(join(folder, 'plain', 'chime.wav'), 'ding')
afterAll(() => rmSync(folder, { recursive: true }))

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

  it('need no authority', async () => {
    const answer = await app.inject({ url: '/assets/app.1a2b.js', headers: { host: 'elsewhere.example' } })
    expect(answer.statusCode).toBe(200)
  })
})
