import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { checkCode } from '#features/message/actions.ts'
import { asId } from '#kernel/id.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { press } from '#test/arrive.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { NARROW, overflow } from '#test/everyWay.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'

const EMAIL = 'ada@mail.example'

let ground: Ground
let browser: BorrowedBrowser

beforeAll(async () => {
  await build()
  ground = await openGround({ at: CALLING })
  // No counter of the site does both.
  await ground.sql(`DELETE FROM counter_skill USING counter c, service s
    WHERE c.id = counter_id AND s.id = service_id AND c.key = '1' AND s.key = 'identity-card'`)
  await ground.run((tx) => tx.changeReference())
  browser = await borrowBrowser()
})
afterAll(async () => {
  await browser?.close()
  await ground?.close()
})

/** The newest row of a table that belongs to the address. */
async function idOf(table: 'contact_check' | 'visit_contact', column: 'id' | 'visit_id'): Promise<string> {
  const rows = await ground.sql<{ id: string }>(
    `SELECT t.${column} AS id FROM ${table} t ${table === 'visit_contact' ? 'JOIN visit v ON v.id = t.visit_id AND NOT v.linked_second' : ''}
     WHERE t.email = $1 ORDER BY 1 DESC LIMIT 1`,
    [EMAIL],
  )
  return rows[0]?.id ?? ''
}

/** No page is wider than the phone. */
async function fits(page: Page, name: string): Promise<void> {
  expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 })
}

it('somebody without script, on 320 px, books two linked visits and checks in for both at once', async () => {
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${ground.port}`,
    javaScriptEnabled: false,
    ...NARROW,
  })
  const page = await context.newPage()
  const main = page.locator('main')
  const goOn = () => press(main.locator('button.kern-btn--primary'))

  // The waitlist, which knows single times, sends whoever asks for both to the two times.
  await page.goto('/waitlist?m=identity-card:1&m=registration:1&lang=de')
  await fits(page, 'waitlist')
  await press(main.getByRole('link', { name: 'Zwei Termine nacheinander' }))
  expect(new URL(page.url()).pathname).toBe('/booking/times')

  await page.goto('/booking/times?m=identity-card:1&m=registration:1&site=mitte&lang=de')
  await fits(page, 'times')
  expect(await main.textContent()).toContain('Für Ihre Anliegen gehen Sie an zwei Schalter')
  await press(main.locator('.dran-times button').first())
  await page.fill('#name', 'Ada Müller')
  await page.fill('#email', EMAIL)
  await goOn()
  const check = asId<'contactCheck'>(await idOf('contact_check', 'id'))
  await page.fill('#code', checkCode(ground.links, ground.authority.key, check))
  await goOn()
  await fits(page, 'contact')
  // The code has proven the address: there is no link to press any more, and nobody is told of one.
  expect(await main.textContent()).toContain('mit dem Code bestätigt')
  await goOn()
  await fits(page, 'check')
  expect(await main.textContent()).toContain('Danach ist Ihr Termin gebucht')
  expect(await main.textContent()).not.toContain('Link')
  await goOn()
  await fits(page, 'done')

  const visit = asId<'visit'>(await idOf('visit_contact', 'visit_id'))
  const token = ground.links.tokenOf(ground.authority.key, visit, 1)
  for (const language of LANGUAGES) {
    await page.goto(`/v/${token}?lang=${language}`)
    await fits(page, `booking ${language}`)
    expect(await main.locator('dt', { hasText: /^(Danach|Then)$/ }).count()).toBe(1)
  }

  // The waitlist knows single times, also where its page is opened by hand.
  await page.goto(`/v/${token}/earlier`)
  expect(new URL(page.url()).pathname).toBe(`/v/${token}`)

  const kiosk = await context.newPage()
  await kiosk.setViewportSize({ width: 1080, height: 1920 })
  await kiosk.goto('/kiosk/mitte/check-in')
  await kiosk.fill('input[name=code]', token)
  await press(kiosk.locator('form button[type=submit], form button:not([type])').first())
  expect(await kiosk.locator('.kiosk-ticket').textContent()).toContain('Danach um')
  await fits(kiosk, 'kiosk')

  for (const language of LANGUAGES) {
    await page.goto(`/w/${token}?lang=${language}`)
    await fits(page, `waiting ${language}`)
    expect(await main.locator('h2', { hasText: /Danach geht es weiter|What comes next/ }).count()).toBe(1)
  }
  await press(main.locator('a[href*="/leave"]'))
  await fits(page, 'leave')
  await press(main.locator('form button'))
  expect(new URL(page.url()).pathname).toBe(`/v/${token}`)
  await fits(page, 'second stays')
  await context.close()
})
