import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { setSpecialHours } from '#features/capacity/actions/specialHours.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { callNext, closeCounter, drawTicket, openCounter, startServing } from '#features/hall/actions.ts'
import { localTime } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { deskByKeyboard, deskByTouch } from '#test/deskJourney.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { hearPage } from '#test/heard.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})

afterEach(() => house.city.unchanged())
afterAll(() => house?.stop())

const state = (page: Page, name: string) =>
  page.getByRole('heading', { name, level: 2, exact: true }).waitFor()

/** The dialog that opens gives the focus to one of its buttons, in a moment. */
const isOnButton = (page: Page) =>
  expect.poll(() => page.locator('[role=dialog] button:focus').count()).toBe(1)

/** Sits down at a counter of "mitte" by mouse, for tests that are about something else. */
async function seated(login: string, counter: string): Promise<Page> {
  const { page } = await house.signedIn(login)
  await page
    .getByRole('button', {
      name: new RegExp(`^(Schalter|Counter) ${counter} öffnen|^Open Counter ${counter}`),
    })
    .click()
  await page.locator('.counter-person').waitFor()
  return page
}

async function leave(page: Page): Promise<void> {
  await page.context().close()
}

describe('at the counter, by keyboard alone', () => {
  it('signs in, opens a counter, calls, serves, finishes, and breaks no rule of the content policy', async () => {
    const number = await house.ticket('identity-card')
    const { page, complaints } = await house.signedIn('schalter')
    const open = page.getByRole('button', { name: 'Schalter 1 öffnen' })
    await open.waitFor()
    for (let press = 0; press < 20; press += 1) {
      await page.keyboard.press('Tab')
      if (await open.evaluate((button) => button === document.activeElement)) break
    }
    await page.keyboard.press('Enter')
    await state(page, 'Niemand am Schalter')

    const heard = await hearPage(page)
    await page.keyboard.press('n')
    await state(page, 'Aufgerufen')
    expect(await page.locator('.console-visit__number').textContent()).toBe(number)
    await page.getByText(`${[...number].join(' ')} aufgerufen`).waitFor({ state: 'attached' })
    // A reader hears the call once, and does not interrupt for it.
    const said = (await heard()).filter((words) => words.includes('aufgerufen'))
    expect(said).toEqual([expect.stringContaining(`polite: ${[...number].join(' ')} aufgerufen`)])
    await page.keyboard.press('s')
    await state(page, 'In Bedienung')
    await page.keyboard.press('f')
    await page.getByText('Wie ist es ausgegangen?').waitFor()
    await page.keyboard.press('Enter')
    await state(page, 'Niemand am Schalter')
    await page.keyboard.press('n')
    await page.getByText('Es wartet niemand').waitFor()

    await page.getByRole('button', { name: 'Schalter schließen' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    expect(complaints).toEqual([])
    await leave(page)
  })

  it('a reload comes back to the same person, and closing is refused while somebody is there', async () => {
    const number = await house.ticket('identity-card')
    const page = await seated('schalter', '1')
    await page.keyboard.press('n')
    await state(page, 'Aufgerufen')
    await page.reload()
    await state(page, 'Aufgerufen')
    expect(await page.locator('.console-visit__number').textContent()).toBe(number)
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('dialog').getByText('Hier ist noch jemand').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await page.keyboard.press('w')
    await state(page, 'Niemand am Schalter')
    await page.keyboard.press('n')
    await state(page, 'Aufgerufen')
    expect(await page.locator('.console-visit__number').textContent()).toBe(number)
    await page.keyboard.press('s')
    await page.keyboard.press('s')
    await state(page, 'In Bedienung')
    await page.keyboard.press('f')
    await page.keyboard.press('3')
    await state(page, 'Niemand am Schalter')
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    await leave(page)
  })

  it('a key pressed five times at once calls one person; E ends and calls the next', async () => {
    const first = await house.ticket('identity-card')
    const second = await house.ticket('identity-card')
    const page = await seated('schalter', '1')
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/next')) sent.push(request.headers()['idempotency-key'] ?? '')
    })
    await page.evaluate(() => {
      for (let press = 0; press < 5; press += 1) {
        document.body.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'n', bubbles: true, cancelable: true }),
        )
      }
    })
    await state(page, 'Aufgerufen')
    expect(sent).toHaveLength(1)
    expect(await page.locator('.console-visit__number').textContent()).toBe(first)
    await page.keyboard.press('s')
    await state(page, 'In Bedienung')
    await page.keyboard.press('e')
    await state(page, 'Aufgerufen')
    expect(await page.locator('.console-visit__number').textContent()).toBe(second)
    expect(new Set(sent).size).toBe(2)
    await page.keyboard.press('s')
    await state(page, 'In Bedienung')
    await page.keyboard.press('f')
    await page.keyboard.press('Enter')
    await state(page, 'Niemand am Schalter')
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    await leave(page)
  })

  it('keys that are switched off do nothing', async () => {
    await house.ticket('identity-card')
    const page = await seated('schalter', '1')
    await page.keyboard.press('?')
    await page.getByRole('checkbox').uncheck()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('n')
    await page.waitForTimeout(300)
    await state(page, 'Niemand am Schalter')
    await page.getByRole('button', { name: 'Nächste Person' }).click()
    await state(page, 'Aufgerufen')
    await page.getByRole('button', { name: 'Nicht erschienen' }).click()
    await page.getByRole('alert').getByText('erst noch einmal auf').waitFor()
    await page.getByRole('button', { name: 'Noch einmal aufrufen' }).click()
    await page.getByText('2-mal aufgerufen').waitFor()
    await page.getByRole('button', { name: 'Nicht erschienen' }).click()
    await state(page, 'Niemand am Schalter')
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    await leave(page)
  })
})

describe('at the counter, what does not go straight on', () => {
  it('takes back, makes a break, sets aside and fetches, chooses, and sends on with a note, by keys alone', async () => {
    const first = await house.ticket('identity-card')
    const second = await house.ticket('identity-card')
    const page = await seated('schalter', '1')
    const there = page.locator('.console-visit__number')
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())

    await press('p')
    await state(page, 'Pause')
    await press('n', 'r')
    await state(page, 'Niemand am Schalter')

    await press('n')
    await state(page, 'Aufgerufen')
    await page.getByRole('status').getByText(`${first} aufgerufen.`).waitFor()
    await press('z')
    await state(page, 'Niemand am Schalter')
    await press('z', 'n')
    await state(page, 'Aufgerufen')
    expect(await there.textContent()).toBe(first)

    await press('s')
    await state(page, 'In Bedienung')
    await press('b', '2')
    await state(page, 'Niemand am Schalter')
    await page.getByRole('heading', { name: '1 Person zurückgestellt' }).waitFor()

    await press('l')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await dialog.getByLabel('Grund').selectOption('deadline')
    await dialog.getByRole('button', { name: `${second} aufrufen` }).focus()
    await press('Enter')
    await state(page, 'Aufgerufen')
    expect(await there.textContent()).toBe(second)
    await press('s')
    await state(page, 'In Bedienung')
    await press('d')
    await dialog.getByRole('combobox').fill('wohnung')
    await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
    await press('Enter')
    await dialog.getByRole('button', { name: 'Speichern' }).focus()
    await press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => page.locator('.counter-matters > li').count()).toBe(2)
    await press('g')
    await dialog.getByRole('checkbox').first().uncheck()
    await dialog.getByLabel('Hinweis').fill('Foto liegt vor')
    await dialog.getByRole('button', { name: 'Weiterleiten' }).focus()
    await press('Enter')
    await state(page, 'Niemand am Schalter')
    await page.getByRole('status').getByText(`${second} weitergeleitet.`).waitFor()
    await press('z')
    await state(page, 'In Bedienung')
    expect(await page.getByText('Foto liegt vor').count()).toBe(0)
    await press('f', '4')
    await dialog.getByRole('combobox').last().selectOption('not_possible')
    await dialog.getByRole('button', { name: 'Abschließen' }).focus()
    await press('Enter')
    await state(page, 'Niemand am Schalter')

    await press('h')
    await isOnButton(page)
    await press('Enter')
    await state(page, 'In Bedienung')
    expect(await there.textContent()).toBe(first)
    await press('f', '1')
    await state(page, 'Niemand am Schalter')
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    await leave(page)
  })
})

describe('with others, by keyboard alone', () => {
  it('takes over from a colleague, splits a party, and sends the rest to another site', async () => {
    const { number, close } = await partyAtCounter2()
    const page = await seated('schalter', '1')
    const there = page.locator('.console-visit__number')
    const dialog = page.getByRole('dialog')
    const pressed = async (name: string) => {
      await dialog.getByRole('button', { name }).focus()
      await page.keyboard.press('Enter')
    }
    await page.keyboard.press('k')
    await dialog.getByRole('button', { name: `${number} von Schalter 2 übernehmen` }).waitFor()
    await isOnButton(page)
    await page.keyboard.press('Enter')
    await state(page, 'In Bedienung')
    expect(await there.textContent()).toBe(number)

    await page.keyboard.press('x')
    await dialog.getByLabel('Anliegen').selectOption('registration')
    await pressed('Eigene Nummer geben')
    const own = await dialog.locator('.console-slip__number').textContent()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    await page.keyboard.press('g')
    await dialog.getByLabel('Wohin?').selectOption('site nord')
    await dialog.getByLabel('In wie vielen Minuten').selectOption('20')
    await dialog.getByLabel('Hinweis').fill('Bus')
    await pressed('Weiterleiten')
    await state(page, 'Niemand am Schalter')
    await page.keyboard.press('n')
    await state(page, 'Aufgerufen')
    expect(await there.textContent()).toBe(own)
    await page.keyboard.press('s')
    await state(page, 'In Bedienung')
    await page.keyboard.press('f')
    await page.keyboard.press('1')
    await state(page, 'Niemand am Schalter')
    await page.getByRole('button', { name: 'Schalter schließen' }).click()
    await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    await leave(page)
    await close()
  })
})

/** Opens the counter of "mitte" that can do everything; the answer closes it again. */
async function openEverything(): Promise<() => Promise<unknown>> {
  const here = await house.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const [first] = await listCounters(tx, site.id)
    const counterId = first?.id ?? impossible('no counter')
    return { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
  })
  await house.run((tx) => openCounter(tx, here))
  return () => house.run((tx) => closeCounter(tx, here))
}

/** Two people are served at a colleague's counter, and the other site has opened early. */
async function partyAtCounter2() {
  const [site, nord] = await house.run((tx) => Promise.all([findSite(tx, 'mitte'), findSite(tx, 'nord')]))
  if (!site || !nord) throw new Error('no such sites')
  const [, second] = await house.run((tx) => listCounters(tx, site.id))
  return house.run(async (tx) => {
    const day = dayOf(tx.now, site.timeZone)
    const here = { siteId: site.id, counterId: second?.id ?? impossible('no counter'), day }
    await setSpecialHours(tx, nord, {
      day,
      hours: [{ opens: localTime('06:00'), closes: localTime('18:00') }],
    })
    const matters = [{ serviceKey: 'identity-card', people: 2 }]
    const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
    const drawn = await drawTicket(tx, house.server().parts.links, wish, async () => true)
    await openCounter(tx, here)
    await callNext(tx, here)
    await startServing(tx, here)
    const number = drawn.ok ? (drawn.value.visit.ticketNumber ?? '') : impossible(drawn.code)
    return { number, close: () => house.run((later) => closeCounter(later, here)) }
  })
}

describe('at the information desk', () => {
  it('draws with an outlook, notes who is away and comes back, and says why, by keyboard alone', () =>
    deskByKeyboard(house))

  it('changes what is booked, checks in, lets forward and takes back, on a tablet by touch', () =>
    deskByTouch(house))
})

describe('the screens follow what happens', () => {
  it('a ticket drawn elsewhere appears by itself, also after the line was lost', async () => {
    const { page } = await house.signedIn('info')
    const before = await house.ticket('registration')
    await page.getByText(before, { exact: true }).waitFor()
    const startAgain = await house.stopServer()
    await page.getByText('Die Verbindung ist unterbrochen').waitFor()
    await startAgain()
    const after = await house.ticket('registration')
    await page.getByText(after, { exact: true }).waitFor()
    await page.getByText('Die Verbindung ist unterbrochen').waitFor({ state: 'detached' })
    await leave(page)
  })

  it('who waits for what no open counter can do is seen in every room, until one opens', async () => {
    const { page } = await house.signedIn('leitung')
    await page.goto('/console/notices')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await house.ticket('registration')
    const here = page.getByRole('status').getByText(/Bürgeramt Mitte \(\d/)
    await here.waitFor()
    await page
      .getByRole('status')
      .getByRole('link', { name: /ohne offenen Schalter/ })
      .click()
    await page.getByRole('heading', { name: 'Überblick' }).waitFor()
    const close = await openEverything()
    await here.waitFor({ state: 'detached' })
    await close()
    await leave(page)
  })

  it('the language can be switched, and is kept', async () => {
    const { page } = await house.signedIn('leitung')
    await page.getByRole('heading', { name: 'Überblick' }).waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    await page.reload()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('link', { name: 'Mitte office' }).click()
    await page.getByRole('heading', { name: 'Mitte office' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await leave(page)
  })
})

describe('on the telephone', () => {
  it('an ended session asks to sign in over the screen, and keeps what was typed', async () => {
    const { page } = await house.signedIn('telefon')
    const matter = page.getByRole('combobox', { name: 'Anliegen' })
    await matter.fill('reisepass')
    await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
    await matter.press('Enter')
    await page.getByRole('listbox', { name: 'Freie Zeiten' }).getByRole('option').first().click()
    await page.getByLabel('Name', { exact: true }).fill('Hannelore Wiese')
    await page.evaluate(
      (key) => fetch('/api/session', { method: 'DELETE', headers: { 'idempotency-key': key } }),
      randomUUID(),
    )
    await page.getByRole('button', { name: 'Termin buchen' }).click()
    const dialog = page.getByRole('dialog', { name: 'Bitte neu anmelden' })
    await dialog.waitFor()
    await dialog.getByLabel('Anmeldename').fill('telefon')
    await dialog.getByLabel('Passwort').fill(TEST_PASSWORD)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Hannelore Wiese')
    await page.getByRole('button', { name: 'Termin buchen' }).click()
    await page.getByRole('heading', { name: 'Der Termin ist gebucht' }).waitFor()
    await leave(page)
  })

  it('nobody sees a room that is not theirs, and signing out ends at the form', async () => {
    const { page } = await house.signedIn('telefon')
    await page.getByRole('heading', { name: 'Termin buchen', level: 1 }).waitFor()
    await expect
      .poll(() => page.getByRole('navigation', { name: 'Bereiche' }).getByRole('link').allTextContents())
      .toEqual(['Termine', 'Warteliste', 'Anrufliste', 'Nicht angekommen'])
    await page.goto('/console/audit')
    await page.getByRole('heading', { name: 'Diese Seite gibt es nicht' }).waitFor()
    await page.getByRole('button', { name: 'Abmelden' }).click()
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
    await page.goBack()
    await page.getByLabel('Anmeldename').waitFor()
    await leave(page)
  })
})
