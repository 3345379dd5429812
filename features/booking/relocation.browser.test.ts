import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { overflow } from '#test/everyWay.ts'
import { bookForCaller } from './actions.ts'

let house: ConsoleServer
/** The page behind the link of somebody who comes after the move. */
let link = ''

beforeAll(async () => {
  house = await startConsole()
  await booked('Ada', 'ada@example.org', '2027-03-03T09:00:00Z')
  link = await booked('Grace', 'grace@example.org', '2027-03-04T09:00:00Z')
  await booked('Otto', null, '2027-03-04T10:00:00Z')
})
afterAll(() => house?.stop())

/** Books at Mitte; the address of the booking's page. */
async function booked(name: string, email: string | null, startsAt: string): Promise<string> {
  const { links } = house.server().parts
  const made = await house.run((tx) =>
    bookForCaller(tx, links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: parseInstant(startsAt),
      language: 'de',
      channel: 'telephone',
      contact: { name, email, phone: '0999 1' },
    }),
  )
  const visit = made.ok ? made.value : impossible(made.code)
  return `/v/${links.tokenOf(house.city.authority.key, visit.id, 1)}`
}

async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 80; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, page.getByLabel(label, { exact: true }))
  await page.keyboard.type(text)
}

/** What the page says, with plain blanks. */
async function wordsOf(page: Page): Promise<string> {
  return ((await page.locator('main').textContent()) ?? '').replaceAll(/\s/g, ' ')
}

describe('the move of a site', () => {
  it('is announced by keyboard, with what it means beforehand', async () => {
    const { page, complaints } = await house.signedIn('leitung')
    await tabTo(page, page.getByRole('link', { name: 'Planung', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: 'Umzüge' }).first())
    await page.keyboard.press('Enter')
    await page.getByText('Für diesen Standort ist kein Umzug angekündigt.').waitFor()
    await type(page, 'Straße und Hausnummer', 'Ring 2')
    await page.keyboard.press('Enter')
    // What is missing is named, and what was typed is still there.
    await page.getByText('Bitte ausfüllen.').first().waitFor()
    expect(await page.getByLabel('Straße und Hausnummer').inputValue()).toBe('Ring 2')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('date')
    // Its parts stand in the order of the machine's language, so it is not typed.
    await page.locator('input[type=date]').fill('2027-03-04')
    await type(page, 'Postleitzahl', '59981')
    await tabTo(page, page.getByLabel('einen Eingang ohne Stufen'))
    await page.keyboard.press('Space')
    await type(page, 'Deutsch', 'Durch das Tor')
    await type(page, 'Leichte Sprache', 'Sie gehen durch das Tor.')
    await type(page, 'Englisch', 'Through the gate')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Für 2 Termine ändert sich die Adresse.' }).waitFor()
    await page.getByText('Eine Person bekommt eine E-Mail.').waitFor()
    await page.getByText('Eine Person hat keine E-Mail').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await tabTo(page, page.getByRole('button', { name: 'Umzug ankündigen' }))
    await page.keyboard.press('Enter')
    await page.getByText('Ring 2, 59981').waitFor()
    await page.getByText('Eine Person ist noch anzurufen.').waitFor()
    expect(await axeFaults(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('is seen by citizens without script, and by each booking on its day', async () => {
    const context = await house.browser.newContext({
      locale: 'de-DE',
      baseURL: house.server().url,
      javaScriptEnabled: false,
      viewport: { width: 320, height: 700 },
    })
    const page = await context.newPage()
    const note = 'Ab Donnerstag, 4. März 2027: Ring 2, 59981 Neuwalden'
    for (const path of ['/sites', '/sites/mitte', '/services/identity-card']) {
      await page.goto(path)
      expect(await wordsOf(page)).toContain(note)
    }
    await page.goto('/booking/times?m=identity-card:1')
    expect(await wordsOf(page)).toContain(`Bürgeramt Mitte zieht um. ${note}`)
    await page.goto(link)
    const words = await wordsOf(page)
    expect(words).toContain('Ring 2, 59981 Neuwalden')
    expect(words).toContain('Neue Adresse: Der Standort zieht um. Ab Donnerstag, 4. März 2027 ist er hier.')
    expect(words).not.toContain('Am Markt 1')
    expect(await overflow(page)).toBe(0)
    const calendar = await (await page.request.get(`${link}/calendar.ics`)).text()
    const unfolded = calendar.replaceAll('\r\n ', '')
    expect(unfolded).toContain('LOCATION:Bürgeramt Mitte\\, Ring 2\\, 59981 Neuwalden')
    expect(unfolded).toContain('SEQUENCE:1')
    await context.close()
  })

  it('is taken back before its day', async () => {
    const { page } = await house.signedIn('leitung', { viewport: { width: 360, height: 740 } })
    await page.goto('/console/relocations')
    await tabTo(page, page.getByRole('button', { name: 'Umzug am Donnerstag, 4. März 2027 zurücknehmen' }))
    await page.keyboard.press('Enter')
    await page.getByText('2 Personen erfahren, dass die bisherige Adresse gilt.').waitFor()
    expect(await axeFaults(page, '.react-aria-Dialog')).toEqual([])
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByText('zurückgenommen', { exact: true }).waitFor()
    expect(await overflow(page)).toBe(0)
    const answer = await page.request.get('/api/sites')
    expect((await answer.json()).sites[0].moves).toEqual([])
  })
})
