import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type Mailbox, startMailbox } from '#apps/demo/mailbox.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import type { Visit } from '#features/visit/model.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { press, pressEnter, tap } from '#test/arrive.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { lookAt, overflow, SIZE } from '#test/everyWay.ts'
import { TEST_START } from '#test/fixtures.ts'
import { bookForCaller, cancelBooking, lookAtList } from './actions.ts'

/** Tuesday, 10:00 in Berlin. */
const TARGET = plus(TEST_START, DAY + 2.5 * HOUR)

let city: City
let server: RunningServer
let mailbox: Mailbox
let folder: string
let browser: BorrowedBrowser

beforeAll(async () => {
  await build()
  city = await openCity()
  folder = await mkdtemp(join(tmpdir(), 'dran-waitlist-'))
  mailbox = await startMailbox({ folder })
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false, mailbox })
  browser = await borrowBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await mailbox?.stop()
  if (folder) await rm(folder, { recursive: true })
  await city?.unchanged()
  await city?.drop()
})

async function inBrowser(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'de-DE', ...options })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

const run = <T>(work: (tx: Tx) => Promise<T>) => city.database.withAuthority(city.authority, work)
const heading = (page: Page) => page.locator('h1').textContent()
const button = (page: Page, text: string) => page.locator('main button', { hasText: text })

/** Goes to a button or link of the page by Tab and presses Enter. */
async function pressByKey(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (focused.includes(text)) return pressEnter(page)
  }
  throw new Error(`no way by Tab to ${text} on ${page.url()}`)
}

async function booked(startsAt: Instant, email: string | null = null): Promise<Visit> {
  const contact = { name: 'Otto Maier', email, phone: null }
  const made = await run((tx) =>
    bookForCaller(tx, server.parts.links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'telephone',
      contact,
    }),
  )
  return made.ok ? made.value : impossible(made.code)
}

/** A time that somebody gives back, with the list looking at it as the server does every few seconds. */
async function freed(startsAt: Instant): Promise<void> {
  const visit = await booked(startsAt)
  await run((tx) => cancelBooking(tx, visit.id))
  await run((tx) => lookAtList(tx))
}

/** Opens the mail to somebody with this subject in the mailbox and follows its button. */
async function followMail(page: Page, email: string, subject: RegExp): Promise<void> {
  const found = async () =>
    (await mailbox.listMails(city.authority.key)).find(
      (mail) => subject.test(mail.subject) && mail.to.includes(email),
    )
  await expect.poll(found).toBeDefined()
  const mail = await found()
  await page.goto(`/demo/mail/${mail?.id}/html`)
  const href = await page.locator('a.button').first().getAttribute('href')
  const link = new URL(href ?? '')
  await page.goto(`${link.pathname}${link.search}`)
}

async function joinAs(page: Page, email: string, lang = 'de'): Promise<void> {
  await page.goto(`/waitlist?m=identity-card:1&lang=${lang}`)
  await page.fill('#name', 'Ada Müller')
  await page.fill('#email', email)
  await press(page.locator('main form button'))
}

describe('without script, 320 px wide', () => {
  it('somebody joins, confirms by mail, is offered a freed time by mail, and takes it with one press', async () => {
    await inBrowser({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } }, async (page) => {
      const main = page.locator('main')
      await page.goto('/booking/times?m=identity-card:1&lang=de')
      await press(main.locator('a', { hasText: 'Warteliste' }))
      expect(await heading(page)).toBe('Auf die Warteliste')
      await press(main.locator('form button'))
      expect(await main.textContent()).toContain('Bitte geben Sie Ihren Namen ein')
      await page.locator('input[name=site][value=mitte]').check()
      await page.locator('input[name=part][value=morning]').check()
      await page.fill('#name', 'Ada Müller')
      await page.fill('#email', 'ada@example.org')
      // Until when is a day that is typed; what is wrong with one is said, and all the rest stays.
      for (const [typed, wrong] of [
        ['bald', 'Bitte schreiben Sie den Tag, bis zu dem Sie warten, so: 26.04.2027'],
        ['28.2.2027', 'Der Tag, bis zu dem Sie warten möchten, ist vorbei'],
        ['1.1.2030', 'Bitte schreiben Sie einen Tag bis zum 28.08.2027'],
      ] as const) {
        await page.fill('#until', typed)
        await press(main.locator('form button'))
        await main.getByText(wrong).first().waitFor()
        expect(await page.inputValue('#until')).toBe(typed)
        expect(await page.inputValue('#email')).toBe('ada@example.org')
      }
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/until-320.png`, fullPage: true })
      await page.fill('#until', '20.4.2027')
      expect(await overflow(page)).toBe(0)
      await press(main.locator('form button'))
      expect(await heading(page)).toBe('Noch ein Schritt')

      await followMail(page, 'ada@example.org', /bestätigen Sie Ihren Platz/)
      expect(await heading(page)).toBe('Möchten Sie auf die Warteliste?')
      await press(button(page, 'Auf die Warteliste'))
      expect(await heading(page)).toBe('Sie stehen auf der Warteliste')
      expect(await main.textContent()).toContain('Vor Ihnen wartet niemand')
      expect(await main.textContent()).toContain('vormittags')
      expect((await main.textContent())?.replaceAll('\u00a0', ' ')).toContain('Dienstag, 20. April 2027')
      const waiting = page.url()

      await freed(TARGET)
      await followMail(page, 'ada@example.org', /Ein Termin ist frei geworden/)
      expect(await heading(page)).toBe('Dieser Termin ist frei geworden')
      const said = (await main.textContent())?.replaceAll('\u00a0', ' ')
      for (const word of ['Dienstag, 2. März 2027, 10:00 Uhr', 'Bürgeramt Mitte', 'etwa 15 Minuten'])
        expect(said).toContain(word)
      expect(await overflow(page)).toBe(0)
      await press(button(page, 'Termin annehmen'))
      expect(await heading(page)).toBe('Ihr Termin')
      expect((await main.textContent())?.replaceAll('\u00a0', ' ')).toContain('10:00 Uhr')
      await page.goto(waiting)
      expect(await heading(page)).toBe('Sie stehen nicht mehr auf der Warteliste')
    })
  })

  it('a booking becomes earlier, or is kept by refusing: by keyboard', async () => {
    await inBrowser({ javaScriptEnabled: false }, async (page) => {
      const main = page.locator('main')
      const visit = await booked(plus(TARGET, 2 * DAY), 'otto@example.org')
      const token = server.parts.links.tokenOf(city.authority.key, visit.id, 1)
      await page.goto(`/v/${token}?lang=de`)
      await pressByKey(page, 'Früheren Termin')
      await pressByKey(page, 'Auf die Warteliste')
      expect(await main.textContent()).toContain('Ihr Termin bleibt')
      const wish = page.url()
      await freed(plus(TARGET, HOUR))
      await page.goto(wish)
      await pressByKey(page, 'Ablehnen')
      expect(await main.textContent()).toContain('Sie können noch 1 Angebot ablehnen')
      await freed(plus(TARGET, 30 * MINUTE))
      await page.goto(wish)
      expect(await main.textContent()).toContain('fällt Ihr Termin am')
      await pressByKey(page, 'Termin annehmen')
      expect((await main.textContent())?.replaceAll('\u00a0', ' ')).toContain('10:30 Uhr')
    })
  })

  it('an old page takes no other time than the one it shows; by finger', async () => {
    await inBrowser({ javaScriptEnabled: false, hasTouch: true }, async (page) => {
      await joinAs(page, 'eva@example.org')
      await followMail(page, 'eva@example.org', /bestätigen Sie Ihren Platz/)
      await tap(button(page, 'Auf die Warteliste'))
      const waiting = page.url()
      await freed(plus(TARGET, -HOUR))
      await page.goto(waiting)
      const starts = page.locator('form[action*="accept"] input[name=starts]')
      await starts.evaluate((field: HTMLInputElement) => {
        field.value = '1'
      })
      await tap(button(page, 'Termin annehmen'))
      expect(await heading(page)).toBe('Dieser Termin ist frei geworden')
      await page.goto(waiting.replace(/(\/wish\/[^?]+)/, '$1/leave'))
      await tap(button(page, 'Liste verlassen'))
      expect(await page.locator('main').textContent()).toContain('Sie haben die Liste verlassen')
    })
  })
})

describe('every page of the list', () => {
  it('has no accessibility fault and does not scroll sideways, in light, dark, forced colours and at 320 px', async () => {
    await inBrowser({ bypassCSP: true, viewport: SIZE }, async (page) => {
      const look = (name: string) => lookAt(page, name)
      await page.goto('/waitlist?m=identity-card:1&lang=en')
      await page.locator('main details summary').click()
      await look('join')
      await press(page.locator('main form button'))
      await look('join with problems')
      await joinAs(page, 'axe@example.org', 'en')
      await look('asked')
      await followMail(page, 'axe@example.org', /confirm your place/)
      await look('confirm')
      await press(page.locator('main button'))
      await look('waiting')
      const waiting = page.url()
      await freed(plus(TARGET, DAY))
      await page.goto(waiting)
      await look('offer')
      await page.goto(waiting.replace(/(\/wish\/[^?]+)/, '$1/leave'))
      await look('leave')
      await press(page.locator('main button').first())
      await look('ended')
      const visit = await booked(plus(TARGET, 3 * DAY))
      const token = server.parts.links.tokenOf(city.authority.key, visit.id, 1)
      await page.goto(`/v/${token}/earlier?lang=en`)
      await look('earlier')
      await page.goto('/wish/unknown')
      await look('unknown')
    })
  })
})
