import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { overflow } from '#test/everyWay.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

it('a block is handed to a team, its numbers are entered at the desk with the time, and it is given back', async () => {
  const { page: manager, complaints } = await house.signedIn('leitung')
  await manager.setViewportSize({ width: 320, height: 800 })
  await manager.goto('/console/devices')
  const blocks = manager.getByRole('region', { name: 'Nummernblöcke von heute' })
  const choose = () => blocks.getByLabel('Standort').selectOption('mitte')
  await choose()
  await manager.getByText('Heute hat noch niemand einen Nummernblock.').waitFor()
  const give = manager.getByRole('button', { name: 'Nummernblock ausgeben' })
  await manager.getByLabel('Name des Teams').fill('Bürgerbus')
  await manager.getByLabel('Wie viele Nummern?').fill('500')
  await give.click()
  // Nothing that was typed is lost.
  await manager.getByText('Bitte eine ganze Zahl von 1 bis 200.').waitFor()
  expect(await manager.getByLabel('Name des Teams').inputValue()).toBe('Bürgerbus')
  await manager.getByLabel('Buchstabe der Nummern').fill('a')
  await manager.getByLabel('Wie viele Nummern?').fill('20')
  expect([await overflow(manager), await axeFaults(manager)]).toEqual([0, []])
  await manager.keyboard.press('Enter')
  await manager.getByText('A001 bis A020').waitFor()
  await manager.getByText('Bürgerbus, 0 von 20 gezogen').waitFor()

  const { page: desk } = await house.signedIn('info')
  await desk.goto('/console/desk')
  const panel = desk.getByRole('region', { name: 'Nummer aus einem Block eintragen' })
  await panel.waitFor()
  await panel.getByLabel('Nummer', { exact: true }).fill('a003')
  await panel.getByLabel('Ausgegeben um').fill('1:00')
  await panel.getByRole('combobox', { name: 'Anliegen' }).fill('Personal')
  await desk.locator('.react-aria-Popover').getByRole('option').first().waitFor()
  await desk.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Eintragen' }).click()
  await panel.getByText('Zu dieser Zeit war der Block noch nicht ausgegeben').waitFor()
  expect(await panel.getByLabel('Nummer', { exact: true }).inputValue()).toBe('a003')
  expect(await axeFaults(desk)).toEqual([])
  await panel.getByLabel('Ausgegeben um').fill(await laterThanGiven())
  await panel.getByRole('button', { name: 'Eintragen' }).click()
  await desk.getByText('A003').first().waitFor()

  await manager.reload()
  await choose()
  await manager.getByText('Bürgerbus, 1 von 20 gezogen').waitFor()
  await manager.getByRole('button', { name: 'Zurückgeben' }).click()
  await manager.getByText('zurückgegeben', { exact: true }).waitFor()
  expect(complaints).toEqual([])
})

/** Some minutes later by the clock of the city, as somebody types it. */
async function laterThanGiven(): Promise<string> {
  await house.turnClock(5 * 60_000)
  const now = await house.run(async (tx) => tx.now)
  const minutes = Math.floor((now / 60_000) % (24 * 60)) + 60
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
