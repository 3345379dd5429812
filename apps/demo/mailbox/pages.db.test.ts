import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, openCity } from '#test/city.ts'
import { type MailboxServer, openMailboxServer } from '#test/mailboxServer.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'

let city: City
let server: MailboxServer

beforeAll(async () => {
  city = await openCity()
  server = await openMailboxServer(city)
})
afterAll(async () => {
  await city.unchanged()
  await server.stop()
  await city.drop()
})

function get(url: string, host = 'localhost') {
  return server.app.inject({ url, headers: { host } })
}

describe('the mailbox of the demo', () => {
  it.each(['de', 'de-simple', 'en'])('lists and shows mails in %s', async (language) => {
    const list = await get(`/demo/mail?lang=${language}`)
    expect(list.statusCode).toBe(200)
    expect(list.body).toContain('anna@mail.example')
    expect(list.body).toContain(server.mailPath)
    const page = await get(`${server.mailPath}?lang=${language}`)
    expect(page.body).toContain('termin.ics')
    expect(page.body).toContain(MAIL_FACTS.link)
    expect(page.body).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/)
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'")
  })

  it('keeps the mails of whoever plays apart from those of invented people, and says when there is none', async () => {
    await server.deliver('lena.kern123@einwohner.example')
    const { body } = await get('/demo/mail?lang=de')
    const [own = '', invented = ''] = body.slice(body.indexOf('<h1')).split('an erfundene Menschen')
    expect(own).toContain('anna@mail.example')
    expect(own).not.toContain('einwohner.example')
    expect(invented).toContain('lena.kern123@einwohner.example')
    expect(invented).not.toContain('anna@mail.example')
    const nobody = await get('/demo/mail?lang=de', 'zweitstadt.localhost')
    expect(nobody.body).toContain('Noch ist keine E-Mail an Sie da.')
    expect(nobody.body).toContain('Noch hat niemand von ihnen eine bekommen.')
  })

  it('shows the HTML part with its QR code, in a box of its own', async () => {
    const part = await get(`${server.mailPath}/html`)
    expect(part.body).toContain('src="data:image/png;base64,')
    expect(part.body).not.toMatch(/cid:|<script/)
    const policy = String(part.headers['content-security-policy'])
    expect(policy).toContain('sandbox allow-popups')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/)
    expect(part.headers['x-frame-options']).toBe('SAMEORIGIN')
  })

  it('gives the calendar file to be saved', async () => {
    const file = await get(`${server.mailPath}/files/1`)
    expect(file.headers['content-type']).toContain('text/calendar')
    expect(file.headers['content-disposition']).toBe('attachment; filename="termin.ics"')
    expect(file.body).toContain('BEGIN:VCALENDAR')
    expect((await get(`${server.mailPath}/files/9`)).statusCode).toBe(404)
    expect((await get(`${server.mailPath}/files/length`)).statusCode).toBe(404)
  })

  it('does not show one city the mails of another, and has no pages for a real one', async () => {
    const paths = [server.mailPath, `${server.mailPath}/html`, `${server.mailPath}/files/1`]
    for (const path of paths) {
      expect((await get(path)).statusCode).toBe(200)
      expect((await get(path, 'zweitstadt.localhost')).statusCode).toBe(404)
      expect((await get(path, 'real.localhost')).statusCode).toBe(404)
    }
    expect((await get('/demo/mail', 'zweitstadt.localhost')).body).not.toContain('anna@mail.example')
    expect((await get('/demo/mail', 'real.localhost')).statusCode).toBe(404)
  })
})
