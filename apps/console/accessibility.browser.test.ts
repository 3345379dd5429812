import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults, type ConsoleServer, startConsole } from '#test/consoleServer.ts'

type Way = {
  readonly name: string
  readonly look?: string
  readonly options?: BrowserContextOptions
  readonly text?: string
}

/** Every way in which people see a screen. */
const WAYS: readonly Way[] = [
  { name: 'light' },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'high contrast', look: 'contrast' },
  { name: 'forced colours', options: { forcedColors: 'active' } },
  { name: '320 px', options: { viewport: { width: 320, height: 640 } } },
  { name: '200 % text', text: '200%' },
]

/** Nothing glides: what axe measures is what stays. */
const still = (way: Way): BrowserContextOptions => ({ ...way.options, reducedMotion: 'reduce' })

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
  for (const service of ['identity-card', 'registration', 'pick-up', 'identity-card'])
    await house.ticket(service)
})

afterAll(() => house?.stop())

async function seen(page: Page, name: string, found: string[], part?: string): Promise<void> {
  const faults = await axeFaults(page, part)
  const [needed = 0, width = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  if (needed > width) faults.push(`scrolls sideways: ${needed} of ${width}`)
  found.push(...faults.map((fault) => `${name}: ${fault}`))
}

async function walk(
  way: Way,
  login: string,
  screens: (page: Page, see: (name: string, part?: string) => Promise<void>) => Promise<void>,
) {
  const { page, complaints } = await house.signedIn(login, still(way))
  const found: string[] = []
  try {
    if (way.look) await page.evaluate((look) => document.body.setAttribute('data-kern-theme', look), way.look)
    if (way.text)
      await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), way.text)
    await screens(page, (name, part) => seen(page, name, found, part))
  } finally {
    await page.context().close()
  }
  expect([...found, ...complaints]).toEqual([])
}

const times = (page: Page) => page.getByRole('listbox', { name: 'Freie Zeiten' }).getByRole('option')

describe.each(WAYS)('$name', (way) => {
  it('signing in', async () => {
    const { page } = await house.signedIn('schalter', still(way))
    const found: string[] = []
    await page.getByRole('button', { name: 'Abmelden' }).click()
    await page.getByLabel('Anmeldename').fill('schalter')
    await page.getByLabel('Passwort').fill('falsch')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await seen(page, 'sign-in refused', found)
    await page.context().close()
    expect(found).toEqual([])
  })

  it('the counter in every state', async () => {
    await walk(way, 'schalter', async (page, see) => {
      await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
      await see('choice')
      await page.getByRole('button', { name: 'Schalter 1 öffnen' }).click()
      await page.getByRole('heading', { name: 'Niemand am Schalter' }).waitFor()
      await see('idle')
      await page.keyboard.press('n')
      await page.getByRole('heading', { name: 'Aufgerufen' }).waitFor()
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
      await page.getByRole('heading', { name: 'In Bedienung' }).waitFor()
      await page.keyboard.press('f')
      await page.getByText('Wie ist es ausgegangen?').waitFor()
      await see('outcome')
      await page.keyboard.press('Escape')
      // The next way of seeing needs somebody to call as well.
      await house.ticket('identity-card')
      await page.keyboard.press('f')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Niemand am Schalter' }).waitFor()
      await page.getByRole('button', { name: 'Schalter schließen' }).click()
      await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    })
  })

  it('the information desk', async () => {
    await walk(way, 'info', async (page, see) => {
      const matter = page.getByRole('combobox', { name: 'Anliegen' })
      await matter.fill('ausweis')
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
      await page.getByRole('button', { name: 'ist gegangen' }).last().click()
      await page.getByRole('dialog').waitFor()
      await see('has left')
    })
  })

  it('bookings for callers', async () => {
    await walk(way, 'telefon', async (page, see) => {
      const matter = page.getByRole('combobox', { name: 'Anliegen' })
      await matter.fill('wohnung')
      await matter.press('Enter')
      await times(page).first().click()
      await page.getByLabel('Telefon').fill('keine')
      await page.getByLabel('Name').fill('Erika Mustermann')
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
    await walk(way, 'verwaltung', async (page, see) => {
      await see('start')
      await page.getByRole('link', { name: 'Überblick' }).first().click()
      await page.getByRole('grid').waitFor()
      await see('overview')
      await page.getByRole('link', { name: 'Bürgeramt Mitte' }).click()
      await page.getByRole('heading', { name: 'Schalter' }).waitFor()
      await see('hall')
      await page.goto('/console/audit')
      await page.getByRole('heading', { name: 'Diese Seite gibt es nicht' }).waitFor()
      if (!way.look && !way.text) await see('missing')
    })
  })

  it('the audit', async () => {
    await walk(way, 'datenschutz', async (page, see) => {
      await page.getByRole('table').waitFor()
      await see('audit')
    })
  })

  it('the shift plan: week, draft, forms and bookings without a place', async () => {
    await walk(way, 'leitung', async (page, see) => {
      await page.getByRole('link', { name: 'Schichtplan' }).click()
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
      if (way.look || way.text) return
      for (const room of ['Schließungen', 'Anrufliste', 'Umzüge', 'Mobile Teams', 'Warteliste']) {
        await page.getByRole('link', { name: room, exact: true }).first().click()
        await page.getByRole('heading', { level: 1, name: room }).waitFor()
        await see(room)
      }
    })
  })
})
