import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, overflow, SIZE } from '#test/everyWay.ts'
import { TEST_START } from '#test/fixtures.ts'
import { mobileData } from '#test/mobileTeam.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
  const { database, authority } = house.city
  await importData(database, authority, mobileData(), { at: TEST_START })
})
afterAll(() => house?.stop())

async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 80; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

const press = async (page: Page, name: string | RegExp) => {
  await tabTo(page, page.getByRole('button', { name, exact: true }))
  await page.keyboard.press('Enter')
}

const type = async (page: Page, label: string, text: string) => {
  const field = page.getByLabel(label, { exact: true })
  await tabTo(page, field)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}

it('a manager plans a tour by keyboard and cancels by touch; citizens see each stop without script', async () => {
  const { page, complaints } = await house.signedIn('leitung', { reducedMotion: 'reduce' })
  await tabTo(page, page.getByRole('link', { name: 'Planung', exact: true }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: 'Mobile Teams' }).first())
  await page.keyboard.press('Enter')
  await page.getByText('Noch kein Halt geplant.').waitFor()
  await page.getByLabel('Ort', { exact: true }).selectOption('volksdorf')
  await press(page, 'Prüfen')
  await page.getByText('Bitte wählen Sie einen Tag.').waitFor()
  // Keyboards differ in how they fill a browser's own field for days.
  await page.getByLabel('Tag', { exact: true }).fill('2027-03-04')
  await type(page, 'Bis', '16')
  await press(page, 'Prüfen')
  await page.getByText('Nach spätestens sechs Stunden braucht das Team eine Pause').waitFor()
  expect(await page.getByRole('button', { name: 'Speichern' }).count()).toBe(0)
  expect(await axeFaults(page)).toEqual([])
  await type(page, 'Bis', '12')
  await press(page, 'Prüfen')
  await page.getByText('Personalausweis beantragen: 12').waitFor()
  await press(page, 'Speichern')
  await page.getByRole('heading', { name: 'Donnerstag, 4. März 2027', exact: true }).waitFor()
  await press(page, /^Auf einen anderen Tag kopieren/)
  await page.getByRole('heading', { name: /^Halt kopieren/ }).waitFor()
  await page.getByLabel('Tag', { exact: true }).fill('2027-03-09')
  await press(page, 'Prüfen')
  await press(page, 'Speichern')
  await page.getByRole('heading', { name: 'Dienstag, 9. März 2027', exact: true }).waitFor()
  expect(await axeFaults(page)).toEqual([])
  expect(complaints).toEqual([])

  const context = await house.browser.newContext({
    locale: 'de-DE',
    baseURL: house.server().url,
    javaScriptEnabled: false,
    bypassCSP: true,
    viewport: SIZE,
  })
  const citizen = await context.newPage()
  await citizen.goto('/')
  await citizen.getByRole('link', { name: 'Alle Tage und Orte des mobilen Teams' }).click()
  await citizen.getByRole('link', { name: 'Am 9. März in Volksdorf' }).waitFor()
  await citizen.goto('/booking/times?m=identity-card:1')
  await citizen.getByRole('link', { name: 'Mobiles Team am 4. März in Volksdorf' }).waitFor()
  await citizen.goto('/services/identity-card?lang=en')
  await citizen.getByText('on 4 March in Volksdorf, 09:00 to 12:00').waitFor()
  await citizen.goto('/stops?lang=de-simple')
  await citizen.getByRole('link', { name: 'Am 4. März in Volksdorf' }).waitFor()
  await context.close()

  const seeing = await house.browser.newContext({
    baseURL: house.server().url,
    bypassCSP: true,
    viewport: SIZE,
  })
  const looked = await seeing.newPage()
  await looked.goto('/stops?lang=de')
  await lookAt(looked, 'stops')
  await seeing.close()

  const touch = await house.signedIn('leitung', {
    hasTouch: true,
    reducedMotion: 'reduce',
    colorScheme: 'dark',
    viewport: { width: 320, height: 640 },
  })
  await touch.page.goto('/console/tour')
  await touch.page
    .getByRole('button', { name: 'Absagen: Mobiles Team in Volksdorf, Dienstag, 9. März 2027' })
    .tap()
  await touch.page.getByText('Niemand hat hier gebucht.').waitFor()
  expect(await overflow(touch.page)).toBe(0)
  expect(await axeFaults(touch.page)).toEqual([])
  await touch.page.getByRole('button', { name: 'Absagen', exact: true }).last().tap()
  await touch.page
    .getByRole('heading', { name: 'Dienstag, 9. März 2027', exact: true })
    .waitFor({ state: 'detached' })
})
