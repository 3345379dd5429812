import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Visit } from '#features/visit/model.ts'
import { HOUR } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { callMany, listenToDisplay, TENTH_OF_A_SECOND, weigh } from '#test/displaySoak.ts'
import { lookAt } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { layWire } from '#test/wire.ts'
import { callNext, hallOf, presentDisplay, undo } from '../actions.ts'

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
})
// Whoever a failed test left at the counter goes, so that the next test fails for its own reasons only.
afterEach(() => hall.finishAll())
afterAll(() => hall?.stop())

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
        await lookAt(page, called ? 'with a call' : 'without one', { tree: true })
      }
    })
  })

  it('shows a call by itself, sounds once, and moves it down when it is over', async () => {
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
      await expect.poll(() => newest(page).textContent()).toBe(number(visit))
      expect(await page.locator('.display-call--new').count()).toBeGreaterThan(0)
      expect(await accessibilityFaults(page)).toEqual([])
      await expect.poll(() => spoken).toEqual(['de', 'en'])
      const tones = await rung()
      expect(tones).toBeGreaterThan(0)
      expect(tones % 2).toBe(0)
      await hall.finishAll()
      await page.getByText('Zurzeit wird niemand aufgerufen').waitFor()
      await expect
        .poll(() => page.locator('[data-calls="before"] .display-call__number').first().textContent())
        .toBe(number(visit))
      await page.waitForTimeout(1_500)
      expect(await rung()).toBe(tones)
      expect(spoken).toEqual(['de', 'en'])
    })
  })

  it('keeps the last five calls in sight, the newest first, and none that was taken back', async () => {
    const numbers: string[] = []
    const callOne = async () => {
      const { visit } = await hall.ticket()
      await hall.callUntil(visit)
      numbers.unshift(number(visit))
    }
    await hall.withPage(WIDE, async (page) => {
      await opened(page, '/display/mitte')
      const over = () => page.locator('[data-calls="before"] .display-call__number').allTextContents()
      for (let nth = 0; nth < 6; nth++) {
        await callOne()
        await hall.finishAll()
      }
      await expect.poll(over).toEqual(numbers.slice(0, 5))
      await callOne()
      await expect.poll(() => newest(page).textContent()).toBe(numbers[0])
      // The one being called is not one of the five before.
      await expect.poll(over).toEqual(numbers.slice(1, 6))
      await hall.house.run((tx) => undo(tx, hall.here))
      await page.getByText('Zurzeit wird niemand aufgerufen').waitFor()
      await expect.poll(over).toEqual(numbers.slice(1, 6))
      // The page as the server makes it says the same.
      await page.reload()
      expect(await over()).toEqual(numbers.slice(1, 6))
      await hall.house.run((tx) => callNext(tx, hall.here))
      await expect.poll(() => newest(page).textContent()).toBe(numbers[0])
    })
    await hall.finishAll()
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
      expect(await accessibilityFaults(page)).toEqual([])
    })
    await hall.finishAll()
  })

  it('says within 15 seconds since when it is cut off, and corrects itself', async () => {
    await hall.house.morningAgain()
    await hall.withPage(WIDE, async (page, context) => {
      // Its time stands still unless it is told to run.
      await page.clock.install({ time: 0 })
      await page.clock.pauseAt(1_000)
      await opened(page, '/display/mitte')
      const stale = page.getByText('Keine Verbindung seit 08:5')
      // The stream of events says something of its own at its beginning.
      await page.waitForTimeout(1_000)
      await context.setOffline(true)
      await page.clock.runFor(10_000)
      expect(await stale.isVisible()).toBe(false)
      await page.clock.runFor(5_000)
      await stale.waitFor()
      await page.getByText('No connection since 08:5').waitFor()
      // What looks for faults waits by the page's own clock.
      await page.clock.resume()
      expect(await accessibilityFaults(page)).toEqual([])
      const { visit } = await hall.ticket()
      await hall.callUntil(visit)
      await context.setOffline(false)
      await page.clock.runFor(3_000)
      await stale.waitFor({ state: 'hidden' })
      await expect.poll(() => newest(page).textContent()).toBe(number(visit))
      await hall.finishAll()
    })
  })

  it('after an hour without network and a restart is right, and says nothing twice or late (R13)', async () => {
    await hall.withPage(WIDE, async (page) => {
      await page.addInitScript('delete window.AudioContext')
      await page.clock.install()
      const wire = await layWire(hall.house.server().port)
      const { spoken } = await listenToDisplay(page, `http://127.0.0.1:${wire.port}/display/mitte`)
      const stale = page.locator('[data-stale]')
      const call = async () => {
        const { visit } = await hall.ticket()
        await hall.callUntil(visit)
        const view = await hall.house.run(async (tx) => presentDisplay(await hallOf(tx, hall.site)))
        return { number: number(visit), said: `${view.calls[0]?.call} de` }
      }
      await page.waitForTimeout(500)
      const first = await call()
      await expect.poll(() => spoken).toContain(first.said)

      // A minute away: what was called meanwhile is still news (control).
      wire.pull()
      await page.clock.runFor(15_000)
      await stale.waitFor()
      expect(await newest(page).textContent()).toBe(first.number)
      await hall.finishAll()
      const second = await call()
      wire.plugIn()
      await page.clock.runFor(3_000)
      await stale.waitFor({ state: 'hidden' })
      await expect.poll(() => spoken).toContain(second.said)

      // An hour away: who was called at its beginning and is still waited for is shown, and not said.
      wire.pull()
      await page.clock.runFor(15_000)
      await hall.finishAll()
      const third = await call()
      await hall.house.turnClock(HOUR)
      await page.clock.fastForward(HOUR)
      await stale.waitFor()
      expect(await newest(page).textContent()).toBe(second.number)
      wire.plugIn()
      await page.clock.runFor(3_000)
      await stale.waitFor({ state: 'hidden' })
      await expect.poll(() => newest(page).textContent()).toBe(third.number)

      // The server restarts: the last calls stay, and what comes afterwards is said once.
      const startAgain = await hall.house.stopServer()
      await page.clock.runFor(15_000)
      await stale.waitFor()
      expect(await newest(page).textContent()).toBe(third.number)
      await startAgain()
      await page.clock.runFor(5_000)
      await stale.waitFor({ state: 'hidden' })
      await hall.finishAll()
      const fourth = await call()
      await expect.poll(() => spoken).toContain(fourth.said)
      const german = spoken.filter((each) => each.endsWith(' de'))
      expect(german).toEqual([first.said, second.said, fourth.said])
      await hall.finishAll()
      await hall.house.turnClock(-HOUR)
      await wire.stop()
    })
  })

  it('shows and says each of many calls once, and does not grow (the soak in short)', async () => {
    await hall.withPage(WIDE, async (page, context) => {
      await page.addInitScript('delete window.AudioContext')
      const { spoken, shown } = await listenToDisplay(page)
      const session = await context.newCDPSession(page)
      await session.send('HeapProfiler.enable')
      let before = Number.POSITIVE_INFINITY
      const numbers = await callMany(hall, {
        calls: 16,
        every: 50,
        each: async (done, call) => {
          // So that each is said before its counter goes on; on a busy machine that takes a while.
          await expect.poll(() => spoken).toContain(`${call} en`)
          if (done === 8) before = (await weigh(session)).nodes
        },
      })
      await expect.poll(async () => (await shown()).length).toBe(numbers.length)
      expect(await shown()).toEqual(numbers)
      expect(spoken).toEqual(numbers.flatMap((one) => [`${one} de`, `${one} en`]))
      // What the last call still shows goes by itself; what leaks stays.
      await expect.poll(async () => (await weigh(session)).nodes).toBeLessThanOrEqual(before * 1.05)
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
