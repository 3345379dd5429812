import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityFaults } from '#test/accessibility.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
})
afterAll(() => hall?.stop())

/** What stands in the way of a call: whatever of the rows does not lie in sight, or under what the house says. */
function inTheWay(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const house = document.querySelector('[data-house]:not([hidden])')?.getBoundingClientRect()
    const bottom = house ? house.top : innerHeight
    const texts = document.querySelectorAll(
      '[data-calls="current"] .display-call__number, [data-calls="current"] .display-call__label',
    )
    return [...texts]
      .filter((text) => text.getBoundingClientRect().bottom > bottom + 1)
      .map((text) => text.textContent ?? '')
  })
}

it('a notice is written, seen on the display, taken back and undone; what was typed stays when it fails', async () => {
  const { page, complaints } = await hall.house.signedIn('leitung', {
    viewport: SIZE,
    reducedMotion: 'reduce',
  })
  await page.goto('/console/notices')
  await page.getByText('Es gibt keine Mitteilung.').waitFor()
  const words = 'Am Freitag schließen wir schon um 12 Uhr. '.repeat(4).slice(0, 160).trim()
  await page.getByLabel('Text', { exact: true }).fill(words)
  await page.keyboard.press('Enter')
  await page.getByText('Bitte geben Sie an, von wann bis wann').waitFor()
  expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe(words)
  await lookAt(page, 'notices', { tree: true })
  await page.getByLabel('Ab Tag').fill('2027-03-01')
  await page.getByLabel('Bis Tag').fill('2027-03-05')
  await page.keyboard.press('Enter')
  await page.getByText('wird gezeigt').waitFor()
  await hall.withPage({ viewport: { width: 1920, height: 1080 } }, async (display) => {
    await display.goto('/display/mitte')
    await display.locator('[data-house-main]', { hasText: 'Am Freitag' }).waitFor()
    expect(await accessibilityFaults(display)).toEqual([])
    // A call comes first: the house is silent while it is new, and then stands below it.
    const { visit } = await hall.ticket()
    await hall.callUntil(visit)
    await display.locator('.display-call--new').waitFor()
    await display.locator('[data-house]').waitFor({ state: 'hidden' })
    await display.goto('/display/mitte')
    await display.locator('[data-house]').waitFor()
    await expect.poll(() => inTheWay(display)).toEqual([])
    await display.goto('/display/mitte?shows=house')
    await display
      .locator('.display-call__number', { hasText: visit.ticketNumber ?? '' })
      .first()
      .waitFor()
    await hall.finishAll()
    await display.locator('.display--house [data-house]').waitFor()
    expect(await accessibilityFaults(display)).toEqual([])
    await page.getByRole('button', { name: 'Zurücknehmen' }).click()
    await display.locator('[data-house-main]', { hasText: /^$/ }).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Rückgängig' }).click()
    await display.locator('[data-house-main]', { hasText: 'Am Freitag' }).waitFor()
  })
  expect(complaints).toEqual([])
})
