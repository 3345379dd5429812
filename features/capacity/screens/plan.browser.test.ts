import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bookForCaller } from '#features/booking/actions.ts'
import { parseInstant } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'

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

/** The newest version at "mitte". */
const newest = () =>
  house.run(async (tx) => {
    const plans = db
      .selectFrom('shift_plan')
      .innerJoin('site', 'site.id', 'shift_plan.site_id')
      .select(['version', 'source', 'plan'])
      .where('site.key', '=', 'mitte')
    return (await tx.rows(plans.orderBy('version', 'desc').limit(1)))[0]
  })

const block = (page: Page, name: string) => page.getByRole('button', { name })

async function openPlan(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Planung' }).click()
  await block(page, 'Schalter 1, jeden Montag').waitFor()
  await page.getByRole('heading', { name: 'Was daraus wird' }).waitFor()
}

it('by keyboard: shorten a shift, see what it does, publish, and take it back by the history', async () => {
  await book('Ada Muster')
  await book('Bela Probe')
  const { page, complaints } = await house.signedIn('leitung', { viewport: SIZE, reducedMotion: 'reduce' })
  await openPlan(page)
  expect(await accessibilityFaults(page)).toEqual([])

  await block(page, 'Schalter 2, jeden Dienstag: 08:00 bis 17:00').focus()
  for (let nth = 0; nth < 32; nth++) await page.keyboard.press('Shift+ArrowLeft')
  await block(page, 'Schalter 2, jeden Dienstag: 08:00 bis 09:00').waitFor()
  await page.getByText('jeden Dienstag: 08:00 bis 09:00 Uhr').last().waitFor()
  await page.getByText('1 Termin bleibt gültig, hat aber keinen Platz mehr.').waitFor()
  await page.getByText(/Personalausweis beantragen: 25 Zeiten weniger in dieser Woche/).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])

  await page.getByRole('button', { name: 'Veröffentlichen …' }).press('Enter')
  await page.getByRole('dialog').waitFor()
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText('Der Schichtplan ist veröffentlicht').waitFor()
  await expect.poll(newest).toMatchObject({ version: 2, source: 'editor' })

  await page.getByRole('link', { name: 'Termine ohne Platz' }).press('Enter')
  await page.getByRole('heading', { name: '1 Termin ohne Platz' }).waitFor()
  expect(await page.getByRole('link', { name: /anrufen: 0999 123/ }).getAttribute('href')).toBe('tel:0999123')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByRole('button', { name: /^Termin von .* verschieben$/ }).press('Enter')
  await page.getByRole('heading', { name: 'Termin verschieben' }).waitFor()
  await page.getByRole('button', { name: 'Nicht verschieben' }).press('Enter')
  await page.getByRole('link', { name: 'Zum Schichtplan' }).press('Enter')

  await page.getByRole('button', { name: 'Verlauf …' }).press('Enter')
  await page.getByText('Rainer Holt (Leitung)').last().waitFor()
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.getByRole('button', { name: 'Fassung 2 ansehen' }).press('Enter')
  await page.getByText('Schalter 2, jeden Dienstag', { exact: true }).waitFor()
  await page.getByText('Nachher: 08:00 bis\u00a009:00 Uhr').waitFor()
  await page.getByRole('button', { name: 'Zurück zum Verlauf' }).press('Enter')
  await page.getByRole('button', { name: 'Fassung 1 ansehen' }).press('Enter')
  await page.getByText(/^Zusammen \d+ Zeiten mehr, 0 Zeiten weniger$/).waitFor()
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.getByRole('button', { name: 'Fassung 1 wieder veröffentlichen' }).press('Enter')
  await page.getByText('Der Schichtplan ist veröffentlicht').waitFor()
  await expect.poll(newest).toMatchObject({ version: 3, source: 'undo' })
  await block(page, 'Schalter 2, jeden Dienstag: 08:00 bis 17:00').waitFor()
  await page.getByRole('link', { name: 'Termine ohne Platz' }).click()
  await page.getByRole('heading', { name: 'Kein Termin ist ohne Platz.' }).waitFor()

  await page.getByRole('link', { name: 'Zum Schichtplan' }).press('Enter')
  await copyWeek(page)
  await page.getByRole('button', { name: 'Auf andere Standorte …' }).press('Enter')
  await page.getByRole('checkbox', { name: 'Nord' }).press('Space')
  await page.getByRole('button', { name: 'Vorschau ansehen' }).press('Enter')
  await page.getByRole('heading', { name: 'Nord' }).waitFor()
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.getByRole('button', { name: 'Übertragen und veröffentlichen' }).press('Enter')
  await page.getByRole('button', { name: 'Schließen' }).press('Enter')
  expect(complaints).toEqual([])
  await page.context().close()
})

/** By keyboard: a counter ends earlier on the Thursday of this week, and the week after next becomes the same. */
async function copyWeek(page: Page): Promise<void> {
  const ends = (day: string, time: string) =>
    page.getByRole('button', {
      name: new RegExp(`^Schalter 2, Donnerstag, ${day}. März 2027: 08:00 bis.${time}`),
    })
  await page.getByLabel('Änderungen gelten').selectOption('once')
  await ends('4', '17:00').press('Shift+ArrowLeft')
  await ends('4', '16:45').waitFor()
  await page.getByRole('button', { name: 'Woche kopieren …' }).press('Enter')
  await page.getByRole('dialog').waitFor()
  await lookAt(page, 'copying a week', { part: '[role="dialog"]' })
  await page.getByLabel('Auf die Woche').press('ArrowDown')
  await page.getByRole('button', { name: 'In den Entwurf kopieren' }).press('Enter')
  await ends('18', '16:45').waitFor()
  await page.getByRole('button', { name: 'Letzte Änderung zurücknehmen' }).press('Enter')
  await ends('18', '17:00').waitFor()
  await page.getByRole('button', { name: 'Entwurf verwerfen' }).press('Enter')
}

it('by form: what cannot work is told and not published', async () => {
  const { page } = await house.signedIn('leitung', { viewport: SIZE, reducedMotion: 'reduce' })
  await openPlan(page)
  await block(page, 'Schalter 1, jeden Montag').press('Enter')
  await page.getByLabel('Ende', { exact: true }).fill('07:00')
  await page.keyboard.press('Enter')
  await page.getByText('Das Ende muss nach dem Beginn liegen.').waitFor()
  await page.getByLabel('Beginn', { exact: true }).fill('20:00')
  await page.getByLabel('Ende', { exact: true }).fill('21:00')
  await page.getByLabel('Pause von').fill('')
  await page.getByLabel('Pause bis').fill('')
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.getByRole('button', { name: 'Übernehmen' }).press('Enter')
  await page.getByText('Dann ist der Standort nicht geöffnet.').waitFor()
  await page.getByRole('button', { name: 'Veröffentlichen …' }).press('Enter')
  await page.getByRole('heading', { name: 'So kann der Plan nicht veröffentlicht werden' }).waitFor()
  expect(await page.getByRole('dialog').getByRole('button', { name: 'Veröffentlichen' }).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Entwurf verwerfen' }).press('Enter')
  await block(page, 'Schalter 1, jeden Montag: 08:00 bis 17:00').waitFor()

  await page.getByRole('button', { name: 'Öffnungszeiten eines Tages …' }).press('Enter')
  await page.getByLabel('Tag', { exact: true }).fill('2027-03-06')
  await page.getByLabel('Öffnet um').fill('20:00')
  await page.getByLabel('Schließt um').fill('08:00')
  await page.keyboard.press('Enter')
  await page.getByText('Jede Zeit muss nach der vorigen liegen.').waitFor()
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.getByLabel('Öffnet um').fill('09:00')
  await page.getByLabel('Schließt um').fill('13:00')
  await page.keyboard.press('Enter')
  await page.getByText('Samstag, 6. März 2027').waitFor()
  await page.getByRole('button', { name: 'So gilt es' }).press('Enter')
  await page.getByText('Die Öffnungszeiten des Tages gelten').waitFor()
  await page.getByRole('button', { name: /^Sa\.,/ }).waitFor()
  await page.getByRole('button', { name: 'Öffnungszeiten eines Tages …' }).press('Enter')
  await page.getByRole('button', { name: 'Öffnungszeiten aufheben: Samstag, 6. März 2027' }).press('Enter')
  await page.getByText('wieder die wöchentlichen Öffnungszeiten').waitFor()
  await page.getByRole('button', { name: 'So gilt es' }).press('Enter')
  await page.getByRole('button', { name: /^Sa\.,/ }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Verlauf …' }).press('Enter')
  await page.getByText('wie sonst → ').waitFor()
  expect(await accessibilityFaults(page, '[role="dialog"]')).toEqual([])
  await page.context().close()
})

it('by mouse and by finger: blocks follow, as a whole and by their ends', async () => {
  const touched = { viewport: { width: 768, height: 1024 }, hasTouch: true, reducedMotion: 'reduce' } as const
  const { page, complaints } = await house.signedIn('leitung', touched)
  await openPlan(page)
  const shift = block(page, 'Schalter 1, jeden Montag: 08:00 bis 17:00')
  const box = await shift.boundingBox()
  if (!box) throw new Error('the block has no place')
  const hour = box.width / 9
  const middle = box.y + box.height / 2
  await page.mouse.move(box.x + box.width / 2, middle)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 - hour / 2, middle, { steps: 5 })
  await page.mouse.up()
  await block(page, 'Schalter 1, jeden Montag: 07:30 bis 16:30').waitFor()

  const finger = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
    finger.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x, y: middle }],
    })
  const end = box.x + box.width - hour / 2 - 3
  await touch('touchStart', end)
  for (let step = 1; step <= 6; step++) await touch('touchMove', end - (hour * step) / 6)
  await touch('touchEnd', end - hour)
  await block(page, 'Schalter 1, jeden Montag: 07:30 bis 15:30').waitFor()
  await page.getByRole('button', { name: 'Letzte Änderung zurücknehmen' }).click()
  await block(page, 'Schalter 1, jeden Montag: 08:00 bis 17:00').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})
