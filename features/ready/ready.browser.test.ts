import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { bookForCaller, searchTimes, settleBooking } from '#features/booking/actions.ts'
import { mattersOf } from '#features/visit/actions.ts'
import { writeReference } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'
import { inSchema } from '#test/laws/ground.ts'

let house: ConsoleServer

beforeAll(async () => {
  house = await startConsole()
})
afterEach(() => house.city.unchanged())
afterAll(() => house?.stop())

/** Somebody whose matter is done, or who has still to come; the reference of the matter. */
async function person(name: string, { email = true, isDone = true } = {}): Promise<string> {
  return house.run(async (tx) => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const found = await searchTimes(tx, { matters, siteKey: 'mitte' })
    const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
    const contact = { name, email: email ? `${name}@mail.example` : null, phone: '0999 1' }
    const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', channel: 'desk', contact } as const
    const visit = await bookForCaller(tx, house.server().parts.links, wish)
    if (!visit.ok) return impossible(visit.code)
    if (isDone) await settleBooking(tx, visit.value.id)
    const [matter] = (await mattersOf(tx, [visit.value.id])).get(visit.value.id) ?? []
    return writeReference(matter?.reference ?? impossible('no matter'))
  })
}

const told = async () =>
  (
    await inSchema<{ told: number }>(
      house.city.ownerUrl,
      house.city.authority.schema,
      "SELECT count(*)::int AS told FROM message WHERE kind = 'ready'",
    )
  )[0]?.told

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { name, level: 2, exact: true }).waitFor()

const shot = (page: Page, name: string) =>
  process.env.SHOTS
    ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
    : undefined

it('a list of finished documents is scanned, told of, taken back, and typed with lines that do not fit', async () => {
  const [ida, ole] = [await person('ida'), await person('ole')]
  const [phone, open] = [await person('pia', { email: false }), await person('uwe', { isDone: false })]
  const { page, complaints } = await house.signedIn('info')
  const press = async (key: string, times = 1) => {
    for (; times > 0; times--) await page.keyboard.press(key)
  }
  const numbers = page.getByRole('textbox', { name: 'Nummern' })
  await page.getByRole('link', { name: 'Fertige Dokumente', exact: true }).press('Enter')
  await numbers.waitFor()
  await page.getByRole('button', { name: 'Bescheid geben' }).press('Enter')
  await page.getByText('Bitte geben Sie mindestens eine Nummer ein.').first().waitFor()
  expect(await numbers.getAttribute('aria-invalid')).toBe('true')
  await lookAt(page, 'the room before anything is typed', { ways: ['light', 'dark', '320 px'], tree: true })

  // A reader types each number at once, and Enter behind it; one paper was held before it twice.
  await numbers.focus()
  for (const scanned of [ida, ole, ole]) {
    await page.keyboard.insertText(scanned)
    await press('Enter')
  }
  expect(await numbers.inputValue()).toBe(`${ida}\n${ole}\n${ole}\n`)
  expect(await told()).toBe(0)
  await press('Tab')
  await expect.poll(() => page.locator(':focus').textContent()).toBe('2 Menschen Bescheid geben')
  await press('Enter')
  await heading(page, '2 Menschen bekommen eine Nachricht')
  expect(await told()).toBe(2)
  await expect.poll(() => numbers.inputValue()).toBe('')
  await lookAt(page, 'who is told', { ways: ['light', 'dark', '320 px'], tree: true })
  await shot(page, 'ready-told')

  await press('Tab')
  await expect.poll(() => page.locator(':focus').textContent()).toBe('Liste zurücknehmen')
  await press('Enter')
  await heading(page, 'Liste zurückgenommen')
  await expect.poll(() => page.locator(':focus').textContent()).toBe('Liste zurückgenommen')
  expect(await told()).toBe(0)
  // Nothing that was entered is lost.
  await expect.poll(() => numbers.inputValue()).toBe(`${ida}\n${ole}\n`)

  await numbers.focus()
  await press('Control+a')
  await page.keyboard.type(`${ida.toLowerCase()}; V-AAA-AAA-AAA, ${open}`)
  await press('Enter')
  await page.keyboard.type(phone)
  await press('Tab')
  await press('Enter')
  await heading(page, 'Ein Mensch bekommt eine Nachricht')
  await heading(page, '3 Nummern passen nicht')
  const rows = page.getByRole('table', { name: 'Nummern und warum sie nicht passen' }).getByRole('row')
  await expect
    .poll(() => rows.allTextContents())
    .toEqual([
      'NummerWerWarum',
      expect.stringMatching(/^V-AAA-AAA-AAA.*gibt es nicht/),
      expect.stringMatching(/uwe, 0999 1.*noch nicht/),
      expect.stringMatching(/pia, 0999 1.*Bitte anrufen/),
    ])
  // What can be mended stays.
  await expect.poll(() => numbers.inputValue()).toBe(`V-AAA-AAA-AAA\n${open}\n`)
  await lookAt(page, 'numbers that do not fit', { ways: ['light', 'dark', '320 px'], tree: true })
  await shot(page, 'ready-wrong')
  if (process.env.SHOTS) {
    await page.emulateMedia({ colorScheme: 'dark' })
    await shot(page, 'ready-dark')
    await page.setViewportSize({ width: 320, height: 640 })
    await shot(page, 'ready-narrow')
  }
  expect(complaints).toEqual([])
})
