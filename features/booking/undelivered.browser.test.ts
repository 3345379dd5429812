import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { axeFaults } from '#test/axe.ts'
import { asOwner } from '#test/city.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { overflow } from '#test/everyWay.ts'
import { bookForCaller } from './actions.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
  const { links } = house.server().parts
  const booked = await house.run((tx) =>
    bookForCaller(tx, links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: parseInstant('2027-03-04T09:00:00Z'),
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Ada Lind', email: 'ada@mail.example', phone: '0999 1' },
    }),
  )
  const visit = booked.ok ? booked.value : impossible(booked.code)
  await asOwner(house.city.ownerUrl, (owner) =>
    owner.query(
      `UPDATE ${house.city.authority.schema}.message SET state = 'unknown', failure = 'data ETIMEDOUT', attempted_at = created_at
       WHERE visit_id = $1 AND kind = 'booked'`,
      [visit.id],
    ),
  )
})
afterAll(() => house?.stop())

it('what did not arrive is found by the phone agent with reason and number, told by telephone, and sent once more', async () => {
  const { page, complaints } = await house.signedIn('telefon')
  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  await page.getByRole('link', { name: 'Nicht angekommen' }).first().click()
  const row = page.getByRole('listitem').filter({ hasText: 'Ada Lind' })
  await row.waitFor()
  const words = ((await row.textContent()) ?? '').replaceAll(/\s/g, ' ')
  for (const told of ['Bestätigung', 'Vielleicht angekommen', '0999 1', 'ada@mail.example'])
    expect(words).toContain(told)
  await row.getByText('Das können Sie sagen').press('Enter')
  await row.getByText('Guten Tag, hier ist').waitFor()
  await shot('undelivered')
  expect(await axeFaults(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await overflow(page)).toBe(0)
  await shot('undelivered-narrow')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shot('undelivered-dark')
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })
  await row.getByRole('button', { name: 'Ada Lind nicht erreicht' }).press('Enter')
  await row.getByText('einmal nicht erreicht').waitFor()
  // The list is there for the keyboard, too: the row's buttons follow one another.
  const buttons = row.getByRole('button')
  await buttons.nth(0).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Alles ist angekommen' }).waitFor()
  await buttons.nth(0).click()
  await row.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
