import { describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { expireHolds } from '#features/booking/actions.ts'
import { loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import { queueOf } from '#features/precheck/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { newId } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { openFlatten } from '#platform/files/flatten.ts'
import { openClamd } from '#platform/files/scanner.ts'
import { EICAR, startClamd } from '#test/clamdSimulator.ts'
import { TEST_START } from '#test/fixtures.ts'
import { heicFile, hugePng, lockedPdf, pdfFile, pngFile } from '#test/hostileFiles.ts'
import type { Ground } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { ITEM, openPapersGround, type PapersCity } from '#test/papersCity.ts'
import { checkNext } from './jobs.ts'

// Papers as a browser sends them: the list of bad input, over HTTP.

let ground: Ground
let papers: PapersCity

openPapersGround((opened) => {
  ;({ ground, papers } = opened)
})

const ITEM_IN = { de: ITEM, 'de-simple': ITEM, en: 'A photo' } as const

/** What page and mail say of files that are locked, damaged, too large a picture or hostile. */
const FOUND_OUT = [
  [
    'de',
    'Eine Unterlage konnten wir nicht annehmen',
    [
      'ist mit einem Passwort geschützt. Bitte schicken Sie',
      'lässt sich nicht öffnen. Bitte schicken Sie',
      'weniger Auflösung.',
      'enthält etwas, das Schaden anrichten kann.',
    ],
  ],
  [
    'de-simple',
    'Ein Papier konnten wir nicht nehmen',
    [
      'hat ein Passwort. Bitte schicken Sie die Datei ohne Passwort.',
      'ist kaputt. Bitte machen Sie ein neues Foto.',
      'ist zu groß. Bitte machen Sie ein kleineres Foto.',
      'ist gefährlich. Wir haben sie gelöscht.',
    ],
  ],
  [
    'en',
    'We could not take one of your papers',
    [
      'is protected by a password.',
      'cannot be opened. Please send',
      'with a lower resolution.',
      'contains something that can do harm. We have deleted',
    ],
  ],
] as const

const run = <T>(work: (tx: Tx) => Promise<T>) => ground.run(work, TEST_START)

/** The real look at all files of a visit, with a scanner that answers as clamd does. */
async function checkAll({ id }: Pick<Visit, 'id'>): Promise<void> {
  await papers.sql(
    "UPDATE paper_file SET due_at = 'infinity' WHERE state = 'quarantined' AND visit_id <> $1",
    [id],
  )
  const clamd = await startClamd()
  const deps = {
    database: ground.city.database,
    vault: ground.server.parts.vault,
    flatten: openFlatten(),
    scanner: openClamd({ path: clamd.path }),
    tell: () => undefined,
  }
  while ((await checkNext(deps, ground.authority)) !== 'none');
  await clamd.stop()
}

/** The mail about files that were not taken, as it would leave now. */
async function mailOf(visit: Pick<Visit, 'id'>, language: Language) {
  const about = {
    id: newId<'message'>(TEST_START),
    visitId: visit.id,
    kind: 'papers_refused',
    language,
    wishId: null,
    checkId: null,
    aboutAt: null,
    channel: 'mail',
    recipient: '',
    attempts: 0,
    attemptId: newId<'attempt'>(TEST_START),
    createdAt: TEST_START,
  } as const
  const facts = await run((tx) => loadFacts(tx, ground.links, 'https://own.invalid', about))
  return facts && composeMessage(facts)
}

const pathOf = (visit: Pick<Visit, 'id'>) =>
  `/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}/upload`

type Sent = { readonly name: string; readonly content: Buffer }

/** A form as a browser writes it. */
function form(fields: Readonly<Record<string, string>>, files: readonly Sent[]): Buffer {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--dran\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  )
  const sent = files.flatMap(({ name, content }) => [
    Buffer.from(
      `--dran\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`,
    ),
    content,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...parts, ...sent, Buffer.from('--dran--\r\n')])
}

async function send(
  visit: Pick<Visit, 'id'>,
  files: readonly Sent[],
  {
    key = crypto.randomUUID(),
    path = pathOf(visit),
    by = ground.visitor(),
    item = ITEM,
  }: { key?: string; path?: string; by?: Visitor; item?: string } = {},
) {
  const matter = await papers.matterOf(visit.id)
  return by.send({
    method: 'POST',
    path: `${path}?lang=de`,
    headers: { 'content-type': 'multipart/form-data; boundary=dran' },
    body: form({ idempotencyKey: key, paper: `${matter}:${item}` }, files),
  })
}

const filesOf = (visit: Pick<Visit, 'id'>) =>
  papers.sql('SELECT name, state, slot FROM paper_file WHERE visit_id = $1 ORDER BY id', [visit.id])
const pdf = (name = 'Mietvertrag.pdf'): Sent => ({ name, content: pdfFile() })

describe('the page behind a link', () => {
  it('says what may come, takes several pages as one paper, and shows what came', async () => {
    const visit = await papers.booked()
    const by = ground.visitor()
    const before = (await by.get(`${pathOf(visit)}?lang=de`)).text
    expect(before).toContain('höchstens 15 MB')
    expect(before).toContain('noch 10 Dateien')
    const sent = await send(visit, [
      pdf(),
      { name: 'seite2.png', content: pngFile(8, 4) },
      { name: 'IMG 3.HEIC', content: heicFile() },
    ])
    expect(sent.status).toBe(303)
    const after = await by.get(sent.headers.location ?? '')
    expect(after.text).toContain('3 Dateien sind angekommen')
    expect(after.text).toContain('seite2.png')
    expect(after.text).toContain('noch 7 Dateien')
    expect(
      await papers.sql(
        'SELECT count(*)::int AS n FROM paper p JOIN paper_file f ON f.paper_id = p.id WHERE f.visit_id = $1 GROUP BY p.id',
        [visit.id],
      ),
    ).toEqual([{ n: 3 }])
  })

  it('takes a form that was pressed twice once', async () => {
    const visit = await papers.booked()
    const key = crypto.randomUUID()
    await Promise.all([send(visit, [pdf()], { key }), send(visit, [pdf()], { key })])
    expect(await filesOf(visit)).toHaveLength(1)
  })

  it('lets a file be taken back, whose place is free again', async () => {
    const visit = await papers.booked()
    await send(visit, [pdf()])
    const file = (await papers.sql('SELECT id FROM paper_file WHERE visit_id = $1', [visit.id]))[0]?.id
    const gone = await ground.visitor().submit(`${pathOf(visit)}/remove?lang=de`, { file: String(file) })
    expect((await ground.visitor().get(gone.headers.location ?? '')).text).toContain('Die Datei ist entfernt')
    const stranger = await papers.booked()
    await send(visit, [pdf()])
    const other = (
      await papers.sql("SELECT id FROM paper_file WHERE visit_id = $1 AND state = 'quarantined'", [visit.id])
    )[0]?.id
    await ground.visitor().submit(`${pathOf(stranger)}/remove`, { file: String(other) })
    expect((await filesOf(visit)).map(({ state }) => state)).toEqual(['destroyed', 'quarantined'])
  })

  it('offers the camera of a phone, and beside it a plain choice of files', async () => {
    const visit = await papers.booked()
    const { text } = await ground.visitor().get(`${pathOf(visit)}?lang=de`)
    const fields = [...text.matchAll(/<input [^>]*type="file"[^>]*>/g)].map(([field]) => field)
    const field = (name: string) => fields.find((one) => one.includes(`name="${name}"`)) ?? ''
    expect(text).toContain('Mit der Kamera aufnehmen')
    expect(field('photo')).toContain('accept="image/*" capture="environment"')
    expect(text).toContain('Oder Dateien auswählen')
    // With `capture` a phone would show its camera alone, and no file could be chosen.
    expect(field('file')).toMatch(/accept="[^"]*pdf[^"]*"/)
    expect(field('file')).toContain('multiple')
    expect(field('file')).not.toContain('capture')
  })

  it('is one of each language', async () => {
    const visit = await papers.booked()
    for (const [language, words] of [
      ['de-simple', 'Papiere vorher schicken'],
      ['en', 'Send papers in advance'],
    ])
      expect((await ground.visitor().get(`${pathOf(visit)}?lang=${language}`)).text).toContain(words)
  })
})

describe('bad input', () => {
  it('thirty files: ten are there, and it is said that the others are not', async () => {
    const visit = await papers.booked()
    const sent = await send(
      visit,
      Array.from({ length: 30 }, (_, nth) => pdf(`${nth}.pdf`)),
    )
    expect(sent.status).toBe(422)
    expect(sent.text).toContain('zu viele Dateien')
    expect(await filesOf(visit)).toHaveLength(10)
    expect((await send(visit, [pdf()])).text).toContain('zu viele Dateien')
  })

  it.each([
    ['nothing in it', { name: 'leer.pdf', content: Buffer.alloc(0) }, 'leer.pdf ist leer'],
    [
      'too large',
      { name: 'scan.pdf', content: Buffer.alloc(15 * 1024 * 1024 + 1, '%PDF-1.4') },
      'größer als 15 MB',
    ],
    [
      'a script in a picture',
      { name: 'bild.svg', content: Buffer.from('<svg onload="x()"/>') },
      'keine Datei, die wir nehmen',
    ],
    [
      'another kind than its name',
      { name: 'foto.jpg', content: pdfFile() },
      'etwas anderes, als der Name sagt',
    ],
    [
      'a web page by the name of a picture',
      { name: 'foto.png', content: Buffer.from('<!doctype html><script>x()</script>') },
      'keine Datei, die wir nehmen',
    ],
  ])(
    'a file with %s is refused with its name and why, and those beside it are taken',
    async (_, bad, words) => {
      const visit = await papers.booked()
      const sent = await send(visit, [bad, pdf()])
      expect(sent.status).toBe(422)
      expect(sent.text).toContain(words)
      expect(sent.text).toContain('data-error-summary')
      expect(await filesOf(visit)).toMatchObject([{ name: 'Mietvertrag.pdf' }])
    },
  )

  it('200 MB are read to their end and refused, without being kept anywhere', async () => {
    const visit = await papers.booked()
    const before = process.memoryUsage().rss
    const sent = await send(visit, [
      { name: 'film.pdf', content: Buffer.alloc(200 * 1024 * 1024, '%PDF-1.4\n') },
    ])
    expect(sent.text).toContain('film.pdf ist größer als 15 MB')
    // The sender's own copies, and no second film.
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1024 * 1024)
    expect(await filesOf(visit)).toEqual([])
  })

  it('no file, no paper, or a form that breaks off', async () => {
    const visit = await papers.booked()
    expect((await send(visit, [])).text).toContain('Wählen Sie mindestens eine Datei aus')
    expect((await send(visit, [pdf()], { item: 'Nichts davon' })).text).toContain('welche Unterlage es ist')
    const broken = await ground.visitor().send({
      method: 'POST',
      path: `${pathOf(visit)}?lang=de`,
      headers: { 'content-type': 'multipart/form-data; boundary=dran' },
      body: form({ paper: 'x' }, []).subarray(0, -20),
    })
    expect([broken.status, broken.text.includes('nicht ganz angekommen')]).toEqual([422, true])
    expect(await filesOf(visit)).toEqual([])
  })

  it('names that turn round, hide, climb or never end are shown harmlessly', async () => {
    const visit = await papers.booked()
    const names = [
      '../../../etc/x\u202egpj.pdf',
      `${'lang'.repeat(70)}.pdf`,
      'a\u0007b\u200b<b>.pdf',
      'C:\\x\\y.pdf',
    ]
    expect(
      (
        await send(
          visit,
          names.map((name) => pdf(name)),
        )
      ).status,
    ).toBe(303)
    const shown = (await filesOf(visit)).map(({ name }) => String(name))
    expect(shown[0]).toBe('xgpj.pdf')
    expect(Array.from(shown[1] ?? '')).toHaveLength(80)
    expect(shown[2]).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(shown[3]).toBe('y.pdf')
    expect((await ground.visitor().get(pathOf(visit))).text).not.toContain('<b>')
  })

  it('a dead link leads to the page of dead links', async () => {
    const unknown = '/v/AAAAAAAAAAAAAAAAAAAAAA/upload'
    const visit = await papers.booked()
    const sent = await send(visit, [pdf()], { path: unknown })
    expect([sent.status, sent.headers.location?.split('?')[0]]).toEqual([303, '/v/AAAAAAAAAAAAAAAAAAAAAA'])
    expect((await ground.visitor().get(sent.headers.location ?? '')).status).toBe(404)
    expect((await ground.visitor().get(unknown)).status).toBe(303)
    expect(await filesOf(visit)).toEqual([])
  })

  it('what only the check finds out is said on the page and by mail, once for all of it', async () => {
    const files = [
      { name: 'geheim.pdf', content: lockedPdf() },
      { name: 'kaputt.pdf', content: Buffer.from('%PDF-1.7 and nothing more') },
      { name: 'riesig.png', content: hugePng() },
      { name: 'boese.pdf', content: Buffer.concat([pdfFile(), Buffer.from(EICAR)]) },
    ]
    const visit = await papers.booked()
    await send(visit, files)
    expect((await ground.visitor().get(`${pathOf(visit)}?lang=de`)).text).toContain(
      'Wir prüfen die Datei gerade',
    )
    await checkAll(visit)
    const states = await papers.sql('SELECT reason FROM paper_file WHERE visit_id = $1 ORDER BY page_order', [
      visit.id,
    ])
    expect(states.map(({ reason }) => reason)).toEqual(['locked', 'damaged', 'too_many_pixels', 'hostile'])
    const messages = await papers.sql(
      "SELECT id, recipient FROM message WHERE visit_id = $1 AND kind = 'papers_refused'",
      [visit.id],
    )
    expect(messages).toHaveLength(1)
    for (const [language, subject, said] of FOUND_OUT) {
      const page = (await ground.visitor().get(`${pathOf(visit)}?lang=${language}`)).text
      const mail = await mailOf(visit, language)
      expect(mail?.subject).toBe(subject)
      expect(mail?.text).toContain(ITEM_IN[language])
      for (const words of said) {
        expect(page).toContain(words)
        expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(words)
      }
    }
    // Nothing came of them, and the clerk sees why.
    const queue = await run(async (tx) => queueOf(tx, (await findSite(tx, 'mitte')) ?? impossible('no site')))
    const seen = queue.find((one) => one.visit.id === visit.id)?.matters[0]?.papers[0]?.handedIn
    expect(seen).toMatchObject({ stage: 'refused', pages: 0 })
    // Sent anew: there is nothing left to tell.
    await send(visit, [pdf()])
    expect(await mailOf(visit, 'de')).toBeUndefined()
  })
})

describe('whoever cancels', () => {
  const cancelPage = async (visit: Pick<Visit, 'id'>, language: Language) =>
    (await ground.visitor().get(`${pathOf(visit).replace('/upload', '/cancel')}?lang=${language}`)).text

  it.each([
    ['de', 'Ihre Unterlagen bleiben nur noch eine Stunde'],
    ['de-simple', 'Ihre Papiere bleiben nur noch eine Stunde'],
    ['en', 'Your papers stay for one more hour only'],
  ] as const)(
    'reads before the press for how long papers stay, and can move instead, in %s',
    async (language, words) => {
      const visit = await papers.booked()
      expect(await cancelPage(visit, language)).not.toContain(words)
      await send(visit, [pdf()])
      const asked = await cancelPage(visit, language)
      expect(asked).toContain(words)
      expect(asked).toMatch(/href="[^"]*\/move/)
    },
  )
})

describe('a step of the booking', () => {
  /** Somebody whose time is held, at the last page of the booking. */
  async function atTheCheck() {
    const by = ground.visitor()
    const secret = crypto.randomUUID().replaceAll('-', '').slice(0, 22)
    by.cookies.set('dran_browser', secret)
    const visit = await papers.held(await ground.now(), hashToken(secret).toString('base64url'))
    const contact = { name: 'Ada Lind', email: `${secret}@mail.example` }
    const to = (await by.submit('/booking/contact?lang=de', contact)).headers.location ?? ''
    const page = await by.get(to)
    expect(page.text).toContain('Bitte prüfen Sie Ihre Angaben')
    return { by, visit, to, page }
  }
  const wayIn = (text: string) => /href="(\/booking\/upload[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')

  it('is offered on the page that shows all answers, leads there and back, and shows what came', async () => {
    const { by, visit, to, page } = await atTheCheck()
    expect(page.text).toContain('Unterlagen jetzt schicken (freiwillig)</h2>')
    const upload = await by.get(wayIn(page.text) ?? '')
    expect([upload.status, upload.text.includes('type="file"')]).toEqual([200, true])
    expect((await send(visit, [pdf()], { path: '/booking/upload', by })).status).toBe(303)
    const back = /href="(\/booking\/check[^"]*)"/.exec(upload.text)?.[1]?.replaceAll('&amp;', '&')
    const again = (await by.get(back ?? '')).text
    expect(again).toContain('Diese Unterlagen haben wir schon')
    expect(wayIn(again)).toBe(wayIn(page.text))
    for (const [language, words] of [
      ['de-simple', 'Wollen Sie Ihre Papiere jetzt schicken?'],
      ['en', 'Send your papers now (optional)'],
    ] as const)
      expect((await by.get(to.replace('lang=de', `lang=${language}`))).text).toContain(words)
  })

  it('is not offered for a service that takes no papers', async () => {
    await papers.sql("UPDATE service SET takes_papers = false WHERE key = 'registration'")
    await papers.run((tx) => tx.changeReference())
    const { page } = await atTheCheck()
    await papers.sql("UPDATE service SET takes_papers = true WHERE key = 'registration'")
    await papers.run((tx) => tx.changeReference())
    expect(wayIn(page.text)).toBeUndefined()
    expect(page.text).not.toContain('Unterlagen jetzt schicken')
  })

  it('takes five files at most, seen by nobody, and they go with the hold', async () => {
    const by = ground.visitor()
    const secret = 'papersBrowser000000000'
    by.cookies.set('dran_browser', secret)
    const visit = await papers.held(await ground.now(), hashToken(secret).toString('base64url'))
    const sent = await send(
      visit,
      Array.from({ length: 6 }, () => pdf()),
      { path: '/booking/upload', by },
    )
    expect([sent.status, sent.text.includes('zu viele Dateien')]).toEqual([422, true])
    expect((await by.get('/booking/upload?lang=de')).text).toContain('sobald Ihr Termin bestätigt ist')
    expect(await filesOf(visit)).toHaveLength(5)
    const stranger = ground.visitor()
    expect((await stranger.get('/booking/upload')).headers.location).toContain('/booking/check')
    expect((await send(visit, [pdf()], { path: '/booking/upload', by: stranger })).status).toBe(303)
    await papers.run((tx) => expireHolds(tx), papers.later(2))
    expect((await by.get('/booking/upload')).headers.location).toContain('/booking/check')
  })
})
