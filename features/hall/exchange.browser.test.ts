import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadVisit } from '#features/visit/actions.ts'
import { press, tap } from '#test/arrive.ts'
import { lookAt, NARROW } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'

const TALL = { viewport: { width: 1080, height: 1920 }, hasTouch: true }

let hall: HallServer

beforeAll(async () => {
  hall = await startHall()
})
afterAll(() => hall?.stop())

const read = (id: Parameters<typeof loadVisit>[1]) => hall.house.run((tx) => loadVisit(tx, id))

it('on the phone, without script: a time is chosen, and what was a number is a booking', async () => {
  const { visit, token } = await hall.ticket()
  await hall.withPage({ ...NARROW, javaScriptEnabled: false }, async (page) => {
    await page.goto(`/w/${token}?lang=de`)
    await press(page.getByRole('link', { name: 'Lieber einen Termin nehmen' }))
    await page.getByRole('heading', { name: 'Termin statt Warten', level: 1 }).waitFor()
    // Nothing was chosen: nothing is lost, and it is said.
    await press(page.getByRole('button', { name: 'Nummer gegen diesen Termin tauschen' }))
    await page.getByRole('alert').getByText('Bitte wählen Sie eine Zeit.').waitFor()
    expect((await read(visit.id))?.state).toBe('waiting')
    await page.locator('label[for^=time]').last().click()
    await press(page.getByRole('button', { name: 'Nummer gegen diesen Termin tauschen' }))
    await page.waitForURL(/\/v\//)
    expect(await read(visit.id)).toMatchObject({ state: 'booked', ticketNumber: null })
    // The old address leads to the booking now.
    await page.goto(`/w/${token}?lang=de`)
    expect(page.url()).toContain('/v/')
  })
})

it('looks right in every way', async () => {
  const { token } = await hall.ticket()
  await hall.withPage({}, async (page) => {
    await page.goto(`/w/${token}/exchange?lang=de-simple`)
    await page.getByRole('radio').first().waitFor()
    await lookAt(page, 'exchange', { tree: true })
  })
})

it('at the kiosk right after it was drawn: a time, once more asked, and the booking with its code', async () => {
  await hall.withPage(TALL, async (page) => {
    await page.goto('/kiosk/mitte/ticket/registration')
    await page.getByRole('button', { name: /Wartenummer ziehen|1 Person/ }).tap()
    await page.getByRole('button', { name: 'Lieber einen Termin nehmen' }).tap()
    await page.getByRole('heading', { name: 'Termin statt Warten' }).waitFor()
    await lookAt(page, 'kiosk times', { tree: true, ways: ['light'] })
    await page.locator('button[name=time]').last().tap()
    await page.getByRole('heading', { name: 'Nehmen Sie diesen Termin?' }).waitFor()
    await tap(page.getByRole('button', { name: 'Ja, diesen Termin nehmen' }))
    await page.getByRole('heading', { name: 'Ihr Termin' }).waitFor()
    expect(await page.locator('.kiosk-ticket').textContent()).toMatch(/[0-9A-Z]{4} [0-9A-Z]{4}/)
    expect(page.url()).not.toMatch(/[A-Za-z0-9_-]{20}/)
  })
})

it('at the kiosk not with a number that everybody reads off the display', async () => {
  const { visit } = await hall.ticket()
  await hall.withPage(TALL, async (page) => {
    await page.goto('/kiosk/mitte/away')
    await page.getByLabel('Ihre Wartenummer').fill(visit.ticketNumber ?? '')
    await page.getByRole('button', { name: 'Lieber einen Termin nehmen' }).tap()
    await page.getByText('Die Wartenummer kann hier jeder lesen.').waitFor()
    expect((await read(visit.id))?.state).toBe('waiting')
  })
})

it('at the desk by keyboard, and taken back within ten seconds', async () => {
  const { visit } = await hall.ticket()
  const number = visit.ticketNumber ?? ''
  const { page } = await hall.house.signedIn('info')
  const dialog = page.getByRole('dialog')
  const pressed = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
  }
  await pressed(`${number} ändern`)
  await pressed('Termin statt Nummer')
  const times = dialog.getByLabel('Freie Zeit')
  await times.waitFor()
  await lookAt(page, 'desk exchange', { ways: ['light', 'dark', '320 px'] })
  await times.selectOption({ index: 2 })
  await pressed('Tauschen')
  await dialog.waitFor({ state: 'detached' })
  await page
    .getByText(new RegExp(`${number} hat einen Termin: .* Terminnummer [A-Z0-9]{8}`))
    .first()
    .waitFor()
  await pressed(`${number}: zurücknehmen`)
  await expect.poll(async () => (await read(visit.id))?.state).toBe('waiting')
  expect((await read(visit.id))?.ticketNumber).toBe(number)
  await page.context().close()
})
