import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from '#test/chromium.ts'
import type { Town } from './town.ts'

/** A busy machine takes its time. */
export const PATIENCE = 120_000

/** The browser of the day; every page in it is one of a device of its own. */
export type Browsing = {
  readonly town: Town
  newPage(device: BrowserContextOptions): Promise<Page>
  stop(): Promise<void>
}

export async function openBrowsing(town: Town): Promise<Browsing> {
  const browser = await launchBrowser()
  return {
    town,
    async newPage(device) {
      const context = await browser.newContext({ locale: 'de-DE', baseURL: town.url, ...device })
      const page = await context.newPage()
      page.setDefaultTimeout(PATIENCE)
      return page
    },
    stop: () => browser.close(),
  }
}
