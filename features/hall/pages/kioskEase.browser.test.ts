import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tap } from '#test/arrive.ts'
import { lookAt } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { spokenNumber } from './spokenNumber.ts'

const TALL: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true }

let hall: HallServer
let folder: string

/** A tenth of a second of silence. */
function silence(): Buffer {
  const sound = Buffer.alloc(44 + 4_410)
  sound.write('RIFF', 0)
  sound.writeUInt32LE(36 + 4_410, 4)
  sound.write('WAVEfmt ', 8)
  for (const [at, value] of [
    [16, 16],
    [24, 22_050],
    [28, 44_100],
    [40, 4_410],
  ] as const)
    sound.writeUInt32LE(value, at)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    sound.writeUInt16LE(value, at)
  sound.write('data', 36)
  return sound
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-voice-'))
  const speechProgram = join(folder, 'speak')
  writeFileSync(speechProgram, '#!/bin/sh\n(cat; echo) >> "$0.said"\ncat "$0.wav"\n')
  chmodSync(speechProgram, 0o755)
  writeFileSync(`${speechProgram}.wav`, silence())
  writeFileSync(`${speechProgram}.said`, '')
  hall = await startHall({ speechProgram })
})
afterAll(async () => {
  await hall?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const said = () => readFileSync(join(folder, 'speak.said'), 'utf8').split('\n')

/** What the keys would press now. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

it('has everything to press in the lower half for those who ask for it, on every screen', async () => {
  await hall.withPage(TALL, async (page) => {
    await page.goto('/kiosk/mitte')
    await tap(page.getByRole('link', { name: 'Alles tiefer' }))
    for (const path of ['', '/ease', '/check-in', '/ticket', '/ticket/pick-up']) {
      await page.goto(`/kiosk/mitte${path}?lang=de&reach=lower`)
      const above = await page
        .locator('a, button, input:not([type=hidden]), summary')
        .evaluateAll((elements) =>
          elements
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().top < 960)
            .map((element) => element.textContent),
        )
      expect({ path, above }).toEqual({ path, above: [] })
      const way = page.getByRole('link', { name: 'Ganzer Bildschirm' })
      expect((await way.boundingBox())?.y).toBeGreaterThan(1_700)
    }
    await lookAt(page, 'lower half', { ways: ['light', 'high contrast', '320 px'] })
    await tap(page.getByRole('button', { name: '1 Person' }))
    await tap(page.getByRole('link', { name: 'Fertig' }))
    expect(await page.locator('body').getAttribute('data-reach')).toBe('whole')
  })
})

it('is used by two switches from the first press on, up to a number', async () => {
  await hall.withPage(TALL, async (page) => {
    await page.goto('/kiosk/mitte')
    await page.keyboard.press('Space')
    await page.waitForURL(/keys=two/)
    const stepTo = async (text: string) => {
      for (let steps = 0; steps < 40 && !(await focused(page)).includes(text); steps++)
        await page.keyboard.press('Space')
      await page.keyboard.press('Enter')
    }
    await stepTo('Ich habe keinen Termin')
    await page.waitForURL(/ticket/)
    await stepTo('Ausweis abholen')
    await page.waitForURL(/pick-up/)
    await stepTo('1 Person')
    await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
  })
})

it('steps by itself for one switch, whose press answers the question first', async () => {
  await hall.withPage(TALL, async (page) => {
    // From here on its time stands still unless it is told to run.
    await page.clock.install({ time: 0 })
    await page.goto('/kiosk/mitte?keys=one')
    await page.clock.pauseAt(25_000)
    const goOnTo = async (text: string) => {
      for (let steps = 0; steps < 12 && !(await focused(page)).includes(text); steps++)
        await page.clock.runFor(2_500)
      expect(await focused(page)).toContain(text)
    }
    await goOnTo('keinen Termin')
    await page.clock.runFor(60_000)
    const question = page.getByRole('region', { name: 'Sind Sie noch da?' })
    expect(await question.isVisible()).toBe(true)
    await page.keyboard.press('Space')
    expect(await question.isVisible()).toBe(false)
    expect(page.url()).toContain('/kiosk/mitte?keys=one')
    await goOnTo('keinen Termin')
    await page.keyboard.press('Enter')
    await page.waitForURL(/ticket/)
  })
})

it('reads the screen aloud by one key, then what the arrows lead to', async () => {
  await hall.withPage(TALL, async (page) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto('/kiosk/mitte')
    await page.keyboard.press('F1')
    await page.waitForURL(/voice=on/)
    await expect.poll(said).toContain('Haben Sie einen Termin')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(said).toContain('Wartenummer ziehen und warten')
    await page.keyboard.press('Enter')
    await page.waitForURL(/ticket/)
    await expect.poll(said).toContain('Was möchten Sie erledigen')
    await page.goto('/kiosk/mitte/ticket/pick-up?voice=on')
    await page.getByRole('button', { name: '1 Person' }).tap()
    const number = (await page.locator('.kiosk-ticket__number').textContent())?.trim() ?? ''
    await expect.poll(said).toContain(spokenNumber(number, 'de'))
    expect(complaints).toEqual([])
  })
})

it('speaks only as much as one person can hear', async () => {
  const { url } = hall.house.server()
  const ask = () =>
    fetch(`${url}/kiosk/mitte/voice?lang=de`, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams({ text: 'Guten Tag' }),
    }).then(({ status }) => status)
  expect(await ask()).toBe(200)
  const answers = await Promise.all(Array.from({ length: 130 }, ask))
  expect(answers).toContain(429)
})
