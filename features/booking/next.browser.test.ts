import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { visitsOfReference } from '#features/visit/actions.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

const heading = (page: Page, name: string, level: number) =>
  page.getByRole('heading', { name, level, exact: true }).waitFor()

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 40; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

it('a clerk books the next visit to a matter by keyboard alone', async () => {
  const number = await house.ticket('identity-card')
  const { page, complaints } = await house.signedIn('schalter')
  await tabTo(page, page.getByRole('button', { name: 'Schalter 1 öffnen' }))
  await page.keyboard.press('Enter')
  await heading(page, 'Niemand am Schalter', 2)
  await page.keyboard.press('n')
  await heading(page, 'Aufgerufen', 2)
  await page.keyboard.press('s')
  await heading(page, 'In Bedienung', 2)
  const matters = page.getByRole('list', { name: 'Anliegen' })
  await matters
    .getByText(/V-[0-9A-Z]{3}/)
    .first()
    .waitFor()
  const reference = /V(-[0-9A-Z]{3}){3}/.exec((await matters.textContent()) ?? '')?.[0] ?? 'no reference'
  await page.keyboard.press('t')

  await heading(page, 'Folgetermin buchen', 1)
  await page.getByText(reference).waitFor()
  await tabTo(page, page.getByRole('listbox', { name: 'Freie Zeiten' }))
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  // Whoever came without an appointment has left no name yet.
  await tabTo(page, page.getByLabel('Name', { exact: true }))
  await page.keyboard.type('Ada Lind')
  await page.keyboard.press('Enter')
  await heading(page, 'Der Folgetermin ist gebucht', 2)
  await tabTo(page, page.getByRole('button', { name: 'Zurück zum Schalter' }))
  await page.keyboard.press('Enter')

  await heading(page, 'In Bedienung', 2)
  await page.keyboard.press('f')
  await page.getByText('Wie ist es ausgegangen?').waitFor()
  await page.keyboard.press('2')
  await heading(page, 'Niemand am Schalter', 2)
  await page.getByRole('link', { name: `Folgetermin für ${number} buchen` }).waitFor()
  const rows = await house.run((tx) =>
    visitsOfReference(tx, reference.replaceAll('-', '')).then((visits) => visits.map(({ state }) => state)),
  )
  expect(rows).toEqual(['booked', 'done'])
  expect(complaints).toEqual([])
})
