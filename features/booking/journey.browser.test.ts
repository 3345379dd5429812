import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { checkCode } from '#features/message/actions.ts'
import { asId } from '#kernel/id.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { press, pressEnter } from '#test/arrive.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { lookAt, NARROW, overflow, SIZE } from '#test/everyWay.ts'

let city: City
let server: RunningServer
let browser: BorrowedBrowser

beforeAll(async () => {
  await build()
  city = await openCity()
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false })
  browser = await borrowBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await city?.unchanged()
  await city?.drop()
})

async function inBrowser(
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'de-DE', ...options })
  try {
    await work(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

/** The link that the mail to this address carries. */
async function linkTo(email: string): Promise<string> {
  const id = await asOwner(city.ownerUrl, async (client) => {
    const { rows } = await client.query<{ visit_id: string }>(
      `SELECT visit_id FROM ${quoteIdentifier(city.authority.schema)}.visit_contact WHERE email = $1`,
      [email],
    )
    return asId<'visit'>(rows[0]?.visit_id ?? '')
  })
  return `/v/${server.parts.links.tokenOf(city.authority.key, id, 1)}`
}

/** The language of the newest mail to this address. */
function languageOf(email: string): Promise<string | undefined> {
  return asOwner(city.ownerUrl, async (client) => {
    const schema = quoteIdentifier(city.authority.schema)
    const { rows } = await client.query<{ language: string }>(
      `SELECT language FROM ${schema}.message WHERE recipient = $1 ORDER BY id DESC LIMIT 1`,
      [email],
    )
    return rows[0]?.language
  })
}

/** Somebody without script first proves the address by the code of a mail; with script the page goes on by itself. */
async function proveAddress(
  page: Page,
  email: string,
  look?: (name: string) => Promise<void>,
): Promise<void> {
  if (new URL(page.url()).pathname !== '/booking/verify') return
  await look?.('verify')
  await page.fill('#name', 'Ada Müller')
  await page.fill('#email', email)
  await press(page.locator('main button.kern-btn--primary'))
  await look?.('code')
  await page.fill('#code', '000 000')
  await press(page.locator('main button.kern-btn--primary'))
  expect(await page.locator('#code').getAttribute('aria-invalid')).toBe('true')
  await page.fill('#code', await codeTo(email))
  await press(page.locator('main button.kern-btn--primary'))
}

/** The code that the mail to this address carries. */
async function codeTo(email: string): Promise<string> {
  const id = await asOwner(city.ownerUrl, async (client) => {
    const schema = quoteIdentifier(city.authority.schema)
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM ${schema}.contact_check WHERE email = $1 ORDER BY id DESC LIMIT 1`,
      [email],
    )
    return asId<'contactCheck'>(rows[0]?.id ?? '')
  })
  return checkCode(server.parts.links, city.authority.key, id)
}

const heading = (page: Page) => page.locator('h1').textContent()

/** The presses of a booking by mouse or finger, with a look at every page. */
async function book(
  page: Page,
  email: string,
  look: (name: string) => Promise<void>,
  lang = 'de',
): Promise<void> {
  const main = page.locator('main')
  await page.goto(`/?lang=${lang}`)
  await look('start')
  await page.fill('#q', 'personalausweis')
  await press(main.locator('search button'))
  await look('results')
  await press(main.locator('.dran-rows a').first())
  await look('service')
  await press(main.locator('a.kern-btn--primary'))
  await look('matters')
  await press(main.locator('button[value=add]'))
  await look('one more')
  await press(main.locator('.dran-rows a', { hasText: /Wohnung|address/ }))
  await page.selectOption('#people-identity-card', '2')
  await look('two matters')
  await press(main.locator('button[value=times]'))
  await look('times')
  await press(main.locator('.dran-rows a').first())
  await look('times of a site')
  await press(main.locator('.dran-times button').nth(5))
  await page.waitForURL(/booking\/(contact|verify)/)
  await proveAddress(page, email, look)
  await page.fill('#name', '')
  await page.fill('#email', '')
  await look('contact')
  await press(main.locator('button.kern-btn--primary'))
  await look('contact with problems')
  await page.fill('#name', 'Ada Müller')
  await page.fill('#companion2', 'Ben Müller')
  await page.fill('#email', email)
  await press(main.locator('button.kern-btn--primary'))
  await look('check')
  await press(main.locator('button.kern-btn--primary'))
  await look('done')
}

describe('without script, 320 px wide, in Leichte Sprache', () => {
  it('somebody finds a service, books, confirms, moves and cancels', async () => {
    await inBrowser({ ...NARROW, javaScriptEnabled: false }, async (page) => {
      const main = page.locator('main')
      const seen: string[] = []
      await book(
        page,
        'leicht@example.org',
        async (name) => {
          seen.push(name)
          expect({ name, lang: new URL(page.url()).searchParams.get('lang') }).toEqual({
            name,
            lang: 'de-simple',
          })
          expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 })
        },
        'de-simple',
      )
      expect(seen).toHaveLength(14)
      // The address was proven before: nothing is left to press.
      expect(await heading(page)).toBe('Sie haben den Termin')

      await page.goto(`${await linkTo('leicht@example.org')}?lang=de-simple`)
      expect(await heading(page)).toBe('Ihr Termin')
      expect(
        await main.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth),
      ).toBeGreaterThan(0)
      expect(await overflow(page)).toBe(0)
      const before = await main.locator('.dran-summary').first().textContent()

      await press(main.locator('a[href*="/move"]'))
      await press(main.locator('.dran-times button').last())
      expect(await main.textContent()).toContain('Der alte Termin ist weg')
      expect(await main.locator('.dran-summary').first().textContent()).not.toBe(before)

      await press(main.locator('a[href*="/cancel"]'))
      await press(main.locator('button').first())
      expect(await heading(page)).toBe('Sie haben den Termin abgesagt')
      expect(page.url()).toContain('lang=de-simple')

      const path = new URL(page.url()).pathname
      const calendar = await page.request.get(`${path}/calendar.ics`, { maxRedirects: 0 })
      expect([calendar.status(), calendar.headers().location]).toEqual([303, path])
    })
  })
})

describe('without script, another language in the middle of the form', () => {
  it('keeps what was typed, and mails follow', async () => {
    await inBrowser({ ...NARROW, javaScriptEnabled: false }, async (page) => {
      const main = page.locator('main')
      await page.goto('/booking?matter=identity-card&lang=de')
      await page.selectOption('#people-identity-card', '2')
      await press(page.locator('.dran-languages button', { hasText: 'English' }))
      expect(await page.inputValue('#people-identity-card')).toBe('2')
      await press(main.locator('button[value=times]'))
      await press(main.locator('.dran-rows a').first())
      await press(main.locator('.dran-times button').last())
      await proveAddress(page, 'zuvor@example.org')
      await page.fill('#name', 'Ada Müller')
      await page.fill('#companion2', 'Ben Müller')
      await page.fill('#email', 'ada@')
      await press(page.locator('.dran-languages button', { hasText: 'Deutsch' }))
      expect(await page.locator('html').getAttribute('lang')).toBe('de')
      expect(await main.locator('.kern-error').count()).toBe(0)
      expect(await page.inputValue('#name')).toBe('Ada Müller')
      expect(await page.inputValue('#companion2')).toBe('Ben Müller')
      expect(await page.inputValue('#email')).toBe('ada@')
      await page.fill('#email', 'sprache@example.org')
      await press(page.locator('.dran-languages button', { hasText: 'English' }))
      // The Enter key presses "Next", not the first language.
      await page.focus('#email')
      await pressEnter(page)
      expect(new URL(page.url()).pathname).toBe('/booking/check')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      await press(main.locator('button.kern-btn--primary'))
      const link = await linkTo('sprache@example.org')
      expect(await languageOf('sprache@example.org')).toBe('en')
      await page.goto(`${link}?lang=de-simple`)
      await press(main.locator('button'))
      expect(await languageOf('sprache@example.org')).toBe('de-simple')
    })
  })
})

/** Tab until the focus is on something with this text or id; fails after a long page's worth of presses. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      return `${element?.id ?? ''} ${element?.textContent ?? ''}`.trim()
    })
    if (wanted.test(focused)) return
  }
  throw new Error(`no way by Tab to ${wanted} on ${page.url()}`)
}

describe('by keyboard only', () => {
  it('somebody books and confirms', async () => {
    await inBrowser({}, async (page) => {
      await page.goto('/')
      await tabTo(page, /^q/)
      await page.keyboard.type('personal')
      await pressEnter(page)
      await tabTo(page, /Personalausweis beantragen/)
      await pressEnter(page)
      await tabTo(page, /Termin buchen/)
      await pressEnter(page)
      await tabTo(page, /^people-identity-card/)
      await page.keyboard.press('ArrowDown')
      await tabTo(page, /Weiter/)
      await pressEnter(page)
      expect(await page.locator('main').textContent()).toContain('2\u00a0Personen')
      await tabTo(page, /09:00/)
      await pressEnter(page)
      await tabTo(page, /^name/)
      await page.keyboard.type('Ada Müller')
      await tabTo(page, /^companion2/)
      await page.keyboard.type('Ben Müller')
      // The Enter key in a field goes on; it presses none of the other buttons.
      await pressEnter(page)
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-error-summary'))).toBe(true)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('email')
      expect(await page.inputValue('#name')).toBe('Ada Müller')
      await page.keyboard.type('tasten@example.org')
      await pressEnter(page)
      await tabTo(page, /Termin anfragen/)
      await pressEnter(page)
      expect(await heading(page)).toBe('Bitte bestätigen Sie Ihren Termin')
      await page.goto(await linkTo('tasten@example.org'))
      await tabTo(page, /Termin bestätigen/)
      await pressEnter(page)
      expect(await heading(page)).toBe('Ihr Termin')
    })
  })
})

describe('when something comes between', () => {
  it('a time that somebody else has just taken: says so, shows others, keeps what was typed', async () => {
    await inBrowser({ javaScriptEnabled: false }, async (page) => {
      await page.goto('/booking/times?m=passport:1&site=nord')
      await press(page.locator('.dran-times button').last())
      await proveAddress(page, 'ada@example.org')
      await page.fill('#name', 'Ada Müller')
      await page.fill('#email', 'ada@example.org')
      await press(page.locator('button', { hasText: 'Andere Zeit' }))
      expect(await heading(page)).toBe('Wann möchten Sie kommen?')
      const list = '/booking/times?m=passport:1&site=nord&day=2027-03-10'
      await page.goto(list)
      const wanted = await page.locator('.dran-times button').first().getAttribute('value')
      for (const nth of [1, 2]) {
        await inBrowser({ javaScriptEnabled: false }, async (faster) => {
          await faster.goto(list)
          await press(faster.locator(`button[value="${wanted}"]`))
          await proveAddress(faster, `schneller${nth}@example.org`)
          expect(await heading(faster)).toBe('Wie erreichen wir Sie?')
        })
      }
      await press(page.locator(`button[value="${wanted}"]`))
      expect(await page.locator('[role=alert]').textContent()).toContain('gerade jemand anderes genommen')
      await press(page.locator('.dran-times button').first())
      expect(await page.inputValue('#name')).toBe('Ada Müller')
      expect(await page.inputValue('#email')).toBe('ada@example.org')
    })
  })

  it('a hold that has run out while the form was filled in: takes the time again and loses nothing', async () => {
    await inBrowser({ javaScriptEnabled: false }, async (page) => {
      await page.goto('/booking/times?m=registration:1&site=mitte')
      await press(page.locator('.dran-times button').last())
      await proveAddress(page, 'spaet@example.org')
      await expireAll()
      await page.fill('#name', 'Ada Müller')
      await page.fill('#email', 'spaet@example.org')
      await press(page.locator('button.kern-btn--primary'))
      expect(await heading(page)).toBe('Bitte prüfen Sie Ihre Angaben')
      expect(await page.locator('main').textContent()).toContain('spaet@example.org')
      await expireAll()
      await press(page.locator('button.kern-btn--primary'))
      expect(await heading(page)).toBe('Die Zeit ist abgelaufen')
      await press(page.locator('main button'))
      expect(await heading(page)).toBe('Wie erreichen wir Sie?')
    })
  })

  it('a link that opens nothing: 404 and a way on', async () => {
    await inBrowser({}, async (page) => {
      for (const token of ['short', 'A'.repeat(22), '%00']) {
        expect((await page.goto(`/v/${token}`))?.status()).toBe(404)
      }
      expect(await heading(page)).toBe('Diesen Termin finden wir nicht')
    })
  })

  it('addresses that make no sense lead to a question, never to an error', async () => {
    await inBrowser({}, async (page) => {
      const addresses = [
        '/booking?m=nothing:1',
        '/booking?m=identity-card:99&m=identity-card:0&m=%00',
        '/booking/times',
        '/booking/times?m=identity-card:99',
        '/booking/times?m=identity-card:1&site=nowhere&day=2027-02-30&from=9999-99-99',
        '/booking/times?m=identity-card:1&day=2030-01-01',
        '/booking/times?m=pick-up:1',
        '/booking/contact?m=identity-card:1&time=mitte_2027-13-45T99:99:99.000Z',
        '/booking/check',
        '/booking/done',
        '/?q=%3Cscript%3E&lang=xx',
        '/services?lang=en&lang=de',
      ]
      for (const address of addresses) {
        const status = (await page.goto(address))?.status()
        expect({ address, status }).toEqual({ address, status: 200 })
      }
    })
  })
})

/** Ends every hold as if its ten minutes were over. */
async function expireAll(): Promise<void> {
  await asOwner(city.ownerUrl, (client) =>
    client.query(
      `UPDATE ${quoteIdentifier(city.authority.schema)}.claim SET until = '2027-01-01' WHERE kind = 'held'`,
    ),
  )
}

describe('in light, dark, forced colours and high contrast, at 320 px and with text twice as large', () => {
  it('no page has an accessibility fault or scrolls sideways', async () => {
    await inBrowser({ bypassCSP: true, viewport: SIZE }, async (page) => {
      const visit = async (address: string) => {
        await page.goto(address)
        await lookAt(page, address.replace(/\/v\/[^/?]+/, '/v/…'))
      }
      await book(page, 'axe@example.org', (name) => lookAt(page, name), 'en')
      const link = await linkTo('axe@example.org')
      await visit(link)
      await press(page.locator('main button'))
      await lookAt(page, 'booked')
      await visit(`${link}/move`)
      await visit(`${link}/cancel`)
      await press(page.locator('main button'))
      await lookAt(page, 'cancelled')
      for (const address of [
        '/services',
        '/sites',
        '/sites/nord',
        '/open-data',
        '/?q=xyz',
        '/v/unknown',
        '/services/none',
        '/none',
        '/api',
      ])
        await visit(address)
      await visit('/booking/contact?m=passport:1&time=nord_2027-03-01T09:00:00.000Z')
    })
  })
})
