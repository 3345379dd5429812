import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import type { Visit } from '#features/visit/model.ts'
import { press } from '#test/arrive.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, NARROW } from '#test/everyWay.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { ITEM, openPapersCity, type PapersCity } from '#test/papersCity.ts'
import { layWire, type Wire } from '#test/wire.ts'

let house: ConsoleServer
let papers: PapersCity
let wire: Wire
let visit: Visit

beforeAll(async () => {
  house = await startConsole()
  papers = await openPapersCity(house.city)
  wire = await layWire(house.server().port)
  visit = await papers.booked()
})
afterAll(async () => {
  await wire?.stop()
  papers?.close()
  await house?.stop()
})

const photo = (name: string, bytes: number) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
    Buffer.from('JFIF\0\x01\x01'),
    randomBytes(bytes),
  ]),
})
const MEGABYTE = 1024 * 1024

async function open(): Promise<{ page: Page; complaints: string[] }> {
  const context = await house.browser.newContext({ baseURL: `http://127.0.0.1:${wire.port}`, ...NARROW })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  const link = makeLinks(TEST_SECRET).tokenOf(house.city.authority.key, visit.id, 1)
  await page.goto(`/v/${link}/upload?lang=de`)
  return { page, complaints }
}

/** Pulls the cable as the part that begins there leaves. */
function cutAt(page: Page, part: string): void {
  const cut = (request: { url(): string }) => {
    if (!request.url().includes(part)) return
    page.off('request', cut)
    wire.pull()
  }
  page.on('request', cut)
}

const filesOf = () =>
  papers.sql(
    'SELECT name, state, bytes, received_bytes FROM paper_file WHERE visit_id = $1 ORDER BY page_order',
    [visit.id],
  )

it('sends page after page of one paper, goes on after the line was cut, and says so', async () => {
  const { page, complaints } = await open()
  const [one, two] = [photo('Seite 1.jpg', 2 * MEGABYTE), photo('Seite 2.jpg', MEGABYTE)]
  // A phone photographs one page after the other: each stands in the list until all are sent.
  await page.locator('input[name=photo]').setInputFiles(one)
  await page.locator('input[name=photo]').setInputFiles(two)
  await page.locator('input[name=photo]').setInputFiles(photo('Falsch.jpg', 10))
  await page.getByRole('button', { name: 'Nicht schicken: Falsch.jpg' }).press('Enter')
  await lookAt(page, 'what is chosen', { ways: ['light', 'dark', '320 px'] })
  const said = page.locator('[data-upload-says]')
  cutAt(page, 'offset=524288')
  await page.getByRole('button', { name: 'Schicken', exact: true }).press('Enter')
  await expect.poll(() => said.textContent()).toContain('Verbindung ist unterbrochen')
  const progress = page.locator('progress').first()
  expect(await progress.getAttribute('aria-label')).toBe('Fortschritt: Seite 1.jpg')
  expect(Number(await progress.getAttribute('value'))).toBeGreaterThan(0)
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/upload-lost.png`, fullPage: true })
  wire.plugIn()
  await page.getByText('2 Dateien sind angekommen').waitFor({ timeout: 120_000 })
  expect(await filesOf()).toEqual(
    [one, two].map(({ name, buffer: { length } }) => ({
      name,
      state: 'quarantined',
      bytes: length,
      received_bytes: length,
    })),
  )
  expect(complaints).toEqual([])
  await page.context().close()
})

it('goes on with a file after the page was loaded anew, and begins no second one', async () => {
  const { page } = await open()
  // From the disk, so that it is the same file when it is chosen again.
  const file = join(papers.home, 'Lang.jpg')
  writeFileSync(file, photo('Lang.jpg', 2 * MEGABYTE).buffer)
  await page.locator('input[type=file][name=file]').setInputFiles(file)
  cutAt(page, 'offset=1048576')
  await page.getByRole('button', { name: 'Schicken', exact: true }).press('Enter')
  await page.getByText('Verbindung ist unterbrochen').first().waitFor()
  const address = page.url()
  await page.goto('about:blank')
  wire.plugIn()
  await page.goto(address)
  const before = (await filesOf()).filter(({ name }) => name === 'Lang.jpg')
  expect(before).toHaveLength(1)
  await page.locator('input[type=file][name=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Schicken', exact: true }).press('Enter')
  await page.getByText('Eine Datei ist angekommen').waitFor({ timeout: 120_000 })
  expect((await filesOf()).filter(({ name }) => name === 'Lang.jpg')).toMatchObject([
    { state: 'quarantined' },
  ])
  await page.context().close()
})

it('says which file is not taken and why, and takes the others', async () => {
  const { page } = await open()
  await page.locator('input[type=file][name=file]').setInputFiles([
    { name: 'bild.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') },
    {
      name: 'gross.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.alloc(15 * MEGABYTE + 1, '%PDF-1.4\n'),
    },
    photo('gut.jpg', 100),
  ])
  await page.getByRole('button', { name: 'Schicken', exact: true }).press('Enter')
  await page.getByText('bild.svg ist keine Datei, die wir nehmen').waitFor()
  await page.getByText('gross.pdf ist größer als 15 MB').waitFor()
  await expect
    .poll(() => page.locator('[data-upload-says]').textContent())
    .toBe('Angekommen: 1. Nicht angekommen: 2.')
  expect((await filesOf()).map(({ name }) => name)).toContain('gut.jpg')
  await lookAt(page, 'what was refused', { ways: ['light', '320 px'] })
  await page.context().close()
})

it('the landlord fills in a form by the link that was passed on, without script, and the citizen sees that it is there', async () => {
  await papers.sql("UPDATE service_paper SET form = 'landlord' WHERE texts->>'de' = $1", [ITEM])
  await papers.run((tx) => tx.changeReference())
  const mine = await papers.booked()
  const link = makeLinks(TEST_SECRET).tokenOf(house.city.authority.key, mine.id, 1)
  const context = await house.browser.newContext({
    baseURL: `http://127.0.0.1:${house.server().port}`,
    javaScriptEnabled: false,
    ...NARROW,
  })
  const page = await context.newPage()
  await page.goto(`/v/${link}/upload?lang=de-simple`)
  await page.getByRole('button', { name: 'Link machen' }).press('Enter')
  const address = await page.getByRole('link', { name: /\/landlord\// }).getAttribute('href')
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/upload-landlord.png`, fullPage: true })
  await page.goto(address ?? '')
  await page.getByRole('button', { name: 'Schicken' }).press('Enter')
  await page.getByText('Gehört Ihnen die Wohnung? Bitte antworten Sie.').first().waitFor()
  for (const [label, typed] of [
    ['Vorname und Nachname, oder Firma', 'Erika Haus'],
    ['Straße und Haus-Nummer vom Vermieter', 'Am Markt 1'],
    ['Postleit-Zahl und Ort vom Vermieter', '12345 Neuwalden'],
    ['Straße und Haus-Nummer von der Wohnung', 'Lindenweg 7'],
    ['Postleit-Zahl und Ort von der Wohnung', '12345 Neuwalden'],
    ['An welchem Tag war der Einzug?', '20.2.2027'],
    ['Wer ist eingezogen?', 'Ada Lind'],
  ] as const)
    await page.getByLabel(label, { exact: false }).first().fill(typed)
  await page.getByLabel('Ja', { exact: true }).check()
  await page.getByLabel(/^Das stimmt alles/).check()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/landlord.png`, fullPage: true })
  await page.getByRole('button', { name: 'Schicken' }).press('Enter')
  await page.getByRole('heading', { name: 'Danke. Das Papier ist angekommen.' }).waitFor()
  await page.goto(`/v/${link}/upload?lang=de-simple`)
  await page.getByText('Ihr Vermieter hat das Formular ausgefüllt').waitFor()
  await context.close()

  const seen = await house.browser.newContext({ baseURL: `http://127.0.0.1:${house.server().port}` })
  const other = await papers.booked()
  const token = makeLinks(TEST_SECRET).tokenOf(house.city.authority.key, other.id, 1)
  const wide = await seen.newPage()
  await wide.goto(`/v/${token}/upload?lang=de`)
  await press(wide.getByRole('button', { name: 'Link für den Wohnungsgeber machen' }))
  await lookAt(wide, 'a link to pass on', { ways: ['light', 'dark', '320 px'] })
  await press(wide.getByRole('link', { name: /\/landlord\// }))
  await press(wide.getByRole('button', { name: 'Bestätigen und schicken' }))
  await lookAt(wide, 'the form with its faults', { ways: ['light', 'dark', '320 px'], tree: true })
  await seen.close()
})

it('goes with its person into another booking: cancelled, pressed once, and not sent again', async () => {
  const other = await papers.booked()
  await papers.hand(other)
  const context = await house.browser.newContext({ baseURL: `http://127.0.0.1:${wire.port}`, ...NARROW })
  const page = await context.newPage()
  const link = makeLinks(TEST_SECRET).tokenOf(house.city.authority.key, other.id, 1)
  await page.goto(`/v/${link}/cancel?lang=de`)
  await lookAt(page, 'cancelling with papers', { ways: ['light', 'dark', '320 px'] })
  await page.getByRole('button', { name: 'Ja, Termin absagen' }).press('Enter')
  await page.getByText('Ihre Unterlagen sind noch da').waitFor()
  await lookAt(page, 'cancelled, papers here', { ways: ['light', 'dark', '320 px'] })
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/second-try.png`, fullPage: true })
  await page.getByRole('button', { name: 'Neuen Termin mit diesen Unterlagen buchen' }).press('Enter')
  await page.waitForURL(/\/booking\?m=registration/)
  const again = await papers.sql('SELECT chosen FROM second_try WHERE visit_id = $1', [other.id])
  expect(again).toEqual([{ chosen: true }])
  await context.close()
})
