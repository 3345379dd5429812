import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { callNext, drawTicket, finish, openCounter, startServing } from '#features/hall/actions.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf, startOfDay } from '#kernel/wallTime.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner } from '#test/city.ts'
import { type ConsoleServer, MORNING, startConsole } from '#test/consoleServer.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

/** Somebody was here, and a day later it is looked at. */
async function aDayLater(): Promise<void> {
  await house.run(async (tx) => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
    await drawTicket(tx, house.server().parts.links, wish, async () => true)
  })
  const now = await house.run(async (tx) => tx.now - tx.authority.demoOffset)
  const migrator = await openMigrator(house.city.ownerUrl)
  await migrator.setDemoOffset('neuwalden', MORNING - now + DAY)
  await migrator.close()
  // Whoever signs in before the server knows the new day is signed out by it.
  await house.server().parts.directory.refresh()
}

it('rules and shares are decided after one has seen what that does, and taken back', async () => {
  await aDayLater()
  const { page, complaints } = await house.signedIn('verwaltung', {
    viewport: SIZE,
    reducedMotion: 'reduce',
  })
  await page.goto('/console/rules')
  const field = page.getByLabel('Obergrenze für alle zusammen')
  await field.fill('900')
  await field.press('Enter')
  await page.getByText('Bitte eine ganze Zahl von 0 bis 240').waitFor()
  expect(await field.inputValue()).toBe('900')
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
  await field.fill('45')
  await field.press('Enter')
  const save = page.getByRole('button', { name: 'Speichern' })
  await save.waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/rules.png`, fullPage: true })
  await lookAt(page, 'rules', { tree: true })
  await save.press('Enter')
  const undo = page.getByRole('button', { name: 'Zurücknehmen' })
  await undo.waitFor()
  await expect.poll(() => field.inputValue()).toBe('45')
  await undo.press('Enter')
  await page.getByText('zurückgenommen', { exact: false }).first().waitFor()
  await page.goto('/console/shares')
  const share = page.getByLabel('Ohne Termin')
  await share.fill('101')
  await share.press('Enter')
  await page.getByText('Bitte eine ganze Zahl von 0 bis 100').waitFor()
  await expect.poll(() => share.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await share.inputValue()).toBe('101')
  await share.fill('100')
  await share.press('Enter')
  await page.getByText('Dann kann niemand mehr einen Termin buchen').waitFor()
  await page.getByText('weniger in der nächsten Woche').first().waitFor()
  await save.waitFor()
  await lookAt(page, 'shares', { tree: true })
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/shares.png`, fullPage: true })
  await save.press('Enter')
  await undo.waitFor()
  await undo.press('Enter')
  await page.getByText('zurückgenommen', { exact: false }).first().waitFor()
  // The words come with the answer, the field with the list that is read anew after it.
  await expect.poll(() => share.inputValue()).toBe('0')
  await page.goto('/console/numbers')
  await page.getByText('Für kleine Teams werden keine Zahlen gezeigt.').waitFor()
  await lookAt(page, 'numbers', { tree: true })
  const csv = await page.request.get('/hall-numbers.csv')
  expect(await csv.text()).toMatch(/^service,hour,visits,/)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/numbers.png`, fullPage: true })
  await page.goto('/console/overview')
  await page.getByText('Heute gewartet, mit Termin').waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/overview.png`, fullPage: true })
  expect(complaints).toEqual([])
  await page.context().close()
})

/** At this moment somebody comes for each of so many counters; each is called five minutes later and served for ten. */
async function everybodyAtWork(at: Instant, counters: number): Promise<void> {
  const { database, authority } = house.city
  const run = <T>(work: (tx: Tx) => Promise<T>, minutes: number) =>
    database.withAuthority(authority, work, { at: plus(at, minutes * MINUTE) })
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const { links } = house.server().parts
  const desks = await run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const able = (await listCounters(tx, site.id)).filter(({ skills }) => skills.size > 3)
    for (let nth = 0; nth < counters; nth++) await drawTicket(tx, links, wish, async () => true)
    return able.slice(0, counters).map(({ id }) => ({
      siteId: site.id,
      counterId: id,
      day: dayOf(tx.now, site.timeZone),
    }))
  }, 0)
  expect(desks).toHaveLength(counters)
  for (const desk of desks)
    await run(async (tx) => {
      await openCounter(tx, desk)
      await callNext(tx, desk)
    }, 5)
  for (const desk of desks) await run((tx) => startServing(tx, desk), 6)
  for (const desk of desks) await run((tx) => finish(tx, desk, 'done'), 16)
}

it('the numbers say by service and hour what a team of five did, and nothing of one of four', async () => {
  await house.turnClock(DAY)
  const morning = await house.run(async (tx) => startOfDay(dayOf(tx.now, 'Europe/Berlin'), 'Europe/Berlin'))
  const yesterday = plus(morning, -DAY)
  await asOwner(house.city.ownerUrl, async (owner) => {
    await owner.query(`SET search_path TO ${house.city.authority.schema}`)
    for (let nth = 0; nth < 5; nth++)
      await owner.query(
        `WITH made AS (
           INSERT INTO counter (id, site_id, key, position, texts)
           SELECT gen_random_uuid(), site_id, $1, $2, texts FROM counter
           WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte') RETURNING id)
         INSERT INTO counter_skill (counter_id, service_id) SELECT made.id, service.id FROM made, service`,
        [`T${nth}`, 50 + nth],
      )
    await owner.query('UPDATE reference_version SET version = version + 1')
  })
  const { page, complaints } = await house.signedIn('leitung', { viewport: SIZE, reducedMotion: 'reduce' })
  const rows = async () => {
    await page.goto('/console/numbers')
    await page.locator('.console-empty, tbody').first().waitFor()
    return page
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => Array.from(row.children, (cell) => cell.textContent).slice(0, 6)),
      )
  }
  // Eight people in two hours, but never five counters at once.
  await everybodyAtWork(plus(yesterday, 9 * HOUR), 4)
  await everybodyAtWork(plus(yesterday, 10 * HOUR), 4)
  expect(await rows()).toEqual([])
  await page.getByText('Für kleine Teams werden keine Zahlen gezeigt.').waitFor()
  // Five at once: now the hour of five visits is shown, and none with four.
  await everybodyAtWork(plus(yesterday, 11 * HOUR), 5)
  expect(await rows()).toEqual([['Personalausweis beantragen', '11', '5', '5', '1', '10']])
  await lookAt(page, 'numbers with figures', { tree: true })
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/numbers-figures.png`, fullPage: true })
  const file = async (address: string) => (await page.request.get(address)).text()
  expect(await file('/hall-numbers.csv')).toContain('identity-card,11,5,5,1,10,')
  // The file holds what the table shows: of the chosen site.
  const ofSite = async (key: string) => {
    await page.getByLabel('Standort', { exact: true }).selectOption(key)
    const link = page.getByRole('link', { name: 'Nach Leistung und Stunde als CSV-Datei' })
    await expect.poll(() => link.getAttribute('href')).toContain(`site=${key}`)
    return file((await link.getAttribute('href')) ?? '')
  }
  expect(await ofSite('mitte')).toContain('identity-card,11,5,5,1,10,')
  expect(await ofSite('nord')).not.toContain('identity-card')
  expect((await page.request.get('/hall-numbers.csv?site=nowhere')).status()).toBe(404)
  expect(complaints).toEqual([])
  await page.context().close()
})
