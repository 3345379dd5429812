import { readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { launchBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import {
  type CounterDay,
  callNext,
  drawTicket,
  finish,
  missed,
  openCounter,
  startServing,
} from './actions.ts'
import { visitBehind } from './pages/visitBehind.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Ten to nine: the site "mitte" has opened, "nord" has not. */
const MORNING = plus(TEST_START, 80 * MINUTE)
const TALL: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true }

let city: City
let server: RunningServer
let browser: Browser
let here: CounterDay

beforeAll(async () => {
  await build()
  city = await openCity()
  const databaseTime = await city.database.withAuthority(
    city.authority,
    async (tx) => tx.now - tx.authority.demoOffset,
  )
  const migrator = await openMigrator(city.ownerUrl)
  await migrator.setDemoOffset('neuwalden', MORNING - databaseTime)
  await migrator.close()
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false })
  browser = await launchBrowser()
  here = await run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const day = dayOf(tx.now, site.timeZone)
    await releasePlaces(tx, { untilDay: addDays(day, 2) })
    const [counter] = await listCounters(tx, site.id)
    return { siteId: site.id, counterId: counter?.id ?? impossible('no counter'), day }
  })
  await run((tx) => openCounter(tx, here))
})

// Whoever a failed test left at the counter goes, so that the next test fails for its own reasons only.
afterEach(() => finishAll())

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await city?.drop()
})

/** Acts in the server's own process, as its routes do, so that its watchers wake at once. */
function run<T>(work: (tx: Tx) => Promise<T>, at?: Instant): Promise<T> {
  const authority = server.parts.directory.byKey('neuwalden') ?? impossible('no authority')
  return server.parts.database.withAuthority(authority, work, at === undefined ? {} : { at })
}

async function ticket(service = 'identity-card'): Promise<{ visit: Visit; token: string }> {
  const matters = [{ serviceKey: service, people: 1 }]
  const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const drawn = await run((tx) => drawTicket(tx, server.parts.links, wish, async () => true))
  return drawn.ok ? drawn.value : impossible(drawn.code)
}

async function booking(startsAt: Instant, siteKey = 'mitte'): Promise<{ visit: Visit; token: string }> {
  const booked = await run((tx) =>
    bookForCaller(tx, server.parts.links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey,
      startsAt,
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Hilde Probst', email: null, phone: '0999 1' },
    }),
  )
  if (!booked.ok) throw new Error(booked.code)
  const token = server.parts.links.tokenOf('neuwalden', booked.value.id, booked.value.linkGeneration)
  return { visit: booked.value, token }
}

async function withPage(
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<void>,
) {
  const context = await browser.newContext({ locale: 'de-DE', baseURL: server.url, ...options })
  try {
    await work(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

/** What axe finds on the page as it stands. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const results = await page.evaluate<AxeResults>('axe.run()')
  return results.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`,
  )
}

/** Everybody who is called has gone, so that the next test begins with an idle counter. */
async function finishAll(): Promise<void> {
  await run(async (tx) => {
    await startServing(tx, here)
    await finish(tx, here, 'done')
  })
}

async function callUntil(visit: Visit): Promise<void> {
  for (;;) {
    const called = await run((tx) => callNext(tx, here))
    if (!called.ok) throw new Error(called.code)
    if (called.value.id === visit.id) return
    await finishAll()
  }
}

/** Posts a form from one of this machine's own addresses, because limits count each of them apart. */
async function postFrom(
  address: string,
  path: string,
  form: string,
): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.url }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(server.url + path, { method: 'POST', localAddress: address, headers }, resolve)
      .on('error', reject)
      .end(form)
  })
  answer.setEncoding('utf8')
  let text = ''
  for await (const part of answer) text += part
  return { status: answer.statusCode ?? 0, text }
}

const number = (visit: Visit) => visit.ticketNumber ?? impossible('no number')

describe('the kiosk', () => {
  it('gives a number by touch, without a token in the address, and shows nothing of it afterwards', async () => {
    await withPage(TALL, async (page) => {
      await page.goto('/kiosk/mitte')
      await page.getByRole('link', { name: 'Ich habe keinen Termin' }).tap()
      await page.getByRole('link', { name: 'Personalausweis beantragen' }).tap()
      await page.getByRole('button', { name: '2 Personen' }).tap()
      await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
      expect(page.url()).toBe(`${server.url}/kiosk/mitte/result?lang=de`)
      expect(await page.locator('.kiosk-ticket__number').textContent()).toMatch(/^A\d{3}$/)
      expect(await page.getByRole('img', { name: 'QR-Code' }).count()).toBe(1)
      expect(await page.getByRole('button', { name: 'Drucken' }).isVisible()).toBe(true)
      await page.getByRole('link', { name: 'Fertig' }).tap()
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      await page.goBack()
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      expect(page.url()).toBe(`${server.url}/kiosk/mitte`)
    })
  })

  it('works without script, in Leichte Sprache too', async () => {
    await withPage({ ...TALL, javaScriptEnabled: false }, async (page) => {
      await page.goto('/kiosk/mitte')
      await page.getByRole('link', { name: 'Leichte Sprache' }).tap()
      await page.getByRole('link', { name: 'Nein, ich habe keinen Termin' }).tap()
      await page.getByRole('searchbox').fill('wohnung')
      await page.getByRole('button', { name: 'Suchen' }).tap()
      await page.getByRole('link', { name: 'Wohnung anmelden (leicht)' }).tap()
      await page.getByRole('button', { name: '1 Person' }).tap()
      expect(await page.locator('.kiosk-ticket__number').textContent()).toMatch(/^B\d{3}$/)
      expect(await page.content()).toContain('http-equiv="refresh" content="45; url=/kiosk/mitte"')
    })
  })

  it('gives one ticket for a double press', async () => {
    await withPage({ ...TALL, javaScriptEnabled: false }, async (page, context) => {
      await page.goto('/kiosk/mitte/ticket/pick-up?lang=de')
      const idempotencyKey = await page.locator('[name=idempotencyKey]').inputValue()
      const press = () =>
        context.request.post('/kiosk/mitte/ticket/pick-up?lang=de', {
          form: { idempotencyKey, people: '1' },
          headers: { origin: server.url },
        })
      const numbers = await Promise.all(
        [press(), press()].map(async (answer) => /P\d{3}/.exec(await (await answer).text())?.[0]),
      )
      expect(numbers[0]).toBeDefined()
      expect(numbers[1]).toBe(numbers[0])
    })
  })

  it('takes what a scanner types, on the first page and in the field', async () => {
    for (const path of ['/kiosk/mitte', '/kiosk/mitte/check-in?lang=de']) {
      const { visit, token } = await booking(
        plus(MORNING, path.includes('check-in') ? 3 * HOUR + 10 * MINUTE : 2 * HOUR + 10 * MINUTE),
      )
      await withPage(TALL, async (page) => {
        await page.goto(path)
        await page.keyboard.type(`${server.url}/v/${token}`)
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor()
        expect(await page.getByText('Sie sind früh da').count()).toBe(1)
        expect(page.url()).not.toContain(token)
        expect(visit.ticketNumber).toBeNull()
      })
    }
  })

  it('takes a booking number by its own keys', async () => {
    const { visit } = await booking(plus(MORNING, 40 * MINUTE))
    await withPage(TALL, async (page) => {
      await page.goto('/kiosk/mitte/check-in?lang=de')
      await page.getByRole('button', { name: '3', exact: true }).tap()
      await page.getByRole('button', { name: 'Löschen' }).tap()
      for (const letter of visit.bookingNumber ?? '')
        await page.getByRole('button', { name: letter, exact: true }).tap()
      await page.getByRole('button', { name: 'Anmelden' }).tap()
      await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor()
    })
  })

  it('says honestly why somebody cannot check in, and keeps what was typed', async () => {
    const elsewhere = await booking(plus(MORNING, 2 * HOUR + 10 * MINUTE), 'nord')
    const tomorrow = await booking(plus(MORNING, 24 * HOUR + 10 * MINUTE))
    await withPage({ ...TALL, javaScriptEnabled: false }, async (page) => {
      const tryCode = async (code: string) => {
        await page.goto('/kiosk/mitte/check-in?lang=de')
        await page.getByRole('textbox', { name: 'Terminnummer' }).fill(code)
        await page.getByRole('button', { name: 'Anmelden' }).tap()
        return page.getByRole('alert').textContent()
      }
      expect(await tryCode('XXXX 3333')).toContain('keinen Termin')
      expect(await page.getByRole('textbox').inputValue()).toBe('XXXX 3333')
      expect(await tryCode('')).toContain('Bitte geben Sie Ihre Terminnummer ein')
      expect(await tryCode(elsewhere.token)).toContain('Bürgeramt Nord, Am Markt 1')
      expect(await tryCode(tomorrow.token)).toMatch(/Dienstag, 2\.\sMärz 2027/)
      // By its number a booking elsewhere is not told from one that does not exist.
      expect(await tryCode(elsewhere.visit.bookingNumber ?? '')).toContain('keinen Termin')
    })
  })

  it('stops whoever tries too many numbers, and nobody else, without leaving the kiosk', async () => {
    const attempt = (address: string) => postFrom(address, '/kiosk/mitte/check-in?lang=de', 'code=3333+3333')
    let last = await attempt('127.0.0.9')
    for (let tries = 0; tries < 60 && last.status !== 429; tries++) last = await attempt('127.0.0.9')
    expect(last.status).toBe(429)
    expect(last.text).toContain('zu viele Versuche')
    expect(last.text).not.toContain('href="/"')
    expect((await attempt('127.0.0.10')).status).toBe(422)
  })

  it('says when a closed site opens, and gives no numbers', async () => {
    await withPage(TALL, async (page) => {
      await page.goto('/kiosk/nord')
      expect(await page.getByRole('status').textContent()).toMatch(/Montag, 1\.\sMärz 2027, 09:00\sUhr/)
      expect(await page.getByRole('link', { name: 'Ich habe keinen Termin' }).count()).toBe(0)
      await page.goto('/kiosk/nord/ticket/pick-up')
      await page.getByRole('button', { name: '1 Person' }).tap()
      expect(await page.getByRole('status').textContent()).toContain('Jetzt geschlossen')
    })
  })

  it('asks after a while whether somebody is there, and begins anew', async () => {
    await withPage(TALL, async (page) => {
      await page.clock.install()
      await page.goto('/kiosk/mitte/ticket/identity-card?lang=en&look=contrast')
      const warning = page.getByRole('alertdialog', { name: 'Are you still there?' })
      await page.clock.runFor(49_000)
      await warning.waitFor()
      await page.getByRole('button', { name: 'I am still here' }).tap()
      expect(await warning.isVisible()).toBe(false)
      await page.clock.runFor(49_000)
      await warning.waitFor()
      await page.clock.runFor(13_000)
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      expect(page.url()).toBe(`${server.url}/kiosk/mitte`)
      expect(await page.locator('body').getAttribute('data-kern-theme')).toBe('light')
    })
  })

  it('hides what belongs to a person when it cannot begin anew, and goes on when the server is back', async () => {
    await withPage(TALL, async (page, context) => {
      await page.clock.install()
      await page.goto('/kiosk/mitte/ticket/pick-up?lang=de')
      await page.getByRole('button', { name: '1 Person' }).tap()
      await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
      await context.setOffline(true)
      await page.clock.runFor(46_000)
      await page.getByText('Einen Moment bitte').waitFor()
      expect(await page.locator('.kiosk-ticket__number').isVisible()).toBe(false)
      await context.setOffline(false)
      await page.clock.runFor(3_000)
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    })
  })

  it('has a page of its own for failures, which tries again and leads nowhere else', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      const answer = await page.goto('/kiosk/mitte/nirgends')
      expect(answer?.status()).toBe(404)
      const html = await page.content()
      expect(html).toContain('http-equiv="refresh" content="10; url=/kiosk/mitte"')
      expect(html).not.toContain('href="/"')
    })
  })

  const screens = [
    '/kiosk/mitte',
    '/kiosk/nord',
    '/kiosk/mitte/check-in?lang=de',
    '/kiosk/mitte/ticket?lang=de-simple',
    '/kiosk/mitte/ticket/identity-card?lang=en',
  ]

  it.each(screens)('%s has nothing smaller to press than 64 px, and no way out', async (path) => {
    await withPage(TALL, async (page) => {
      await page.goto(path)
      const small = await page.locator('a, button, input:not([type=hidden])').evaluateAll((elements) =>
        elements
          .filter((element) => element.checkVisibility())
          .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height }))
          .filter(({ height }) => height < 64),
      )
      expect(small).toEqual([])
      const ways = await page
        .locator('a[href], form[action]')
        .evaluateAll((elements) =>
          elements.map((element) => element.getAttribute('href') ?? element.getAttribute('action') ?? ''),
        )
      expect(ways.filter((way) => !way.startsWith(path.split('/').slice(0, 3).join('/')))).toEqual([])
    })
  })

  const looks: readonly [string, BrowserContextOptions, string, string?][] = [
    ['light', {}, ''],
    ['contrast', {}, 'contrast'],
    ['forced colours', { forcedColors: 'active' }, ''],
    ['a small screen', { viewport: { width: 320, height: 640 } }, ''],
    ['200 % text', {}, '', '200%'],
  ]

  it.each(looks)('is accessible on every screen: %s', async (_, options, look, text) => {
    await withPage({ ...TALL, ...options, bypassCSP: true }, async (page) => {
      for (const path of screens) {
        await page.goto(`${path}${path.includes('?') ? '&' : '?'}look=${look}`)
        if (text) await page.addStyleTag({ content: `html{font-size:${text}}` })
        expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] })
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0)
      }
      await page.goto(`/kiosk/mitte/ticket/pick-up?lang=de&look=${look}`)
      await page.getByRole('button', { name: '1 Person' }).tap()
      await page.waitForURL(/result/)
      expect(await faults(page)).toEqual([])
    })
  })
})

describe('the waiting page on the phone', () => {
  const PHONE: BrowserContextOptions = { viewport: { width: 320, height: 640 }, bypassCSP: true }

  it('follows the turn by itself: place, call, counter, end', async () => {
    const before = await ticket()
    const { visit, token } = await ticket()
    await withPage(PHONE, async (page) => {
      await page.goto(`/w/${token}`)
      await page.getByRole('heading', { name: 'Sie warten' }).waitFor()
      expect(await page.locator('.dran-big-number__value').textContent()).toBe(number(visit))
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
      expect(await faults(page)).toEqual([])
      await callUntil(before.visit)
      await page.getByText('Vor Ihnen wartet niemand mehr').first().waitFor()
      await page
        .getByText(`Zuletzt aufgerufen: ${number(before.visit)}`)
        .first()
        .waitFor()
      await finishAll()
      await callUntil(visit)
      await page.getByRole('heading', { name: 'Sie sind dran' }).waitFor()
      expect(await page.getByText('Schalter 1').count()).toBe(1)
      expect(await faults(page)).toEqual([])
      await run((tx) => startServing(tx, here))
      await page.getByRole('heading', { name: 'Sie werden bedient' }).waitFor()
      await run((tx) => finish(tx, here, 'done'))
      await page.getByRole('heading', { name: 'Ihr Besuch ist beendet' }).waitFor()
    })
  })

  it('works without script, in three languages, and carries no name', async () => {
    const { visit, token } = await ticket()
    await withPage({ ...PHONE, javaScriptEnabled: false }, async (page) => {
      await page.goto(`/w/${token}`)
      expect(await page.content()).toContain('<meta http-equiv="refresh" content="20">')
      await page.getByRole('link', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'You are waiting' }).waitFor()
      await page.getByRole('link', { name: 'Leichte Sprache' }).click()
      await page.getByText('Die Reihenfolge kann anders werden').waitFor()
      expect(await page.content()).toContain(number(visit))
    })
  })

  it('lets somebody leave after asking once more', async () => {
    const { token } = await ticket()
    await withPage({ ...PHONE, javaScriptEnabled: false }, async (page) => {
      await page.goto(`/w/${token}`)
      await page.getByRole('link', { name: 'Ich gehe' }).click()
      await page.getByRole('link', { name: 'Nein, ich warte weiter' }).click()
      await page.getByRole('link', { name: 'Ich gehe' }).click()
      await page.getByRole('button', { name: 'Ja, ich gehe' }).click()
      await page.getByRole('heading', { name: 'Sie warten nicht mehr' }).waitFor()
    })
  })

  it('shows the way back after a missed call', async () => {
    const { visit, token } = await ticket()
    await callUntil(visit)
    await run((tx) => missed(tx, here))
    await withPage(PHONE, async (page) => {
      await page.goto(`/w/${token}`)
      await page.getByRole('heading', { name: 'Sie haben Ihren Aufruf verpasst' }).waitFor()
      expect(await page.getByRole('img', { name: 'QR-Code für den Automaten' }).count()).toBe(1)
      expect(await faults(page)).toEqual([])
      // The terminal takes the code of the ticket, too.
      await page.goto('/kiosk/mitte')
      await page.keyboard.type(`${server.url}/w/${token}`)
      await page.keyboard.press('Enter')
      await page.waitForURL(/result/)
      expect(await page.locator('.kiosk-ticket__number').textContent()).toBe(number(visit))
    })
  })

  const looks: readonly [string, BrowserContextOptions, { look?: string; text?: string }][] = [
    ['dark', { colorScheme: 'dark' }, {}],
    ['high contrast', {}, { look: 'contrast' }],
    ['forced colours', { forcedColors: 'active' }, {}],
    ['200 % text', {}, { text: '200%' }],
  ]

  it.each(looks)(
    'is accessible while waiting, called and leaving: %s',
    async (_, options, { look, text }) => {
      const { visit, token } = await ticket()
      await withPage({ ...PHONE, ...options }, async (page, context) => {
        if (look) await context.addCookies([{ name: 'dran_look', value: look, url: server.url }])
        const check = async (path: string) => {
          await page.goto(path)
          if (text) await page.addStyleTag({ content: `html{font-size:${text}}` })
          expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] })
          const wide = await page
            .locator('body *')
            .evaluateAll((elements) =>
              elements
                .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
                .map((element) => `${element.className}: ${element.textContent}`),
            )
          expect({ path, wide }).toEqual({ path, wide: [] })
        }
        await check(`/w/${token}`)
        await check(`/w/${token}/leave`)
        await callUntil(visit)
        await check(`/w/${token}?lang=de-simple`)
        // Away from a page that loads itself anew while the next one is asked for.
        await page.goto('about:blank')
        await finishAll()
        await check(`/w/${token}?lang=en`)
      })
    },
  )

  it('leads to the booking before arrival, and to nothing for a wrong token', async () => {
    const { token } = await booking(plus(MORNING, 5 * HOUR))
    await withPage(PHONE, async (page, context) => {
      const answer = await context.request.get(`/w/${token}`, { maxRedirects: 0 })
      expect([answer.status(), answer.headers().location]).toEqual([303, `/v/${token}?lang=de`])
      expect((await context.request.get(`/w/${'x'.repeat(22)}`)).status()).toBe(404)
      expect((await context.request.get(`/w/${'x'.repeat(22)}/events?version=1&seen=0`)).status()).toBe(404)
      expect(page.url()).toBe('about:blank')
    })
  })

  it('dies with its day', async () => {
    const { token } = await ticket()
    const read = (at: Instant) => run((tx) => visitBehind(tx, server.parts.links, token), at)
    expect(await read(plus(MORNING, 8 * HOUR))).toMatchObject({ isPast: false })
    expect(await read(plus(MORNING, 24 * HOUR))).toMatchObject({ isPast: true })
  })
})

describe('setting a device up', () => {
  const NARROW: BrowserContextOptions = {
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    bypassCSP: true,
  }

  it.each(['kiosk', 'display'])('%s: a site is chosen from a list, without script', async (device) => {
    await withPage({ ...NARROW, javaScriptEnabled: false }, async (page) => {
      await page.goto(`/${device}`)
      expect(await page.getByText('Mitte, Am Markt 1').count()).toBeGreaterThan(0)
      await page.getByRole('link', { name: 'Bürgeramt Mitte' }).tap()
      await page.waitForURL(({ pathname }) => pathname === `/${device}/mitte`)
    })
  })

  it.each(['kiosk', 'display'])('%s: a site that does not exist leads to the list', async (device) => {
    await withPage(NARROW, async (page) => {
      const answer = await page.goto(`/${device}/nirgends`)
      expect(answer?.status()).toBe(404)
      await page.getByRole('heading', { name: 'Diesen Standort gibt es nicht' }).waitFor()
      expect(await faults(page)).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
      await page.getByRole('link', { name: 'Standort wählen' }).tap()
      await page.waitForURL(({ pathname }) => pathname === `/${device}`)
    })
  })

  it('asks for a missing site again by itself, should it come back', async () => {
    await withPage(NARROW, async (page) => {
      await page.clock.install()
      await page.goto('/kiosk/nirgends')
      await page.route('**/kiosk/nirgends', (route) =>
        route.fulfill({ body: '<h1>wieder da</h1>', contentType: 'text/html' }),
      )
      await page.clock.runFor(31_000)
      await page.getByRole('heading', { name: 'wieder da' }).waitFor()
    })
  })

  const looks: readonly [string, BrowserContextOptions][] = [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
  ]

  it.each(looks)('has accessible lists at 320 px in every language: %s', async (_, options) => {
    await withPage({ ...NARROW, ...options }, async (page) => {
      for (const path of ['/kiosk', '/display?lang=de-simple', '/kiosk?lang=en', '/display?lang=en']) {
        await page.goto(path)
        expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] })
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0)
      }
    })
  })
})

describe('the display', () => {
  const WIDE: BrowserContextOptions = { viewport: { width: 1920, height: 1080 }, bypassCSP: true }
  const newest = (page: Page) => page.locator('[data-calls="current"] .display-call__number').first()

  const looks: readonly [string, BrowserContextOptions, string][] = [
    ['dark', { colorScheme: 'dark' }, ''],
    ['forced colours', { forcedColors: 'active' }, ''],
    ['a small screen', { viewport: { width: 320, height: 640 } }, ''],
    ['200 % text', {}, '200%'],
  ]

  it.each(looks)('is accessible with a call and without one: %s', async (_, options, text) => {
    const { visit } = await ticket()
    await withPage({ ...WIDE, ...options }, async (page) => {
      for (const called of [false, true]) {
        if (called) await callUntil(visit)
        await page.goto('/display/mitte')
        if (text) await page.addStyleTag({ content: `html{font-size:${text}}` })
        expect({ called, faults: await faults(page) }).toEqual({ called, faults: [] })
      }
    })
  })

  it('shows a call within a second, sounds once, and moves it down when it is over', async () => {
    await withPage(WIDE, async (page) => {
      await page.addInitScript(() => {
        const rung: number[] = []
        Object.assign(window, { rung })
        const start = OscillatorNode.prototype.start
        OscillatorNode.prototype.start = function (when) {
          rung.push(this.frequency.value)
          start.call(this, when)
        }
      })
      const rung = () => page.evaluate<number>('window.rung.length')
      const { visit } = await ticket()
      await page.goto('/display/mitte')
      const sound = page.getByRole('button', { name: 'Ton einschalten' })
      if (await sound.isVisible()) await sound.click()
      await page.waitForTimeout(1_500)
      expect(await rung()).toBe(0)
      await callUntil(visit)
      await expect.poll(() => newest(page).textContent(), { timeout: 1_000 }).toBe(number(visit))
      expect(await page.locator('.display-call--new').count()).toBeGreaterThan(0)
      expect(await faults(page)).toEqual([])
      const tones = await rung()
      expect(tones).toBeGreaterThan(0)
      expect(tones % 2).toBe(0)
      await finishAll()
      await page.getByText('Zurzeit wird niemand aufgerufen').waitFor()
      expect(await page.locator('[data-calls="before"] .display-call__number').first().textContent()).toBe(
        number(visit),
      )
      await page.waitForTimeout(1_500)
      expect(await rung()).toBe(tones)
    })
  })

  it('speaks the language that it was set up with, and another one beside it', async () => {
    const { visit } = await ticket()
    await callUntil(visit)
    await withPage({ ...WIDE, locale: 'fr-FR' }, async (page) => {
      const spoken = async (path: string) => {
        await page.goto(path)
        await page.waitForTimeout(1_200)
        const texts = (selector: string) => page.locator(selector).first().textContent()
        return [
          await page.locator('html').getAttribute('lang'),
          await texts('.display-columns span:last-of-type'),
          await texts('.display-call__label'),
          await texts('.display-call__level > :last-child'),
        ]
      }
      expect(await spoken('/display/mitte')).toEqual(['de', 'Number', 'Schalter 1', 'Counter 1'])
      expect(await spoken('/display/mitte?lang=en')).toEqual(['en', 'Nummer', 'Counter 1', 'Schalter 1'])
      expect((await spoken('/display/mitte?lang=de-simple')).slice(1)).toEqual([
        'Number',
        'Schalter 1 (leicht)',
        'Counter 1',
      ])
      expect(await page.getByText('Gehen Sie zu').count()).toBe(1)
      expect(await faults(page)).toEqual([])
    })
    await finishAll()
  })

  it('says within 15 seconds since when it is cut off, and corrects itself', async () => {
    await withPage(WIDE, async (page, context) => {
      await page.goto('/display/mitte')
      await page.waitForTimeout(1_000)
      await context.setOffline(true)
      const stale = page.getByText('Keine Verbindung seit 08:5')
      await stale.waitFor({ timeout: 15_000 })
      expect(await page.getByText('No connection since 08:5').isVisible()).toBe(true)
      expect(await faults(page)).toEqual([])
      const { visit } = await ticket()
      await callUntil(visit)
      await context.setOffline(false)
      await stale.waitFor({ state: 'hidden', timeout: 15_000 })
      expect(await newest(page).textContent()).toBe(number(visit))
      await finishAll()
    })
  })

  it('shows the same without script', async () => {
    const { visit } = await ticket()
    await callUntil(visit)
    await withPage({ ...WIDE, javaScriptEnabled: false }, async (page) => {
      await page.goto('/display/mitte')
      expect(await newest(page).textContent()).toBe(number(visit))
      expect(await page.content()).toContain('<meta http-equiv="refresh" content="10">')
    })
    await finishAll()
  })
})
