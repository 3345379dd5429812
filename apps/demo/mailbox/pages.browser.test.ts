import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { ASSETS_PATH, loadAssets } from '#platform/http/assets.ts'
import { bindFiles } from '#platform/http/files.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'
import { type MailboxServer, openMailboxServer } from '#test/mailboxServer.ts'

let city: City
let server: MailboxServer
let browser: BorrowedBrowser
let origin: string

beforeAll(async () => {
  await build()
  const assets = loadAssets()
  city = await openCity()
  server = await openMailboxServer(city, {
    stylesheet: assets.url('citizen.css'),
    script: assets.url('enhance.js'),
  })
  bindFiles(server.app, { root: assets.directory, prefix: ASSETS_PATH, hashed: true })
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const address = server.app.server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  browser = await borrowBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await city?.drop()
})

async function withPage(
  path: string,
  options: BrowserContextOptions,
  check: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options)
  try {
    const page = await context.newPage()
    await page.goto(origin + path)
    await check(page)
  } finally {
    await context.close()
  }
}

describe('the pages of the mailbox', () => {
  it('have no accessibility faults and fit, in every way', async () => {
    for (const path of ['/demo/mail', server.mailPath])
      await withPage(path, { viewport: SIZE }, (page) => lookAt(page, path))
  })

  it('show the mail with its QR code under the strict policy, and no script runs in it', async () => {
    await withPage(server.mailPath, {}, async (page) => {
      const errors: string[] = []
      page.on('console', (message) => errors.push(message.text()))
      const frame = page.frameLocator('iframe')
      await frame.getByText('7KX4 MPQ9').waitFor()
      await expect
        .poll(() => frame.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(100)
      expect(errors.filter((text) => /refused|blocked|violates/i.test(text))).toEqual([])
    })
  })

  it('show a new mail by themselves; the focused one stays focused and in its place', async () => {
    await withPage('/demo/mail?lang=de', { viewport: { width: 320, height: 480 } }, async (page) => {
      const link = page.locator(`a[href="${server.mailPath}"]`)
      await link.focus()
      const before = (await link.boundingBox())?.y ?? -1
      await server.deliver('bo@mail.example')
      await page.getByText('An bo@mail.example').waitFor()
      expect(await link.evaluate((each) => each === document.activeElement)).toBe(true)
      expect((await link.boundingBox())?.y).toBeCloseTo(before, -1)
      await expect.poll(() => page.getByRole('status').first().textContent()).toContain('2 E-Mails')
    })
  })
})
