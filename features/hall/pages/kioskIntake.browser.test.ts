import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { MINUTE } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import { tap } from '#test/arrive.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { openCounter } from '../actions.ts'

const TALL: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true }
/** From ten to nine to twenty past three: "mitte" closes in forty minutes, and its one counter has two people to serve. */
const LATER = 390 * MINUTE

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
  await hall.house.turnClock(LATER)
  await hall.ticket()
  await hall.ticket()
  await hall.house.run(async (tx) => {
    const nord = (await findSite(tx, 'nord')) ?? impossible('no site')
    for (const { id } of await listCounters(tx, nord.id))
      await openCounter(tx, { siteId: nord.id, counterId: id, day: dayOf(tx.now, nord.timeZone) })
  })
})
afterAll(() => hall?.stop())

const booked = () =>
  hall.house.run((tx) =>
    tx.rows(
      db
        .selectFrom('visit')
        .innerJoin('site', 'site.id', 'visit.site_id')
        .select(['site.key as site', 'visit.state as state', 'visit.channel as channel'])
        .where('visit.origin', '=', 'booking')
        .orderBy('visit.id'),
    ),
  )

it('a long matter is stopped, a short one is not, and a time at another site is held, given back, and booked', async () => {
  await hall.withPage(TALL, async (page) => {
    const long = page.getByRole('link', { name: /Wohnung anmelden/ })
    await expect
      .poll(async () => {
        await page.goto('/kiosk/mitte/ticket')
        return long.textContent()
      })
      .toContain('Im Moment keine Wartenummern')
    const short = page.getByRole('link', { name: /Ausweis abholen/ })
    expect(await short.textContent()).not.toContain('keine Wartenummern')
    await tap(long)
    await page.getByText('Dafür geben wir im Moment keine Wartenummer aus.').waitFor()
    expect(await page.getByText('Bis wir schließen, wären wir').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'Ausweis abholen' }).count()).toBe(1)
    const elsewhere = page.getByRole('button', { name: /Bürgeramt Nord/ })
    await expect
      .poll(async () => {
        await page.reload()
        return elsewhere.count()
      })
      .toBe(1)
    await lookAt(page, 'not accepted', { tree: true })
    await tap(elsewhere)
    await page.getByRole('heading', { name: 'Nehmen Sie diesen Termin?' }).waitFor()
    await lookAt(page, 'held', { tree: true })
    expect(await booked()).toEqual([{ site: 'nord', state: 'held', channel: 'kiosk' }])
    // Whoever goes away leaves nothing behind.
    await page.goto('/kiosk/mitte')
    expect((await booked()).map(({ state }) => state)).toEqual(['expired'])

    await page.goto('/kiosk/mitte/ticket/registration')
    await page.getByRole('button', { name: /Bürgeramt Nord/ }).tap()
    await tap(page.getByRole('button', { name: 'Ja, diesen Termin nehmen' }))
    await page.getByRole('heading', { name: 'Ihr Termin' }).waitFor()
    expect(await page.locator('.kiosk-ticket').textContent()).toMatch(/[0-9A-Z]{4} [0-9A-Z]{4}/)
    expect(page.url()).not.toMatch(/[A-Za-z0-9_-]{20}/)
    await lookAt(page, 'booked', { tree: true })
    expect((await booked()).map(({ state }) => state)).toEqual(['expired', 'booked'])

    // The short matter still gets its number.
    await page.goto('/kiosk/mitte/ticket/pick-up')
    await page.getByRole('button', { name: /Wartenummer ziehen|1 Person/ }).tap()
    await page.getByRole('heading', { name: 'Das ist Ihre Wartenummer' }).waitFor()
  })
})

it('without script on a narrow screen it says the same', async () => {
  await hall.withPage({ ...NARROW, javaScriptEnabled: false }, async (page) => {
    await page.goto('/kiosk/mitte/ticket/registration?lang=de-simple')
    await page.getByText('Dafür gibt es jetzt keine Warte-Nummer.').waitFor()
    expect(await overflow(page)).toBe(0)
  })
})

it('who answers the telephone reads for each site, by the keyboard, what is still done without appointment', async () => {
  const { page, complaints } = await hall.house.signedIn('telefon')
  const panel = page.getByRole('region', { name: 'Geht es heute noch ohne Termin?' })
  const site = panel.getByRole('combobox', { name: 'Standort' })
  await site.waitFor()
  // Of no site anything is said before one is chosen.
  expect(await panel.getByRole('listitem').count()).toBe(0)
  const isReached = () => site.evaluate((list) => list === document.activeElement)
  for (let presses = 0; presses < 60 && !(await isReached()); presses++) await page.keyboard.press('Tab')
  expect(await isReached()).toBe(true)
  const row = (matter: string) => panel.getByRole('listitem').filter({ hasText: matter })

  await page.keyboard.type('Bürgeramt Mitte')
  await expect.poll(() => site.inputValue()).toBe('mitte')
  await row('Wohnung anmelden').filter({ hasText: 'Würde bis zur Schließung nicht fertig.' }).waitFor()
  await expect.poll(() => row('Wohnung anmelden').textContent()).toMatch(/Zu$/)
  await expect.poll(() => row('Ausweis abholen').textContent()).toMatch(/Offen$/)
  await lookAt(page, 'what is still done without appointment', { tree: true })

  await site.focus()
  await page.keyboard.type('Bürgeramt Nord')
  await expect.poll(() => site.inputValue()).toBe('nord')
  await expect.poll(() => row('Wohnung anmelden').textContent()).toMatch(/Offen$/)
  // Deciding by hand is for managers.
  expect(await panel.getByRole('button').count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})

it('whoever asks the API for a number is refused with a code', async () => {
  const { url } = hall.house.server()
  const press = () =>
    fetch(`${url}/api/sites/mitte/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), origin: url },
      body: JSON.stringify({ matters: [{ service: 'registration', people: 1 }], language: 'de' }),
    })
  expect(await (await press()).json()).toMatchObject({ code: 'not_accepted' })
})
