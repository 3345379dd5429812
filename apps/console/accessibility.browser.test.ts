import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, NARROW, SIZE, WAYS } from '#test/everyWay.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
  for (const service of ['identity-card', 'registration', 'pick-up', 'identity-card'])
    await house.ticket(service)
})

afterAll(() => house?.stop())

type See = (name: string, part?: string) => Promise<void>

/** Everything is done in the narrowest window; each state is looked at there, and in a wide one in the other ways. */
async function walk(login: string, screens: (page: Page, see: See) => Promise<void>) {
  const { page, complaints } = await house.signedIn(login, NARROW)
  const see: See = async (name, part) => {
    await lookAt(page, name, { ways: ['320 px'], tree: true, ...(part && { part }) })
    await page.setViewportSize(SIZE)
    await lookAt(page, name, {
      ways: WAYS.filter((way) => way !== '320 px'),
      tree: true,
      ...(part && { part }),
    })
    await page.setViewportSize(NARROW.viewport)
  }
  try {
    await screens(page, see)
  } finally {
    await page.context().close()
  }
  expect(complaints).toEqual([])
}

const times = (page: Page) => page.getByRole('listbox', { name: 'Freie Zeiten' }).getByRole('option')

it('signing in', async () => {
  await walk('schalter', async (page, see) => {
    await page.getByRole('button', { name: 'Abmelden' }).click()
    await page.getByLabel('Anmeldename').fill('schalter')
    await page.getByLabel('Passwort').fill('falsch')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await see('sign-in refused')
  })
})

it('the counter in every state', async () => {
  await walk('schalter', async (page, see) => {
    await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
    await see('choice')
    await page.getByRole('button', { name: 'Schalter 1 öffnen' }).click()
    await page.getByRole('heading', { name: 'Niemand am Schalter', exact: true }).waitFor()
    await see('idle')
    await page.keyboard.press('n')
    await page.getByRole('heading', { name: 'Aufgerufen', exact: true }).waitFor()
    await see('called')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await see('help')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('dialog').waitFor()
    await see('close refused')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('s')
    await page.getByRole('heading', { name: 'In Bedienung', exact: true }).waitFor()
    await page.keyboard.press('g')
    await page.getByRole('dialog').waitFor()
    await see('sending on')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('f')
    await page.getByText('Wie ist es ausgegangen?').waitFor()
    await see('outcome')
    await page.keyboard.press('Escape')
    await page.keyboard.press('f')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Niemand am Schalter', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
  })
})

it('the information desk', async () => {
  await walk('info', async (page, see) => {
    const matter = page.getByRole('combobox', { name: 'Anliegen' })
    await matter.fill('ausweis')
    await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
    await see('choosing a matter', '.react-aria-Popover')
    await matter.press('Enter')
    await page.getByLabel('Terminnummer').fill('Niemand')
    await page.getByRole('button', { name: 'Suchen' }).click()
    await page.getByText('Nichts gefunden').waitFor()
    await see('desk')
    await page.getByRole('button', { name: 'Wartemarke ziehen' }).click()
    await page.getByRole('dialog').waitFor()
    await see('ticket')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page
      .getByRole('button', { name: /ändern$/ })
      .last()
      .click()
    await page.getByRole('dialog').waitFor()
    await see('one who waits')
    await page.getByRole('button', { name: 'Ist gegangen' }).click()
    await page.getByRole('button', { name: 'Ja, ist gegangen' }).waitFor()
    await see('has left')
  })
})

it('bookings for callers', async () => {
  await walk('telefon', async (page, see) => {
    const matter = page.getByRole('combobox', { name: 'Anliegen' })
    await matter.fill('wohnung')
    await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
    await matter.press('Enter')
    await times(page).first().click()
    await page.getByLabel('Telefon').fill('keine')
    await page.getByLabel('Name', { exact: true }).fill('Erika Mustermann')
    await page.keyboard.press('Enter')
    await page.getByText('Diese Telefonnummer').waitFor()
    await see('booking with a fault')
    await page.getByLabel('Telefon').fill('0221 998877')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Der Termin ist gebucht' }).waitFor()
    await see('booked')
    await page.getByRole('link', { name: 'Termin finden' }).click()
    await page.getByLabel('Terminnummer').fill('Mustermann')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'verschieben' }).first().click()
    await times(page).nth(1).click()
    await see('moving')
    await page.getByRole('button', { name: 'Nicht verschieben' }).click()
    await page.getByRole('button', { name: 'absagen' }).first().click()
    await page.getByRole('dialog').waitFor()
    await see('cancelling')
    await page.getByRole('button', { name: 'Ja, absagen' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await see('found')
  })
})

it('overview, hall, start page, a page that does not exist', async () => {
  await walk('verwaltung', async (page, see) => {
    await see('start')
    await page.getByRole('link', { name: 'Überblick' }).first().click()
    await page.getByRole('grid').waitFor()
    await see('overview')
    await page.getByRole('link', { name: 'Bürgeramt Mitte' }).click()
    await page.getByRole('heading', { name: 'Schalter', exact: true }).waitFor()
    await see('hall')
    await page.goto('/console/audit')
    await page.getByRole('heading', { name: 'Diese Seite gibt es nicht' }).waitFor()
    await see('missing')
  })
})

it('the audit', async () => {
  await walk('datenschutz', async (page, see) => {
    await page.getByRole('table').waitFor()
    await see('audit')
  })
})

it('the shift plan: week, draft, forms and bookings without a place', async () => {
  await walk('leitung', async (page, see) => {
    await page.getByRole('link', { name: 'Planung' }).click()
    await page.getByRole('heading', { name: 'Was daraus wird' }).waitFor()
    await see('plan')
    const block = page.getByRole('button', { name: 'Schalter 1, jeden Montag' })
    await block.press('Shift+ArrowLeft')
    await page.getByText('Kein Termin verliert seinen Platz.').waitFor()
    await page.getByRole('button', { name: 'Veröffentlichen …' }).waitFor()
    await see('draft')
    await block.press('Enter')
    await page.getByRole('dialog').waitFor()
    await see('form')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByLabel('Änderungen gelten').selectOption('once')
    await see('one week')
    await page.getByRole('link', { name: 'Termine ohne Platz' }).click()
    await page.getByRole('heading', { name: 'Kein Termin ist ohne Platz.' }).waitFor()
    await see('nobody without a place')
    const rooms = [
      ...['Schließungen', 'Umzüge', 'Mobile Teams'].map((room) => ({ group: 'Planung', room })),
      ...['Anrufliste', 'Warteliste'].map((room) => ({ group: 'Heute', room })),
    ]
    for (const { group, room } of rooms) {
      await page.getByRole('link', { name: group, exact: true }).click()
      await page.getByRole('link', { name: room, exact: true }).first().click()
      await page.getByRole('heading', { level: 1, name: room, exact: true }).waitFor()
      await see(room)
    }
  })
})
