import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterEach(() => house.city.unchanged())
afterAll(() => house?.stop())

const state = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor()
const number = (page: Page) => page.locator('.console-visit__number').textContent()

it('opens, marks as gone, takes back and closes by one key each; letters that are typed are letters', async () => {
  const first = await house.ticket('identity-card')
  const { page, complaints } = await house.signedIn('schalter')
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await page.keyboard.press('o')
  await state(page, 'Niemand am Schalter')

  await page.keyboard.press('n')
  await state(page, 'Aufgerufen')
  await page.keyboard.press('v')
  await state(page, 'Niemand am Schalter')
  await page.getByText(`${first} ist gegangen.`).waitFor()
  await page.keyboard.press('z')
  await state(page, 'Aufgerufen')
  expect(await number(page)).toBe(first)

  await page.keyboard.press('s')
  await state(page, 'In Bedienung')
  await page.keyboard.press('g')
  const note = page.getByRole('dialog').getByRole('textbox')
  await note.fill('')
  await note.pressSequentially('vcnz')
  expect(await note.inputValue()).toBe('vcnz')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await state(page, 'In Bedienung')

  await page.keyboard.press('b')
  await page.keyboard.press('2')
  await state(page, 'Niemand am Schalter')
  const parked = page.getByRole('region', { name: '1 Person zurückgestellt' })
  await parked.getByRole('button', { name: `${first} ist gegangen` }).click()
  await parked.waitFor({ state: 'detached' })
  await page.keyboard.press('z')
  await parked.waitFor()

  await page.keyboard.press('p')
  await state(page, 'Pause')
  await page.keyboard.press('z')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('?')
  for (const key of ['N', 'V', 'P', 'R', 'C', 'O', 'Z'])
    await page
      .getByRole('dialog')
      .locator('dt')
      .filter({ hasText: new RegExp(`^${key}`) })
      .first()
      .waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

it('a console that crashes in a call, and a server that restarts meanwhile, lose nobody', async () => {
  const called = await house.ticket('identity-card')
  const { page } = await house.signedIn('schalter')
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await page.keyboard.press('o')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('n')
  await state(page, 'Aufgerufen')
  const restart = await house.stopServer()
  const cookies = await page.context().cookies()
  // Closed without a word, as a crash does it; the person at the desk starts the browser again.
  await page.context().close()
  await restart()
  const context = await house.browser.newContext({ locale: 'de-DE', baseURL: house.server().url })
  await context.addCookies(cookies)
  const again = await context.newPage()
  await again.goto('/console')
  await again.getByRole('link', { name: 'Schalter' }).first().click()
  await state(again, 'Aufgerufen')
  expect(await number(again)).toBe(called)
  // While it runs, a restart leaves the call on the screen, and the next press counts.
  const restartAgain = await house.stopServer()
  await restartAgain()
  expect(await number(again)).toBe(called)
  await again.keyboard.press('s')
  await state(again, 'In Bedienung')
  await context.close()
})
