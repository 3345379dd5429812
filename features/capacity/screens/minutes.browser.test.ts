import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'

const SIZE = { width: 1280, height: 900 }

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

it('by keyboard: an administrator plans a service longer, sees first what that costs, and takes it back', async () => {
  const { page, complaints } = await house.signedIn('verwaltung', { viewport: SIZE, reducedMotion: 'reduce' })
  await page.goto('/console/minutes')
  const card = page.getByLabel('Personalausweis beantragen')
  await card.waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  const save = page.getByRole('button', { name: 'Speichern', exact: true })
  await card.fill('17')
  await card.press('Enter')
  await page.getByText('Bitte 5 bis 240, in Schritten von fünf Minuten').waitFor()
  expect(await card.evaluate((input) => input === document.activeElement)).toBe(true)
  expect(await save.count()).toBe(0)
  await card.fill('30')
  await card.press('Enter')
  await page.getByText(/Personalausweis beantragen: 30 Minuten\. \d+ statt \d+ Zeiten/).waitFor()
  await page.getByText('Gebucht ist dafür nichts.').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await lookAt(page, 'planned-minutes', { tree: true })
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/minutes.png`, fullPage: true })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 320, height: 900 })
    await page.screenshot({ path: `${process.env.SHOTS}/minutes-320-dark.png`, fullPage: true })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(SIZE)
  }
  await save.press('Enter')
  await page.getByText('Personalausweis beantragen: 15 Min. → 30 Min.').waitFor()
  const minutes = async () => {
    const { services } = await (await page.request.get('/api/services')).json()
    return services.find(({ key }: { key: string }) => key === 'identity-card').minutes
  }
  expect(await minutes()).toBe(30)
  await page.getByRole('button', { name: 'Zurücknehmen' }).press('Enter')
  await page.getByText('Was vorher galt, steht im Formular.').first().waitFor()
  await save.press('Enter')
  await page.getByText('Personalausweis beantragen: 30 Min. → 15 Min.').waitFor()
  expect(await minutes()).toBe(15)
  expect(complaints).toEqual([])
  await page.context().close()
})
