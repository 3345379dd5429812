import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, overflow } from '#test/everyWay.ts'
import { TEST_START } from '#test/fixtures.ts'
import { addWishForCaller, bookForCaller, cancelBooking, lookAtList, searchTimes } from './actions.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

/** A time that somebody gives back tomorrow, with the list looking at it. */
async function freed(): Promise<void> {
  await house.run(async (tx) => {
    const found = await searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' })
    const times = found.ok ? found.value.times : impossible(found.code)
    const { startsAt } =
      times.find((time) => time.startsAt > plus(TEST_START, DAY)) ?? impossible('none free')
    const booking = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'desk' } as const
    const contact = { name: 'Otto', email: null, phone: null }
    const made = await bookForCaller(tx, house.server().parts.links, { ...booking, contact })
    await cancelBooking(tx, made.ok ? made.value.id : impossible(made.code))
  })
  await house.run((tx) => lookAtList(tx))
}

async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 60; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

describe('the waitlist in the console', () => {
  it('a phone agent sets a caller on the list by keyboard, calls when a time is freed, and accepts it', async () => {
    const { page, complaints } = await house.signedIn('telefon')
    // The list looks for news every ten seconds.
    await page.clock.install()
    await tabTo(page, page.getByRole('link', { name: 'Warteliste' }).first())
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: 'Jemanden auf die Liste setzen' }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Jemanden auf die Liste setzen', level: 1 }).waitFor()
    await tabTo(page, page.getByRole('combobox').first())
    await page.keyboard.type('Personal')
    await page.locator('.react-aria-Popover').getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Bürgeramt Mitte'))
    await page.keyboard.press('Space')
    const until = page.getByLabel('Wartet bis (Tag)')
    await expect.poll(() => until.inputValue(), { timeout: 20_000 }).toBe('2027-04-26')
    await until.fill('2030-01-01')
    await tabTo(page, page.getByLabel('Name', { exact: true }))
    await page.keyboard.type('Quirin Anders')
    await page.keyboard.press('Enter')
    await page.getByText('sonst erreicht sie kein Angebot').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await tabTo(page, page.getByLabel('Telefon'))
    await page.keyboard.type('0170 1234567')
    await page.keyboard.press('Enter')
    await page.getByText('Bitte einen Tag von heute bis in einem halben Jahr').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/until-staff.png`, fullPage: true })
    await until.fill('2027-04-20')
    await until.press('Enter')
    await page.getByText('Platz 1', { exact: true }).waitFor()
    expect((await page.locator('main').textContent())?.replaceAll('\u00a0', ' ')).toContain('20. April 2027')
    await freed()
    await page.clock.runFor(10_000)
    await page.getByRole('link', { name: 'Quirin Anders anrufen: 0170 1234567' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await tabTo(page, page.getByRole('button', { name: 'Angebot für Quirin Anders annehmen' }))
    await page.keyboard.press('Enter')
    await page.getByText('Niemand steht auf der Warteliste.').waitFor()
    expect(complaints).toEqual([])
  })

  it('a manager sees order and numbers, and nobody by name, also on a phone', async () => {
    const agent = await house.signedIn('telefon')
    const key = await agent.page.evaluate(async () => {
      const body = {
        channel: 'telephone',
        matters: [{ service: 'identity-card', people: 1 }],
        sites: [],
        weekdays: [1],
        parts: ['morning'],
        untilDay: '2027-03-29',
        language: 'de',
        name: 'Rita Anders',
        phone: '0170 7654321',
      }
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
      return (await fetch('/api/waitlist', { method: 'POST', headers, body: JSON.stringify(body) })).status
    })
    expect(key).toBe(200)
    const { page } = await house.signedIn('leitung', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
    })
    await page.goto('/console/waitlist')
    await page.getByText('Platz 1', { exact: true }).waitFor()
    const main = (await page.locator('main').textContent()) ?? ''
    expect(main).toContain('Montag')
    expect(main).not.toContain('Anders')
    expect(await page.getByRole('button', { name: /Von der Liste/ }).count()).toBe(0)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await agent.page.goto('/console/waitlist')
    await agent.page.getByRole('button', { name: 'Rita Anders von der Liste nehmen' }).click()
    await agent.page.getByRole('button', { name: 'Von der Liste nehmen', exact: true }).last().click()
    await agent.page.getByText('Niemand steht auf der Warteliste.').waitFor()
  })

  it('an offer stands on the telephone list with the words and until when, and is answered there by keyboard', async () => {
    await house.run((tx) =>
      addWishForCaller(tx, house.server().parts.links, {
        ...{ matters: MATTERS, siteKeys: [], weekdays: [], parts: [], statedDates: {}, language: 'en' },
        untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 30),
        channel: 'telephone',
        contact: { name: 'Olga Anders', email: null, phone: '030 1234567' },
      }),
    )
    await freed()
    const { page, complaints } = await house.signedIn('telefon', { viewport: { width: 1000, height: 900 } })
    await page.goto('/console/undelivered')
    await page.getByText(/^Angebot gilt bis /).waitFor()
    await page.locator('main summary').first().waitFor()
    for (const summary of await page.locator('main summary').all()) await summary.press('Enter')
    await page.getByText(/It waits for you until/).waitFor()
    await lookAt(page, 'an offer on the telephone list', { ways: ['light', 'dark', '320 px'] })
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/offer-call.png`, fullPage: true })
    await tabTo(page, page.getByRole('button', { name: 'Angebot für Olga Anders annehmen' }))
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /Olga Anders/ }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})
