import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { takeFile } from '#features/papers/actions.ts'
import { loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { NARROW, overflow } from '#test/everyWay.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { ITEM, openPapersCity, type PapersCity, stub } from '#test/papersCity.ts'

const MATTER = { serviceKey: 'passport', people: 1 } as const

let house: ConsoleServer
let papers: PapersCity

beforeAll(async () => {
  house = await startConsole()
  papers = await openPapersCity(house.city)
})
afterAll(async () => {
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

/** A picture of the photo comes for a visit. */
async function handIn(id: Id<'visit'>): Promise<void> {
  await house.run(async (tx) => {
    const visit = (await loadVisit(tx, id)) ?? impossible('no visit')
    const matterId = (await mattersOf(tx, [id])).get(id)?.[0]?.id ?? impossible('no matter')
    const content = stub('Foto')
    const taken = await takeFile(tx, papers.vault, visit, { matterId, item: ITEM, name: 'Foto.pdf', content })
    if (!taken.ok) throw new Error(taken.code)
  })
}

/** Opens the visit of somebody in the queue. */
async function open(page: Page, name: string): Promise<void> {
  await page.locator('summary').filter({ hasText: name }).click()
  await page.getByRole('button', { name: 'Senden' }).waitFor()
}

const shot = (page: Page, name: string) =>
  process.env.SHOTS
    ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
    : undefined

it.each([
  ['de', 'Rückfrage', 'Das Bild ist nicht gut zu lesen', 'in Ordnung'],
  ['de-simple', 'Wir haben eine Frage', 'Machen Sie bitte ein neues Foto', 'gut'],
] as const)(
  'a clerk asks for a better picture, gets it, and the counter sees green, in %s',
  async (language, question, words, good) => {
    const visit = await booked(language)
    const name = `Ada Lind ${language}`
    const phone = await house.browser.newContext({
      baseURL: `http://127.0.0.1:${house.server().port}`,
      javaScriptEnabled: false,
      ...NARROW,
    })
    const citizen = await phone.newPage()
    await handIn(visit.id)
    const { page, complaints } = await house.signedIn('schalter')
    // It is today: the deadline is over already, and every screen says so.
    await page.getByRole('link', { name: 'jetzt anzusehen' }).click()
    await page.getByRole('heading', { name: 'Unterlagen vorab' }).waitFor()
    await open(page, name)
    const paper = page.getByRole('group', { name: ITEM })
    await paper.getByLabel('Rückfrage').press('Space')
    await page.getByLabel('Antwort').selectOption({ label: 'Nicht gut zu lesen: neues Foto' })
    await shot(page, `precheck-${language}`)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Senden' }).press('Enter')
    await page.locator('summary').filter({ hasText: name }).filter({ hasText: 'angesehen' }).waitFor()

    await citizen.goto(`${visit.path}?lang=${language}`)
    const checked = citizen.locator('main')
    expect(await checked.textContent()).toContain(question)
    expect(await checked.textContent()).toContain(words)
    expect(await overflow(citizen)).toBe(0)
    await shot(citizen, `checked-${language}`)

    await handIn(visit.id)
    await page.reload()
    await open(page, name)
    await paper.getByText('neu', { exact: true }).waitFor()
    await paper.getByLabel('in Ordnung').press('Space')
    await page.getByRole('button', { name: 'Senden' }).press('Enter')
    await page.locator('summary').filter({ hasText: name }).filter({ hasText: 'angesehen' }).waitFor()
    await citizen.reload()
    expect(await checked.textContent()).toContain(good)
    expect(await checked.textContent()).not.toContain(words)
    await phone.close()
    expect(complaints).toEqual([])
    await page.context().close()
  },
)
