import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { press, pressEnter, tap } from '#test/arrive.ts'
import { asOwner } from '#test/city.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, NARROW, overflow, SIZE } from '#test/everyWay.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
  // "nord" lies 5.6 km from "mitte" and has a step.
  await asOwner(house.city.ownerUrl, (client) =>
    client.query(
      `UPDATE ${quoteIdentifier(house.city.authority.schema)}.site SET latitude = 51.35, step_free = false WHERE key = 'nord'`,
    ),
  )
  // Or a server that has read the sites already goes on with what it knows.
  await house.run((tx) => tx.changeReference())
})
afterAll(() => house?.stop())

async function inBrowser(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await house.browser.newContext({
    baseURL: house.server().url,
    locale: 'de-DE',
    ...options,
  })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

const LIST = '/booking/times?m=identity-card:1'
const rows = (page: Page) => page.locator('.dran-rows a').allTextContents()
const text = async (page: Page) => (await page.locator('main').textContent())?.replaceAll('\u00a0', ' ')

describe('without script, 320 px wide, in Leichte Sprache', () => {
  it('somebody narrows the search, takes one wish back, goes on, comes back, and is told what helps', async () => {
    await inBrowser({ ...NARROW, hasTouch: true, javaScriptEnabled: false }, async (page) => {
      const main = page.locator('main')
      await page.goto(`${LIST}&lang=de-simple`)
      expect(await rows(page)).toHaveLength(2)
      await main.locator('details summary').first().tap()
      expect(await overflow(page)).toBe(0)
      await page.fill('#near', 'Atlantis')
      await page.selectOption('#within', '5')
      await tap(main.locator('form[method=get] button'))
      expect(await page.locator('#near').getAttribute('aria-invalid')).toBe('true')
      expect(await text(page)).toContain('Postleit')
      expect(await rows(page)).toHaveLength(2)

      await page.fill('#near', 'Am Markt 1, 59980 Mitte')
      await page.selectOption('#weekday', '2')
      await page.locator('input[name=access]').check()
      await tap(main.locator('form[method=get] button'))
      expect(await rows(page)).toEqual(['Bürgeramt Mitte (leicht)'])
      expect(await overflow(page)).toBe(0)
      const narrowed = page.url()
      // The next page knows what was chosen, and so does the way back.
      await tap(main.locator('.dran-times button').last())
      expect(new URL(page.url()).pathname).toBe('/booking/verify')
      await tap(page.locator('a', { hasText: 'Zurück' }).first())
      expect(new URL(page.url()).searchParams.get('weekday')).toBe('2')
      expect(await rows(page)).toEqual(['Bürgeramt Mitte (leicht)'])
      await page.goto(narrowed)
      await tap(main.locator('[role=status] a').first())
      expect(new URL(page.url()).searchParams.get('near')).toBeNull()
      expect(new URL(page.url()).searchParams.get('access')).toBe('1')
      await page.goBack()
      expect(page.url()).toBe(narrowed)

      await page.goto(`${LIST}&near=59981&within=2&access=1&lang=de-simple`)
      expect(await main.locator('[role=status]').textContent()).toContain('Kein')
      await tap(main.locator('[role=status] a').last())
      expect(await rows(page)).toHaveLength(2)
    })
  })
})

/** How far away it says that each site is, in kilometres. */
const distances = async (page: Page) =>
  [...((await text(page)) ?? '').matchAll(/([\d,]+) (?:Kilometer weit weg|km entfernt)/g)].map(([, km]) =>
    Number(km?.replace(',', '.')),
  )

describe('from a street', () => {
  it('without script, 320 px wide, in Leichte Sprache: each site says how far away it is, and only near ones stay', async () => {
    await inBrowser({ ...NARROW, hasTouch: true, javaScriptEnabled: false }, async (page) => {
      const main = page.locator('main')
      await page.goto(`${LIST}&lang=de-simple`)
      expect(await distances(page)).toEqual([])
      await main.locator('details summary').first().tap()
      await page.fill('#near', 'Lindenstr. 4')
      await tap(main.locator('form[method=get] button'))
      expect(await page.locator('#near').getAttribute('aria-invalid')).toBeNull()
      expect(await page.locator('#near').inputValue()).toBe('Lindenstr. 4')
      // Both are free at the same moment: the nearer one stands first.
      expect(await distances(page)).toEqual([1.5, 6.5])
      expect(await overflow(page)).toBe(0)
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/street.png`, fullPage: true })
      await main.locator('details summary').first().tap()
      await page.selectOption('#within', '5')
      await tap(main.locator('form[method=get] button'))
      expect(await rows(page)).toEqual([expect.stringContaining('Nord')])
      expect(await text(page)).toContain('bis 5 Kilometer von Lindenstr. 4')
    })
  })

  it('by keyboard; a street that is not there is said at its field and keeps what was typed', async () => {
    await inBrowser({ viewport: SIZE }, async (page) => {
      await page.goto(LIST)
      await tabTo(page, page.locator('main details summary').first())
      await page.keyboard.press('Enter')
      const near = page.locator('#near')
      await tabTo(page, near)
      await page.keyboard.type('Lindenstrase 4')
      await pressEnter(page)
      expect(await near.inputValue()).toBe('Lindenstrase 4')
      expect(await near.getAttribute('aria-invalid')).toBe('true')
      expect(await accessibilityFaults(page)).toEqual([])
      await tabTo(page, near)
      await page.keyboard.press('Control+A')
      await page.keyboard.type('lindenstraße 4')
      await pressEnter(page)
      expect((await distances(page)).toSorted((a, b) => a - b)).toEqual([1.5, 6.5])
      expect(await accessibilityFaults(page)).toEqual([])
      await lookAt(page, 'times from a street')
    })
  })
})

describe('in light, dark, forced colours and high contrast, at 320 px and with text twice as large', () => {
  it('neither narrowed times nor pages that find nothing or verify a contact have an accessibility fault', async () => {
    await inBrowser({ bypassCSP: true, viewport: SIZE }, async (page) => {
      await page.goto(`${LIST}&near=Atlantis&within=5&weekday=2&part=midday&access=1`)
      await lookAt(page, 'an unknown place')
      await page.goto(`${LIST}&near=59981&within=2&access=1`)
      await lookAt(page, 'nothing found')
      await page.goto('/booking/verify?m=identity-card:1&time=mitte_2027-03-02T09:00:00.000Z')
      await lookAt(page, 'verify')
      await press(page.locator('main button.kern-btn--primary'))
      await lookAt(page, 'verify with problems')
      await page.fill('#name', 'Ada Müller')
      await page.fill('#email', 'ada@example.org')
      await press(page.locator('main button.kern-btn--primary'))
      await lookAt(page, 'code')
      await page.fill('#code', '000 000')
      await press(page.locator('main button.kern-btn--primary'))
      await lookAt(page, 'a wrong code')
    })
  })
})

/** The hall of Mitte is open, and so much is foretold there, whatever time it is. */
async function foretell(page: Page): Promise<void> {
  await page.route('**/api/walk-ins?*', async (route) => {
    const answer = await (await route.fetch()).json()
    const call = {
      way: 'between',
      from: '2027-03-01T09:00:00Z',
      until: '2027-03-01T09:25:00Z',
      aboutMinutes: null,
    }
    const sites = answer.sites.map((line: { site: string }) =>
      line.site === 'mitte'
        ? {
            ...line,
            closesAt: '2027-03-01T17:00:00Z',
            waiting: 3,
            forecast: { stopped: false, doubtful: true, call },
          }
        : line,
    )
    await route.fulfill({ json: { ...answer, sites } })
  })
}

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 60; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

/** Chooses a matter by keyboard. */
async function askFor(page: Page, words: string): Promise<void> {
  await tabTo(page, page.getByRole('combobox').first())
  await page.keyboard.type(words)
  await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

const overview = (page: Page) => page.getByRole('grid', { name: 'Früheste Zeit je Standort' })
const times = (page: Page) => page.getByRole('listbox', { name: 'Freie Zeiten' })
/** The rows of the overview, without that of its heads. */
const sites = (page: Page) => overview(page).locator('tbody').getByRole('row')
const siteRow = (page: Page, name: string) => sites(page).filter({ hasText: name })

/** Waits until this, and not something around it, has the focus. */
async function focused(wanted: Locator): Promise<void> {
  await expect.poll(() => wanted.evaluate((element) => element === document.activeElement)).toBe(true)
}

/** The times of day in some words. */
const clocks = (words: string | null) => words?.match(/\d\d:\d\d/g) ?? []
const plainText = (words: string) => words.replaceAll('\u00a0', ' ')

const type = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

describe('on the telephone, by keyboard', () => {
  it('an agent narrows the times, is told what helps where none is left, and takes it back one by one', async () => {
    const { page, complaints } = await house.signedIn('telefon')
    await foretell(page)
    await askFor(page, 'Personal')
    await times(page).waitFor()
    const near = page.getByLabel('In der Nähe von')
    await tabTo(page, near)
    await page.keyboard.type('Atlantis')
    await page.keyboard.press('Enter')
    await page.getByText('Fragen Sie nach der Postleitzahl').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await tabTo(page, near)
    await page.keyboard.press('Control+A')
    await page.keyboard.type('59981')
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Entfernung (Luftlinie)'))
    await page.keyboard.type('bis 2')
    await page.getByText('Ein Standort passt zur Auswahl.').waitFor()
    await tabTo(page, page.getByText('Stadtteil, Wochentag, Tageszeit und anderes'))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Eingang ohne Stufen'))
    await page.keyboard.press('Space')
    await page.getByText('Kein Standort passt zur Auswahl.').first().waitFor()
    // The nearest one has a step: whoever needs an entrance without steps is not sent there.
    expect(await page.locator('.console-nothing button').allTextContents()).toEqual([
      expect.stringMatching(/^Bürgeramt Mitte: ab /),
    ])
    expect(await accessibilityFaults(page)).toEqual([])
    await tabTo(page, page.getByRole('button', { name: 'Entfernen: bis 2 km um 59981' }))
    await page.keyboard.press('Enter')
    await times(page).waitFor()
    await page.getByRole('button', { name: 'Entfernen: Eingang ohne Stufen' }).waitFor()
    expect(await near.inputValue()).toBe('')
    await tabTo(page, page.getByLabel('Tageszeit'))
    await page.keyboard.type('abends')
    await page.getByRole('link', { name: 'Auf die Warteliste setzen' }).waitFor()
    await page
      .getByText(
        'Ohne Termin: Bürgeramt Mitte, jetzt geöffnet, 3 Personen warten; Aufruf wahrscheinlich zwischen 10:00 und 10:25; nicht sicher, ob es heute noch geht',
      )
      .waitFor()
    await tabTo(page, page.getByRole('button', { name: /^Ab .* ansehen$/ }))
    await page.keyboard.press('Enter')
    await times(page).waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })
  it('an agent types the postcode and reads out the sites, looks into one, comes back, and takes the first time of another', async () => {
    const { page, complaints } = await house.signedIn('telefon')
    await askFor(page, 'Personal')
    await overview(page).waitFor()
    await tabTo(page, page.getByLabel('In der Nähe von'))
    await page.keyboard.type('59981')
    await type(page, 'Enter')
    // The nearer of two that are equally early stands first, and has the focus: the arrow reads on.
    await focused(sites(page).first())
    const read = async () => (await sites(page).allTextContents()).map(plainText)
    await expect
      .poll(read)
      .toEqual([
        expect.stringMatching(/\d\d:\d\dBürgeramt Nord · 0,5 km entfernt$/),
        expect.stringMatching(/\d\d:\d\dBürgeramt Mitte · 5,5 km entfernt$/),
      ])
    await type(page, 'ArrowDown', 'Enter')
    await focused(times(page).getByRole('option').first())
    await page.getByRole('heading', { name: 'Bürgeramt Mitte · 5,5 km entfernt' }).waitFor()
    expect(await overview(page).count()).toBe(0)
    for (const day of await times(page).locator('header').allTextContents())
      expect(day).toContain('Bürgeramt Mitte')
    await lookAt(page, 'times of a site', { ways: ['light', '320 px'], tree: true })
    await type(page, 'ArrowRight', 'Enter')
    const chosen = page.locator('.console-chosen')
    expect(await chosen.textContent()).toContain('Bürgeramt Mitte')
    // Back to the row from which the agent came; what was chosen stays.
    await type(page, 'Escape')
    await focused(siteRow(page, 'Bürgeramt Mitte'))
    expect(await chosen.textContent()).toContain('Bürgeramt Mitte')

    await type(page, 'ArrowUp', 'ArrowRight', 'Enter')
    await chosen.getByText('Bürgeramt Nord').waitFor()
    const first = siteRow(page, 'Bürgeramt Nord').getByRole('button')
    expect(await first.getAttribute('aria-pressed')).toBe('true')
    await lookAt(page, 'sites, of one the first time is chosen', { tree: true })
    await tabTo(page, page.getByLabel('Name', { exact: true }))
    await page.keyboard.type('Ada Lind')
    await type(page, 'Enter')
    await page.getByRole('heading', { name: 'Der Termin ist gebucht' }).waitFor()
    await page.getByText('Bürgeramt Nord').first().waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('a distance without a place asks for the place and stays chosen; what is not offered at a site is said', async () => {
    const schema = quoteIdentifier(house.city.authority.schema)
    await asOwner(house.city.ownerUrl, (client) =>
      client.query(`DELETE FROM ${schema}.site_service USING ${schema}.site s, ${schema}.service v
        WHERE s.id = site_id AND v.id = service_id AND s.key = 'nord' AND v.key = 'passport'`),
    )
    await house.run((tx) => tx.changeReference())
    const { page, complaints } = await house.signedIn('telefon', { ...NARROW, hasTouch: true })
    await askFor(page, 'Reisepass')
    await overview(page).waitFor()
    expect(await sites(page).count()).toBe(1)
    await page.getByText('An einem Standort nicht angeboten').tap()
    await page.getByRole('paragraph').getByText('Bürgeramt Nord', { exact: true }).waitFor()
    await page.getByLabel('Entfernung (Luftlinie)').selectOption('2')
    const near = page.getByLabel('In der Nähe von')
    await focused(near)
    expect(await near.getAttribute('aria-invalid')).toBe('true')
    await lookAt(page, 'a distance from nowhere', { ways: ['dark', '320 px'], tree: true })
    await page.keyboard.type('Mitte')
    await type(page, 'Enter')
    await page.getByRole('button', { name: 'Entfernen: bis 2 km um Mitte' }).waitFor()
    await siteRow(page, 'Bürgeramt Mitte').tap()
    await page.getByRole('button', { name: 'Alle Standorte' }).tap()
    await focused(siteRow(page, 'Bürgeramt Mitte'))
    expect(await overflow(page)).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('what no single counter can do', () => {
  beforeAll(async () => {
    const schema = quoteIdentifier(house.city.authority.schema)
    await asOwner(house.city.ownerUrl, (client) =>
      client.query(`DELETE FROM ${schema}.counter_skill USING ${schema}.counter c, ${schema}.service s
        WHERE c.id = counter_id AND s.id = service_id AND c.key = '1' AND s.key = 'identity-card'`),
    )
    await house.run((tx) => tx.changeReference())
  })

  it('an agent books two linked visits from the overview and moves both to another site, by keyboard', async () => {
    const { page, complaints } = await house.signedIn('telefon')
    await askFor(page, 'Personal')
    await askFor(page, 'Wohnung')
    const both = /\d\d:\d\d und \d\d:\d\d/
    await overview(page).getByRole('button', { name: both }).first().waitFor()
    for (const text of await sites(page).allTextContents()) expect(plainText(text)).toMatch(both)
    await lookAt(page, 'sites for two linked visits', { ways: ['light', '320 px'], tree: true })
    await tabTo(page, overview(page))
    await focused(sites(page).first())
    await type(page, 'ArrowRight', 'Enter')
    const chosen = overview(page).locator('button[aria-pressed=true]')
    const [first, second] = clocks(await chosen.textContent())
    await tabTo(page, page.getByLabel('Name', { exact: true }))
    await page.keyboard.type('Linda Paar')
    await type(page, 'Enter')
    await page.getByRole('heading', { name: 'Der Termin ist gebucht' }).waitFor()
    const booked = page.locator('.console-booked')
    for (const clock of [first, second])
      await booked
        .getByText(clock ?? 'no time')
        .first()
        .waitFor()

    await tabTo(page, page.getByRole('link', { name: 'Termin finden' }))
    await type(page, 'Enter')
    await tabTo(page, page.getByLabel('Terminnummer'))
    await page.keyboard.type('Linda Paar')
    await type(page, 'Enter')
    await tabTo(page, page.getByRole('button', { name: 'verschieben' }))
    await type(page, 'Enter')
    await tabTo(page, overview(page))
    const rows = sites(page)
    await focused(rows.first())
    await type(page, 'ArrowDown')
    const other = (await rows.nth(1).locator('.console-sites__name').textContent()) ?? ''
    await type(page, 'Enter')
    await focused(times(page).getByRole('option').first())
    for (const text of await times(page).getByRole('option').allTextContents()) expect(text).toMatch(both)
    await lookAt(page, 'moving two linked visits', { ways: ['light', '320 px'], tree: true })
    await type(page, 'ArrowRight', 'Enter')
    await tabTo(page, page.getByRole('button', { name: new RegExp(`^Verschieben auf .*${other}$`) }))
    await type(page, 'Enter')
    await page.getByRole('heading', { name: 'Der Termin ist verschoben' }).waitFor()
    expect(await booked.textContent()).toContain(other)
    expect(await booked.textContent()).toContain('danach')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
