import { request as send } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close } from './close.ts'
import { openDoors } from './doors.ts'
import { bindPage } from './page.ts'
import { bindThings, everyone, type TestServer, testServer } from './testServer.ts'
import type { FormPart } from './uploads.ts'

let app: TestServer
let port = 0
let seen: FormPart[] = []

beforeAll(async () => {
  app = testServer()
  bindThings(app)
  bindPage(app, {
    method: 'POST',
    path: '/upload',
    policy: everyone,
    files: { files: 3, bytes: 1_000 },
    handler: async ({ parts }) => {
      seen = []
      for await (const part of parts) seen.push(part)
      return { kind: 'html', body: 'taken' }
    },
  })
  port = await openDoors(app, { host: '127.0.0.1', port: 0 })
})
afterAll(() => close(app, { graceSeconds: 1 }))

const field = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (fileName: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/pdf\r\n\r\n${content}\r\n`

function post(path: string, body: string, type = 'multipart/form-data; boundary=x'): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'sec-fetch-site': 'same-origin',
    }
    const asked = send({ port, host: '127.0.0.1', method: 'POST', path, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject).end(body)
  })
}

describe('a form with files', () => {
  it('comes part by part, in its order, names as they were written', async () => {
    const body = `${field('item', 'Mietvertrag')}${file('Straße "1".pdf'.replaceAll('"', '%22'), 'abc')}${file('', '')}--x--\r\n`
    expect(await post('/upload', body)).toBe(200)
    expect(seen).toEqual([
      { kind: 'field', name: 'item', value: 'Mietvertrag' },
      { kind: 'file', name: 'file', fileName: 'Straße %221%22.pdf', content: Buffer.from('abc') },
    ])
  })

  it('loses what is too large, too much or no form, and the rest of it still comes', async () => {
    await post('/upload', `${file('a.pdf', 'x'.repeat(1_001))}${file('b.pdf', 'x'.repeat(1_000))}--x--\r\n`)
    expect(seen.map((part) => (part.kind === 'file' ? part.content?.length : part.kind))).toEqual([
      undefined,
      1_000,
    ])
    await post('/upload', `${Array.from({ length: 30 }, (_, n) => file(`${n}.pdf`, 'y')).join('')}--x--\r\n`)
    expect(seen.map(({ kind }) => kind)).toEqual(['file', 'file', 'file', 'too_many'])
    for (const body of ['no form at all', file('a.pdf', 'cut off').slice(0, -12), ''])
      if (body) {
        await post('/upload', body)
        expect(seen.at(-1)?.kind).toBe('broken')
      }
    await post('/upload', 'x', 'multipart/form-data')
    expect(seen).toEqual([{ kind: 'broken' }])
  })

  it('is refused where no files are taken, and other bodies where files are', async () => {
    expect(await post('/form', `${field('a', 'b')}--x--\r\n`)).toBe(415)
    expect(await post('/upload', 'a=b', 'application/x-www-form-urlencoded')).toBe(415)
  })
})
