import { createServer } from 'node:http'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { visitsOfSite } from '#features/visit/actions.ts'
import { DAY, HOUR } from '#kernel/instant.ts'
import { tap } from '#test/arrive.ts'
import { MORNING } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { layWire } from '#test/wire.ts'

const TALL: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true }

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
})
afterAll(() => hall?.stop())

const guarded = (page: Page) =>
  expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated')
const broken = (page: Page) => page.getByRole('heading', { name: 'Der Automat geht gerade nicht' })

/** What a proxy answers while the server behind it is away. */
async function badGateway(port: number): Promise<() => Promise<void>> {
  const proxy = createServer((_, answer) => answer.writeHead(502).end('<h1>Bad gateway</h1>'))
  await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve))
  return () =>
    new Promise((resolve) => {
      proxy.close(() => resolve())
      proxy.closeAllConnections()
    })
}

it('says what still works while the server is away, gives no number, and comes back by itself', async () => {
  await hall.withPage(TALL, async (page, context) => {
    await context.clock.install()
    await page.goto('/kiosk/mitte')
    await guarded(page)
    const other = await context.newPage()
    await other.goto('/kiosk/mitte/ticket/pick-up?lang=de&look=contrast')
    const { port } = hall.house.server()
    const startAgain = await hall.house.stopServer()

    await tap(other.getByRole('button', { name: '1 Person' }))
    await broken(other).waitFor()
    expect(await other.locator('body').getAttribute('data-kern-theme')).toBe('contrast')
    expect(await other.locator('.kiosk-ticket').count()).toBe(0)
    expect(await other.locator('a, button').count()).toBe(0)

    // Nobody presses anything here: the first page finds out by itself.
    await page.clock.runFor(8_100)
    await page.clock.runFor(4_000)
    await broken(page).waitFor()
    await page.getByRole('main').filter({ hasText: 'Ihr Termin gilt' }).waitFor()
    const endGateway = await badGateway(port)
    expect((await page.goto('/kiosk/mitte?lang=en'))?.status()).toBe(503)
    await page.getByRole('heading', { name: 'This machine is not working' }).waitFor()
    await page.clock.runFor(6_000)
    await page.getByRole('heading', { name: 'This machine is not working' }).waitFor()
    await lookAt(page, 'out of order', { ways: ['light', '320 px'] })
    await endGateway()

    await startAgain()
    await page.clock.runFor(2_100)
    await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    const waiting = await hall.house.run((tx) =>
      visitsOfSite(tx, hall.here.siteId, hall.here.day, ['waiting']),
    )
    expect(waiting).toEqual([])
  })
})

it('after an hour without network the same press gives the number whose answer got lost, and nobody a second one', async () => {
  await hall.withPage(TALL, async (page) => {
    await page.clock.install()
    const wire = await layWire(hall.house.server().port)
    const kiosk = `http://127.0.0.1:${wire.port}/kiosk/mitte`
    await page.goto(kiosk)
    await guarded(page)
    const drawn = () =>
      hall.house.run((tx) => visitsOfSite(tx, hall.here.siteId, hall.here.day, ['waiting', 'missed']))
    const press = async () => {
      await page.goto(`${kiosk}/ticket/pick-up?lang=de`)
      await page.getByRole('button', { name: '1 Person' }).tap()
    }
    wire.loseAnswerTo('POST /kiosk/mitte/ticket/pick-up')
    await press()
    await broken(page).waitFor()
    await expect.poll(async () => (await drawn()).length).toBe(1)
    const [lost] = await drawn()
    await hall.house.turnClock(HOUR)
    await page.clock.fastForward(HOUR)
    await broken(page).waitFor()

    wire.plugIn()
    await page.clock.runFor(6_000)
    await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    await press()
    const number = page.locator('.kiosk-ticket__number')
    await number.waitFor()
    expect(await number.textContent()).toBe(lost?.ticketNumber)
    expect(await drawn()).toHaveLength(1)
    // The control: once it was answered, the same press is a new one, and nothing of it is left in the browser.
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    await press()
    await number.waitFor()
    expect(await number.textContent()).not.toBe(lost?.ticketNumber)
    await hall.house.turnClock(-HOUR)
    await wire.stop()
  })
})

it('works alike with a clock that is a day ahead or behind: all times are the server’s', async () => {
  for (const off of [DAY, -DAY])
    await hall.withPage(TALL, async (page) => {
      await page.clock.install({ time: MORNING + off })
      await page.goto('/kiosk/mitte/ticket/pick-up?lang=de')
      await page.getByRole('button', { name: '1 Person' }).tap()
      await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
      expect(await page.locator('.kiosk-ticket__printed').textContent()).toMatch(/Montag, 1\.\sMärz 2027/)
      await page.clock.runFor(20_000)
      expect(await page.locator('.kiosk-ticket__number').isVisible()).toBe(true)
      await page.clock.runFor(11_000)
      await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    })
})
