import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { callNext, checkIn, finish, openCounter, startServing } from '#features/hall/actions.ts'
import { writeReference } from '#features/visit/model.ts'
import { asId } from '#kernel/id.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { bookForCaller, cancelBooking, searchTimes } from './actions.ts'
import { writeBookingNumber } from './model.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let ground: Ground
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
})
afterAll(() => ground.close())

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = CALLING) => ground.run(work, at)

/** Somebody new has a booking at Mitte; the last free time of today, or the first. */
async function booked(which: 'first' | 'last' = 'last') {
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }))
  if (!found.ok) throw new Error(found.code)
  const startsAt = found.value.times.at(which === 'first' ? 0 : -1)?.startsAt ?? impossible('no free time')
  const contact = { name: `Ada Lind ${people++}`, email: `ada${people}@mail.example`, phone: null }
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', contact } as const
  const visit = await run(
    (tx) => bookForCaller(tx, ground.links, { ...wish, channel: 'desk' }),
    plus(CALLING, -2 * HOUR),
  )
  if (!visit.ok) throw new Error(visit.code)
  return {
    ...visit.value,
    startsAt,
    path: `/v/${ground.links.tokenOf(ground.authority.key, visit.value.id, 1)}`,
  }
}

const page = (path: string) => ground.visitor().get(`${path}?lang=de`)

async function servedAt(startsAt: Instant, id: Awaited<ReturnType<typeof booked>>['id']): Promise<string> {
  const [counter] = await ground.sql<{ id: string; site_id: string }>(
    "SELECT c.id, c.site_id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = '1' AND s.key = 'mitte'",
  )
  const siteId = asId<'site'>(counter?.site_id ?? '')
  const here = {
    siteId,
    counterId: asId<'counter'>(counter?.id ?? ''),
    day: dayOf(startsAt, 'Europe/Berlin'),
  }
  await run(async (tx) => {
    await openCounter(tx, here)
    await checkIn(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), id)
    await callNext(tx, here)
    await startServing(tx, here)
    expect(await finish(tx, here, 'partly')).toMatchObject({ ok: true })
  }, startsAt)
  const [matter] = await ground.sql<{ reference: string }>(
    'SELECT reference FROM matter m JOIN visit_matter v ON v.matter_id = m.id WHERE v.visit_id = $1',
    [id],
  )
  return writeReference(matter?.reference ?? '')
}

describe('the link of a booking', () => {
  it('is dead as soon as it is cancelled: it says so, and how to book again, and nothing of what was', async () => {
    const visit = await booked()
    expect((await page(visit.path)).status).toBe(200)
    expect((await page(`${visit.path}/qr.svg`)).status).toBe(200)
    await run((tx) => cancelBooking(tx, visit.id))
    const { status, text } = await page(visit.path)
    expect(status).toBe(410)
    expect(text).toContain('Ihr Termin ist abgesagt')
    expect(text).toContain('/booking?m=identity-card:1')
    for (const known of [writeBookingNumber(visit.bookingNumber ?? ''), 'Bürgeramt Mitte', 'Am Markt'])
      expect(text.slice(text.indexOf('<h1'), text.indexOf('</main'))).not.toContain(known)
    expect((await page(`${visit.path}/qr.svg`)).status).toBe(404)
    for (const way of ['move', 'cancel', 'calendar.ics'])
      expect((await page(`${visit.path}/${way}`)).headers.location).toContain(visit.path)
  })

  it('says to whoever was to be called that nobody spoke with them, and whom to call; of a number only in the hall', async () => {
    const visit = await booked()
    const left = async (kind: string) => {
      await ground.sql("UPDATE visit SET state = 'left', kind = $2 WHERE id = $1", [visit.id, kind])
      return (await page(visit.path)).text
    }
    // Nothing of it is written into the journal.
    await ground.sql('ALTER TABLE visit DISABLE TRIGGER ALL')
    for (const kind of ['telephone', 'video']) {
      const text = await left(kind)
      expect(text).toMatch(/Haben wir nicht mit Ihnen gesprochen\?[\s\S]*href="tel:/)
      expect(text).not.toContain('Wartenummer')
    }
    expect(await left('on_site')).toContain('Ihre Wartenummer gilt nicht mehr')
    await ground.sql('ALTER TABLE visit ENABLE TRIGGER ALL')
  })

  it('shows after the visit what was settled and its reference, for so many days as are set, then nothing', async () => {
    const visit = await booked('first')
    const reference = await servedAt(visit.startsAt, visit.id)
    const main = ({ text }: { text: string }) => text.slice(text.indexOf('<h1'), text.indexOf('</main'))
    const shown = main(await page(visit.path))
    for (const word of [
      'Personalausweis beantragen',
      'Zum Teil erledigt',
      reference,
      '/booking?m=identity-card:1',
    ])
      expect(shown).toContain(word)
    for (const word of [writeBookingNumber(visit.bookingNumber ?? ''), 'Bürgeramt Mitte', 'Ada Lind'])
      expect(shown).not.toContain(word)
    // Nobody ticked a paper: nothing is known of what was missing.
    expect(shown).not.toContain('Noch offen')
    const services = await run((tx) => listServices(tx))
    const card = services.find(({ key }) => key === 'identity-card') ?? expect.fail('no such service')
    const [had, open] = ['Ein anderes Papier', card.papers[0]?.de]
    await ground.sql('INSERT INTO paper_seen VALUES ($1, $2, $3, now())', [visit.id, card.id, had])
    const missing = main(await page(visit.path))
    expect(missing).toContain('Noch offen, bitte beim nächsten Mal mitbringen:')
    expect(missing).toContain(open)
    expect(missing).not.toContain(had)
    const since = async (days: number) => {
      await ground.sql('UPDATE visit SET day = $2::date - $3::int WHERE id = $1', [visit.id, visit.day, days])
      return page(visit.path)
    }
    expect((await since(14)).status).toBe(200)
    expect((await since(15)).status).toBe(404)
    await ground.sql('UPDATE setting SET link_days = 30')
    await run((tx) => tx.changeReference())
    expect(main(await since(30))).toContain(reference)
    expect((await since(31)).status).toBe(404)
  })
})

it('says how early somebody is called and how late they keep their place, as the site decides it', async () => {
  const { path, siteId } = await booked()
  const rule = async () =>
    /frühestens (\d+) Minuten .* Bis (\d+) Minuten/.exec((await page(path)).text)?.slice(1)
  expect(await rule()).toEqual(['20', '15'])
  await run((tx) => tx.run(db.insertInto('hall_rule').values({ site_id: siteId, late_minutes: 7 })))
  expect(await rule()).toEqual(['20', '7'])
  await run((tx) => tx.run(db.deleteFrom('hall_rule').where('site_id', '=', siteId)))
})
