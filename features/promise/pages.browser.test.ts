import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { noteTold } from '#features/promise/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { CALLING, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'

let ground: Ground
let browser: BorrowedBrowser

beforeAll(async () => {
  await build()
  ground = await openGround({ at: CALLING })
  await seatClerks(ground, 1)
  // Two weeks, so that there is something to draw.
  for (const week of [0, 7])
    for (let minute = 0; minute < 6; minute++) await somebody(plus(CALLING, -week * DAY - minute * MINUTE))
  await ground.sql("INSERT INTO thin_past (before_day, one_of) VALUES ('2027-03-01', 20)")
  browser = await borrowBrowser()
})
afterAll(async () => {
  await browser?.close()
  await ground?.close()
})

/** Somebody who draws a number, is told to be called 10 to 20 minutes later, and is. */
async function somebody(at: Instant): Promise<void> {
  const ticket = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
  const { json } = await ground.visitor().call('/api/sites/mitte/tickets', ticket)
  const visitId: Id<'visit'> = json.visit
  const [site] = await ground.sql<{ id: Id<'site'> }>("SELECT id FROM site WHERE key = 'mitte'")
  const [from, until] = [plus(at, 10 * MINUTE), plus(at, 20 * MINUTE)]
  const told = { from, until, soon: false, aboutMinutes: null, backBy: null }
  const raw = { back: 8, low: 10, middle: 15, high: 20 }
  const id = site?.id ?? expect.fail('no site')
  await ground.run((tx) => noteTold(tx, id, [{ visitId, group: 'walk_in', at, raw, told }]))
  await ground.sql('UPDATE promise_told SET settled = true, called_at = $2 WHERE visit_id = $1', [
    visitId,
    isoInstant(plus(at, 14 * MINUTE)),
  ])
}

async function inBrowser(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const baseURL = `http://127.0.0.1:${ground.port}`
  const context = await browser.newContext({ baseURL, locale: 'de-DE', reducedMotion: 'reduce', ...options })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

it.each([
  '/waiting?service=identity-card',
  '/waiting?service=identity-card&near=B%C3%BCrgeramt+Nord',
  '/promises?site=mitte',
])('%s has no fault in any way of looking', async (path) => {
  await inBrowser({}, async (page) => {
    await page.goto(path)
    if (path.startsWith('/promises')) {
      expect(await page.getByRole('img').count()).toBe(2)
      await page.getByText('vor dem 1. März sind erfunden').waitFor()
    }
    await lookAt(page, path, { tree: true })
  })
})

it('on a narrow phone no table of them scrolls sideways, and its cells are still cells', async () => {
  await inBrowser({ ...NARROW, javaScriptEnabled: false }, async (page) => {
    for (const path of ['/waiting?service=identity-card&lang=de-simple&near=Nord', '/promises?site=mitte']) {
      await page.goto(path)
      expect([path, await overflow(page)]).toEqual([path, 0])
      const frames = page.locator('.kern-table-responsive')
      const beyond = await frames.evaluateAll((all) =>
        all.map((frame) => frame.scrollWidth - frame.clientWidth),
      )
      expect(beyond.length).toBeGreaterThan(0)
      expect([path, beyond.filter((pixels) => pixels > 0)]).toEqual([path, []])
      expect(await page.getByRole('columnheader').count()).toBeGreaterThan(3)
      expect(await page.getByRole('rowheader').count()).toBeGreaterThan(0)
    }
  })
})
