import { afterAll, beforeAll, expect, it } from 'vitest'
import { MINUTE } from '#kernel/instant.ts'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
  // Five past twelve: the break of counter 1 should have begun at noon.
  await house.turnClock(195 * MINUTE)
})
afterAll(() => house?.stop())

it('a counter whose break is due reads that it should call nobody else, until the break begins', async () => {
  await house.ticket('identity-card')
  const { page, complaints } = await house.signedIn('schalter')
  await page.getByRole('button', { name: 'Schalter 1 öffnen' }).waitFor()
  await page.keyboard.press('o')
  const due = page.getByRole('status').filter({ hasText: 'Ihre Pause ist fällig' })
  // It is looked at once a minute, and asked for each quarter of it.
  await due.waitFor({ timeout: 120_000 })
  expect(await axeFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await due.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
