import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { axeFaults } from '#test/axe.ts'
import { lookAt } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
})
// Whoever a failed test left at the counter goes, so that the next test fails for its own reasons only.
afterEach(() => hall.finishAll())
afterAll(() => hall?.stop())

/** A WAV of silence: 8,000 samples a second, one byte each. */
const TENTH_OF_A_SECOND = Buffer.concat([
  Buffer.from(
    'RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x20\x03\0\0',
    'latin1',
  ),
  Buffer.alloc(800, 128),
])

const number = (visit: Visit) => visit.ticketNumber ?? impossible('no number')

describe('the display', () => {
  const WIDE: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } }
  /** Loads a display and waits until it has heard from the server by itself. */
  const opened = (page: Page, path: string) =>
    Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/display')), page.goto(path)])
  const newest = (page: Page) => page.locator('[data-calls="current"] .display-call__number').first()

  it('is accessible with a call and without one, in every way', async () => {
    const { visit } = await hall.ticket()
    await hall.withPage(WIDE, async (page) => {
      for (const called of [false, true]) {
        if (called) await hall.callUntil(visit)
        await page.goto('/display/mitte')
        await lookAt(page, called ? 'with a call' : 'without one')
      }
    })
  })

  it('shows a call within a second, sounds once, and moves it down when it is over', async () => {
    await hall.withPage(WIDE, async (page) => {
      await page.addInitScript(() => {
        const rung: number[] = []
        Object.assign(window, { rung })
        const start = OscillatorNode.prototype.start
        OscillatorNode.prototype.start = function (when) {
          rung.push(this.frequency.value)
          start.call(this, when)
        }
      })
      // As where somebody speaks; the sound itself lasts a tenth of a second.
      const spoken: string[] = []
      await page.route('**/display/mitte', async (route) => {
        const page = await route.fetch()
        await route.fulfill({
          response: page,
          body: (await page.text()).replace(' data-volume=', ' data-speaks="" data-volume='),
        })
      })
      await page.route('**/display/mitte/spoken/**', (route) => {
        spoken.push(route.request().url().split('/').at(-1) ?? '')
        return route.fulfill({ contentType: 'audio/wav', body: TENTH_OF_A_SECOND })
      })
      const rung = () => page.evaluate<number>('window.rung.length')
      const { visit } = await hall.ticket()
      await page.goto('/display/mitte')
      const sound = page.getByRole('button', { name: 'Ton einschalten' })
      if (await sound.isVisible()) await sound.click()
      await page.waitForTimeout(1_500)
      expect(await rung()).toBe(0)
      await hall.callUntil(visit)
      await expect.poll(() => newest(page).textContent(), { timeout: 1_000 }).toBe(number(visit))
      expect(await page.locator('.display-call--new').count()).toBeGreaterThan(0)
      expect(await axeFaults(page)).toEqual([])
      await expect.poll(() => spoken, { timeout: 8_000 }).toEqual(['de', 'en'])
      const tones = await rung()
      expect(tones).toBeGreaterThan(0)
      expect(tones % 2).toBe(0)
      await hall.finishAll()
      await page.getByText('Zurzeit wird niemand aufgerufen').waitFor()
      expect(await page.locator('[data-calls="before"] .display-call__number').first().textContent()).toBe(
        number(visit),
      )
      await page.waitForTimeout(1_500)
      expect(await rung()).toBe(tones)
      expect(spoken).toEqual(['de', 'en'])
    })
  })

  it('speaks the language that it was set up with, and another one beside it', async () => {
    const { visit } = await hall.ticket()
    await hall.callUntil(visit)
    await hall.withPage({ ...WIDE, locale: 'fr-FR' }, async (page) => {
      await page.clock.install()
      const spoken = async (path: string) => {
        await opened(page, path)
        await page.clock.runFor(1_200)
        const texts = (selector: string) => page.locator(selector).first().textContent()
        return [
          await page.locator('html').getAttribute('lang'),
          await texts('.display-columns span:last-of-type'),
          await texts('.display-call__label'),
          await texts('.display-call__level > :last-child'),
        ]
      }
      expect(await spoken('/display/mitte')).toEqual(['de', 'Number', 'Schalter 1', 'Counter 1'])
      expect(await spoken('/display/mitte?lang=en')).toEqual(['en', 'Nummer', 'Counter 1', 'Schalter 1'])
      expect((await spoken('/display/mitte?lang=de-simple')).slice(1)).toEqual([
        'Number',
        'Schalter 1 (leicht)',
        'Counter 1',
      ])
      expect(await page.getByText('Gehen Sie zu').count()).toBe(1)
      expect(await axeFaults(page)).toEqual([])
    })
    await hall.finishAll()
  })

  it('says within 15 seconds since when it is cut off, and corrects itself', async () => {
    await hall.withPage(WIDE, async (page, context) => {
      await page.clock.install()
      await opened(page, '/display/mitte')
      const stale = page.getByText('Keine Verbindung seit 08:5')
      // The stream of events says something of its own at its beginning.
      await page.waitForTimeout(1_000)
      await context.setOffline(true)
      await page.clock.runFor(10_000)
      expect(await stale.isVisible()).toBe(false)
      await page.clock.runFor(5_000)
      expect(await stale.isVisible()).toBe(true)
      expect(await page.getByText('No connection since 08:5').isVisible()).toBe(true)
      expect(await axeFaults(page)).toEqual([])
      const { visit } = await hall.ticket()
      await hall.callUntil(visit)
      await context.setOffline(false)
      await page.clock.runFor(3_000)
      await stale.waitFor({ state: 'hidden' })
      expect(await newest(page).textContent()).toBe(number(visit))
      await hall.finishAll()
    })
  })

  it('shows the same without script', async () => {
    const { visit } = await hall.ticket()
    await hall.callUntil(visit)
    await hall.withPage({ ...WIDE, javaScriptEnabled: false }, async (page) => {
      await page.goto('/display/mitte')
      expect(await newest(page).textContent()).toBe(number(visit))
      expect(await page.content()).toContain('<meta http-equiv="refresh" content="10">')
    })
    await hall.finishAll()
  })
})
