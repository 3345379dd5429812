import { afterAll, beforeAll, expect, it } from 'vitest'
import { drawTicket } from '#features/hall/actions.ts'
import { DAY } from '#kernel/instant.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { type ConsoleServer, MORNING, startConsole } from '#test/consoleServer.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

/** Somebody was here, and a day later it is looked at. */
async function aDayLater(): Promise<void> {
  await house.run(async (tx) => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
    await drawTicket(tx, house.server().parts.links, wish, async () => true)
  })
  const now = await house.run(async (tx) => tx.now - tx.authority.demoOffset)
  const migrator = await openMigrator(house.city.ownerUrl)
  await migrator.setDemoOffset('neuwalden', MORNING - now + DAY)
  await migrator.close()
  // Whoever signs in before the server knows the new day is signed out by it.
  await house.server().parts.directory.refresh()
}

it('rules and shares are decided after one has seen what that does, and taken back', async () => {
  await aDayLater()
  const { page, complaints } = await house.signedIn('verwaltung', {
    viewport: SIZE,
    reducedMotion: 'reduce',
  })
  await page.goto('/console/rules')
  const field = page.getByLabel('Obergrenze für alle zusammen')
  await field.fill('900')
  await field.press('Enter')
  await page.getByText('Bitte eine ganze Zahl von 0 bis 240').waitFor()
  expect(await field.inputValue()).toBe('900')
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
  await field.fill('45')
  await field.press('Enter')
  const save = page.getByRole('button', { name: 'Speichern' })
  await save.waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/rules.png`, fullPage: true })
  await lookAt(page, 'rules', { tree: true })
  await save.press('Enter')
  const undo = page.getByRole('button', { name: 'Zurücknehmen' })
  await undo.waitFor()
  expect(await field.inputValue()).toBe('45')
  await undo.press('Enter')
  await page.getByText('zurückgenommen', { exact: false }).first().waitFor()
  await page.goto('/console/shares')
  const share = page.getByLabel('Ohne Termin')
  await share.fill('101')
  await share.press('Enter')
  await page.getByText('Bitte eine ganze Zahl von 0 bis 100').waitFor()
  expect([
    await share.inputValue(),
    await share.evaluate((element) => element === document.activeElement),
  ]).toEqual(['101', true])
  await share.fill('100')
  await share.press('Enter')
  await page.getByText('Dann kann niemand mehr einen Termin buchen').waitFor()
  await page.getByText('weniger in der nächsten Woche').first().waitFor()
  await save.waitFor()
  await lookAt(page, 'shares', { tree: true })
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/shares.png`, fullPage: true })
  await save.press('Enter')
  await undo.waitFor()
  await undo.press('Enter')
  await page.getByText('zurückgenommen', { exact: false }).first().waitFor()
  // The words come with the answer, the field with the list that is read anew after it.
  await expect.poll(() => share.inputValue()).toBe('0')
  await page.goto('/console/numbers')
  await page.getByText('Für kleine Teams werden keine Zahlen gezeigt.').waitFor()
  await lookAt(page, 'numbers', { tree: true })
  const csv = await page.request.get('/hall-numbers.csv')
  expect(await csv.text()).toMatch(/^service,hour,visits,/)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/numbers.png`, fullPage: true })
  await page.goto('/console/overview')
  await page.getByText('Heute gewartet, mit Termin').waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/overview.png`, fullPage: true })
  expect(complaints).toEqual([])
  await page.context().close()
})
