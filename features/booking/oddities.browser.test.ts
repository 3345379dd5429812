import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveContact } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { DAY, localDate, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import { axeFaults } from '#test/axe.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { lookAt } from '#test/everyWay.ts'
import { TEST_START } from '#test/fixtures.ts'
import { bookForCaller, digestOfBirth, findOddities, noteOddity, searchTimes, writeNoted } from './actions.ts'
import { saveBirth } from './store/person.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

async function tabTo(page: Page, wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor()
  for (let press = 0; press < 80; press += 1) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by keyboard')
}

/** Four bookings of one contact under four names. */
async function busy(): Promise<void> {
  await house.run(async (tx) => {
    const found = await searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' })
    const times = found.ok ? found.value.times : impossible(found.code)
    const later = times.filter((time) => time.startsAt > plus(TEST_START, DAY))
    for (const [index, name] of ['Eins', 'Zwei', 'Drei', 'Vier'].entries()) {
      const made = await bookForCaller(tx, house.server().parts.links, {
        matters: MATTERS,
        siteKey: 'mitte',
        startsAt: later[index * 3]?.startsAt ?? impossible('no time'),
        language: 'de',
        channel: 'desk',
        contact: { name, email: 'viele@example.org', phone: null },
      })
      if (!made.ok) impossible(made.code)
    }
    await findOddities(tx)
  })
}

describe('the report of oddities', () => {
  it('shows a manager numbers and codes, and lets a contact pause and go on, by keyboard', async () => {
    await busy()
    noteOddity('neuwalden', 'rate_limited', 7)
    await house.run(writeNoted)
    const { page, complaints } = await house.signedIn('leitung', { reducedMotion: 'reduce' })
    await tabTo(page, page.getByRole('link', { name: 'Prüfen', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: 'Auffälligkeiten' }).first())
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Auffälligkeiten', level: 1 }).waitFor()
    await page.getByText('Buchungen: 4, Namen: 4').waitFor()
    expect(await page.getByRole('row', { name: /Zu viele Anfragen/ }).textContent()).toContain('7')
    expect((await page.locator('main').textContent()) ?? '').not.toContain('viele@')
    await lookAt(page, 'oddities')
    await tabTo(page, page.getByRole('button', { name: /^Pausieren lassen: Kontakt/ }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Grund'))
    await page.getByLabel('Grund').selectOption('many_names')
    await tabTo(page, page.getByRole('button', { name: 'Pause beginnen' }))
    await page.keyboard.press('Enter')
    await page.getByText('Bitte wählen Sie einen Tag von heute an').waitFor()
    expect(await page.getByLabel('Grund').inputValue()).toBe('many_names')
    expect(await axeFaults(page)).toEqual([])
    const today = await house.run(async (tx) => dayOf(tx.now, 'Europe/Berlin'))
    await page.getByLabel('Letzter Tag der Pause').fill(addDays(today, 10))
    await tabTo(page, page.getByRole('button', { name: 'Pause beginnen' }))
    await page.keyboard.press('Enter')
    await page.getByText('Pausiert bis').waitFor()
    expect(await axeFaults(page)).toEqual([])
    const csv = await page.request.get('/oddities.csv')
    expect(csv.headers()['content-type']).toContain('text/csv')
    expect(await csv.text()).toMatch(/^week_from,held,asked,.*\r\n\d{4}-\d{2}-\d{2},/)
    await tabTo(page, page.getByRole('button', { name: /^Pause beenden: Kontakt/ }))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Pausieren lassen/ }).waitFor()
    const lines = await house.run((tx) =>
      tx.rows(
        db
          .selectFrom('audit')
          .select(['action', 'reason'])
          .where('action', 'in', ['contact_paused', 'contact_resumed'])
          .orderBy('id'),
      ),
    )
    expect(lines).toEqual([
      { action: 'contact_paused', reason: 'many_names' },
      { action: 'contact_resumed', reason: null },
    ])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('the allocation', () => {
  it('is worked out again for an auditor, who sees the log without names', async () => {
    const { page, complaints } = await house.signedIn('personalrat', { reducedMotion: 'reduce' })
    await page.goto('/console/allocation')
    await page.getByText('Alle stimmen mit der Regel überein.').waitFor()
    await page.getByRole('heading', { name: 'Protokoll der Warteliste' }).waitFor()
    await lookAt(page, 'allocation')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('the birth date at the counter', () => {
  it('fits or does not, by keyboard', async () => {
    await house.ticket('identity-card')
    const { page } = await house.signedIn('schalter')
    await page.getByRole('button', { name: /^Schalter 1 öffnen/ }).click()
    await page.locator('.counter-person').waitFor()
    await house.run(async (tx) => {
      await tx.changeReference()
      await tx.run(db.updateTable('service').set({ scarce: true }).where('key', '=', 'identity-card'))
      const { id } = await tx.one(db.selectFrom('visit').select('id').where('state', '=', 'waiting'))
      const visit = asId<'visit'>(id)
      await saveContact(tx, visit, { name: 'Ada Müller', email: 'ada@example.org', phone: null })
      const { links } = house.server().parts
      await saveBirth(tx, visit, digestOfBirth(tx, links, 'Ada Müller', localDate('1980-11-24')))
    })
    await page.keyboard.press('n')
    await page.getByRole('heading', { name: 'Aufgerufen', level: 2, exact: true }).waitFor()
    await page.keyboard.press('s')
    const field = page.getByLabel('Geburtsdatum auf dem Ausweis')
    await field.fill('1980-11-25')
    await tabTo(page, page.getByRole('button', { name: 'Vergleichen' }))
    await page.keyboard.press('Enter')
    await page.getByText('Passt nicht').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await field.fill('1980-11-24')
    await field.press('Enter')
    await page.getByText('Passt: Es ist').waitFor()
    await page.context().close()
  })
})
