import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { allMobiles } from '#features/visit/actions.ts'
import { asOwner } from '#test/city.ts'
import { lookAt } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'

const TALL: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true }
const QUESTION = 'Wohin sollen wir die SMS schicken?'

let hall: HallServer

beforeAll(async () => {
  hall = await startHall({ smsGateway: () => ({ url: 'http://127.0.0.1:9', key: 'k'.repeat(40) }) })
  const { ownerUrl, authority } = hall.house.city
  await asOwner(ownerUrl, (client) =>
    client.query(`UPDATE ${authority.schema}.setting SET sms_sender = 'Neuwalden'`),
  )
  await hall.house.run((tx) => tx.changeReference())
})
afterEach(async () => {
  const { ownerUrl, authority } = hall.house.city
  await asOwner(ownerUrl, (client) => client.query(`DELETE FROM ${authority.schema}.visit_mobile`))
})
afterAll(() => hall?.stop())

const numbers = async () => (await hall.house.run(allMobiles)).map(({ mobile }) => mobile)

async function draw(page: Page, language = 'de'): Promise<void> {
  await page.goto(`/kiosk/mitte/ticket/pick-up?lang=${language}`)
  await page.getByRole('button', { name: '1 Person' }).click()
  await page.waitForURL(/\/result/)
}

it('at the kiosk, by its own keys: who has drawn a number is told by SMS, and no mobile number is left on it', async () => {
  await hall.withPage(TALL, async (page) => {
    await draw(page)
    await lookAt(page, 'number with SMS', { tree: true })
    await page.getByRole('link', { name: /^SMS aufs Handy bekommen/ }).tap()
    await page.getByRole('heading', { name: QUESTION }).waitFor()
    await lookAt(page, 'mobile number', { tree: true })
    for (const digit of '0301') await page.getByRole('button', { name: digit, exact: true }).tap()
    await page.getByRole('button', { name: 'SMS bekommen' }).tap()
    await page.getByRole('alert').getByText('Bitte prüfen Sie die Ziffern').waitFor()
    await lookAt(page, 'refused', { tree: true, ways: ['light', 'dark', '320 px'] })
    const field = page.getByLabel('Ihre Handynummer')
    expect(await field.inputValue()).toBe('0301')
    for (let back = 0; back < 4; back++) await page.getByRole('button', { name: 'Löschen' }).tap()
    for (const digit of '01709876543') await page.getByRole('button', { name: digit, exact: true }).tap()
    await page.getByRole('button', { name: 'SMS bekommen' }).tap()
    await page.waitForURL(/\/result/)
    await page.getByText('Wir schreiben Ihnen eine SMS, bevor Sie dran sind').waitFor()
    expect(await numbers()).toEqual(['+491709876543'])
    expect(await page.getByRole('link', { name: /^SMS aufs Handy bekommen/ }).count()).toBe(0)
    expect(await page.content()).not.toContain('9876543')
    await lookAt(page, 'told by SMS', { tree: true, ways: ['light', 'dark', '320 px'] })
    await page.getByRole('link', { name: 'Fertig' }).tap()
    await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    for (const path of ['/kiosk/mitte/sms?lang=de', '/kiosk/mitte/result?lang=de']) {
      await page.goto(path)
      expect(new URL(page.url()).pathname).toBe('/kiosk/mitte')
    }
  })
})

it('by keyboard alone, without script, in Leichte Sprache', async () => {
  await hall.withPage({ ...TALL, javaScriptEnabled: false }, async (page) => {
    await draw(page, 'de-simple')
    await page.getByRole('link', { name: /^Eine SMS bekommen/ }).press('Enter')
    await page.getByRole('heading', { name: 'Wie ist Ihre Handy-Nummer?' }).waitFor()
    await page.keyboard.type('+43 664 1234567')
    await page.keyboard.press('Enter')
    await page.getByText('Sind Sie bald dran? Dann bekommen Sie eine SMS').waitFor()
    expect(await numbers()).toEqual(['+436641234567'])
  })
})

it('forgets what was typed when nobody presses anything any more', async () => {
  await hall.withPage(TALL, async (page) => {
    await draw(page)
    await page.clock.install()
    await page.getByRole('link', { name: /^SMS aufs Handy bekommen/ }).tap()
    await page.getByLabel('Ihre Handynummer').fill('0170 98')
    await page.clock.runFor(31_000)
    await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    await page.goto('/kiosk/mitte/sms?lang=de')
    expect(new URL(page.url()).pathname).toBe('/kiosk/mitte')
    expect(await numbers()).toEqual([])
  })
})

it('at the information desk: given for somebody who waits, seen that they are told, and taken out', async () => {
  const { visit } = await hall.ticket()
  const number = visit.ticketNumber ?? ''
  const { page } = await hall.house.signedIn('info')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: `${number} ändern`, exact: true }).click()
  await dialog.getByLabel('Handynummer für eine SMS').fill('030 115115')
  await dialog.getByRole('button', { name: 'Per SMS Bescheid geben' }).click()
  await dialog.getByText('An diese Nummer geht keine SMS').waitFor()
  await lookAt(page, 'desk SMS', { ways: ['light', 'dark', '320 px'] })
  await dialog.getByLabel('Handynummer für eine SMS').fill('0171 2345678')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.getByText('Bekommt eine SMS, bevor es so weit ist.').waitFor()
  expect(await numbers()).toEqual(['+491712345678'])
  await dialog.getByRole('button', { name: 'Keine SMS mehr' }).click()
  await dialog.getByLabel('Handynummer für eine SMS').waitFor()
  expect(await numbers()).toEqual([])
})
