import { afterAll, beforeAll, expect, it } from 'vitest'
import { bookForCaller } from '#features/booking/actions.ts'
import { parseInstant } from '#kernel/instant.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'

const SIZE = { width: 1280, height: 900 }

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

async function book() {
  const booked = await house.run((tx) =>
    bookForCaller(tx, house.server().parts.links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: parseInstant('2027-03-02T14:00:00Z'),
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name: 'Ada Muster', email: null, phone: '0999 123' },
    }),
  )
  expect(booked.ok).toBe(true)
}

it('by keyboard: from a shift beyond the hours to longer hours, seen before they hold, public at once, and taken back', async () => {
  await book()
  const { page, complaints } = await house.signedIn('leitung', { viewport: SIZE, reducedMotion: 'reduce' })
  const shots = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  const siteHours = async () => {
    const answer = await page.request.get('/api/sites')
    const { sites } = await answer.json()
    return sites.find(({ key }: { key: string }) => key === 'mitte').hours
  }

  // A shift on a day without hours is refused; the refusal says when the site is open, and where that is changed.
  await page.goto('/console/plan')
  await page.getByRole('button', { name: 'Schalter 1, jeden Montag: 08:00 bis 17:00' }).press('Enter')
  const shift = page.getByRole('dialog')
  await shift.getByText('Geöffnet: 08:00 bis 16:00 Uhr.').waitFor()
  await shift.getByLabel('Beginn', { exact: true }).fill('17:00')
  await shift.getByLabel('Ende', { exact: true }).fill('19:00')
  await shift.getByLabel('Pause von').fill('')
  await shift.getByLabel('Pause bis').fill('')
  await shift.getByRole('button', { name: 'Übernehmen' }).press('Enter')
  await page.getByText('Geöffnet: 08:00 bis 16:00 Uhr.').first().waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await shots('plan-refused')
  await page.getByRole('link', { name: 'Öffnungszeiten ändern' }).first().press('Enter')

  const monday = page.getByRole('group', { name: 'Montag' })
  const tuesday = page.getByRole('group', { name: 'Dienstag' })
  const saturday = page.getByRole('group', { name: 'Samstag' })
  await monday.waitFor()
  await saturday.getByText('geschlossen').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  const look = page.getByRole('button', { name: 'Ansehen, was das bewirkt' })
  const save = page.getByRole('button', { name: 'Speichern', exact: true })

  // What cannot be is said at the span, and the focus goes there.
  await monday.getByRole('button', { name: 'Montag: Weitere Zeit' }).press('Enter')
  await page.keyboard.type('15')
  await page.keyboard.press('Tab')
  await page.keyboard.type('19')
  await look.press('Enter')
  await monday.getByText('Diese Zeit überschneidet sich mit einer anderen dieses Tages').waitFor()
  expect(
    await monday
      .getByLabel('Öffnet wieder um (2. Zeit)')
      .evaluate((input) => input === document.activeElement),
  ).toBe(true)
  expect(await save.count()).toBe(0)
  await monday.getByRole('button', { name: 'Montag, 2. Zeit: Entfernen' }).press('Enter')
  await monday.getByLabel('Schließt um').fill('19')
  await monday.getByRole('button', { name: 'Montag: Auf andere Tage …' }).press('Enter')
  const copy = page.getByRole('dialog')
  await copy.getByRole('checkbox', { name: 'Dienstag' }).press('Space')
  await copy.getByRole('button', { name: 'Übertragen' }).press('Enter')
  await copy.waitFor({ state: 'detached' })
  expect(await page.getByRole('group', { name: 'Freitag' }).getByLabel('Schließt um').inputValue()).toBe('19')
  expect(await tuesday.getByLabel('Schließt um').inputValue()).toBe('16:00')

  // Tuesday closes at noon: whoever is booked then keeps the time, and is named beforehand.
  await tuesday.getByLabel('Schließt um').fill('12')
  await look.press('Enter')
  await page.getByText('1 Termin bleibt gültig, hat aber keinen Platz mehr.').waitFor()
  await page.getByText(/2\.\sMärz.*Personalausweis beantragen/).waitFor()
  await page.getByText('3 Schichten liegen dann nicht ganz in den Öffnungszeiten.').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await lookAt(page, 'opening-hours', { tree: true })
  await shots('hours')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shots('hours-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 320, height: 900 })
  await shots('hours-320')
  await page.setViewportSize(SIZE)
  expect((await siteHours()).find(({ weekday }: { weekday: number }) => weekday === 2)).toMatchObject({
    closes: '16:00',
  })
  await save.press('Enter')
  await page.getByText('Dienstag: 08:00 bis 16:00 Uhr → 08:00 bis 12:00 Uhr').waitFor()
  expect((await siteHours()).find(({ weekday }: { weekday: number }) => weekday === 2)).toMatchObject({
    closes: '12:00',
  })

  // The shift that was refused waits in the draft, and is none any more.
  await page.getByRole('link', { name: 'Zum Schichtplan' }).press('Enter')
  await page.getByText('Noch nicht veröffentlicht.', { exact: false }).waitFor()
  const publish = page.getByRole('button', { name: 'Veröffentlichen …' })
  await expect.poll(() => publish.getAttribute('aria-disabled'), { timeout: 20_000 }).toBe(null)
  expect(await page.getByText('Dann ist der Standort nicht geöffnet.').count()).toBe(0)
  await publish.press('Enter')
  await page.getByRole('button', { name: 'Veröffentlichen', exact: true }).press('Enter')
  await page.getByText('Der Schichtplan ist veröffentlicht').waitFor()

  // Taking back leads through the form: it is seen before it holds.
  await page.goto('/console/hours/mitte')
  await page.getByRole('button', { name: 'Zurücknehmen' }).press('Enter')
  await page.getByText('Was vorher galt, steht im Formular.').first().waitFor()
  expect(await tuesday.getByLabel('Schließt um').inputValue()).toBe('16:00')
  await save.press('Enter')
  await page.getByText('Dienstag: 08:00 bis 12:00 Uhr → 08:00 bis 16:00 Uhr').waitFor()
  await shots('hours-history')
  expect(complaints).toEqual([])
  await page.context().close()
})
