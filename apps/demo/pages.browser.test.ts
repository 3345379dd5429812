import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { getSettings } from '#features/authority/actions.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { launchBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { firstMoment, readHours } from './clock.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let city: City
let migrator: Migrator
let server: RunningServer
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
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false, migrator })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
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

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' ')}`)
}

const SEEN: readonly (readonly [string, string, BrowserContextOptions, string])[] = [
  ['in light', 'de', {}, ''],
  ['in the dark', 'en', { colorScheme: 'dark' }, ''],
  ['in forced colours', 'de', { forcedColors: 'active' }, ''],
  ['in Leichte Sprache on a narrow phone', 'de-simple', { viewport: { width: 320, height: 640 } }, ''],
  ['with text twice as large', 'de', { bypassCSP: true }, '200%'],
]

describe('the page of the demonstration', () => {
  it.each(SEEN)(
    'has no fault that axe finds and nothing that hangs over, %s',
    async (_, language, options, text) => {
      await withPage(options, async (page) => {
        await page.goto(`/demo?lang=${language}`)
        if (text) await page.addStyleTag({ content: `html{font-size:${text}}` })
        expect(await faults(page)).toEqual([])
        const overflow = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        )
        expect(overflow).toBe(0)
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
