import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildMail } from '#features/message/jobs/mime.ts'
import { openTransport } from '#features/message/jobs.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import { createHttpServer } from '#platform/http/server.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { openLog } from '#platform/log/log.ts'
import { type City, openCity } from '#test/city.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { type Mailbox, startMailbox } from '../mailbox.ts'
import { registerMailboxPages } from './pages.tsx'

let city: City
let folder: string
let mailbox: Mailbox
let app: HttpServer<Caller, Authority>

beforeAll(async () => {
  city = await openCity()
  folder = await mkdtemp(join(tmpdir(), 'dran-mail-'))
  mailbox = await startMailbox({ folder })
  const real: Authority = { ...city.authority, demo: false, demoOffset: 0 }
  const hosts = new Map([
    ['localhost', city.authority],
    ['zweitstadt.localhost', city.other],
    ['real.localhost', real],
  ])
  app = createHttpServer<Caller, Authority>({
    log: openLog({ level: 'silent' }),
    identify: async () => ({ kind: 'anonymous' }),
    resolveAuthority: async (hostname) => {
      const authority = hosts.get(hostname)
      return authority && { key: authority.key, state: 'open', authority }
    },
    errorPage: ({ title }) => title,
  })
  registerMailboxPages(app, {
    mailbox,
    database: city.database,
    frame: async ({ language, here }) => ({
      language,
      cityName: 'Stadt Neuwalden',
      address: here,
      look: 'system',
      assets: { stylesheet: '/assets/citizen.css' },
    }),
  })
  const mail = await buildMail({ ...MAIL_FACTS, name: '<script>alert(1)</script>' }, 'anna@mail.example')
  const transport = openTransport({ url: mailbox.smtpUrl(city.authority) })
  await transport.ready()
  if (mail.ok) await transport.deliver(mail.value)
  await transport.close()
})
afterAll(async () => {
  await city.unchanged()
  await app.close()
  await mailbox.stop()
  await rm(folder, { recursive: true })
  await city.drop()
})

function get(url: string, host = 'localhost') {
  return app.inject({ url, headers: { host } })
}

async function id(): Promise<string> {
  return (await mailbox.listMails(city.authority.key))[0]?.id ?? ''
}

describe('the mailbox of the demo', () => {
  it.each(['de', 'de-simple', 'en'])('lists and shows mails in %s', async (language) => {
    const list = await get(`/demo/mail?lang=${language}`)
    expect(list.statusCode).toBe(200)
    expect(list.body).toContain('anna@mail.example')
    expect(list.body).toContain(`/demo/mail/${await id()}`)
    const page = await get(`/demo/mail/${await id()}?lang=${language}`)
    expect(page.body).toContain('termin.ics')
    expect(page.body).toContain(MAIL_FACTS.link)
    expect(page.body).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/)
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'")
  })

  it('shows the HTML part with its QR code, in a box of its own', async () => {
    const part = await get(`/demo/mail/${await id()}/html`)
    expect(part.body).toContain('src="data:image/png;base64,')
    expect(part.body).not.toMatch(/cid:|<script/)
    const policy = String(part.headers['content-security-policy'])
    expect(policy).toContain('sandbox allow-popups')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/)
    expect(part.headers['x-frame-options']).toBe('SAMEORIGIN')
  })

  it('gives the calendar file to be saved', async () => {
    const file = await get(`/demo/mail/${await id()}/files/1`)
    expect(file.headers['content-type']).toContain('text/calendar')
    expect(file.headers['content-disposition']).toBe('attachment; filename="termin.ics"')
    expect(file.body).toContain('BEGIN:VCALENDAR')
    expect((await get(`/demo/mail/${await id()}/files/9`)).statusCode).toBe(404)
    expect((await get(`/demo/mail/${await id()}/files/length`)).statusCode).toBe(404)
  })

  it('does not show one city the mails of another, and has no pages for a real one', async () => {
    const paths = [
      `/demo/mail/${await id()}`,
      `/demo/mail/${await id()}/html`,
      `/demo/mail/${await id()}/files/1`,
    ]
    for (const path of paths) {
      expect((await get(path)).statusCode).toBe(200)
      expect((await get(path, 'zweitstadt.localhost')).statusCode).toBe(404)
      expect((await get(path, 'real.localhost')).statusCode).toBe(404)
    }
    expect((await get('/demo/mail', 'zweitstadt.localhost')).body).not.toContain('anna@mail.example')
    expect((await get('/demo/mail', 'real.localhost')).statusCode).toBe(404)
  })
})
