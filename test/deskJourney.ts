import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { bookForCaller } from '#features/booking/actions.ts'
import { HOUR, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type ConsoleServer, MORNING } from './consoleServer.ts'

/** A tablet in the hand of the colleague who helps at the kiosk. */
const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true }
/** No target for a finger is smaller. Pixels. */
const FINGER = 44

const rowOf = (page: Page, number: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(number, { exact: true }) })

/** Draws with outlook and a need, notes who is away, tells them, takes back, and says why: by keys alone. */
export async function deskByKeyboard(house: ConsoleServer): Promise<void> {
  const first = await house.ticket('identity-card')
  const { page } = await house.signedIn('info')
  const dialog = page.getByRole('dialog')
  const pressed = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
  }
  await page.getByRole('combobox', { name: 'Anliegen' }).fill('wohnung')
  await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(/Gerade wären? .* vorher dran/).waitFor()
  await page.locator('summary').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'Hört schwer' }).focus()
  await page.keyboard.press('Space')
  await pressed('Wartemarke ziehen')
  const second = (await dialog.locator('.console-slip__number').textContent()) ?? ''
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await rowOf(page, second).getByText('Hört schwer').waitFor()

  await pressed(`${first} ändern`)
  await dialog.getByLabel('Kommt später wieder').selectOption('20')
  await dialog.getByLabel('Telefon für heute').fill('0221 998877')
  await pressed('Weg notieren')
  const returning = page.getByRole('region', { name: '1 Person kommt wieder' })
  await returning.getByRole('link', { name: '0221 998877' }).waitFor()
  await pressed(`${first} Bescheid gesagt`)
  await returning.getByText('Bescheid gesagt um').waitFor()
  await pressed(`${first} kommt in 10 Minuten`)
  await returning.getByText('Bescheid gesagt um').waitFor({ state: 'detached' })
  await pressed(`${first} ist wieder da`)
  await page.getByRole('region', { name: 'Niemand ist weg' }).waitFor()
  await pressed(`${first}: zurücknehmen`)
  await returning.waitFor()

  await page.getByLabel('Eine Nummer').fill(first)
  await page.getByLabel('Andere Nummer').fill(second)
  await page.keyboard.press('Enter')
  await page.getByText(`${second} ist vor ${first} dran, weil ${first} seit`).waitFor()
  await page.context().close()
}

/** Changes what somebody booked, checks them in, lets them forward and takes it back, on a tablet by touch. */
export async function deskByTouch(house: ConsoleServer): Promise<void> {
  const booked = await house.run((tx) =>
    bookForCaller(tx, house.server().parts.links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: plus(MORNING, HOUR + 10 * 60_000),
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Hilde Probst', email: null, phone: '0221 112233' },
    }),
  )
  if (!booked.ok) impossible(booked.code)
  const { page, complaints } = await house.signedIn('info', TABLET)
  const dialog = page.getByRole('dialog')
  const tap = (name: string) => page.getByRole('button', { name, exact: true }).tap()

  await page.getByLabel('Terminnummer').fill('Probst')
  await tap('Suchen')
  await tap('Anliegen von Hilde Probst ändern')
  await dialog.getByRole('combobox').fill('reisepass')
  await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await tap('Speichern')
  await page.getByText('Personalausweis beantragen, Reisepass beantragen').waitFor()
  await tap('Hilde Probst anmelden')
  const arrived = await page.getByText('Hilde Probst ist angemeldet').first().textContent()
  const number = /[A-Z]\d{3}/.exec(arrived ?? '')?.[0] ?? impossible('no number')

  await tap(`${number} ändern`)
  await dialog.getByLabel('Vorlassen, weil').selectOption('terminal')
  expect(await tooSmall(page)).toEqual([])
  await tap('Vorlassen')
  const credited = rowOf(page, number).getByText('am Terminal erledigt')
  await credited.waitFor()
  await tap(`${number}: zurücknehmen`)
  await credited.waitFor({ state: 'detached' })

  await tap(`${number} ändern`)
  await tap('Noch einmal drucken')
  await dialog.locator('.console-slip__number').waitFor()
  await dialog.getByRole('button', { name: 'Schließen' }).tap()
  await tap(`${number} ändern`)
  await tap('Ist gegangen')
  await tap('Ja, ist gegangen')
  await rowOf(page, number).waitFor({ state: 'detached' })
  await tap(`${number}: zurücknehmen`)
  await rowOf(page, number).waitFor()
  expect(await tooSmall(page)).toEqual([])
  expect(complaints).toEqual([])
  await page.context().close()
}

/** What a finger could miss: everything to press that is in sight and smaller than it. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const inside = document.querySelector('[role="dialog"]') ?? document.querySelector('main')
    const targets =
      inside?.querySelectorAll<HTMLElement>('button, a[href], select, summary, input, label') ?? []
    return [...targets].flatMap((target) => {
      const { width, height } = target.getBoundingClientRect()
      // A box is pressed by its label, too; the label of a field is none to press.
      const isBox = target instanceof HTMLInputElement && target.type === 'checkbox'
      const isWords = target instanceof HTMLLabelElement && !target.closest('.kern-form-check')
      if (width === 0 || isBox || isWords) return []
      return height >= least - 0.5 && width >= least - 0.5
        ? []
        : [`${target.tagName} ${target.textContent} ${Math.round(width)} × ${Math.round(height)}`]
    })
  }, FINGER)
}
