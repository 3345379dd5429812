import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { impossible } from '#kernel/result.ts'
import { press } from '#test/arrive.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { bookForCaller, searchTimes } from './actions.ts'

let ground: Ground
let browser: BorrowedBrowser
let people = 0

beforeAll(async () => {
  await build()
  ground = await openGround({ at: CALLING })
  browser = await borrowBrowser()
})
afterAll(async () => {
  await browser?.close()
  await ground?.close()
})

/** The path of the link of a booked passport. */
async function bookedPath(): Promise<string> {
  const matters = [{ serviceKey: 'passport', people: 1 }]
  const found = await ground.run((tx) => searchTimes(tx, { matters, siteKey: 'mitte' }), CALLING)
  const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
  const contact = { name: `Ada Lind ${++people}`, email: `ada${people}@mail.example`, phone: null }
  const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', contact, channel: 'desk' } as const
  const visit = await ground.run((tx) => bookForCaller(tx, ground.links, wish), CALLING)
  if (!visit.ok) throw new Error(visit.code)
  return `/v/${ground.links.tokenOf(ground.authority.key, visit.value.id, 1)}`
}

it('short questions make a list of one’s own, without script on 320 px: on the service, in the booking, by the link', async () => {
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${ground.port}`,
    javaScriptEnabled: false,
    ...NARROW,
  })
  const page = await context.newPage()
  const main = page.locator('main')
  const good = async (name: string) =>
    expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 })
  await page.goto('/services/passport?lang=de')
  await main.getByText('Was brauche ich? 2 kurze Fragen').click()
  await main.getByRole('group', { name: 'Ist es der erste Pass?' }).getByLabel('Ja').check()
  await good('questions')
  await press(main.getByRole('button', { name: 'Meine Liste zeigen' }))
  expect(await main.locator('#papers ~ ul li').allInnerTexts()).toEqual([
    'Ihre Geburtsurkunde',
    'Ein Foto',
    'Unter 18: Die Zustimmung der Eltern',
  ])
  // One question is still open, so they stand open.
  await main.getByLabel('Ab 18').check()
  await press(main.getByRole('button', { name: 'Meine Liste zeigen' }))
  expect(await main.locator('#papers ~ ul li').allInnerTexts()).toEqual(['Ihre Geburtsurkunde', 'Ein Foto'])
  await good('list')

  await press(main.getByRole('link', { name: 'Liste zum Drucken' }))
  expect(await main.locator('.dran-ticks li').allInnerTexts()).toEqual(['Ihre Geburtsurkunde', 'Ein Foto'])
  await good('print')
  await page.goBack()
  await press(main.getByRole('link', { name: 'Termin buchen' }))
  expect(await main.locator('details li').allInnerTexts()).toEqual(['Ihre Geburtsurkunde', 'Ein Foto'])
  await main.getByLabel('Nein').check()
  await press(main.getByRole('button', { name: 'Meine Liste zeigen' }))
  expect(await main.locator('details li').allInnerTexts()).toEqual(['Ihren alten Pass', 'Ein Foto'])
  await good('booking')

  await page.goto(`${await bookedPath()}?lang=de-simple`)
  await press(main.getByRole('link', { name: 'Ihre Liste: 2 kurze Fragen' }))
  await main.getByLabel('Unter 18').check()
  await press(main.getByRole('button', { name: 'Antworten speichern' }))
  await good('link')
  expect(await main.getByRole('status').textContent()).toContain('Ihre Liste ist gespeichert')
  await press(main.getByRole('link', { name: 'Fertig. Zurück zum Termin' }))
  expect(await main.textContent()).toContain('Die Zustimmung der Eltern (leicht)')
  await context.close()
})

it('the questions are good in every look, for readers and in large text', async () => {
  const context = await browser.newContext({ baseURL: `http://127.0.0.1:${ground.port}` })
  const page = await context.newPage()
  const asked = {
    service: '/services/passport?lang=de&answer-first=yes',
    booking: '/booking?lang=de&m=passport:1:first.yes',
  }
  for (const [name, path] of Object.entries({
    ...asked,
    link: `${await bookedPath()}/papers?lang=de-simple`,
  })) {
    await page.goto(path)
    await lookAt(page, name, { ways: ['light', 'dark', '320 px', '200 % text'] })
  }
  await context.close()
})
