import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PrinterSimulator, startPrinterSimulator } from '#apps/agent/simulator/printer.ts'
import { type ScannerSimulator, startScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { getSettings } from '#features/authority/actions.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { press } from '#test/arrive.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { firstMoment, readHours } from './clock.ts'
import { startDemoAgent } from './printer.ts'

let city: City
let migrator: Migrator
let server: RunningServer
let printer: PrinterSimulator
let scanner: ScannerSimulator
let browser: BorrowedBrowser

beforeAll(async () => {
  await build()
  city = await openCity()
  migrator = await openMigrator(city.ownerUrl)
  const offset = await city.database.withAuthority(city.authority, async (tx) => {
    const { timeZone } = await getSettings(tx)
    const hours = await readHours(tx, timeZone, dayOf(tx.now, timeZone))
    return firstMoment(hours, tx.now) - tx.now + tx.authority.demoOffset
  })
  await migrator.setDemoOffset(city.authority.key, offset)
  printer = await startPrinterSimulator({ keep: 12 })
  scanner = startScannerSimulator()
  const { appUrl, secret } = city
  server = await startServer({ appUrl, secret, sweeps: false, migrator, printer, scanner })
  browser = await borrowBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await printer?.stop()
  scanner?.stop()
  await migrator?.close()
  await city?.unchanged()
  await city?.drop()
})

async function withPage(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale: 'de-DE', baseURL: server.url, ...options })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

describe('the simulated printer', () => {
  it('shows the ticket that somebody drew at the kiosk, and prints nothing without paper', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dran-demo-agent-'))
    const faults: string[] = []
    const agent = await startDemoAgent({
      authority: city.authority,
      port: server.port,
      site: 'mitte',
      password: TEST_PASSWORD,
      printer,
      folder,
      onFault: (code) => faults.push(code),
    })
    try {
      await withPage({ viewport: SIZE }, async (page) => {
        await expect
          .poll(async () => {
            await page.goto('/kiosk/mitte/ticket/identity-card')
            return page.getByText('Der Drucker druckt gerade nicht').count()
          })
          .toBe(0)
        await page.getByRole('button', { name: '1 Person' }).click()
        await page.getByText('Bitte nehmen Sie Ihren Zettel').waitFor()
        await page.goto('/demo/printer')
        await page.getByRole('img', { name: 'Gedruckte Wartemarke' }).waitFor()
        await lookAt(page, 'de')
        await page.getByLabel('Klappe offen').check()
        await press(page.getByRole('button', { name: 'Übernehmen' }))
        expect(await page.getByLabel('Klappe offen').isChecked()).toBe(true)
        expect([printer.fault(), faults]).toEqual(['cover_open', []])
      })
    } finally {
      await agent.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('the simulated scanner', () => {
  it('is read by the agent, which hands its codes to the page of the kiosk, and rubbish comes to nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dran-demo-agent-'))
    const agent = await startDemoAgent({
      authority: city.authority,
      port: server.port,
      site: 'mitte',
      password: TEST_PASSWORD,
      printer,
      scanner,
      folder,
      onFault: (code) => expect.fail(code),
    })
    try {
      await withPage({ viewport: SIZE }, async (page) => {
        await expect
          .poll(async () => {
            await page.goto('/kiosk/mitte')
            return page.locator('body').getAttribute('data-scans')
          })
          .toBe('/api/sites/mitte/scans')
        // Rubbish of all kinds, and then a code: a number that nobody has booked.
        scanner.write(Buffer.from(Array.from({ length: 3_000 }, (_, nth) => (nth * 37) % 256)))
        scanner.write(Buffer.from('\x1b[2Jhalf\r'))
        await page.waitForTimeout(1_200)
        expect(new URL(page.url()).pathname).toBe('/kiosk/mitte')
        const desk = await page.context().newPage()
        await desk.goto('/demo/printer')
        await desk.getByLabel('Terminnummer oder Adresse').fill('3333-3333')
        await desk.getByRole('button', { name: 'Vor den Scanner halten' }).click()
        await page.getByText('Zu dieser Nummer gibt es heute').first().waitFor()
        expect(new URL(page.url()).pathname).toBe('/kiosk/mitte/check-in')
      })
    } finally {
      await agent.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('the page of the demonstration', () => {
  it.each(LANGUAGES)(
    'has no fault that axe finds and nothing that hangs over, in every way (%s)',
    async (language) => {
      await withPage({ viewport: SIZE }, async (page) => {
        await page.goto(`/demo?lang=${language}`)
        await lookAt(page, language)
      })
    },
  )

  it.each([true, false])(
    'draws a ticket and shows its page in the phone (script: %s)',
    async (javaScriptEnabled) => {
      await withPage({ javaScriptEnabled }, async (page) => {
        await page.goto('/demo?lang=de')
        await page.getByRole('button', { name: 'Wartenummer ziehen' }).click()
        const phone = page.frameLocator('iframe')
        await phone
          .getByText(/^[A-Z]\d{3}$/)
          .first()
          .waitFor()
        expect(page.url()).toContain('#phone')
      })
    },
  )

  it('sets the clock forward', async () => {
    await withPage({}, async (page) => {
      await page.goto('/demo?lang=de')
      const before = await page.locator('.dran-clock').textContent()
      await press(page.getByRole('button', { name: '10 Minuten weiter' }))
      await expect.poll(() => page.locator('.dran-clock').textContent()).not.toBe(before)
      await press(page.getByRole('button', { name: 'Zum nächsten Morgen' }))
      await expect.poll(() => page.locator('.dran-clock').textContent()).toContain('08:20')
    })
  })
})
