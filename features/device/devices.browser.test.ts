import { afterAll, beforeAll, expect, test } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

test('a device shows a code, somebody types it in the console, and the display goes on by itself', async () => {
  const context = await house.browser.newContext({ baseURL: house.server().url, locale: 'de-DE' })
  const device = await context.newPage()
  await device.goto('/pair/display')
  await lookAt(device, 'a device that waits', { tree: true })
  const code = (await device.locator('.kiosk-pairing').textContent()) ?? impossible('no code')
  const { page, complaints } = await house.signedIn('verwaltung')
  await page.goto('/console/devices')
  await page.getByText('Noch ist kein Gerät verbunden.').waitFor()
  await page.getByLabel('Code vom Gerät').fill(code.toLowerCase())
  await page.getByLabel('Name des Geräts').focus()
  await page.keyboard.press('Enter')
  await page.getByText('Bitte geben Sie dem Gerät einen Namen.').waitFor()
  expect(await page.getByLabel('Code vom Gerät').inputValue()).toBe(code.toLowerCase())
  await page.getByLabel('Name des Geräts').fill('Wartebereich')
  await page.keyboard.press('Enter')
  await page.getByText('Erreichbar', { exact: true }).waitFor()
  await lookAt(page, 'the list of devices', { tree: true })
  await device.waitForURL('**/display/*')
  await page.getByRole('button', { name: 'Wartebereich trennen' }).click()
  await page.getByRole('button', { name: 'Trennen', exact: true }).last().click()
  await page.getByText('Noch ist kein Gerät verbunden.').waitFor()
  expect(complaints).toEqual([])
  await context.close()
  await page.context().close()
})
