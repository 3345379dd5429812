import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

it('an administrator words a mail, sees it in every language, sends a test, saves and goes back', async () => {
  const { page, complaints } = await house.signedIn('verwaltung', { viewport: SIZE, reducedMotion: 'reduce' })
  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  await page.goto('/console/templates')
  await page.getByText('Hier hat noch niemand etwas geändert.').waitFor()
  const german = page.getByRole('group', { name: 'Deutsch' })
  const opening = german.getByLabel('Anfang, nach der Anrede')
  await opening.fill('Wir sehen uns am {wehn}.')
  const look = page.getByRole('button', { name: 'Vorschau zeigen' })
  await look.press('Enter')
  await page.getByText('Meinten Sie {when}?').waitFor()
  expect(await opening.inputValue()).toBe('Wir sehen uns am {wehn}.')
  await expect.poll(() => opening.evaluate((element) => element === document.activeElement)).toBe(true)
  await lookAt(page, 'a fault', { tree: true })

  await opening.fill('Wir sehen uns bei ')
  await page.getByText('Platzhalter für diese Nachricht').click()
  await page.getByRole('button', { name: 'Einsetzen: {site}' }).press('Enter')
  await expect.poll(() => opening.inputValue()).toBe('Wir sehen uns bei {site}')
  await expect.poll(() => opening.evaluate((element) => element === document.activeElement)).toBe(true)
  await look.press('Enter')
  const frame = page.frameLocator('iframe[title="Beispiel: Deutsch"]')
  await frame.getByText(/^Wir sehen uns bei [^{]+$/).waitFor()
  await page
    .frameLocator('iframe[title="Beispiel: Englisch"]')
    .getByText('Your appointment is booked.')
    .waitFor()
  await shot('templates')
  await lookAt(page, 'the preview', { tree: true })

  await page.getByLabel('E-Mail-Adresse').fill('niemand')
  await page.getByRole('button', { name: 'Schicken' }).press('Enter')
  await page.getByText('Bitte geben Sie eine E-Mail-Adresse ein').waitFor()
  await page.getByLabel('E-Mail-Adresse').fill('verwaltung@stadt.example')
  await page.getByRole('button', { name: 'Schicken' }).press('Enter')
  await page.getByText('Die Probe ist unterwegs an verwaltung@stadt.example.').first().waitFor()

  // What is written outlives a look at another mail and another room.
  const kind = page.getByLabel('Nachricht', { exact: true })
  await kind.selectOption('reminder')
  await page.getByRole('heading', { name: 'Erinnerung', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Dran' }).first().click()
  await page.goBack()
  await kind.selectOption('booked')
  await page.getByText('Diese Änderungen sind noch nicht gespeichert.').waitFor()
  await expect.poll(() => opening.inputValue()).toBe('Wir sehen uns bei {site}')

  await look.press('Enter')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('gilt jetzt').waitFor()
  await page.getByText('Silke Amelung').first().waitFor()
  await lookAt(page, 'the history', { tree: true })
  await shot('templates-history')
  await page.getByRole('button', { name: 'Zurück zum eingebauten Text' }).press('Enter')
  await page.getByText('Alles wie eingebaut').waitFor()
  await expect.poll(() => opening.inputValue()).toBe('')
  await page.getByRole('button', { name: /^Wieder einsetzen/ }).press('Enter')
  await expect.poll(() => opening.inputValue()).toBe('Wir sehen uns bei {site}')
  expect(complaints).toEqual([])
  await page.context().close()
})
