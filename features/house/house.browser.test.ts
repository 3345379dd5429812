import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

async function add(page: Page, what: string): Promise<void> {
  await page.getByLabel('Was kommt dazu?').selectOption({ label: what })
  await page.getByRole('button', { name: 'Hinzufügen' }).press('Enter')
}
const show = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

it('a house is drawn by keyboard, moved by mouse, and saved once it can be walked', async () => {
  const { page, complaints } = await house.signedIn('verwaltung', { viewport: { width: 1280, height: 1000 } })
  await page.goto('/console/houses')
  await page.getByLabel('Standort').selectOption({ label: 'Bürgeramt Mitte' })
  await add(page, 'Raum')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Halle')
  await add(page, 'Schalter')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page
    .getByRole('alert')
    .getByRole('button', { name: 'braucht einen Schalter dieses Standorts' })
    .click()
  await page.getByLabel('Welcher Schalter?').selectOption({ label: 'Schalter 1' })
  await page.getByRole('alert').getByText('ist von keinem Eingang zu erreichen').waitFor()
  await add(page, 'Eingang')
  await page.getByLabel('Kästchen von links').fill('0')
  await page.getByText('Eine Sache passt noch nicht').waitFor({ state: 'detached' })

  // The counter, three squares to the right by mouse; the list says where it stands.
  const mark = page.locator('.plan-drawing__mark--counter')
  const before = await mark.boundingBox()
  if (!before) throw new Error('nothing drawn')
  const [x, y] = [before.x + before.width / 2, before.y + before.height / 2]
  const square = before.width / 1.62
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 2 * square, y, { steps: 4 })
  await page.mouse.up()
  await page.getByRole('button', { name: /Schalter: 1.*5 nach rechts, 2 nach unten/ }).waitFor()
  await show(page, 'house-editor')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('Der Hausplan ist gespeichert.').waitFor({ state: 'attached' })

  await page.emulateMedia({ reducedMotion: 'reduce' })
  await lookAt(page, 'house editor', { tree: true })
  expect(complaints).toEqual([])
})
