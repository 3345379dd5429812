import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'
import { liveMorning } from '#test/steering/pastCity.ts'

/** The week before the test's Monday, from Monday to Friday. */
const DAYS = [-7, -6, -5, -4, -3]

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
  const { city } = house
  for (const day of DAYS)
    await liveMorning(
      (work, at) => city.database.withAuthority(city.authority, work, { at }),
      house.server().parts.links,
      day,
      4,
    )
})
afterAll(() => house?.stop())

it('a planner asks what another counter would change, compares, and takes a removal back', async () => {
  const { page, complaints } = await house.signedIn('leitung', { viewport: SIZE, reducedMotion: 'reduce' })
  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  await page.goto('/console/what-if')
  await page.getByText('5 Tage vom').waitFor()
  await page.getByText('Noch kein Szenario.').waitFor()
  const name = page.getByLabel('Name des Szenarios')
  const counters = page.getByLabel('Zusätzliche Schalter', { exact: true })
  const walkIns = page.getByLabel('Anteil ohne Termin, in Prozent')
  await counters.fill('1')
  await walkIns.fill('101')
  await page.getByLabel('Von (der zusätzlichen Schalter)').fill('22')
  await page.getByLabel('Bis (der zusätzlichen Schalter)').fill('6')
  await walkIns.press('Enter')
  await page.getByText('Bitte einen Namen').waitFor()
  await page.getByText('Über Mitternacht geht es nicht.').waitFor()
  await page.getByText('Bitte eine Zahl, die möglich ist', { exact: false }).waitFor()
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true)
  expect([await walkIns.inputValue(), await counters.inputValue()]).toEqual(['101', '1'])
  await lookAt(page, 'what-if with faults', { ways: ['light', '320 px'] })

  await name.fill('Ein Schalter mehr')
  await walkIns.fill('')
  await page.getByLabel('Von (der zusätzlichen Schalter)').fill('8')
  await page.getByLabel('Bis (der zusätzlichen Schalter)').fill('16')
  await name.press('Enter')
  await page.getByRole('table').waitFor({ timeout: 120_000 })
  await page.getByRole('img', { name: 'Um wie viele Minuten' }).waitFor()
  await page.getByText('Gespielt: 5 Tage', { exact: false }).waitFor()
  await shot('what-if')
  await lookAt(page, 'what-if', { tree: true })

  await page.getByRole('button', { name: 'Neues Szenario beginnen' }).press('Enter')
  await name.fill('Doppelt so viele ohne Termin')
  await page.getByLabel('Menschen ohne Termin, in Prozent').fill('200')
  await name.press('Enter')
  await page.getByRole('table').waitFor({ timeout: 120_000 })
  for (const each of ['Ein Schalter mehr', 'Doppelt so viele ohne Termin'])
    await page.getByLabel(`${each} vergleichen`).check()
  await page.getByRole('heading', { name: 'Szenarien im Vergleich' }).waitFor()
  await shot('what-if-compared')
  await lookAt(page, 'what-if compared', { ways: ['dark', '320 px'] })
  await page.setViewportSize({ width: 320, height: 640 })
  await shot('what-if-narrow')
  await page.setViewportSize(SIZE)

  const remove = page.getByRole('button', { name: 'Doppelt so viele ohne Termin: Entfernen' })
  await remove.press('Enter')
  const restore = page.getByRole('button', { name: 'Doppelt so viele ohne Termin: Wiederherstellen' })
  await restore.waitFor()
  await restore.press('Enter')
  await remove.waitFor()
  await page.getByRole('button', { name: 'Ein Schalter mehr: Öffnen' }).press('Enter')
  await page.getByRole('heading', { name: 'Ein Schalter mehr', exact: true }).waitFor()
  await expect.poll(() => counters.inputValue()).toBe('1')
  // What is typed and not saved is found again by whoever looks at another scenario meanwhile, or at another site.
  await page.getByRole('button', { name: 'Neues Szenario beginnen' }).press('Enter')
  await name.fill('Halb geschrieben')
  await page.getByRole('button', { name: 'Ein Schalter mehr: Öffnen' }).press('Enter')
  await page.getByRole('button', { name: 'Neues Szenario beginnen' }).press('Enter')
  await expect.poll(() => name.inputValue()).toBe('Halb geschrieben')
  await page.getByLabel('Standort', { exact: true }).selectOption('nord')
  await page.getByText('An diesem Standort war in den letzten vier Wochen niemand').waitFor()
  await page.getByLabel('Standort', { exact: true }).selectOption('mitte')
  await page.getByText('5 Tage vom').waitFor()
  await expect.poll(() => name.inputValue()).toBe('Halb geschrieben')
  expect(complaints).toEqual([])
  await page.context().close()
}, 400_000)
