import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PrinterSimulator, startPrinterSimulator } from '#apps/agent/simulator/printer.ts'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { getSettings } from '#features/authority/actions.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { launchBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { firstMoment, readHours } from './clock.ts'
import { startDemoAgent } from './printer.ts'

let city: City
let migrator: Migrator
let server: RunningServer
let printer: PrinterSimulator
let browser: Browser

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
  const { appUrl, secret } = city
  server = await startServer({ appUrl, secret, sweeps: false, migrator, printer })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await printer?.stop()
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
        await page.getByText('Bitte nehmen Sie Ihre Wartemarke').waitFor()
        await page.goto('/demo/printer')
        expect(await page.getByRole('img', { name: 'Gedruckte Wartemarke' }).count()).toBe(1)
        await lookAt(page, 'de')
        await page.getByLabel('Klappe offen').check()
        await page.getByRole('button', { name: 'Übernehmen' }).click()
        expect(await page.getByLabel('Klappe offen').isChecked()).toBe(true)
        expect([printer.fault(), faults]).toEqual(['cover_open', []])
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
      await page.getByRole('button', { name: '10 Minuten weiter' }).click()
      await expect.poll(() => page.locator('.dran-clock').textContent()).not.toBe(before)
      await page.getByRole('button', { name: 'Zum nächsten Morgen' }).click()
      await expect.poll(() => page.locator('.dran-clock').textContent()).toContain('08:20')
    })
  })
})
