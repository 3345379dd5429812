import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

it('an administrator decides when and by what people are reminded, sees what it means, is warned, saves and goes back', async () => {
  const { page, complaints } = await house.signedIn('verwaltung', { viewport: SIZE, reducedMotion: 'reduce' })
  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  await page.goto('/console/reminders')
  await page.getByLabel('Leistung', { exact: true }).selectOption('passport')
  await page.getByText('Hier hat noch niemand etwas geändert.').waitFor()
  const meaning = page.locator('.reminder-meaning')
  await expect.poll(() => meaning.textContent()).toContain('E-Mail: am Tag davor um 08:00')

  await page.getByLabel(/^Zeiten wie in der ganzen Stadt/).press('Space')
  await page.getByRole('button', { name: 'Erinnerung hinzufügen' }).press('Enter')
  const third = page.getByLabel('3. Erinnerung: Stunden vor dem Termin')
  await expect.poll(() => third.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.type('999')
  await page.getByText('Geben Sie eine ganze Zahl von 1 bis 336 ein.').waitFor()
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await expect.poll(() => third.evaluate((element) => element === document.activeElement)).toBe(true)
  await third.fill('48')
  await expect.poll(() => meaning.textContent()).toContain('E-Mail: 2 Tage davor um 08:00')

  await page.getByLabel(/^Wege wie in der ganzen Stadt/).press('Space')
  await page.getByLabel('E-Mail', { exact: true }).press('Space')
  await page.getByText('Ohne E-Mail wird nur erinnert, wer es selbst wählt.').waitFor()
  await lookAt(page, 'a warning', { tree: true, ways: ['light', 'dark', '320 px'] })
  await shot('reminders-warning')
  await page.getByLabel('E-Mail', { exact: true }).press('Space')

  // What is written outlives a look at another service.
  await page.getByLabel('Leistung', { exact: true }).selectOption('registration')
  await page.getByLabel('Leistung', { exact: true }).selectOption('passport')
  await page.getByText('Diese Änderungen sind noch nicht gespeichert.').waitFor()
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('gilt jetzt').waitFor()
  await page.getByText('Zeiten: 48 Stunden, 24 Stunden, 4 Stunden').waitFor()
  await page.getByText('Silke Amelung').first().waitFor()
  await lookAt(page, 'the history', { tree: true })
  await shot('reminders')

  await page.getByRole('button', { name: /^Wieder einsetzen/ }).press('Enter')
  await page.getByText('· wieder eingesetzt').waitFor()
  await expect.poll(() => page.getByLabel(/^Zeiten wie in der ganzen Stadt/).isChecked()).toBe(true)
  expect(complaints).toEqual([])
  await page.context().close()
})
