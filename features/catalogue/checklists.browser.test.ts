import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

it('an administrator adds a question and a paper, is told of gaps while writing, sees the list as citizens do, saves and goes back', async () => {
  const { page, complaints } = await house.signedIn('verwaltung', { viewport: SIZE, reducedMotion: 'reduce' })
  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  await page.goto('/console/checklists')
  await page.getByLabel('Leistung', { exact: true }).selectOption('passport')
  await page.getByText('Hier hat noch niemand etwas geändert.').waitFor()
  const status = page.locator('.checklist-faults [role=status]')

  await page.locator('[data-place^="questions "]').first().waitFor()
  const asked = await page.locator('[data-place^="questions "]').count()
  await page.getByRole('button', { name: 'Frage hinzufügen' }).press('Enter')
  const question = page.locator(`[data-place="questions ${asked}"]`)
  await expect.poll(() => question.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  await expect.poll(() => status.textContent()).toContain('Fehler')
  for (const [language, words] of [
    ['Deutsch', 'Haben Sie den alten Pass verloren?'],
    ['Leichte Sprache', 'Ist der Pass weg?'],
    ['Englisch', 'Have you lost the passport?'],
  ] as const)
    await question.getByLabel(`Frage · ${language}`).fill(words)
  // Nothing depends on the answer yet.
  await page.getByText('Die Antwort ändert an keiner Liste etwas.').waitFor()

  const count = await page.locator('[data-place^="papers "]').count()
  await page.getByRole('button', { name: 'Unterlage hinzufügen' }).press('Enter')
  const paper = page.locator(`[data-place="papers ${count}"]`)
  for (const language of ['Deutsch', 'Leichte Sprache', 'Englisch'])
    await paper.getByLabel(`Unterlage · ${language}`).fill(`Verlustanzeige ${language}`)
  await paper.getByLabel('Nur unter einer Bedingung nötig').press('Space')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page
    .getByText('In einem Fall ist keine Antwort angekreuzt.')
    .or(page.getByText('Der Text fehlt'))
    .first()
    .waitFor()
  await lookAt(page, 'faults', { tree: true, ways: ['light', 'dark', '320 px'] })
  await shot('checklist-faults')

  await paper
    .getByRole('group', { name: 'Haben Sie den alten Pass verloren?' })
    .getByLabel('Ja')
    .press('Space')
  for (const language of ['Deutsch', 'Leichte Sprache', 'Englisch'])
    await paper.getByLabel(`Bedingung in Worten · ${language}`).fill(`Bei Verlust ${language}`)
  await expect.poll(() => status.textContent()).toContain('keine Lücken, keine Widersprüche')

  const preview = page.getByRole('region', { name: 'So sehen es die Menschen' })
  await preview.getByText('Bei Verlust Deutsch: Verlustanzeige Deutsch').waitFor()
  await preview.getByLabel('Haben Sie den alten Pass verloren?').selectOption('no')
  await expect.poll(() => preview.locator('.checklist-list').textContent()).not.toContain('Verlustanzeige')
  await preview.getByLabel('Sprache').selectOption('en')
  await preview.getByLabel('Have you lost the passport?').selectOption('yes')
  await preview.getByText('Verlustanzeige Englisch', { exact: true }).waitFor()

  // What is written outlives a look at another service.
  await page.getByLabel('Leistung', { exact: true }).selectOption('registration')
  await page.getByLabel('Leistung', { exact: true }).selectOption('passport')
  await page.getByText('Diese Änderungen sind noch nicht gespeichert.').waitFor()
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('gilt jetzt').waitFor()
  await page.getByText('Silke Amelung').first().waitFor()
  await lookAt(page, 'the history', { tree: true })
  await shot('checklist')

  const citizen = await house.browser.newContext({ baseURL: `http://127.0.0.1:${house.server().port}` })
  const service = await citizen.newPage()
  await service.goto('/services/passport?lang=de')
  expect(await service.locator('main').textContent()).toContain('Bei Verlust Deutsch: Verlustanzeige Deutsch')
  await page.getByRole('button', { name: /^Wieder einsetzen/ }).press('Enter')
  await page.getByText('· wieder eingesetzt').waitFor()
  await service.reload()
  expect(await service.locator('main').textContent()).not.toContain('Verlustanzeige')
  await citizen.close()
  expect(complaints).toEqual([])
  await page.context().close()
})
