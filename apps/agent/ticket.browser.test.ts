import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { seeded } from '#apps/demo/random.ts'
import { PAPER_WIDTH } from '#features/print/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Bitmap } from '#platform/print/bitmap.ts'
import { bitmapPng } from '#platform/print/png.ts'
import type { Slip } from '#platform/print/slip.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { MORNING } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { signIn } from '#test/laws/ground.ts'
import { visitor } from '#test/laws/http.ts'
import { type RunningAgent, runAgent } from './agent.ts'
import { openKept } from './kept.ts'
import { openPrinter } from './printer.ts'
import { openServerSide } from './server.ts'
import { type PrinterSimulator, startPrinterSimulator } from './simulator/printer.ts'
import { type ScannedKey, scannedKeys, scannedRubbish } from './simulator/scanner.ts'

let hall: HallServer
let simulator: PrinterSimulator
let agent: RunningAgent
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-ticket-'))
  ;[hall, simulator] = await Promise.all([startHall(), startPrinterSimulator()])
  const { url, port } = hall.house.server()
  const server = openServerSide({ url, folder })
  const shown = await server.pair()
  const administrator = await signIn(visitor({ port }), 'verwaltung')
  const code = shown.ok ? shown.value.code : ''
  await administrator.call('/api/devices', { code, site: 'mitte', name: 'Drucker am Kiosk' })
  const printer = openPrinter({ host: '127.0.0.1', port: simulator.port })
  expect((await server.say(await printer.state())).ok).toBe(true)
  const pace = { look: 100, word: 20_000, firstPause: 20, longestPause: 100, pairing: 100 }
  agent = runAgent({ server, printer, kept: openKept(folder), say: () => undefined, pace })
  const wasmBinary = readFileSync(
    createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  )
  await prepareZXingModule({
    overrides: { wasmBinary: Uint8Array.from(wasmBinary).buffer },
    fireImmediately: true,
  })
})
afterAll(async () => {
  await agent?.stop()
  await Promise.all([hall?.stop(), simulator?.stop()])
  rmSync(folder, { recursive: true, force: true })
})

/** What the codes on a piece of paper say, read by a program that knows nothing of ours. */
async function codesOn(paper: Bitmap): Promise<string[]> {
  const png = bitmapPng(paper)
  if (process.env.DRAN_SHOTS) writeFileSync(join(process.env.DRAN_SHOTS, 'ticket.png'), png)
  const found = await readBarcodes(Uint8Array.from(png), { formats: ['QRCode'] })
  return found.map(({ text }) => text)
}

it('the kiosk draws the ticket, the printer gets it, and its code opens the waiting page of that number', async () => {
  await hall.withPage({ viewport: { width: 1080, height: 1920 } }, async (page) => {
    await page.goto('/kiosk/mitte/ticket/registration?lang=de')
    await page.getByRole('button', { name: '1 Person' }).click()
    await page.getByText('Bitte nehmen Sie Ihren Zettel').waitFor()
    const number = await page.locator('.kiosk-ticket__number').textContent()
    expect(await page.getByRole('button', { name: 'Drucken' }).count()).toBe(0)
    // Seen again, the page prints nothing more.
    await page.reload()
    await page.getByText('Bitte nehmen Sie Ihren Zettel').waitFor()
    const [paper, ...more] = simulator.papers()
    expect([paper?.whole, paper?.picture.width, more.length]).toEqual([true, PAPER_WIDTH, 0])
    const codes = paper ? await codesOn(paper.picture) : []
    expect(codes).toHaveLength(1)
    expect(codes[0]).toMatch(new RegExp(`^${hall.house.server().url}/w/[A-Za-z0-9_-]{22}$`))
    await page.goto(codes[0] ?? '')
    expect(await page.locator('main').textContent()).toContain(number)

    // Without paper the page says so before, and the screen stands in.
    simulator.setFault('no_paper')
    await expect
      .poll(async () => {
        await page.goto('/kiosk/mitte/ticket/registration?lang=en')
        return page.getByText('The printer is not working').count()
      })
      .toBe(1)
    await page.getByRole('button', { name: '1 person' }).click()
    await page.getByText('Your number is valid all the same').waitFor()
    expect(simulator.papers()).toHaveLength(1)
    await lookAt(page, 'a number that only the screen shows')
    await printAgain((await page.locator('.kiosk-ticket__number').textContent()) ?? '')
  })
})

/** The information desk sees whose ticket did not come out, and prints it once there is paper. */
async function printAgain(number: string): Promise<void> {
  const { page, complaints } = await hall.house.signedIn('info')
  await page.goto('/console/desk')
  await page.getByText('Kein Papier seit').waitFor()
  simulator.setFault('none')
  await page.getByRole('button', { name: `${number} drucken: Drucker am Kiosk` }).focus()
  await lookAt(page, 'a ticket that is printed again', { tree: true })
  await page.keyboard.press('Enter')
  await expect.poll(() => simulator.papers().length).toBe(2)
  const codes = await codesOn(simulator.papers()[1]?.picture ?? impossible('no paper'))
  expect(codes[0]).toMatch(/\/w\/[A-Za-z0-9_-]{22}\?lang=en$/)
  expect(complaints).toEqual([])
  await page.context().close()
}

/** Lets a simulated scanner type into a page, with its real pauses. */
async function scan(page: Page, keys: readonly ScannedKey[]): Promise<void> {
  await page.evaluate(async (typed) => {
    for (const { key, after } of typed) {
      await new Promise((resolve) => setTimeout(resolve, after))
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    }
  }, keys)
}

it('the kiosk lives through what a scanner types without sense, and reads the next code', async () => {
  const { token } = await hall.booking(plus(MORNING, 2 * HOUR + 10 * MINUTE))
  await hall.withPage({ viewport: { width: 1080, height: 1920 } }, async (page) => {
    await page.goto('/kiosk/mitte')
    const random = seeded('rubbish')
    for (const length of [1, 5, 12, 300]) {
      await scan(page, scannedRubbish(random, length))
      // Too short for a code is nobody's arrival.
      const isRead = length > 5
      if (isRead) await page.getByText('keinen Termin').first().waitFor()
      expect(new URL(page.url()).pathname).toBe(isRead ? '/kiosk/mitte/check-in' : '/kiosk/mitte')
      await page.goto('/kiosk/mitte')
    }
    const setting = { prefix: ']Q1', suffix: 'Enter', milliseconds: 3 } as const
    await scan(page, scannedKeys(`${hall.house.server().url}/v/${token}`, setting))
    await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor()
    // Or its paper would be counted by the next test.
    await page.getByText('Bitte nehmen Sie Ihren Zettel').waitFor()
  })
})

it('a kiosk whose clock is a day off checks in and prints, and the paper says the time of the server', async () => {
  for (const [nth, days] of [-1, 1].entries()) {
    const startsAt = plus(MORNING, 2 * HOUR + (30 + 20 * nth) * MINUTE)
    const { visit } = await hall.booking(startsAt)
    const printed = simulator.papers().length
    await hall.withPage({ viewport: { width: 1080, height: 1920 } }, async (page) => {
      await page.clock.setSystemTime(MORNING + days * DAY)
      const before = await hall.house.run(async (tx) => tx.now)
      await page.goto('/kiosk/mitte/check-in?lang=de')
      await page.locator('#code').fill(visit.bookingNumber ?? '')
      await page.getByRole('button', { name: 'Anmelden' }).click()
      await page.getByText('Bitte nehmen Sie Ihren Zettel').waitFor()
      const after = await hall.house.run(async (tx) => tx.now)
      // The control: this browser believes in another day.
      const believed = await page.evaluate<number>('Date.now()')
      expect(Math.abs(believed - before)).toBeGreaterThan(HOUR)
      const slip: Slip = JSON.parse((await page.locator('[data-slip]').getAttribute('data-slip')) ?? '{}')
      const said = slip.after.at(-1)?.text
      expect([before, after].map((at) => formatDayAndTime(at, 'Europe/Berlin', 'de'))).toContain(said)
      const arrived = await hall.house.run((tx) => loadVisit(tx, visit.id))
      expect(arrived?.arrivedAt).toBeGreaterThanOrEqual(before)
      expect(arrived?.arrivedAt).toBeLessThanOrEqual(after)
    })
    expect(simulator.papers()).toHaveLength(printed + 1)
  }
})

it('prints what is written in any script that the terminal has letters for, not boxes', async () => {
  /** The paper of a ticket that says this, drawn by the kiosk's own script. */
  const paperOf = async (text: string, rightToLeft = false): Promise<Bitmap> => {
    const printed = simulator.papers().length
    await hall.withPage({ viewport: { width: 1080, height: 1920 } }, async (page) => {
      const slip: Slip = { lines: [{ text, size: 'large' }], code: 'same', after: [], rightToLeft }
      await page.addInitScript((written) => {
        // Before the script of the page, which comes last, reads what it is to draw.
        new MutationObserver(() => {
          const note = document.querySelector<HTMLElement>('[data-slip]')
          if (note) note.dataset.slip = written
        }).observe(document, { childList: true, subtree: true })
      }, JSON.stringify(slip))
      await page.goto('/kiosk/mitte/ticket/registration?lang=de')
      await page.getByRole('button', { name: '1 Person' }).click()
      await page.getByText('Bitte nehmen Sie Ihren Zettel').waitFor()
    })
    return simulator.papers()[printed]?.picture ?? impossible('nothing was printed')
  }
  const inkOf = (paper: Bitmap) => Buffer.from(paper.rows).toString('base64')
  // Letters that no script has are drawn as boxes, all alike: the control.
  const boxes = inkOf(await paperOf('\u0378\u0378\u0378\u0378\u0378'))
  expect(inkOf(await paperOf('\u0379\u0379\u0379\u0379\u0379'))).toBe(boxes)
  const written = [
    inkOf(await paperOf('Жїщґє')),
    inkOf(await paperOf('شكراجزيلا'.slice(0, 5), true)),
    inkOf(await paperOf('A1234')),
  ]
  expect(new Set([boxes, ...written]).size).toBe(4)
})
