import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { closeSite, listCounters, reopenSite } from '#features/capacity/actions.ts'
import { parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, NARROW, overflow } from '#test/everyWay.ts'
import { bookForCaller, reasonTexts, replaceNext, settleReplacements } from './actions.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

async function book(name: string, email: string | null, time: string) {
  const { links } = house.server().parts
  const booked = await house.run((tx) =>
    bookForCaller(tx, links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: parseInstant(`2027-03-02T${time}:00Z`),
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name, email, phone: '0999 123' },
    }),
  )
  if (!booked.ok) throw new Error(booked.code)
  return links.tokenOf('neuwalden', booked.value.id, booked.value.linkGeneration)
}

async function lookAfterAll() {
  while (await house.run(replaceNext));
}

async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 80; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

async function chooseTuesday(page: Page) {
  await page.getByLabel('Vom', { exact: true }).fill('2027-03-02')
  await tabTo(page, page.getByRole('button', { name: 'Was geschieht dann?' }))
  await page.keyboard.press('Enter')
}

it('a manager closes Tuesday and takes it back by keyboard; an agent calls; a citizen accepts without script', async () => {
  const token = await book('Ada Muster', 'ada@example.org', '09:00')
  await book('Bela Probe', null, '10:00')
  const { page, complaints } = await house.signedIn('leitung', { reducedMotion: 'reduce' })
  await tabTo(page, page.getByRole('link', { name: 'Planung', exact: true }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: 'Schließungen' }).first())
  await page.keyboard.press('Enter')
  await page.getByText('Keine Schließung.').waitFor()

  await page.getByLabel('Was fällt aus?').selectOption('counters')
  await tabTo(page, page.getByRole('button', { name: 'Was geschieht dann?' }))
  await page.keyboard.press('Enter')
  await page.getByText('Bitte wählen Sie mindestens einen Schalter.').waitFor()
  expect(await axeFaults(page)).toEqual([])
  await page.getByLabel('Was fällt aus?').selectOption('site')

  await chooseTuesday(page)
  await page.getByRole('heading', { name: '2 Termine sind betroffen' }).waitFor()
  await page.getByText('1 hat keine E-Mail-Adresse').waitFor()
  expect(await axeFaults(page)).toEqual([])
  await tabTo(page, page.getByRole('button', { name: 'Jetzt schließen' }))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Wieder öffnen: Dienstag/ }).waitFor()
  await page.getByText(/^Geschlossen am .* von Rainer Holt \(Leitung\)$/).waitFor()
  await lookAfterAll()
  await page.getByText('2 haben eine neue Zeit und noch nicht geantwortet').waitFor()
  expect(await axeFaults(page)).toEqual([])

  const agent = await house.signedIn('telefon', { reducedMotion: 'reduce' })
  await agent.page.goto('/console/calls')
  await agent.page.getByRole('heading', { name: '1 Person ist anzurufen' }).waitFor()
  expect(await axeFaults(agent.page)).toEqual([])
  await agent.page.getByText('Das können Sie sagen').click()
  await agent.page
    .getByText(/kann leider nicht stattfinden\. Wir halten eine andere Zeit für Sie frei: .* Ort: /)
    .waitFor()
  await tabTo(agent.page, agent.page.getByRole('button', { name: 'Bela Probe nicht erreicht' }))
  await agent.page.keyboard.press('Enter')
  await agent.page.getByText('einmal nicht erreicht').waitFor()
  await lookAt(agent.page, 'call of a closing', { ways: ['light', 'dark', '320 px'] })
  await tabTo(agent.page, agent.page.getByRole('button', { name: 'Bela Probe weiß Bescheid' }))
  await agent.page.keyboard.press('Enter')
  await agent.page.getByRole('heading', { name: 'Niemand ist anzurufen' }).waitFor()
  await tabTo(agent.page, agent.page.getByRole('button', { name: 'Neue Zeit annehmen für Bela Probe' }))
  await agent.page.keyboard.press('Enter')
  await agent.page.getByText('Bela Probe hat die neue Zeit.').waitFor({ state: 'attached' })
  await agent.page.getByRole('listitem').filter({ hasText: 'Bela Probe' }).waitFor({ state: 'detached' })
  expect([...complaints, ...agent.complaints]).toEqual([])
  await agent.page.context().close()

  const baseURL = house.server().url
  const citizen = await house.browser.newContext({
    ...NARROW,
    locale: 'de-DE',
    baseURL,
    javaScriptEnabled: false,
  })
  const phone = await citizen.newPage()
  await phone.goto(`/v/${token}`)
  await phone.getByRole('heading', { name: 'Ihr Termin kann so nicht stattfinden' }).waitFor()
  await phone.getByRole('button', { name: 'Neue Zeit annehmen' }).press('Enter')
  await phone.getByText('verschoben').first().waitFor()
  await citizen.close()

  await page.getByText('2 haben angenommen').waitFor()
  await tabTo(page, page.getByRole('button', { name: /^Wieder öffnen: Dienstag/ }))
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  expect(await axeFaults(page, '[role="dialog"]')).toEqual([])
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Wieder öffnen' }))
  await page.keyboard.press('Enter')
  await page.getByText('wieder geöffnet', { exact: true }).waitFor()
  await house.run(settleReplacements)
  expect(complaints).toEqual([])
  await page.context().close()
})

it('the page of a lost time is accessible with script, and the screens fit a narrow window in the dark', async () => {
  const token = await book('Cem Eins', 'cem@example.org', '09:30')
  const dark = { viewport: { width: 320, height: 740 }, colorScheme: 'dark' } as const
  const { page, complaints } = await house.signedIn('leitung', dark)
  await page.goto('/console/closings')
  await page.getByRole('heading', { name: 'Neue Schließung' }).waitFor()
  await chooseTuesday(page)
  await page.getByRole('button', { name: 'Jetzt schließen' }).click()
  await page.getByRole('button', { name: /^Wieder öffnen: Dienstag/ }).waitFor()
  await lookAfterAll()
  await page.getByText('1 hat eine neue Zeit und noch nicht geantwortet').waitFor()
  for (const path of ['/console/closings', '/console/calls', `/v/${token}`]) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
  }
  expect(complaints).toEqual([])
  await page.context().close()
})

it('display and kiosk in the hall say at once that fewer counters are open, and that the site closes, and so does the page of the site', async () => {
  const { page: display, complaints } = await house.signedIn('leitung', { reducedMotion: 'reduce' })
  const kiosk = await display.context().newPage()
  await display.goto('/display/mitte')
  await kiosk.goto('/kiosk/mitte')
  const choice = kiosk.getByRole('link', { name: /keinen Termin/i })
  await choice.waitFor()
  const fewer = /^Heute sind weniger Schalter geöffnet als sonst\./
  const reopened = await house.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const today = dayOf(tx.now, site.timeZone)
    const [counter] = await listCounters(tx, site.id)
    const days = { firstDay: today, lastDay: today, starts: null, ends: null }
    const counters = { counterIds: [counter?.id ?? impossible('no counter')], texts: reasonTexts('staff') }
    const closed = await closeSite(tx, site, { ...days, ...counters })
    const closing = closed.ok ? closed.value.closingId : impossible(closed.code)
    return () => house.run((again) => reopenSite(again, site, closing))
  })
  await display.getByText(fewer).waitFor()
  await kiosk.getByText(fewer).waitFor()
  await choice.waitFor()
  expect([...(await axeFaults(display)), ...(await axeFaults(kiosk))]).toEqual([])
  const reader = await display.context().newPage()
  await reader.goto('/sites/mitte?lang=de-simple')
  await reader.getByText(fewer).waitFor()
  expect(await axeFaults(reader)).toEqual([])
  expect((await reopened()).ok).toBe(true)
  await display.getByText(fewer).waitFor({ state: 'hidden' })
  await kiosk.getByText(fewer).waitFor({ state: 'detached' })
  await reader.reload()
  expect(await reader.getByText(fewer).count()).toBe(0)

  await house.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const today = dayOf(tx.now, site.timeZone)
    const closed = await closeSite(tx, site, {
      counterIds: [],
      firstDay: today,
      lastDay: today,
      starts: null,
      ends: null,
      texts: reasonTexts('building'),
    })
    if (!closed.ok) throw new Error(closed.code)
  })
  await display.getByText(/^Geschlossen: Arbeiten am Haus/).waitFor()
  await kiosk.getByText('Arbeiten am Haus').waitFor()
  await choice.waitFor({ state: 'detached' })
  expect([...(await axeFaults(display)), ...(await axeFaults(kiosk))]).toEqual([])
  await kiosk.goto('/sites/mitte?lang=de-simple')
  await kiosk.getByText('Dieses Amt ist heute geschlossen.').waitFor()
  expect(await axeFaults(kiosk)).toEqual([])
  await kiosk.goto('/booking/times?m=identity-card:1&lang=de')
  await kiosk.getByText(/geschlossen: Arbeiten am Haus/).waitFor()
  expect(complaints).toEqual([])
  await display.context().close()
})
