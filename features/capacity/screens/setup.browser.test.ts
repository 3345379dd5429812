import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'
import { listCounters } from '../actions.ts'

const SIZE = { width: 1280, height: 900 }

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

async function book(name: string) {
  const booked = await house.run((tx) =>
    bookForCaller(tx, house.server().parts.links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: parseInstant('2027-03-02T09:00:00Z'),
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name, email: null, phone: '0999 123' },
    }),
  )
  expect(booked.ok).toBe(true)
}

it('by keyboard: what a counter can do and what needs an appointment, seen before it is saved, and taken back', async () => {
  await book('Ada Muster')
  await book('Bela Probe')
  const { page, complaints } = await house.signedIn('leitung', { viewport: SIZE, reducedMotion: 'reduce' })
  const siteId = await house.run(async (tx) => (await findSite(tx, 'mitte'))?.id ?? impossible('no site'))
  await page.goto('/console/setup')
  const card = page.getByRole('checkbox', { name: 'Personalausweis beantragen' })
  await card.waitFor()
  expect(await accessibilityFaults(page)).toEqual([])

  await page.getByLabel('Welcher Schalter?').selectOption({ index: 1 })
  await expect.poll(() => card.isChecked()).toBe(true)
  await card.press('Space')
  await page.getByLabel('Reisepass beantragen').first().selectOption('walk_in')
  const look = page.getByRole('button', { name: 'Ansehen, was das bewirkt' })
  await look.press('Enter')
  await page.getByText('1 Termin bleibt gültig, hat aber keinen Platz mehr.').waitFor()
  await page.getByText(/2\.\sMärz.*Personalausweis beantragen/).waitFor()
  await page.getByText(/Personalausweis beantragen: \d+ Zeiten weniger in der nächsten Woche/).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await lookAt(page, 'setup', { tree: true })
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/setup.png`, fullPage: true })
  const save = page.getByRole('button', { name: 'Speichern' })
  await save.press('Enter')
  await page.getByText(/Schalter 2 kann nicht mehr: Personalausweis beantragen/).waitFor()
  await page.getByText(/Reisepass beantragen: .* → Nur ohne Termin/).waitFor()

  // Taking back leads through the form: it is seen before it holds.
  await page.getByRole('button', { name: 'Zurücknehmen' }).press('Enter')
  await page.getByText('Was vorher galt, steht im Formular.').first().waitFor()
  await save.press('Enter')
  await page.getByText(/Schalter 2 kann jetzt auch: Personalausweis beantragen/).waitFor()

  // Nobody could serve it any more: that is said, and there is nothing to press.
  for (const index of [0, 1]) {
    await page.getByLabel('Welcher Schalter?').selectOption({ index })
    await page.getByRole('button', { name: 'Nichts', exact: true }).press('Enter')
  }
  await look.press('Enter')
  await page.getByText(/Personalausweis beantragen: Kein Schalter könnte das mehr/).waitFor()
  expect(await save.count()).toBe(0)
  await page.getByRole('button', { name: 'Neuer Schalter' }).press('Enter')
  await page.getByLabel('Name auf Englisch').fill('')
  await look.press('Enter')
  await page.getByText(/Bitte füllen Sie bei jedem Schalter alle drei Namen aus/).waitFor()

  // Where people are sent: nothing is saved before the way has words in every language.
  await page.reload()
  await page.getByLabel('Welcher Schalter?').selectOption({ index: 0 })
  await page.getByRole('checkbox', { name: 'Die Anzeige zeigt den Weg' }).press('Space')
  await page.getByLabel('Pfeil auf der Anzeige').selectOption('left')
  await page.getByLabel('Linie auf dem Boden').selectOption('blue')
  await page.getByLabel('Weg auf Deutsch').fill('blaue Linie')
  await look.press('Enter')
  await page.getByText(/von Stockwerk und Weg jeweils alle drei oder keinen/).waitFor()
  await page.getByLabel('Weg in Leichter Sprache').fill('blaue Linie')
  await page.getByLabel('Weg auf Englisch').fill('blue line')
  expect(await accessibilityFaults(page)).toEqual([])
  await lookAt(page, 'setup-way', { tree: true })
  if (process.env.SHOTS) {
    await page.setViewportSize({ width: 320, height: 900 })
    await page.screenshot({ path: `${process.env.SHOTS}/setup-way-320.png`, fullPage: true })
    await page.setViewportSize(SIZE)
  }
  await look.press('Enter')
  await save.press('Enter')
  await page.getByText(/Zu Schalter .* steht ein anderer Weg da/).waitFor()
  const led = await house.run((tx) => listCounters(tx, siteId))
  expect(led[0]?.texts.direction).toMatchObject({ arrow: 'left', line: 'blue' })

  await page.goto('/console/shares')
  const percent = page.getByLabel('Minuten sollen reichen in (Prozent der Fälle)')
  await percent.fill('95')
  await percent.press('Enter')
  await page.getByText('Die geplanten Minuten reichen auch dann.').waitFor()
  await lookAt(page, 'agreement', { tree: true })
  await save.press('Enter')
  await page.getByText('85 → 95').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})
