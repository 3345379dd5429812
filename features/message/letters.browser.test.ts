import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HOUR } from '#kernel/instant.ts'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { overflow } from '#test/everyWay.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 80; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

const shot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

/** Opens a room by its link, without loading the console anew. */
const enter = async (page: Page, name: string) => {
  await tabTo(page, page.getByRole('link', { name, exact: true }).first())
  await page.keyboard.press('Enter')
}

it('a letter is chosen while booking, printed, and given to the post, by keyboard alone', async () => {
  const { page, complaints } = await house.signedIn('info')
  const press = async (wanted: ReturnType<Page['locator']>, key = 'Enter') => {
    await tabTo(page, wanted)
    await page.keyboard.press(key)
  }
  await enter(page, 'Termine')
  await tabTo(page, page.getByRole('combobox').first())
  await page.keyboard.type('Personal')
  await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  // Late enough for a letter.
  await tabTo(page, page.getByLabel('Standort', { exact: true }))
  await page.keyboard.type('Bürgeramt Mitte')
  await tabTo(page, page.getByLabel('Tag', { exact: true }))
  await page.keyboard.press('End')
  await page.waitForFunction(
    () => !document.querySelector('[role=listbox]')?.textContent?.includes('1. März'),
  )
  await tabTo(page, page.getByRole('listbox', { name: 'Freie Zeiten' }))
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Name', { exact: true }))
  await page.keyboard.type('Ada Lind')
  await tabTo(page, page.getByLabel('Bestätigung und Änderungen schicken wir per'))
  await page.keyboard.type('Brief')
  await tabTo(page, page.getByLabel('Straße und Hausnummer'))
  await page.keyboard.type('Am Markt 1')
  await tabTo(page, page.getByLabel('Postleitzahl'))
  await page.keyboard.type('5066')
  await tabTo(page, page.getByLabel('Ort', { exact: true }))
  await page.keyboard.type('Köln')
  await page.keyboard.press('Enter')
  // What is wrong is said beside its field, which has the focus; the rest stays as it was typed.
  await page.getByText('in Deutschland fünf Ziffern').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
  await shot(page, 'letter-form')
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('End')
  await page.keyboard.type('7')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Der Termin ist gebucht', level: 2 }).waitFor()
  await page.getByText('kommt per Brief').waitFor()
  await shot(page, 'letter-booked')

  await enter(page, 'Briefe')
  await page.getByRole('heading', { name: 'Ein Brief wartet', level: 2 }).waitFor()
  await shot(page, 'letters-waiting')
  await press(page.getByRole('button', { name: 'Briefe für Bürgeramt Mitte drucken' }))
  await page.getByText('Druck 1: ein Brief').waitFor()
  // The button is gone with its line, and the focus is where the file stands now.
  await expect.poll(() => page.locator(':focus').textContent()).toBe('Gedruckte Briefe')
  await page.getByRole('heading', { name: 'Es wartet kein Brief', level: 2 }).waitFor()
  const file = page.getByRole('link', { name: 'Datei öffnen: Druck 1' })
  const answer = await page.request.get((await file.getAttribute('href')) ?? '')
  expect(answer.headers()['content-type']).toBe('application/pdf')
  expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-')
  expect(await axeFaults(page)).toEqual([])
  await shot(page, 'letters-printed')
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await overflow(page)).toBe(0)
  await shot(page, 'letters-narrow')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shot(page, 'letters-dark')
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 800 })

  // The printer was out of paper: back, and once more.
  await press(page.getByRole('button', { name: 'Druck 1 zurücknehmen: nicht gedruckt' }))
  await page.getByRole('heading', { name: 'Ein Brief wartet', level: 2 }).waitFor()
  await press(page.getByRole('button', { name: 'Briefe für Bürgeramt Mitte drucken' }))
  await press(page.getByRole('button', { name: /^Druck \d ist bei der Post$/ }))
  await page
    .getByText('bei der Post', { exact: true })
    .or(page.getByText('Bei der Post', { exact: true }))
    .first()
    .waitFor()
  await file.waitFor({ state: 'detached' })

  await tabTo(page, page.getByLabel('Brief-Nummer'))
  await page.keyboard.type('1-1')
  await page.keyboard.press('Enter')
  await page.getByText('Brief 1-1 steht jetzt unter „Nicht angekommen“.').waitFor()
  await enter(page, 'Nicht angekommen')
  await page.getByText('Die Post konnte den Brief nicht zustellen').waitFor()
  expect(complaints).toEqual([])
})

it('a manager is told on the overview that letters lie about', async () => {
  const { page } = await house.signedIn('info')
  await enter(page, 'Nicht angekommen')
  await tabTo(page, page.getByRole('button', { name: 'Nachricht an Ada Lind noch einmal schicken' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Alles ist angekommen' }).waitFor()
  const before = await house.signedIn('leitung')
  await before.page.getByRole('heading', { level: 1 }).waitFor()
  await before.page.waitForLoadState('networkidle')
  expect(await before.page.getByText('mehr als einem Arbeitstag').count()).toBe(0)
  // Two days later nobody is signed in any more.
  await house.turnClock(49 * HOUR)
  const { page: manager } = await house.signedIn('leitung')
  await manager.getByText('Ein Brief liegt seit mehr als einem Arbeitstag').waitFor()
  await shot(manager, 'letters-late')
})
