import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { arrive, tap } from '#test/arrive.ts'
import { MORNING } from '#test/consoleServer.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { cameraArguments, holdBeforeCamera } from '#test/fakeCamera.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'

const TALL: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true }

let hall: HallServer

/** What the camera of the kiosk sees. */
const scene = join(mkdtempSync(join(tmpdir(), 'dran-test-camera-')), 'scene.y4m')

beforeAll(async () => {
  hall = await startHall({ browserArguments: cameraArguments(scene) })
})
// Whoever a failed test left at the counter goes, so that the next test fails for its own reasons only.
afterEach(() => hall.finishAll())
afterAll(async () => {
  await hall?.stop()
  rmSync(dirname(scene), { recursive: true, force: true })
})

/** Posts a form from one of this machine's own addresses, because limits count each of them apart. */
async function postFrom(
  address: string,
  path: string,
  form: string,
): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: hall.house.server().url }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(hall.house.server().url + path, { method: 'POST', localAddress: address, headers }, resolve)
      .on('error', reject)
      .end(form)
  })
  answer.setEncoding('utf8')
  let text = ''
  for await (const part of answer) text += part
  return { status: answer.statusCode ?? 0, text }
}

/** Which shortcuts and menus of the browser the page keeps from it. A letter that people type is never among them. */
async function waysRefused(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isRefused = (event: Event) => !document.body.dispatchEvent(event)
    const key = (name: string, more: KeyboardEventInit = {}) =>
      isRefused(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }))
    const ways = {
      print: key('p', { ctrlKey: true }),
      back: key('ArrowLeft', { altKey: true }),
      open: key('o', { metaKey: true }),
      tools: key('F12'),
      menu: isRefused(new Event('contextmenu', { bubbles: true, cancelable: true })),
      letter: key('p'),
    }
    return Object.entries(ways).flatMap(([way, refused]) => (refused ? [way] : []))
  })
}

describe('the kiosk', () => {
  it('gives a number by touch, without a token in the address, and shows nothing of it afterwards', async () => {
    await hall.withPage(TALL, async (page) => {
      await page.goto('/kiosk/mitte')
      await page.getByRole('link', { name: 'Ich habe keinen Termin' }).tap()
      await page.getByRole('link', { name: 'Personalausweis beantragen' }).tap()
      await tap(page.getByRole('button', { name: '2 Personen' }))
      await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
      expect(page.url()).toBe(`${hall.house.server().url}/kiosk/mitte/result?lang=de`)
      expect(await page.locator('.kiosk-ticket__number').textContent()).toMatch(/^A\d{3}$/)
      await page.getByRole('img', { name: 'QR-Code' }).waitFor()
      await page.getByRole('button', { name: 'Drucken' }).waitFor()
      await page.getByRole('link', { name: 'Fertig' }).tap()
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      await page.goBack()
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      expect(page.url()).toBe(`${hall.house.server().url}/kiosk/mitte`)
    })
  })

  it('works without script, in Leichte Sprache too', async () => {
    await hall.withPage({ ...TALL, javaScriptEnabled: false }, async (page) => {
      await page.goto('/kiosk/mitte')
      await tap(page.getByRole('link', { name: 'Leichte Sprache' }))
      await tap(page.getByRole('link', { name: 'Nein, ich habe keinen Termin' }))
      await page.getByRole('searchbox').fill('wohnung')
      await tap(page.getByRole('button', { name: 'Suchen' }))
      await tap(page.getByRole('link', { name: 'Wohnung anmelden (leicht)' }))
      await tap(page.getByRole('button', { name: '1 Person' }))
      expect(await page.locator('.kiosk-ticket__number').textContent()).toMatch(/^B\d{3}$/)
      expect(await page.content()).toContain('http-equiv="refresh" content="45; url=/kiosk/mitte"')
    })
  })

  it('gives one ticket for a double press', async () => {
    await hall.withPage({ ...TALL, javaScriptEnabled: false }, async (page, context) => {
      await page.goto('/kiosk/mitte/ticket/pick-up?lang=de')
      const idempotencyKey = await page.locator('[name=idempotencyKey]').inputValue()
      const press = () =>
        context.request.post('/kiosk/mitte/ticket/pick-up?lang=de', {
          form: { idempotencyKey, people: '1' },
          headers: { origin: hall.house.server().url },
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
      const { visit, token } = await hall.booking(
        plus(MORNING, path.includes('check-in') ? 3 * HOUR + 10 * MINUTE : 2 * HOUR + 10 * MINUTE),
      )
      await hall.withPage(TALL, async (page) => {
        await page.goto(path)
        await page.keyboard.type(`${hall.house.server().url}/v/${token}`)
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor()
        await page.getByText('Sie sind früh da').waitFor()
        expect(page.url()).not.toContain(token)
        expect(visit.ticketNumber).toBeNull()
      })
    }
  })

  it('reads the code of a confirmation by its camera, beside a policy that lets no page run compiled code', async () => {
    const { token } = await hall.booking(plus(MORNING, 4 * HOUR + 10 * MINUTE))
    holdBeforeCamera(scene, `${hall.house.server().url}/v/${token}`)
    await hall.withPage({ ...TALL, permissions: ['camera'] }, async (page) => {
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      const answer = await page.goto('/kiosk/mitte/check-in?lang=de')
      expect(answer?.headers()['content-security-policy']).not.toContain('wasm')
      const button = page.getByRole('button', { name: 'QR-Code mit der Kamera lesen' })
      await button.waitFor()
      expect(asked.filter((url) => /wasm|code-reader/.test(url))).toEqual([])
      await button.tap()
      await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor()
      expect(page.url()).not.toContain(token)
    })
  })

  it('takes a booking number by its own keys', async () => {
    const { visit } = await hall.booking(plus(MORNING, 40 * MINUTE))
    await hall.withPage(TALL, async (page) => {
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
    const elsewhere = await hall.booking(plus(MORNING, 2 * HOUR + 10 * MINUTE), 'nord')
    const tomorrow = await hall.booking(plus(MORNING, 24 * HOUR + 10 * MINUTE))
    await hall.withPage({ ...TALL, javaScriptEnabled: false }, async (page) => {
      const tryCode = async (code: string) => {
        await page.goto('/kiosk/mitte/check-in?lang=de')
        await page.getByRole('textbox', { name: 'Terminnummer' }).fill(code)
        await tap(page.getByRole('button', { name: 'Anmelden' }))
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
    expect(last.text).toContain('zu oft falsch')
    expect(last.text).not.toContain('href="/"')
    expect((await attempt('127.0.0.10')).status).toBe(422)
  })

  it('says when a closed site opens, and gives no numbers', async () => {
    // It opens at nine.
    await hall.house.morningAgain()
    await hall.withPage(TALL, async (page) => {
      await page.goto('/kiosk/nord')
      expect(await page.getByRole('status').textContent()).toMatch(/Montag, 1\.\sMärz 2027, 09:00\sUhr/)
      expect(await page.getByRole('link', { name: 'Ich habe keinen Termin' }).count()).toBe(0)
      await page.goto('/kiosk/nord/ticket/pick-up')
      await tap(page.getByRole('button', { name: '1 Person' }))
      expect(await page.getByRole('status').textContent()).toContain('Jetzt geschlossen')
    })
  })

  it('counts down after ten idle seconds, stays for every press, and begins anew after thirty', async () => {
    await hall.withPage(TALL, async (page) => {
      // Its time stands still unless it is told to run.
      await page.clock.install({ time: 0 })
      await page.clock.pauseAt(1_000)
      await page.goto('/kiosk/mitte/ticket/identity-card?lang=en&look=contrast')
      expect(await page.locator('body').getAttribute('data-kern-theme')).toBe('contrast')
      const question = page.getByRole('region', { name: 'Are you still there?' })
      expect(await question.isVisible()).toBe(false)
      await page.clock.runFor(10_100)
      expect(await question.textContent()).toContain('in 20 seconds')
      expect(await page.locator('[data-idle-said]').textContent()).toContain('in 20 seconds')
      await page.getByRole('button', { name: 'I am still here' }).tap()
      expect(await question.isVisible()).toBe(false)
      await page.clock.runFor(20_000)
      expect(await question.isVisible()).toBe(true)
      await page.clock.runFor(11_000)
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      expect(page.url()).toBe(`${hall.house.server().url}/kiosk/mitte`)
      expect(await page.locator('body').getAttribute('data-kern-theme')).toBe('light')
    })
  })

  it('hides what belongs to a person when it cannot begin anew, and goes on when the server is back', async () => {
    await hall.withPage(TALL, async (page, context) => {
      await page.clock.install()
      await page.goto('/kiosk/mitte/ticket/pick-up?lang=de')
      await page.getByRole('button', { name: '1 Person' }).tap()
      await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
      await context.setOffline(true)
      await page.clock.runFor(31_000)
      await page.getByText('Einen Moment bitte').waitFor()
      expect(await page.locator('.kiosk-ticket__number').isVisible()).toBe(false)
      await context.setOffline(false)
      await page.clock.runFor(3_000)
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    })
  })

  it('has a page of its own for failures, which tries again and leads nowhere else', async () => {
    await hall.withPage({ javaScriptEnabled: false }, async (page) => {
      const answer = await page.goto('/kiosk/mitte/nirgends')
      expect(answer?.status()).toBe(404)
      const html = await page.content()
      expect(html).toContain('http-equiv="refresh" content="10; url=/kiosk/mitte"')
      expect(html).not.toContain('href="/"')
    })
  })

  it('shows the next person nothing of the one before, whatever they press, and lets nobody out (A-28)', async () => {
    const { visit } = await hall.booking(plus(MORNING, 5 * HOUR + 10 * MINUTE))
    const number = visit.bookingNumber ?? ''
    await hall.withPage(TALL, async (page, context) => {
      const home = `${hall.house.server().url}/kiosk/mitte`
      await page.goto('/kiosk/mitte')
      await page.goto('/kiosk/mitte/ticket?lang=en&q=personalausweis')
      await page.goto('/kiosk/mitte/check-in?lang=de')
      await page.getByRole('textbox').fill(number)
      await page.getByRole('button', { name: 'Anmelden' }).tap()
      await page.locator('.kiosk-ticket__number').waitFor()
      const secrets = async () =>
        (await context.cookies()).filter(({ name }) => name.includes('dran_kiosk')).length
      expect(await secrets()).toBe(1)
      const before = await context.cookies()
      const ticket = await page.locator('.kiosk-ticket__number').textContent()
      await page.getByRole('link', { name: 'Fertig' }).tap()
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      expect(await secrets()).toBe(0)

      for (let back = 0; back < 3; back++) {
        await page.goBack()
        await page.waitForURL(home)
        await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
      }
      await page.goto('/kiosk/mitte/result?lang=de')
      expect(page.url()).toBe(home)
      await page.goto('/kiosk/mitte/check-in?lang=de')
      expect(await page.getByRole('textbox').inputValue()).toBe('')
      const filled = page.locator('input:not([type=hidden]):not([autocomplete=off])')
      expect(await filled.count()).toBe(0)
      const kept = await page.evaluate(async () => {
        const names = await caches.keys()
        const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
        const addresses = all.flat().map(({ url }) => new URL(url).pathname)
        return { local: localStorage.length, session: sessionStorage.length, addresses }
      })
      expect([kept.local, kept.session]).toEqual([0, 0])
      const isOurs = (path: string) => path.startsWith('/assets/') || path === '/kiosk/mitte/out-of-order'
      expect(kept.addresses.filter((path) => !isOurs(path))).toEqual([])

      expect(await waysRefused(page)).toEqual(['print', 'back', 'open', 'tools', 'menu'])

      // The control: what the cookie would open for the next person if it were still there.
      await context.addCookies(before)
      await page.goto('/kiosk/mitte/result?lang=de')
      expect(await page.locator('.kiosk-ticket__number').textContent()).toBe(ticket)
    })
  })

  it('control: without its script every key of the browser leads out of the kiosk', async () => {
    await hall.withPage(TALL, async (page) => {
      await page.route('**/assets/kiosk*', (route) => route.abort())
      await page.goto('/kiosk/mitte')
      expect(await waysRefused(page)).toEqual([])
    })
  })

  it('takes a scanner that ends with Tab, and sends nothing of what is too long to be a code', async () => {
    await hall.withPage(TALL, async (page) => {
      await page.goto('/kiosk/mitte')
      const typeFast = (text: string, end: string) =>
        page.evaluate(
          ([letters, last]) => {
            for (const key of [...(letters ?? ''), last ?? ''])
              document.body.dispatchEvent(
                new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
              )
          },
          [text, end],
        )
      await typeFast('9'.repeat(10_000), 'Enter')
      expect(await page.locator('[data-scan] input').inputValue()).toBe('')
      await arrive(page, () => typeFast('33333333', 'Tab'))
      expect(await page.getByRole('alert').textContent()).toContain('keinen Termin')
    })
  })

  const screens = [
    '/kiosk/mitte',
    '/kiosk/nord',
    '/kiosk/mitte/check-in?lang=de',
    '/kiosk/mitte/ticket?lang=de-simple',
    '/kiosk/mitte/ticket/identity-card?lang=en',
  ]

  it.each(screens)('%s has nothing smaller to press than 64 px, and no way out (A-28)', async (path) => {
    await hall.withPage(TALL, async (page) => {
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

  it('is accessible on every screen, in every way', async () => {
    await hall.withPage(TALL, async (page) => {
      for (const path of screens) {
        await page.goto(path)
        await lookAt(page, path, { tree: true })
      }
      await page.goto('/kiosk/mitte/ticket/pick-up?lang=de')
      await page.getByRole('button', { name: '1 Person' }).tap()
      await page.waitForURL(/result/)
      await lookAt(page, 'result', { tree: true })
    })
  })
})

describe('setting a device up', () => {
  const PHONE: BrowserContextOptions = { ...NARROW, hasTouch: true }

  it.each(['kiosk', 'display'])('%s: a site is chosen from a list, without script', async (device) => {
    await hall.withPage({ ...PHONE, javaScriptEnabled: false }, async (page) => {
      await page.goto(`/${device}`)
      expect(await page.getByText('Mitte, Am Markt 1').count()).toBeGreaterThan(0)
      await page.getByRole('link', { name: 'Bürgeramt Mitte' }).tap()
      await page.waitForURL(({ pathname }) => pathname === `/${device}/mitte`)
    })
  })

  it.each(['kiosk', 'display'])('%s: a site that does not exist leads to the list', async (device) => {
    await hall.withPage(PHONE, async (page) => {
      const answer = await page.goto(`/${device}/nirgends`)
      expect(answer?.status()).toBe(404)
      await page.getByRole('heading', { name: 'Diesen Standort gibt es nicht' }).waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
      await page.getByRole('link', { name: 'Standort wählen' }).tap()
      await page.waitForURL(({ pathname }) => pathname === `/${device}`)
    })
  })

  it('asks for a missing site again by itself, should it come back', async () => {
    await hall.withPage(PHONE, async (page) => {
      await page.clock.install()
      await page.goto('/kiosk/nirgends')
      await page.route('**/kiosk/nirgends', (route) =>
        route.fulfill({ body: '<h1>wieder da</h1>', contentType: 'text/html' }),
      )
      await page.clock.runFor(31_000)
      await page.getByRole('heading', { name: 'wieder da' }).waitFor()
    })
  })

  it('has accessible lists in every language and every way', async () => {
    await hall.withPage(PHONE, async (page) => {
      for (const path of ['/kiosk', '/display?lang=de-simple', '/kiosk?lang=en', '/display?lang=en']) {
        await page.goto(path)
        await lookAt(page, path, { tree: true })
      }
    })
  })
})
