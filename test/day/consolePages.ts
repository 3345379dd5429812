import type { Page } from 'playwright-core'
import { DEMO_PASSWORD } from '#apps/demo/authorities.ts'
import type { Browsing } from './browsing.ts'

/** Opens the console in a browser of its own, signed in by keyboard. */
export async function openConsole(browsing: Browsing, login: string): Promise<Page> {
  const page = await browsing.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto('/console')
  await page.getByLabel('Anmeldename').waitFor()
  await page.keyboard.type(login)
  await page.keyboard.press('Tab')
  await page.keyboard.type(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Abmelden' }).waitFor()
  return page
}

/** How a visit ended, by the keys of the question. */
const OUTCOME_KEYS = { done: '1', partly: '2', not_possible: '3' } as const

/** A clerk who works by keyboard alone, on a page that stays open all day. */
export type KeyboardClerk = {
  readonly page: Page
  open(): Promise<void>
  close(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  /** The number that is called; undefined when nobody waits. */
  next(): Promise<string | undefined>
  again(): Promise<void>
  missed(): Promise<void>
  /** The number that is served. */
  start(): Promise<string>
  finish(outcome: keyof typeof OUTCOME_KEYS): Promise<void>
  park(): Promise<void>
  withdraw(): Promise<void>
  /** Takes the end back; the number that is served again. */
  undo(): Promise<string>
}

export async function sitDown(browsing: Browsing, login: string, label: string): Promise<KeyboardClerk> {
  const page = await openConsole(browsing, login)
  const state = (name: string) => page.getByRole('heading', { name, level: 2, exact: true }).waitFor()
  const press = (key: string) => page.keyboard.press(key)
  const number = async () => (await page.locator('.console-visit__number').textContent()) ?? ''
  const button = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus()
    await press('Enter')
  }
  const idle = () => state('Niemand am Schalter')
  return {
    page,
    async open() {
      await button(`${label} öffnen`)
      await idle()
    },
    async close() {
      await button('Schalter schließen')
      await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
    },
    async pause() {
      await press('p')
      await state('Pause')
    },
    async resume() {
      await press('r')
      await idle()
    },
    async next() {
      const answered = page.waitForResponse((answer) => answer.url().endsWith('/next'))
      await press('n')
      if (!(await answered).ok()) return undefined
      await state('Aufgerufen')
      return number()
    },
    async again() {
      await press('a')
      await page.getByText('2-mal aufgerufen').waitFor()
    },
    async missed() {
      await press('m')
      await idle()
    },
    async start() {
      await press('s')
      await state('In Bedienung')
      return number()
    },
    async finish(outcome) {
      await press('f')
      await page.getByText('Wie ist es ausgegangen?').waitFor()
      await press(OUTCOME_KEYS[outcome])
      await idle()
    },
    async park() {
      await press('b')
      await page.getByText('Worauf wartet die Person?').waitFor()
      await press('1')
      await idle()
    },
    async withdraw() {
      await press('w')
      await idle()
    },
    async undo() {
      await page.locator('.counter-undo__words', { hasText: /\S/ }).waitFor()
      await press('z')
      await state('In Bedienung')
      return number()
    },
  }
}

/** The information desk, on a page that stays open all day. */
export type DeskPage = {
  readonly page: Page
  /** Finds a booking and checks it in; the number. */
  checkIn(bookingNumber: string, name: string): Promise<string>
  /** Draws a ticket; the number. */
  draw(titles: readonly string[]): Promise<string>
  /** Notes that somebody goes away for ten minutes. */
  away(number: string): Promise<void>
}

export async function openDesk(browsing: Browsing): Promise<DeskPage> {
  const page = await openConsole(browsing, 'info')
  await page.getByRole('heading', { name: 'Termin anmelden' }).waitFor()
  const dialog = page.getByRole('dialog')
  const pressed = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
  }
  return {
    page,
    async checkIn(bookingNumber, name) {
      await page.getByLabel('Terminnummer, Name oder E-Mail').fill(bookingNumber)
      await page.keyboard.press('Enter')
      await pressed(`${name} anmelden`)
      const done = page.getByText(`${name} ist angemeldet`).first()
      return /[A-Z]\d{3,4}/.exec((await done.textContent()) ?? '')?.[0] ?? ''
    },
    async draw(titles) {
      const panel = page.getByRole('region', { name: 'Wartemarke ziehen' })
      for (const title of titles) {
        await panel.getByRole('combobox').first().fill(title)
        await page.keyboard.press('Enter')
        await panel.getByRole('listitem').filter({ hasText: title }).waitFor()
      }
      await pressed('Wartemarke ziehen')
      const number = (await dialog.locator('.console-slip__number').textContent()) ?? ''
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      return number
    },
    async away(number) {
      await pressed(`${number} ändern`)
      await dialog.getByLabel('Kommt später wieder').selectOption('10')
      await pressed('Weg notieren')
      await dialog.waitFor({ state: 'detached' })
    },
  }
}

/** What the manager's page says of the waits of the day. */
export type ShownWaits = {
  readonly booked: string
  readonly walkIns: string
  readonly bookedOver15: string
}

/** Reads the two waits from the manager's page. */
export async function shownWaits(page: Page): Promise<ShownWaits> {
  const stat = (label: string) => page.locator('.console-stat').filter({ hasText: label })
  const value = (label: string) => stat(label).locator('.console-stat__value').textContent()
  const note = (label: string) => stat(label).locator('.console-stat__note').first().textContent()
  return {
    booked: (await value('Heute gewartet, mit Termin')) ?? '',
    walkIns: (await value('Heute gewartet, ohne Termin')) ?? '',
    bookedOver15: (await note('Heute gewartet, mit Termin')) ?? '',
  }
}
