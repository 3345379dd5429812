import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { makeLinks } from '#apps/server/application.tsx'
import { ROOT } from '#apps/server/configuration.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { releaseDaily } from '#features/capacity/jobs.ts'
import { drawTicket, openCounter } from '#features/hall/actions.ts'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { press } from '#test/arrive.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { type City, openCity } from '#test/city.ts'
import { beginAuthority, demoFolder, finishAuthority } from './authorities.ts'

// The demonstration's own city, its sites, hours, counters and matters, on a Monday afternoon: Altmarkt closes at four,
// Steinbrücken at six.

const KEY = 'spielstadt'
/** Half past two in Neuwalden. */
const AFTERNOON = parseInstant('2027-03-01T13:30:00Z')
const COUNTERS = 4
const PATIENT = { timeout: 90_000 }

let city: City
let migrator: Migrator
let town: Authority
let server: RunningServer
let browser: BorrowedBrowser

const run = <T>(work: (tx: Tx) => Promise<T>, at?: Instant) =>
  city.database.withAuthority(town, work, at === undefined ? {} : { at })

/** Some counters of a site are open, as if clerks sat there. */
const open = (key: string) =>
  run(async (tx) => {
    const site = (await findSite(tx, key)) ?? impossible('no such site')
    const day = dayOf(tx.now, site.timeZone)
    for (const { id } of (await listCounters(tx, site.id)).slice(0, COUNTERS))
      await openCounter(tx, { siteId: site.id, counterId: id, day })
  }, AFTERNOON)

beforeAll(async () => {
  await build()
  city = await openCity({ connections: 4 })
  migrator = await openMigrator(city.ownerUrl)
  const begun = await beginAuthority(city.database, migrator, demoFolder(ROOT, 'neuwalden'), KEY)
  town = begun.authority
  await run(releaseDaily, AFTERNOON)
  for (const key of ['altmarkt', 'steinbruecken']) await open(key)
  const links = makeLinks(city.secret)
  const wish = {
    matters: [{ serviceKey: 'identity-card', people: 1 }],
    language: 'de',
    channel: 'kiosk',
  } as const
  for (let nth = 0; nth < COUNTERS; nth++)
    await run((tx) => drawTicket(tx, links, { ...wish, siteKey: 'altmarkt' }, async () => true), AFTERNOON)
  const now = await run(async (tx) => tx.now)
  await migrator.setDemoOffset(KEY, AFTERNOON - now)
  const authority = { ...begun.data.authority, hostnames: [`${KEY}.localhost`] }
  town = await finishAuthority(migrator, { ...begun, data: { ...begun.data, authority } })
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false, migrator })
  browser = await borrowBrowser()
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await migrator?.close()
  await city?.drop()
})

async function withPage(work: (page: Page) => Promise<void>): Promise<void> {
  const baseURL = `http://${KEY}.localhost:${server.port}`
  const context = await browser.newContext({
    locale: 'de-DE',
    baseURL,
    viewport: { width: 1080, height: 1400 },
  })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

it('shortly before closing the kiosk stops a long matter, takes a short one in, and books a time at another site', async () => {
  await withPage(async (page) => {
    await page.goto('/demo?lang=de')
    await press(page.getByRole('button', { name: 'Kurz vor Schluss' }))
    await expect.poll(() => page.locator('.dran-clock').textContent()).toContain('15:4')

    const long = page.getByRole('link', { name: /Ausweis beantragen/ })
    await expect
      .poll(async () => {
        await page.goto('/kiosk/altmarkt/ticket?all=1&lang=de')
        return long.textContent()
      }, PATIENT)
      .toContain('Im Moment keine Wartenummern')
    const short = page.getByRole('link', { name: /Nur eine kurze Frage/ })
    expect(await short.textContent()).not.toContain('keine Wartenummern')

    await press(long)
    await page.getByText('Dafür geben wir im Moment keine Wartenummer aus.').waitFor()
    await page.getByRole('button', { name: /Steinbrücken/ }).click()
    await page.getByRole('heading', { name: 'Nehmen Sie diesen Termin?' }).waitFor()
    await press(page.getByRole('button', { name: 'Ja, diesen Termin nehmen' }))
    await page.getByRole('heading', { name: 'Ihr Termin' }).waitFor()
    expect(await page.locator('.kiosk-ticket').textContent()).toContain('Steinbrücken')

    await page.goto('/kiosk/altmarkt/ticket/only-a-question')
    await page.getByRole('button', { name: /Wartenummer ziehen|1 Person/ }).click()
    await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
  })
}, 300_000)
