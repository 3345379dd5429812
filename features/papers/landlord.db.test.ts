import { beforeAll, describe, expect, it } from 'vitest'
import {
  cancelBooking,
  cancelOwnBooking,
  goOnWith,
  holdTime,
  searchTimes,
} from '#features/booking/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { asOwner } from '#test/city.ts'
import type { Ground } from '#test/laws/ground.ts'
import { ITEM, ITEMS, openPapersGround, type PapersCity } from '#test/papersCity.ts'

// The form of the landlord, over HTTP and without script.

let ground: Ground
let papers: PapersCity

openPapersGround((opened) => {
  ;({ ground, papers } = opened)
})
beforeAll(async () => {
  await papers.sql("UPDATE service_paper SET form = 'landlord' WHERE texts->>'de' = $1", [ITEM])
  await papers.sql('UPDATE reference_version SET version = version + 1')
})

const TYPED = {
  landlord: 'Erika Haus',
  landlordStreet: 'Am Markt 1',
  landlordTown: '12345 Neuwalden',
  isOwner: 'yes',
  dwellingStreet: 'Lindenweg 7',
  dwellingTown: '12345 Neuwalden',
  movedIn: '20.2.2027',
  people: 'Ada Lind',
  true: 'yes',
}

const pageOf = (visit: Pick<Visit, 'id'>) =>
  `/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}/upload`

/** Makes the link of a visit by its press; the path that the page shows. */
async function linkOf(visit: Pick<Visit, 'id'>): Promise<string> {
  const matter = await papers.matterOf(visit.id)
  await ground.visitor().submit(`${pageOf(visit)}/landlord?lang=de`, { matter, item: ITEM })
  const shown = (await ground.visitor().get(`${pageOf(visit)}?lang=de`)).text
  return /\/landlord\/[A-Za-z0-9_-]{22}/.exec(shown)?.[0] ?? ''
}
const send = (path: string, typed: Readonly<Record<string, string>> = TYPED) =>
  ground.visitor().submit(`${path}?lang=de`, typed)
const filesOf = (visit: Pick<Visit, 'id'>) =>
  papers.sql(
    'SELECT f.name, f.state, p.item FROM paper_file f JOIN paper p ON p.id = f.paper_id WHERE f.visit_id = $1',
    [visit.id],
  )

describe('the form of the landlord', () => {
  it('is offered with the papers; filled in, it is a paper of the visit, and the link is used up', async () => {
    const visit = await papers.booked()
    expect((await ground.visitor().get(`${pageOf(visit)}?lang=de`)).text).toContain(
      'Link für den Wohnungsgeber machen',
    )
    const path = await linkOf(visit)
    const form = await ground.visitor().get(`${path}?lang=de`)
    expect(form.status).toBe(200)
    expect(form.text).toContain('Wohnungsgeberbestätigung')
    // It carries that right alone: nothing of who passed it on.
    expect(form.text).not.toContain('Lind')
    expect(form.text).not.toContain('/v/')
    const sent = await send(path)
    expect([sent.status, sent.headers.location]).toEqual([303, `${path}?sent&lang=de`])
    expect((await ground.visitor().get(`${path}?sent&lang=de`)).text).toContain(
      'Die Bestätigung ist angekommen',
    )
    expect(await filesOf(visit)).toEqual([
      { name: 'Wohnungsgeberbestätigung.pdf', state: 'quarantined', item: ITEM },
    ])
    expect((await ground.visitor().get(`${pageOf(visit)}?lang=de`)).text).toContain(
      'Ihr Wohnungsgeber hat das Formular ausgefüllt',
    )
    for (const again of [await ground.visitor().get(path), await send(path)]) expect(again.status).toBe(404)
    expect(await filesOf(visit)).toHaveLength(1)
  })

  it('comes back with everything typed and a sentence for each fault, in every language', async () => {
    const path = await linkOf(await papers.booked())
    for (const [language, words] of [
      ['de', 'Geben Sie bitte den Tag des Einzugs ein'],
      ['de-simple', 'Schreiben Sie den Tag bitte so'],
      ['en', 'Please enter the day of moving in'],
    ]) {
      const answer = await ground
        .visitor()
        .submit(`${path}?lang=${language}`, { ...TYPED, movedIn: 'gestern' })
      expect(answer.status).toBe(422)
      expect(answer.text).toContain(words)
      expect(answer.text).toContain('Lindenweg 7')
      expect(answer.text).toContain('data-error-summary')
    }
  })

  it('sent twice at once makes one paper', async () => {
    const visit = await papers.booked()
    const path = await linkOf(visit)
    const answers = await Promise.all([send(path), send(path), send(path)])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404])
    expect(await filesOf(visit)).toHaveLength(1)
  })

  it('sent twice makes two papers where the link is not used up (control)', async () => {
    const visit = await papers.booked()
    const path = await linkOf(visit)
    const schema = ground.authority.schema
    await asOwner(ground.city.ownerUrl, (owner) =>
      owner.query(
        `CREATE FUNCTION ${schema}.keep_open() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.used_at = NULL; RETURN NEW; END';
         CREATE TRIGGER keep_open BEFORE UPDATE ON ${schema}.landlord_link FOR EACH ROW EXECUTE FUNCTION ${schema}.keep_open()`,
      ),
    )
    await send(path)
    await send(path)
    expect(await filesOf(visit)).toHaveLength(2)
    await asOwner(ground.city.ownerUrl, (owner) =>
      owner.query(`DROP TRIGGER keep_open ON ${schema}.landlord_link; DROP FUNCTION ${schema}.keep_open()`),
    )
  })

  it('ends with the visit, with its withdrawal, and opens for nobody who made its link up', async () => {
    const gone = await papers.booked()
    const over = await linkOf(gone)
    await papers.run((tx) => cancelBooking(tx, gone.id))
    expect((await send(over)).status).toBe(404)
    const visit = await papers.booked()
    const path = await linkOf(visit)
    const stranger = await papers.booked()
    const link = String(
      (await papers.sql('SELECT id FROM landlord_link WHERE visit_id = $1', [visit.id]))[0]?.id,
    )
    await ground.visitor().submit(`${pageOf(stranger)}/landlord/withdraw`, { link })
    expect((await ground.visitor().get(path)).status).toBe(200)
    await ground.visitor().submit(`${pageOf(visit)}/landlord/withdraw`, { link })
    expect((await ground.visitor().get(path)).status).toBe(404)
    expect((await send('/landlord/AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404)
    // The link of the visit itself is none for a landlord.
    expect(
      (await ground.visitor().get(pageOf(visit).replace('/v/', '/landlord/').replace('/upload', ''))).status,
    ).toBe(404)
    expect(await filesOf(visit)).toEqual([])
  })

  it('is made anew for who cancels and books again with these papers, and the link before stays dead', async () => {
    const browser = 'a second try'
    const first = await papers.booked()
    const over = await linkOf(first)
    const matterId = await papers.matterOf(first.id)
    await papers.hand(first, { item: ITEMS[1] ?? impossible('one paper') })
    expect(await papers.run((tx) => cancelOwnBooking(tx, first.id, browser))).toMatchObject({ ok: true })
    await papers.run((tx) => goOnWith(tx, first.id, browser))
    const matters = [{ serviceKey: 'registration', people: 1 }]
    const found = await papers.run((tx) => searchTimes(tx, { matters, siteKey: 'mitte' }))
    const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
    const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', channel: 'online' } as const
    const held = await papers.run((tx) => holdTime(tx, ground.links, { ...wish, browser, goesOn: true }))
    const again = await papers.confirm({ id: held.ok ? held.value.id : impossible(held.code), browser })
    expect(await papers.matterOf(again.id)).toBe(matterId)
    const path = await linkOf(again)
    expect((await ground.visitor().get(path)).status).toBe(200)
    expect((await ground.visitor().get(over)).status).toBe(404)
    expect((await send(path)).status).toBe(303)
    expect(await filesOf(again)).toHaveLength(1)
  })

  it('is made only for a paper that has one, of a time that is booked', async () => {
    const visit = await papers.booked()
    const matter = await papers.matterOf(visit.id)
    await ground.visitor().submit(`${pageOf(visit)}/landlord`, { matter, item: 'Ein Blatt 1' })
    expect(await papers.sql('SELECT id FROM landlord_link WHERE visit_id = $1', [visit.id])).toEqual([])
    const [one, other] = [await linkOf(visit), await linkOf(visit)]
    expect(one).toBe(other)
  })
})
