import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { checkIn, closeCounter, finish, startServing } from '#features/hall/actions.ts'
import { checkNext } from '#features/papers/jobs.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { openFlatten } from '#platform/files/flatten.ts'
import { openClamd } from '#platform/files/scanner.ts'
import { press } from '#test/arrive.ts'
import { startClamd } from '#test/clamdSimulator.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { ITEM, ITEMS, openPapersCity, type PapersCity } from '#test/papersCity.ts'

const MISSING = ITEMS[1] ?? ''
const MATTER = { serviceKey: 'passport', people: 1 } as const

let house: ConsoleServer
let papers: PapersCity
let clamd: Awaited<ReturnType<typeof startClamd>>
const flatten = openFlatten()

beforeAll(async () => {
  house = await startConsole()
  papers = await openPapersCity(house.city)
  clamd = await startClamd()
  // Two are enough: one comes, and the other is missing.
  await papers.sql("DELETE FROM service_paper WHERE NOT texts->>'de' = ANY($1::text[])", [ITEMS.slice(0, 2)])
  await papers.sql('UPDATE reference_version SET version = version + 1')
})
afterAll(async () => {
  await clamd?.stop()
  papers?.close()
  await house?.stop()
})

/** Somebody has booked the first free time; the path of their link. */
async function booked(language: Language): Promise<{ id: Id<'visit'>; path: string }> {
  const links = makeLinks(TEST_SECRET)
  return house.run(async (tx) => {
    const found = await searchTimes(tx, { matters: [MATTER], siteKey: 'mitte' })
    const startsAt = (found.ok && found.value.times[0]?.startsAt) || impossible('no free time')
    const contact = { name: `Ada Lind ${language}`, email: `ada-${language}@mail.example`, phone: null }
    const wish = {
      matters: [MATTER],
      siteKey: 'mitte',
      startsAt,
      language,
      contact,
      channel: 'desk',
    } as const
    const visit = await bookForCaller(tx, links, wish)
    if (!visit.ok) throw new Error(visit.code)
    return { id: visit.value.id, path: `/v/${links.tokenOf(tx.authority.key, visit.value.id, 1)}` }
  })
}

/** What a phone's camera makes: a sheet as a JPEG, so many pixels wide. */
async function picture(width: number): Promise<Buffer> {
  const page = await house.browser.newPage({ viewport: { width, height: 400 } })
  await page.setContent('<h1>Mietvertrag</h1><p>Was darin steht</p>')
  const jpeg = await page.screenshot({ type: 'jpeg' })
  await page.close()
  return jpeg
}

/** The real look at all files that have come, with a scanner that answers as clamd does. */
async function lookAtFiles(): Promise<void> {
  const { database, vault, directory } = house.server().parts
  const authority = directory.byKey('neuwalden') ?? impossible('no authority')
  const deps = { database, vault, flatten, scanner: openClamd({ path: clamd.path }), tell: () => undefined }
  for (;;) if ((await checkNext(deps, authority)) === 'none') return
}

/** Presses "Ansehen"; the browser really paints pictures of these widths, in pixels. */
async function seesPages(page: Page, widths: readonly number[]): Promise<void> {
  await page.getByRole('button', { name: 'Ansehen' }).first().press('Enter')
  await paintsPages(page, widths)
}

const paintsPages = (page: Page, widths: readonly number[]) =>
  expect
    .poll(() =>
      page
        .locator('.precheck-pages img')
        .evaluateAll((all) =>
          all.map((one) => (one instanceof HTMLImageElement && one.complete ? one.naturalWidth : 0)),
        ),
    )
    .toEqual(widths)

/** Somebody photographs a paper on the page to which a link of theirs leads. */
async function photograph(
  page: Page,
  link: string,
  arrived: string,
  width: number,
  item = ITEM,
): Promise<void> {
  const main = page.locator('main')
  await press(main.getByRole('link', { name: link }))
  await main.locator('select[name=paper]').selectOption({ label: item })
  await main.locator('input[name=photo]').setInputFiles({
    name: 'IMG_0815.jpg',
    mimeType: 'image/jpeg',
    buffer: await picture(width),
  })
  expect(await overflow(page)).toBe(0)
  await press(main.getByRole('button', { name: 'Schicken', exact: true }))
  expect(await main.getByRole('status').first().textContent()).toContain(arrived)
}

/** For how long a visit is planned now. */
const minutesOf = async (id: Id<'visit'>) =>
  Number((await papers.sql('SELECT minutes FROM visit WHERE id = $1', [id]))[0]?.minutes)

/** Opens the visit of somebody in the queue. */
async function open(page: Page, name: string): Promise<void> {
  await page.locator('summary').filter({ hasText: name }).click()
  await page.getByRole('button', { name: 'Senden' }).waitFor()
}

/** Who has booked checks in. */
const arrive = (id: Id<'visit'>) =>
  house.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    expect(await checkIn(tx, site, id)).toMatchObject({ ok: true })
  })

/** Whoever stands at counter 1 is served, and it closes. */
const serve = () =>
  house.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const counter = (await listCounters(tx, site.id)).find(({ key }) => key === '1')
    const counterId = counter?.id ?? impossible('no counter')
    const here = { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
    await startServing(tx, here)
    await finish(tx, here, 'done')
    expect(await closeCounter(tx, here)).toMatchObject({ ok: true })
  })

/** This has the focus, or gets it in a moment. */
const isFocused = (wanted: ReturnType<Page['locator']>) =>
  expect.poll(() => wanted.evaluate((element) => element === document.activeElement)).toBe(true)

/** By keyboard alone: what was sent is looked at and goes to the file of record, and the focus stays where it was. */
async function fileAtCounter(page: Page): Promise<void> {
  const sent = page.locator('details').filter({ hasText: 'Vorab geschickt: eine Unterlage' })
  await sent.locator('summary').press('Enter')
  const paper = sent.getByRole('listitem', { name: ITEM })
  await paper.getByText('in Ordnung', { exact: true }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await paintsPages(page, [300, 600])
  await lookAt(page, 'the counter with a paper open', { ways: ['light', 'dark', '320 px'], tree: true })
  await shot(page, 'counter-sent')
  const file = paper.getByRole('button', { name: `In die Akte übernommen: ${ITEM}` })
  const question = page.getByRole('dialog', { name: 'Unterlage hier löschen?' })
  // The safe answer has the focus, and gives it back.
  const safe = question.getByRole('button', { name: 'Zurück' })
  await file.press('Enter')
  await isFocused(safe)
  await lookAt(page, 'the question before one paper goes', { ways: ['light', 'dark', '320 px'] })
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'detached' })
  await isFocused(file)
  await page.keyboard.press('Enter')
  await isFocused(safe)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByText('2 Dateien sind gelöscht').waitFor({ state: 'attached' })
  await paper.getByText(/in die Akte übernommen\.$/).waitFor()
  await sent.getByText('Vorab geschickt: eine Unterlage, 1 in der Akte').waitFor()
  expect(await paper.getByRole('button').count()).toBe(0)
  await isFocused(paper)
  await shot(page, 'counter-filed')
}

const shot = (page: Page, name: string) =>
  process.env.SHOTS
    ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
    : undefined

it.each([
  {
    language: 'de',
    send: 'Unterlagen vorab schicken',
    arrived: 'Eine Datei ist angekommen',
    question: 'Rückfrage',
    words: 'Das Bild ist nicht gut zu lesen',
    better: 'Neues Bild oder Dokument schicken',
    good: 'in Ordnung',
  },
  {
    language: 'de-simple',
    send: 'Papiere vorher schicken',
    arrived: 'Eine Datei ist da',
    question: 'Wir haben eine Frage',
    words: 'Machen Sie bitte ein neues Foto',
    better: 'Ein neues Bild schicken',
    good: 'gut',
  },
] as const)(
  'a phone of 320 px sends a paper, a clerk asks for a better picture and gets it, and the counter sees green, in $language',
  async ({ language, send, arrived, question, words, better, good }) => {
    const visit = await booked(language)
    const name = `Ada Lind ${language}`
    const phone = await house.browser.newContext({
      baseURL: `http://127.0.0.1:${house.server().port}`,
      javaScriptEnabled: false,
      ...NARROW,
    })
    const citizen = await phone.newPage()
    await citizen.goto(`${visit.path}?lang=${language}`)
    await photograph(citizen, send, arrived, 300)
    await lookAtFiles()
    const { page, complaints } = await house.signedIn('schalter')
    // It is today: the deadline is over already, and every screen says so.
    await page.getByRole('link', { name: 'jetzt anzusehen' }).click()
    await page.getByRole('heading', { name: 'Unterlagen vorab', level: 1 }).waitFor()
    await open(page, name)
    const paper = page.getByRole('group', { name: ITEM })
    await seesPages(page, [300])
    await paper.getByLabel('Rückfrage').press('Space')
    await paper.getByLabel('Antwort').selectOption({ label: 'Nicht gut zu lesen: neues Foto' })
    // What did not come is preset.
    const other = page.getByRole('group', { name: MISSING })
    await expect.poll(() => other.getByLabel('fehlt').isChecked()).toBe(true)
    await shot(page, `precheck-${language}`)
    await lookAt(page, 'the queue with a visit open', { ways: ['light', 'dark', '320 px'], tree: true })
    await page.getByRole('button', { name: 'Senden' }).press('Enter')
    await page.locator('summary').filter({ hasText: name }).filter({ hasText: 'angesehen' }).waitFor()

    await citizen.goto(`${visit.path}?lang=${language}`)
    const checked = citizen.locator('main')
    expect(await checked.textContent()).toContain(question)
    expect(await checked.textContent()).toContain(words)
    expect(await checked.textContent()).toContain(MISSING)
    expect(await overflow(citizen)).toBe(0)
    await shot(citizen, `checked-${language}`)

    await photograph(citizen, better, arrived, 600)
    await page.reload()
    await open(page, name)
    await paper.getByText('neu', { exact: true }).waitFor()
    // What nobody can have seen cannot be called good.
    await paper.getByText('Wird noch geprüft.').waitFor()
    expect(await paper.getByLabel('in Ordnung').isDisabled()).toBe(true)
    await lookAtFiles()
    await page.reload()
    await open(page, name)
    await seesPages(page, [300, 600])
    await paper.getByLabel('in Ordnung').press('Space')
    await page.getByRole('button', { name: 'Senden' }).press('Enter')
    await page.locator('summary').filter({ hasText: name }).filter({ hasText: 'angesehen' }).waitFor()
    await citizen.goto(`${visit.path}?lang=${language}`)
    expect(await checked.textContent()).toContain(good)
    expect(await checked.textContent()).not.toContain(words)
    await phone.close()

    if (language === 'de') {
      await page.getByRole('button', { name: /^In die Akte übernommen/ }).press('Enter')
      await lookAt(page, 'the question before papers go', { ways: ['light', 'dark', '320 px'] })
      await page.getByRole('button', { name: 'Ja, löschen' }).press('Enter')
      await page.getByText('2 Dateien sind gelöscht').waitFor({ state: 'attached' })
      expect(
        await papers.sql('SELECT DISTINCT state FROM paper_file WHERE visit_id = $1', [visit.id]),
      ).toEqual([{ state: 'destroyed' }])
    }
    await arrive(visit.id)
    await page.getByRole('link', { name: 'Schalter', exact: true }).click()
    await page.getByRole('button', { name: 'Schalter 1 öffnen' }).click()
    await page.locator('.counter-person').waitFor()
    await page.keyboard.press('n')
    await page.locator('.counter-papers > summary').filter({ hasText: '1 vorab in Ordnung' }).click()
    await page.locator('.counter-papers li').filter({ hasText: ITEM }).getByText('vorab in Ordnung').waitFor()
    await shot(page, `counter-${language}`)
    if (language === 'de-simple') await fileAtCounter(page)
    else await page.getByText('Vorab geschickt: eine Unterlage, 1 in der Akte').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
    await serve()
  },
)

it('a clerk shortens a visit by what was found and settles it, and its person reads that they need not come', async () => {
  await papers.sql('UPDATE service SET settled_by_papers = true')
  await papers.run((tx) => tx.changeReference())
  const visit = await booked('en')
  const planned = await minutesOf(visit.id)
  const phone = await house.browser.newContext({
    baseURL: `http://127.0.0.1:${house.server().port}`,
    javaScriptEnabled: false,
    ...NARROW,
  })
  const citizen = await phone.newPage()
  for (const item of [ITEM, MISSING]) {
    await citizen.goto(`${visit.path}?lang=de`)
    await photograph(citizen, 'Unterlagen vorab schicken', 'Eine Datei ist angekommen', 300, item)
  }
  await lookAtFiles()
  const { page, complaints } = await house.signedIn('schalter')
  await page
    .getByRole('link', { name: /^Unterlagen vorab/ })
    .first()
    .click()
  const row = page.locator('summary').filter({ hasText: 'Ada Lind en' })
  await open(page, 'Ada Lind en')
  const settle = page.getByRole('button', { name: 'Alles erledigt: niemand muss kommen' })
  for (const item of [ITEM, MISSING])
    await page.getByRole('group', { name: item }).getByLabel('in Ordnung').press('Space')
  // Nobody is told that they need not come before all of it has been called good.
  expect(await settle.count()).toBe(0)
  await page.getByLabel('So lange dauert der Termin').selectOption({ value: '5' })
  await page.getByRole('button', { name: 'Senden' }).press('Enter')
  await row.filter({ hasText: 'angesehen' }).waitFor()
  expect([planned > 5, await minutesOf(visit.id)]).toEqual([true, 5])
  await citizen.goto(`${visit.path}?lang=de`)
  expect(await citizen.locator('main').textContent()).toContain('in Ordnung')

  await page.reload()
  await open(page, 'Ada Lind en')
  await shot(page, 'precheck-all-green')
  await settle.press('Enter')
  const question = page.getByRole('dialog', { name: 'Termin vorab erledigen?' })
  await question.getByText('Die Person erfährt sofort, dass sie nicht kommen muss.').waitFor()
  await lookAt(page, 'the question before a visit is settled', { ways: ['light', 'dark', '320 px'] })
  await shot(page, 'precheck-settle')
  await question.getByRole('button', { name: 'Ja, erledigt' }).press('Enter')
  await row.waitFor({ state: 'detached' })
  for (const [language, words] of [
    ['de', 'Sie müssen nicht kommen'],
    ['de-simple', 'Sie müssen nicht kommen'],
    ['en', 'You need not come'],
  ] as const) {
    await citizen.goto(`${visit.path}?lang=${language}`)
    await citizen.getByRole('heading', { name: words, exact: true }).waitFor()
    expect(await overflow(citizen)).toBe(0)
    await shot(citizen, `settled-${language}`)
  }
  expect(
    await papers.sql("SELECT state FROM message WHERE visit_id = $1 AND kind = 'settled'", [visit.id]),
  ).toHaveLength(1)
  expect(complaints).toEqual([])
  await phone.close()
  await page.context().close()
})

it('who has sent nothing is asked by one press, and the counter reads that nothing came', async () => {
  const visit = await booked('de')
  const { page, complaints } = await house.signedIn('schalter')
  await page
    .getByRole('link', { name: /^Unterlagen vorab/ })
    .first()
    .click()
  const part = page.getByRole('region', { name: 'Noch nichts geschickt' })
  const row = part.getByRole('listitem').filter({ hasText: 'Ada Lind de' })
  await row.getByText('Frist vorbei').waitFor()
  expect(await row.textContent()).toContain(MISSING)
  await lookAt(page, 'those who have sent nothing', { ways: ['light', 'dark', '320 px'], tree: true })
  await shot(page, 'unsent')
  await row.getByRole('button', { name: /^Um Unterlagen bitten/ }).press('Enter')
  await isFocused(part.getByRole('heading', { name: 'Noch nichts geschickt' }))
  await part.getByText('Zurzeit ist niemand zu bitten.').waitFor()
  await part.getByLabel('Anzeigen').selectOption({ label: 'Schon gebeten' })
  await row.getByText(/^gebeten am/).waitFor()
  await row.getByRole('button', { name: /^Noch einmal bitten/ }).waitFor()
  await shot(page, 'unsent-asked')
  expect(
    await papers.sql("SELECT state FROM message WHERE visit_id = $1 AND kind = 'papers_checked'", [visit.id]),
  ).toHaveLength(1)

  await arrive(visit.id)
  await page.getByRole('link', { name: 'Schalter', exact: true }).click()
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).click()
  await page.locator('.counter-person').waitFor()
  await page.keyboard.press('n')
  await page.getByText('Vorab nichts geschickt').waitFor()
  await shot(page, 'counter-unsent')
  expect(complaints).toEqual([])
  await page.context().close()
  await serve()
})
