import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { lookAt } from '#test/everyWay.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { proven } from '#test/laws/proven.ts'
import { whileNothingCanBeTaken } from '#test/standstill.ts'

const MATTERS = [{ service: 'registration', people: 1 }]
/** More than are served at once. */
const CROWD = 20

let ground: Ground
let browser: BorrowedBrowser
let times: { site: string; startsAt: string }[]

beforeAll(async () => {
  await build()
  ground = await openGround()
  browser = await borrowBrowser()
  times = (await ground.visitor().get('/api/times?matters=registration:1&limit=1000')).json.times
})
afterAll(async () => {
  await browser?.close()
  await ground?.city.unchanged()
  await ground?.close()
})

/**
 * People who press before the page does, for times of other sites than its own, and ask on until their turn. Each crowd
 * has times of its own: whoever presses for one that is held is told so at once, without a place in line.
 */
async function crowd(own: string): Promise<() => Promise<{ readonly served: Promise<unknown> }>> {
  const wanted = times.filter(({ site }) => site !== own).slice(-CROWD)
  times = times.filter((time) => !wanted.includes(time))
  const people = await Promise.all(
    wanted.map(async ({ site, startsAt }) => {
      const visitor = ground.visitor()
      const body = JSON.stringify(await proven(visitor, { matters: MATTERS, site, startsAt, language: 'de' }))
      const headers = { 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' }
      return () => visitor.send({ method: 'POST', path: '/api/holds', headers, body })
    }),
  )
  return async () => {
    // Each has been told a place before the page presses, however slow the machine is.
    await Promise.all(people.map((ask) => ask()))
    const served = people.map(async (ask) => {
      while ((await ask()).json.code === 'in_line');
    })
    return { served: Promise.all(served) }
  }
}

async function inBrowser(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: ground.server.url, locale: 'de-DE', ...options })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

const lastTime = (page: Page) => page.locator('main button[name="time"]').last()

/** Presses the last time of the list by keyboard. */
async function press(page: Page): Promise<void> {
  await lastTime(page).focus()
  await page.keyboard.press('Enter')
}

const place = (page: Page) => page.locator('[data-again] .dran-big-number__value').textContent()

describe('the line', () => {
  it('says the place in every look, and leads on to the held time by itself', async () => {
    await inBrowser({}, async (page) => {
      await page.goto('/booking/times?m=registration:1')
      const [own = ''] = ((await lastTime(page).getAttribute('value')) ?? '').split('_')
      const pressAll = await crowd(own)
      let others: { readonly served: Promise<unknown> } | undefined
      await whileNothingCanBeTaken(ground.city, async () => {
        others = await pressAll()
        await press(page)
        await page.waitForURL('**/booking/line**')
        expect(Number(await place(page))).toBeGreaterThan(CROWD / 4)
        await page.goto(`${page.url()}&lang=de-simple`)
        expect(await page.locator('h1').textContent()).toBe('Bitte warten Sie kurz')
        await page.goto(page.url().replace('de-simple', 'de'))
        expect(await page.locator('h1').textContent()).toBe('Sie sind in der Reihe')
        // What the page asks by itself is lost for now, so that it can be looked at while the others go on.
        await page.route('**/booking/line**', (route) =>
          route.request().resourceType() === 'xhr' ? route.abort() : route.continue(),
        )
      })
      await lookAt(page, 'line')
      await others?.served
      await page.unrouteAll()
      await page.waitForURL('**/booking/contact**')
    })
  })

  it('does the same without script, by a refresh', async () => {
    await inBrowser({ javaScriptEnabled: false }, async (page) => {
      // One of the middle: late in a long run the first may be over by now, and the last is held by the test before.
      const { site, startsAt } = times[Math.floor(times.length / 2)] ?? { site: '', startsAt: '' }
      const pressAll = await crowd(site)
      // Without script the way to a press leads over a code; what matters here begins after it.
      await page.goto('/booking/times?m=registration:1')
      const held = (await page.context().cookies()).map(({ name, value }) => [name, value] as const)
      const same = ground.visitor({ cookies: new Map(held) })
      const { proof } = await proven(same, { matters: MATTERS })
      let others: { readonly served: Promise<unknown> } | undefined
      await whileNothingCanBeTaken(ground.city, async () => {
        others = await pressAll()
        const pressed = await same.submit('/booking/hold?m=registration:1', {
          time: `${site}_${startsAt}`,
          proof,
        })
        const cookies = [...same.cookies].map(([name, value]) => ({ name, value, url: ground.server.url }))
        await page.context().addCookies(cookies)
        await page.goto(String(pressed.headers.location))
        expect(Number(await place(page))).toBeGreaterThan(0)
      })
      await page.waitForURL('**/booking/contact**')
      await others?.served
    })
  })
})
