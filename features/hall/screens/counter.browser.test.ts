import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import {
  callNext,
  finish,
  hallOf,
  openCounter,
  sendBackForsakenCalls,
  sendOn,
  startServing,
} from '#features/hall/actions.ts'
import { MINUTE } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { formatTime } from '#platform/time/format.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterEach(() => house.city.unchanged())
afterAll(() => house?.stop())

const state = (page: Page, name: string) =>
  page.getByRole('heading', { name, level: 2, exact: true }).waitFor()
const number = (page: Page) => page.locator('.console-visit__number').textContent()

it('opens, marks as gone, takes back and closes by one key each; letters that are typed are letters', async () => {
  const first = await house.ticket('identity-card')
  const { page, complaints } = await house.signedIn('schalter')
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await page.keyboard.press('o')
  await state(page, 'Niemand am Schalter')

  await page.keyboard.press('n')
  await state(page, 'Aufgerufen')
  await page.keyboard.press('v')
  await state(page, 'Niemand am Schalter')
  await page.getByText(`${first} ist gegangen.`).waitFor()
  await page.keyboard.press('z')
  await state(page, 'Aufgerufen')
  expect(await number(page)).toBe(first)

  await page.keyboard.press('s')
  await state(page, 'In Bedienung')
  await page.keyboard.press('g')
  const note = page.getByRole('dialog').getByRole('textbox')
  await note.fill('')
  await note.pressSequentially('vcnz')
  expect(await note.inputValue()).toBe('vcnz')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await state(page, 'In Bedienung')

  const papers = page.locator('.counter-papers')
  await papers.getByText('Unterlagen: 0 von').click()
  await papers.getByRole('checkbox').click()
  await papers.getByText('Unterlagen: 1 von 1 gesehen').waitFor()
  // The box that was ticked has the focus, and keys are keys still.
  await page.keyboard.press('z')
  await papers.getByText('Unterlagen: 0 von 1 gesehen').waitFor()
  await page.keyboard.press('u')
  await papers.getByText('Unterlagen: 1 von 1 gesehen').waitFor()

  await page.keyboard.press('b')
  await page.keyboard.press('2')
  await state(page, 'Niemand am Schalter')
  const parked = page.getByRole('region', { name: '1 Person zurückgestellt' })
  await parked.getByRole('button', { name: `${first} ist gegangen` }).click()
  await parked.waitFor({ state: 'detached' })
  await page.keyboard.press('z')
  await parked.waitFor()

  await page.keyboard.press('p')
  await state(page, 'Pause')
  await page.keyboard.press('z')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('?')
  for (const key of ['N', 'V', 'P', 'R', 'C', 'O', 'Z'])
    await page
      .getByRole('dialog')
      .locator('dt')
      .filter({ hasText: new RegExp(`^${key}`) })
      .first()
      .waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

it('whoever closes their counter is told who had been sent to it and may now be called by others', async () => {
  const number = await house.ticket('identity-card')
  await house.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const [here, other] = (await listCounters(tx, site.id)).map(({ id }) => ({
      siteId: site.id,
      counterId: id,
      day: dayOf(tx.now, site.timeZone),
    }))
    if (!here || !other) return impossible('no counters')
    await openCounter(tx, other)
    await callNext(tx, other)
    await startServing(tx, other)
    await sendOn(tx, other, { counterId: here.counterId }, null)
  })
  const { page } = await house.signedIn('schalter')
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await page.keyboard.press('1')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
  await page.getByText(`${number} war zu Ihrem Schalter weitergegeben`).waitFor()
  await page.keyboard.press('1')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('n')
  await state(page, 'Aufgerufen')
  await page.keyboard.press('v')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: 'Schalter wählen' }).waitFor()
  await page.context().close()
})

it('a console that crashes in a call, and a server that restarts meanwhile, lose nobody and no place', async () => {
  const called = await house.ticket('identity-card')
  const { page } = await house.signedIn('schalter')
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await page.keyboard.press('o')
  await state(page, 'Niemand am Schalter')
  await page.keyboard.press('n')
  await state(page, 'Aufgerufen')
  const restart = await house.stopServer()
  const cookies = await page.context().cookies()
  // Closed without a word, as a crash does it; the person at the desk starts the browser again.
  await page.context().close()
  await restart()
  const context = await house.browser.newContext({ locale: 'de-DE', baseURL: house.server().url })
  await context.addCookies(cookies)
  const again = await context.newPage()
  await again.goto('/console')
  await again.getByRole('link', { name: 'Schalter' }).first().click()
  await state(again, 'Aufgerufen')
  expect(await number(again)).toBe(called)
  // While it runs, a restart leaves the call on the screen, and the next press counts.
  const restartAgain = await house.stopServer()
  await restartAgain()
  expect(await number(again)).toBe(called)
  await again.keyboard.press('s')
  await state(again, 'In Bedienung')
  await again.keyboard.press('f')
  await again.keyboard.press('1')
  await state(again, 'Niemand am Schalter')

  // It crashes in the next call and stays away: who was called waits again, at the place they had.
  const next = await house.ticket('identity-card')
  await again.keyboard.press('n')
  await state(again, 'Aufgerufen')
  await context.close()
  await house.ticket('identity-card')
  await house.turnClock(11 * MINUTE)
  expect(await house.run(sendBackForsakenCalls)).toBe(1)
  const late = await house.signedIn('schalter')
  await late.page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await late.page.keyboard.press('1')
  await state(late.page, 'Niemand am Schalter')
  await late.page.keyboard.press('n')
  await state(late.page, 'Aufgerufen')
  expect(await number(late.page)).toBe(next)
  await late.page.context().close()
})

it('the information desk reads out when somebody who has a number is probably called', async () => {
  const number = await house.ticket('registration')
  const { page } = await house.signedIn('info')
  const told = {
    from: '2027-03-01T08:10:00Z',
    until: '2027-03-01T08:30:00Z',
    soon: false,
    aboutMinutes: null,
  }
  await page.route('**/api/hall/*/foreseen', (route) =>
    route.fulfill({ json: { site: 'mitte', told, backBy: null } }),
  )
  const sentence = page
    .getByRole('dialog')
    .getByText(/Aufruf wahrscheinlich zwischen 09:10\sUhr und 09:30\sUhr/)
  await page.getByRole('button', { name: `${number} ändern` }).click()
  await sentence.waitFor()
  await page.getByRole('button', { name: 'Noch einmal drucken' }).click()
  await page.locator('.console-slip__number').waitFor()
  await sentence.waitFor()
  await page.context().close()
})

it('the desk tells somebody until when they may go, notes it, and no counter calls them before', async () => {
  const opened = await house.run(async (tx) => {
    const mitte = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const day = dayOf(tx.now, mitte.timeZone)
    const [first] = await listCounters(tx, mitte.id)
    const counter = { siteId: mitte.id, counterId: first?.id ?? impossible('no counter'), day }
    await openCounter(tx, counter)
    return counter
  })
  for (let nth = 0; nth < 8; nth++) await house.ticket('identity-card')
  const number = await house.ticket('identity-card')
  const { page } = await house.signedIn('info')
  await page.getByRole('button', { name: `${number} ändern` }).click()
  const until = page.getByLabel('Kommt später wieder').locator('option', { hasText: 'zurück bis' })
  // The first look of a server takes some seconds.
  await until.waitFor({ state: 'attached' })
  const words = (await until.textContent()) ?? ''
  await page.getByLabel('Kommt später wieder').selectOption({ label: words })
  await page.getByRole('button', { name: 'Weg notieren' }).click()
  await page.getByText(`${number} ist weg und wird bis dahin nicht aufgerufen`).first().waitFor()
  const visit = () =>
    house.run(async (tx) => {
      const { waiting } = await hallOf(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'))
      return waiting.find((present) => present.visit.ticketNumber === number)?.visit ?? impossible('not here')
    })
  const { id, linkGeneration, dueAt, ...noted } = await visit()
  const awayUntil = noted.awayUntil ?? impossible('not away')
  const told = formatTime(awayUntil, 'Europe/Berlin', 'de')
  expect(words).toContain(told)
  // The person reads the same on their phone.
  const token = house.server().parts.links.tokenOf('neuwalden', id, linkGeneration)
  await page.goto(`/w/${token}?lang=de`)
  await page.getByText(`Bis ${told} rufen wir Sie nicht auf.`).waitFor()
  await page.context().close()
  // Everybody else is served; a counter that stands idle does not call whoever is away.
  const serveNext = async () => {
    await house.run((tx) => startServing(tx, opened))
    await house.run((tx) => finish(tx, opened, 'done'))
    return house.run((tx) => callNext(tx, opened))
  }
  let called = await serveNext()
  for (; called.ok; called = await serveNext()) expect(called.value.ticketNumber).not.toBe(number)
  expect(called.code).toBe('nobody_waiting')
  expect((await visit()).dueAt).toBe(dueAt)
  const now = await house.run(async (tx) => tx.now)
  await house.turnClock(awayUntil - now - MINUTE)
  expect(await house.run((tx) => callNext(tx, opened))).toMatchObject({ code: 'nobody_waiting' })
  await house.turnClock(2 * MINUTE)
  expect(await house.run((tx) => callNext(tx, opened))).toMatchObject({ ok: true, value: { id } })
})
