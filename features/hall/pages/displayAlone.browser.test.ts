import { sql } from 'kysely'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listCounters } from '#features/capacity/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import { axeFaults } from '#test/axe.ts'
import { TENTH_OF_A_SECOND } from '#test/displaySoak.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { layWire } from '#test/wire.ts'
import { startServing } from '../actions.ts'

const WIDE: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } }

let hall: HallServer

beforeAll(async () => {
  // As a browser is set up on a display: its page may sound without a press.
  hall = await startHall({ browserArguments: ['--autoplay-policy=no-user-gesture-required'] })
})
// Whoever a failed test left at the counter goes, so that the next test fails for its own reasons only.
afterEach(() => hall.finishAll())
afterAll(() => hall?.stop())

const number = (visit: Visit) => visit.ticketNumber ?? impossible('no number')
const newest = (page: Page) => page.locator('[data-calls="current"] .display-call__number').first()

/** A display of its own in this browser: as it is set up by `change`, with what it rang and asked to be spoken. */
async function display(
  context: BrowserContext,
  change: (page: string) => string,
  address = '/display/mitte',
) {
  const page = await context.newPage()
  const spoken: string[] = []
  await page.addInitScript(() => {
    const rung: number[] = []
    Object.assign(window, { rung })
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (when) {
      rung.push(this.frequency.value)
      start.call(this, when)
    }
  })
  await page.route('**/display/mitte*', async (route) => {
    const response = await route.fetch().catch(() => undefined)
    if (!response) return route.abort()
    const speaking = (await response.text()).replace(' data-volume=', ' data-speaks="" data-volume=')
    await route.fulfill({ response, body: change(speaking) })
  })
  await page.route('**/display/mitte/spoken/**', (route) => {
    spoken.push(route.request().url().split('/').slice(-2).join(' '))
    return route.fulfill({ contentType: 'audio/wav', body: TENTH_OF_A_SECOND })
  })
  const heard = page.waitForResponse((answer) => answer.url().endsWith('/api/sites/mitte/display'))
  await page.goto(address)
  await heard
  return { page, spoken, rung: () => page.evaluate<number>('window.rung.length') }
}

describe('a display', () => {
  it('is silent in its quiet hours and at volume 0, and is heard otherwise', async () => {
    const { visit } = await hall.ticket()
    await hall.withPage({ ...WIDE, serviceWorkers: 'block' }, async (_, context) => {
      const quiet = (page: string) =>
        page.replace(
          'data-quiet-from="" data-quiet-until=""',
          'data-quiet-from="08:00" data-quiet-until="10:00"',
        )
      const later = (page: string) =>
        page.replace(
          'data-quiet-from="" data-quiet-until=""',
          'data-quiet-from="10:00" data-quiet-until="12:00"',
        )
      const none = (page: string) => page.replace('data-volume="70"', 'data-volume="0"')
      const silent = [await display(context, quiet), await display(context, none)]
      // The control: the same display at another time.
      const loud = await display(context, later)
      await hall.callUntil(visit)
      for (const { page } of [...silent, loud])
        await expect.poll(() => newest(page).textContent()).toBe(number(visit))
      await expect.poll(() => loud.spoken.length).toBe(2)
      expect(await loud.rung()).toBe(2)
      for (const each of silent) expect([await each.rung(), each.spoken]).toEqual([0, []])
    })
  })

  it('flashes for those who do not hear it, at most three times a second, and not where motion is reduced', async () => {
    const { visit } = await hall.ticket()
    const flashing = (page: string) => page.replace(' data-volume=', ' data-flashes="" data-volume=')
    const flash = (page: Page) =>
      page.evaluate(() => {
        const frame = document.querySelector('.display--called')
        if (!frame) return undefined
        const { borderTopWidth, animationName } = getComputedStyle(frame, '::after')
        const running = document.getAnimations().flatMap(({ effect }) => {
          if (!(effect instanceof KeyframeEffect) || effect.pseudoElement !== '::after') return []
          // Each keyframe in between that differs from its neighbours is one flash of a round.
          const flashes = effect.getKeyframes().length - 2
          return [(flashes * 1_000) / Number(effect.getComputedTiming().duration)]
        })
        return { frame: Number.parseFloat(borderTopWidth) > 0, animationName, perSecond: running[0] ?? 0 }
      })
    const shown = async (context: BrowserContext, change: (page: string) => string) =>
      (await display(context, change)).page
    await hall.withPage({ ...WIDE, serviceWorkers: 'block' }, async (_, context) => {
      const [moving, still, plain] = [
        await shown(context, flashing),
        await shown(context, flashing),
        await shown(context, (page) => page),
      ]
      await still.emulateMedia({ reducedMotion: 'reduce' })
      expect(await flash(moving)).toBeUndefined()
      await hall.callUntil(visit)
      // They flash for six seconds, all at once.
      let seen: Awaited<ReturnType<typeof flash>>
      await Promise.all([
        expect.poll(async () => (seen = (await flash(moving)) ?? seen)).toBeDefined(),
        expect.poll(() => flash(still)).toEqual({ frame: true, animationName: 'none', perSecond: 0 }),
      ])
      expect(seen).toMatchObject({ frame: true, animationName: 'display-flash' })
      expect(seen?.perSecond).toBeGreaterThan(0)
      expect(seen?.perSecond).toBeLessThanOrEqual(3)
      // The control: one that is not set up so.
      await expect.poll(() => newest(plain).textContent()).toBe(number(visit))
      expect(await flash(plain)).toBeUndefined()
    })
  })

  it('shows arrow, line and room of the counter, from the server and when a call comes', async () => {
    const named = (text: string) => ({ de: text, 'de-simple': text, en: text })
    await hall.house.run(async (tx) => {
      const [counter] = await listCounters(tx, hall.site.id)
      const texts = {
        label: counter?.texts.label,
        level: named('1. Stock'),
        direction: { arrow: 'up', line: 'blue', text: named('Raum 1.12') },
      }
      await tx.run(
        raw(sql`UPDATE counter SET texts = ${JSON.stringify(texts)}::jsonb WHERE id = ${counter?.id}`),
      )
      await tx.changeReference()
    })
    const { visit } = await hall.ticket()
    await hall.withPage(WIDE, async (page, context) => {
      const seen = async (one: Page) => {
        const row = one.locator('[data-calls="current"] .display-call').first()
        await row.waitFor()
        return {
          number: await row.locator('.display-call__number').textContent(),
          arrow: await row.locator('.display-call__arrow').textContent(),
          way: await row.locator('.display-call__level > :first-child').textContent(),
          line: await row.getAttribute('data-line'),
          coloured: await row
            .locator('.display-call__counter')
            .evaluate((element) => Number.parseFloat(getComputedStyle(element).borderLeftWidth) > 0),
        }
      }
      const wanted = {
        number: number(visit),
        arrow: '↗',
        way: '1. Stock, Raum 1.12',
        line: 'blue',
        coloured: true,
      }
      await page.goto('/display/mitte')
      await page.getByText('Zurzeit wird niemand aufgerufen').waitFor()
      await hall.callUntil(visit)
      expect(await seen(page)).toEqual(wanted)
      const plain = await (await context.request.get('/display/mitte')).text()
      expect(plain).toContain('data-line="blue"')
      expect(plain).toContain('1. Stock, Raum 1.12')
      expect(await axeFaults(page)).toEqual([])
    })
  })

  it('shows on a house screen who is being served, and gives its room to a call', async () => {
    const served = await hall.ticket()
    const called = await hall.ticket()
    await hall.callUntil(served.visit)
    await hall.house.run((tx) => startServing(tx, hall.here))
    await hall.withPage(WIDE, async (page) => {
      await page.goto('/display/mitte?shows=house')
      const serving = page.locator('[data-serving] li')
      await serving.first().waitFor()
      await expect.poll(() => serving.allTextContents()).toEqual([`${number(served.visit)}Schalter 1`])
      expect(await axeFaults(page)).toEqual([])
      await hall.finishAll()
      await page.locator('[data-serving]:empty').waitFor({ state: 'attached' })
      await hall.callUntil(called.visit)
      await expect.poll(() => newest(page).isVisible()).toBe(true)
      expect(await newest(page).textContent()).toBe(number(called.visit))
      expect(await page.locator('[data-house]').isVisible()).toBe(false)
      await hall.house.run((tx) => startServing(tx, hall.here))
      await page.locator('[data-serving] li', { hasText: number(called.visit) }).waitFor()
    })
  })

  it('cut from power while somebody is called, it shows and says nothing twice, and misses nobody (R13)', async () => {
    const first = await hall.ticket()
    const second = await hall.ticket()
    await hall.withPage({ ...WIDE, serviceWorkers: 'block' }, async (_, context) => {
      const before = await display(context, (page) => page)
      await hall.callUntil(first.visit)
      await expect.poll(() => before.spoken.length).toBe(2)
      await before.page.close()

      // Up again: who is still called is shown, and not said again.
      const again = await display(context, (page) => page)
      await expect.poll(() => newest(again.page).textContent()).toBe(number(first.visit))
      await again.page.waitForTimeout(1_500)
      expect([again.spoken, await again.rung()]).toEqual([[], 0])
      await again.page.close()

      // Called while it was dark, some seconds ago: shown, and said once (the control: it can speak).
      await hall.finishAll()
      await hall.callUntil(second.visit)
      const third = await display(context, (page) => page)
      await expect.poll(() => newest(third.page).textContent()).toBe(number(second.visit))
      await expect.poll(() => third.spoken.length).toBe(2)
      expect(await third.page.locator('[data-calls="current"] .display-call').count()).toBe(1)
    })
  })

  it('started without network it shows its frame and since when it is offline, and is right soon after', async () => {
    await hall.house.morningAgain()
    await hall.withPage(WIDE, async (page, context) => {
      const wire = await layWire(hall.house.server().port)
      const address = `http://127.0.0.1:${wire.port}/display/mitte`
      const { visit } = await hall.ticket()
      await hall.callUntil(visit)
      await page.goto(address)
      await expect.poll(() => newest(page).textContent()).toBe(number(visit))
      await expect
        .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state))
        .toBe('activated')
      await page.close()
      wire.pull()
      await hall.finishAll()
      const next = await hall.ticket()
      await hall.callUntil(next.visit)

      const alone = await context.newPage()
      await alone.goto(address)
      await alone.getByText(/Keine Verbindung seit 08:5/).waitFor()
      expect(await alone.locator('.display-header__site').textContent()).toContain('Mitte')
      // Nobody knows whether what was called then is still called.
      expect(await alone.locator('.display-call').count()).toBe(0)
      expect(await alone.getByText('Zurzeit wird niemand aufgerufen').isVisible()).toBe(false)
      expect(await axeFaults(alone)).toEqual([])

      wire.plugIn()
      await alone.locator('[data-stale]').waitFor({ state: 'hidden' })
      await expect.poll(() => newest(alone).textContent()).toBe(number(next.visit))
      await wire.stop()
    })
  })
})
