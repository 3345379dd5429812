import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type City, openCity } from '#test/city.ts'
import { type RunningServer, startServer } from './start.ts'

let city: City
let server: RunningServer

beforeAll(async () => {
  city = await openCity()
  server = await start()
})
afterEach(() => city.unchanged())
afterAll(async () => {
  await server.stop()
  await city.drop()
})

function start(): Promise<RunningServer> {
  const assets = {
    directory: import.meta.dirname,
    url: (name: string) => `/assets/${name}`,
    find: () => undefined,
  }
  const { appUrl, secret } = city
  return startServer({ appUrl, secret, sweeps: false, assets, connections: 2 })
}

async function page(path: string, init: RequestInit = {}, asked = server) {
  const answer = await fetch(`${asked.url}${path}`, init)
  return { status: answer.status, html: await answer.text() }
}

describe('the page of a failure', () => {
  it('stands in the frame of its city, in the reader’s language and look, with a way to the other languages', async () => {
    const { status, html } = await page('/nowhere?lang=en', { headers: { cookie: 'dran_look=dark' } })
    expect(status).toBe(404)
    expect(html).toContain('City of Neuwalden')
    expect(html).toContain('data-kern-theme="dark"')
    expect(html).toContain('href="/nowhere?lang=de-simple"')
    expect(html).toContain('href="/sites?lang=en"')
    expect(html).not.toContain('Customer centre')
  })

  it('says what happened as heading and what to do as text', async () => {
    const { status, html } = await page('/look', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    })
    expect(status).toBe(403)
    expect(html).toMatch(/<h1[^>]*>Die Anfrage kam nicht von dieser Seite<\/h1>/)
    expect(html).toContain('Bitte laden Sie die Seite neu.')
    expect(html).toContain('Stadt Neuwalden')
  })

  it('leads to no other host', async () => {
    const { status, html } = await page('//evil.example/x')
    expect(status).toBe(404)
    expect(html).not.toContain('//evil.example')
  })

  it('names no city where the host name belongs to none', async () => {
    const { port } = server
    const html = await new Promise<string>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, path: '/', headers: { host: 'unknown.example' } },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (part: string) => {
            text += part
          })
          answer.on('end', () => resolve(text))
        },
      )
      asked.on('error', reject)
      asked.end()
    })
    expect(html).toContain('Kundenzentrum')
    expect(html).not.toContain('Neuwalden')
  })

  it('comes with the city’s name when the database is gone, at the devices, too', async () => {
    const lost = await start()
    await fetch(`${lost.url}/sites`)
    await lost.parts.database.close()
    const { status, html } = await page('/sites', {}, lost)
    expect(status).toBeGreaterThanOrEqual(500)
    expect(html).toContain('Stadt Neuwalden')
    const kiosk = await page('/kiosk/mitte', {}, lost)
    expect(kiosk.status).toBe(status)
    expect(kiosk.html).toContain('Stadt Neuwalden')
    expect(kiosk.html).toContain('Das klappt gerade nicht')
    // The pool is closed already.
    await expect(lost.stop()).rejects.toThrow('more than once')
  })

  it('comes without it when it was never read', async () => {
    const lost = await start()
    await lost.parts.database.close()
    const { status, html } = await page('/sites', {}, lost)
    expect(status).toBeGreaterThanOrEqual(500)
    expect(html).toContain('Kundenzentrum')
    await expect(lost.stop()).rejects.toThrow('more than once')
  })
})
