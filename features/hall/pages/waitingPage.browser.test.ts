import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Visit } from '#features/visit/model.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { accessibilityFaults } from '#test/accessibility.ts'
import { press } from '#test/arrive.ts'
import { MORNING } from '#test/consoleServer.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { hearPage } from '#test/heard.ts'
import { callAgain, finish, missed, startServing } from '../actions.ts'
import { visitBehind } from './visitBehind.ts'

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
})
// Whoever a failed test left at the counter goes, so that the next test fails for its own reasons only.
afterEach(() => hall.finishAll())
afterAll(() => hall?.stop())

const number = (visit: Visit) => visit.ticketNumber ?? impossible('no number')

/** Everything that reaches beyond the right edge, also where the page hides it. */
function reachingOut(page: Page): Promise<string[]> {
  return page
    .locator('body *')
    .evaluateAll((elements) =>
      elements
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => `${element.className}: ${element.textContent}`),
    )
}

describe('the waiting page on the phone', () => {
  it('follows the turn by itself: place, call, counter, end', async () => {
    const before = await hall.ticket()
    const { visit, token } = await hall.ticket()
    await hall.withPage(NARROW, async (page) => {
      await page.goto(`/w/${token}`)
      await page.getByRole('heading', { name: 'Sie warten' }).waitFor()
      expect(await page.locator('.dran-big-number__value').textContent()).toBe(number(visit))
      expect(await overflow(page)).toBe(0)
      expect(await accessibilityFaults(page)).toEqual([])
      const heard = await hearPage(page)
      await hall.callUntil(before.visit)
      await page.getByText('Vor Ihnen wartet niemand mehr').first().waitFor()
      await page
        .getByText(`Zuletzt aufgerufen: ${number(before.visit)}`)
        .first()
        .waitFor()
      const said = (await heard()).filter((words) => words.includes(`aufgerufen: ${number(before.visit)}`))
      expect(said).toEqual([expect.stringContaining('polite: ')])
      await hall.house.run((tx) => startServing(tx, hall.here))
      await page
        .getByText(`Gerade wird bedient: ${number(before.visit)}`)
        .first()
        .waitFor()
      await hall.finishAll()
      await hall.callUntil(visit)
      await page.getByRole('heading', { name: 'Sie sind dran' }).waitFor()
      await page.getByText('Schalter 1').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await hall.house.run((tx) => startServing(tx, hall.here))
      await page.getByRole('heading', { name: 'Sie werden bedient' }).waitFor()
      await hall.house.run((tx) => finish(tx, hall.here, 'done'))
      await page.getByRole('heading', { name: 'Ihr Besuch ist beendet' }).waitFor()
    })
  })

  it('works without script, in three languages', async () => {
    const { visit, token } = await hall.ticket()
    await hall.withPage({ ...NARROW, javaScriptEnabled: false }, async (page) => {
      await page.goto(`/w/${token}`)
      expect(await page.content()).toContain('<meta http-equiv="refresh" content="20">')
      await press(page.getByRole('link', { name: 'English' }))
      await page.getByRole('heading', { name: 'You are waiting' }).waitFor()
      await press(page.getByRole('link', { name: 'Leichte Sprache' }))
      await page.getByText('Die Reihenfolge kann anders werden').waitFor()
      expect(await page.content()).toContain(number(visit))
    })
  })

  it('lets somebody come later, say what they need, and leave after asking once more', async () => {
    const { token } = await hall.ticket()
    await hall.withPage({ ...NARROW, javaScriptEnabled: false }, async (page) => {
      await page.goto(`/w/${token}`)
      await press(page.getByRole('button', { name: '10 Minuten' }))
      await page.getByRole('heading', { name: 'Sie kommen später wieder' }).waitFor()
      expect(await overflow(page)).toBe(0)
      await press(page.getByRole('button', { name: 'Ich bin wieder da' }))
      await page.getByRole('heading', { name: 'Sie warten' }).waitFor()
      await press(page.getByRole('link', { name: 'Brauchen Sie Unterstützung?' }))
      await page.getByLabel('Ruhe').check()
      expect(await overflow(page)).toBe(0)
      await press(page.getByRole('button', { name: 'Speichern' }))
      await press(page.getByRole('link', { name: 'Ich gehe' }))
      await press(page.getByRole('link', { name: 'Nein, ich warte weiter' }))
      await press(page.getByRole('link', { name: 'Ich gehe' }))
      await press(page.getByRole('button', { name: 'Ja, ich gehe' }))
      await page.getByRole('heading', { name: 'Sie warten nicht mehr' }).waitFor()
    })
  })

  it('shows the way back after a missed call', async () => {
    const { visit, token } = await hall.ticket()
    await hall.callUntil(visit)
    await hall.house.run((tx) => callAgain(tx, hall.here))
    await hall.house.run((tx) => missed(tx, hall.here))
    await hall.withPage(NARROW, async (page) => {
      await page.goto(`/w/${token}`)
      await page.getByRole('heading', { name: 'Sie haben Ihren Aufruf verpasst' }).waitFor()
      await page.getByRole('img', { name: 'QR-Code für den Automaten' }).waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      // The terminal takes the code of the ticket, too.
      await page.goto('/kiosk/mitte')
      await page.keyboard.type(`${hall.house.server().url}/w/${token}`)
      await page.keyboard.press('Enter')
      await page.waitForURL(/result/)
      expect(await page.locator('.kiosk-ticket__number').textContent()).toBe(number(visit))
    })
  })

  it('is accessible while waiting, called, leaving and afterwards, in every way', async () => {
    const { visit, token } = await hall.ticket()
    await hall.withPage(NARROW, async (page, context) => {
      const look = async (path: string) => {
        await page.goto(path)
        await lookAt(page, path.replace(token, '…'), { also: reachingOut, tree: true })
      }
      await look(`/w/${token}`)
      await page.goto(`/w/${token}/needs`)
      expect(await accessibilityFaults(page)).toEqual([])
      await page.goto(`/w/${token}`)
      await press(page.getByRole('button', { name: '10 Minuten' }))
      await page.getByRole('heading', { name: 'Sie kommen später wieder' }).waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await press(page.getByRole('button', { name: 'Ich bin wieder da' }))
      await page.getByRole('heading', { name: 'Sie warten' }).waitFor()
      await look(`/w/${token}/leave`)
      await hall.callUntil(visit)
      await look(`/w/${token}?lang=de-simple`)
      // Away from a page that loads itself anew while the next one is asked for.
      await page.goto('about:blank')
      await hall.finishAll()
      await context.addCookies([{ name: 'dran_look', value: 'contrast', url: hall.house.server().url }])
      await look(`/w/${token}?lang=en`)
      expect(await page.locator('body').getAttribute('data-kern-theme')).toBe('contrast')
    })
  })

  it('leads to the booking before arrival, and to nothing for a wrong token', async () => {
    const { token } = await hall.booking(plus(MORNING, 5 * HOUR))
    await hall.withPage(NARROW, async (page, context) => {
      const answer = await context.request.get(`/w/${token}`, { maxRedirects: 0 })
      expect([answer.status(), answer.headers().location]).toEqual([303, `/v/${token}?lang=de`])
      expect((await context.request.get(`/w/${'x'.repeat(22)}`)).status()).toBe(404)
      expect((await context.request.get(`/w/${'x'.repeat(22)}/events?version=1&seen=0`)).status()).toBe(404)
      expect(page.url()).toBe('about:blank')
    })
  })

  it('lets somebody who has booked say that they are here, with the code of the hall', async () => {
    const { token } = await hall.booking(plus(MORNING, 100 * MINUTE))
    await hall.withPage(NARROW, async (page) => {
      await page.goto('/display/mitte')
      const code = (await page.locator('.display-here__code').textContent()) ?? ''
      await page.goto(`/v/${token}`)
      await press(page.getByRole('link', { name: 'Ich bin da' }))
      await page.getByLabel('Code aus der Wartehalle').fill('1')
      await press(page.getByRole('button', { name: 'Anmelden' }))
      await page.getByText('Dieser Code stimmt nicht').first().waitFor()
      expect([await overflow(page), await accessibilityFaults(page)]).toEqual([0, []])
      await page.getByLabel('Code aus der Wartehalle').fill(code)
      await press(page.getByRole('button', { name: 'Anmelden' }))
      await page.getByRole('heading', { name: 'Sie warten' }).waitFor()
    })
  })

  it('dies with its day', async () => {
    const { token } = await hall.ticket()
    const { database, directory, links } = hall.house.server().parts
    const authority = directory.byKey('neuwalden') ?? impossible('no authority')
    const read = (at: Instant) =>
      database.withAuthority(authority, (tx) => visitBehind(tx, links, token), { at })
    expect(await read(plus(MORNING, 8 * HOUR))).toMatchObject({ isPast: false })
    expect(await read(plus(MORNING, 24 * HOUR))).toMatchObject({ isPast: true })
  })
})
