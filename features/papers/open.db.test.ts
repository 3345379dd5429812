import { beforeAll, expect, it } from 'vitest'
import { loadVisit } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { openFlatten } from '#platform/files/flatten.ts'
import { pngFile } from '#test/hostileFiles.ts'
import { type Ground, signIn } from '#test/laws/ground.ts'
import { ITEM, ITEMS, openPapersGround, type PapersCity } from '#test/papersCity.ts'
import { takeFile } from './actions.ts'
import { checkNext } from './jobs.ts'

let ground: Ground
let papers: PapersCity
let paper = ''
let visitId = ''

openPapersGround((opened) => {
  ;({ ground, papers } = opened)
})
beforeAll(async () => {
  const { vault } = ground.server.parts
  const visit = await papers.booked()
  visitId = visit.id
  const matterId = await papers.matterOf(visit.id)
  for (const name of ['eins.png', 'zwei.png'])
    await papers.run(async (tx) => {
      const of = (await loadVisit(tx, visit.id)) ?? impossible('no visit')
      await takeFile(tx, vault, of, { matterId, item: ITEM, name, content: pngFile(40, 20) })
    })
  const scanner = async () => ({ verdict: 'clean' }) as const
  const pipeline = {
    database: ground.city.database,
    vault,
    flatten: openFlatten(),
    scanner,
    tell: () => undefined,
  }
  while ((await checkNext(pipeline, ground.authority)) !== 'none');
  paper = String((await papers.sql('SELECT id FROM paper'))[0]?.id)
})

const clerk = (login = 'schalter') => signIn(ground.visitor(), login)

it('a clerk of the site sees the pages of a paper, each link once, and only in the own session', async () => {
  const katrin = await clerk()
  const links = await katrin.call(`/api/papers/${paper}/links`)
  expect(links.json.pages).toHaveLength(2)
  const [first, second] = links.json.pages
  const colleague = await clerk('schalter2')
  expect((await colleague.get(first)).status).toBe(404)
  expect((await ground.visitor().get(first)).status).toBe(401)
  const seen = await katrin.get(first)
  expect(seen.headers['content-type']).toBe('image/jpeg')
  expect(seen.headers['x-content-type-options']).toBe('nosniff')
  expect(seen.headers['cache-control']).toBe('no-store')
  expect(seen.headers['content-security-policy']).toContain('sandbox')
  expect((await katrin.get(first)).status).toBe(404)
  const whole = await katrin.get(links.json.document)
  expect(whole.headers['content-disposition']).toContain('attachment')
  expect(whole.text).toMatch(/^%PDF-1\.4[\s\S]*\/Count 2/)
  await papers.sql("UPDATE paper_link SET expires_at = '2000-01-01'")
  expect((await katrin.get(second)).status).toBe(404)
  expect(
    await papers.sql("SELECT FROM audit WHERE action = 'papers_opened' AND visit_id = $1", [visitId]),
  ).toHaveLength(1)
})

it('of two who open a link at the same moment one sees something', async () => {
  const katrin = await clerk()
  const [first] = (await katrin.call(`/api/papers/${paper}/links`)).json.pages
  const answers = await Promise.all([1, 2, 3].map(() => katrin.get(first)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404])
})

it('nobody of another site, nobody who prepares no visits, and nobody learns whether there is a paper', async () => {
  const nord = await clerk('nord')
  const there = await nord.call(`/api/papers/${paper}/links`)
  const nowhere = await nord.call(`/api/papers/${crypto.randomUUID()}/links`)
  expect([there.status, nowhere.status]).toEqual([404, 404])
  expect({ ...there.json, requestId: '' }).toEqual({ ...nowhere.json, requestId: '' })
  for (const login of ['telefon', 'verwaltung', 'datenschutz'])
    expect((await (await clerk(login)).call(`/api/papers/${paper}/links`)).status).toBe(403)
  expect((await (await clerk('leitung')).call(`/api/papers/${paper}/links`)).status).toBe(200)
})

it('whoever could not have filed them ends no papers: of another site, or while one is still being checked', async () => {
  const nord = await clerk('nord')
  expect((await nord.call(`/api/papers/${paper}/hand-over`, {})).status).toBe(404)
  expect((await (await clerk('verwaltung')).call(`/api/papers/${paper}/hand-over`, {})).status).toBe(403)
  const katrin = await clerk()
  await papers.sql("UPDATE paper_file SET due_at = 'infinity'")
  await papers.run(async (tx) => {
    const of = (await loadVisit(tx, asId<'visit'>(visitId))) ?? impossible('no visit')
    const matterId = await papers.matterOf(of.id)
    await takeFile(tx, ground.server.parts.vault, of, {
      matterId,
      item: null,
      name: 'neu.png',
      content: pngFile(8, 8),
    })
  })
  const early = await katrin.call(`/api/papers/${paper}/hand-over`, {})
  expect([early.status, early.json.code]).toEqual([409, 'not_ready'])
  expect((await papers.sql("SELECT FROM paper_file WHERE state = 'ready'")).length).toBe(2)
})

it('what went to the file of record is gone here at once, with a line in the audit', async () => {
  const visit = await papers.booked()
  const matterId = await papers.matterOf(visit.id)
  const { vault } = ground.server.parts
  for (const item of ITEMS.slice(0, 3))
    await papers.run(async (tx) => {
      const of = (await loadVisit(tx, visit.id)) ?? impossible('no visit')
      await takeFile(tx, vault, of, { matterId, item, name: 'drei.png', content: pngFile(40, 20) })
    })
  const scanner = async () => ({ verdict: 'clean' }) as const
  const { database } = ground.city
  const pipeline = { database, vault, flatten: openFlatten(), scanner, tell: () => undefined }
  while ((await checkNext(pipeline, ground.authority)) !== 'none');
  const [mine, second] = (
    await papers.sql('SELECT id FROM paper WHERE matter_id = $1 ORDER BY item', [matterId])
  ).map(({ id }) => String(id))
  const states = () =>
    papers.sql(
      `SELECT f.state, f.wrapped_key IS NULL AS shut, f.name, p.filed_at IS NOT NULL AS filed
       FROM paper_file f JOIN paper p ON p.id = f.paper_id WHERE f.visit_id = $1 ORDER BY p.item`,
      [visit.id],
    )
  const here = { state: 'ready', shut: false, name: 'drei.png', filed: false }
  const gone = { state: 'destroyed', shut: true, name: null, filed: true }
  const katrin = await clerk()
  // One alone: the others stay.
  const alone = await katrin.call(`/api/papers/${mine}/hand-over`, { only: true })
  expect(alone.json).toEqual({ files: 1 })
  expect(await states()).toEqual([gone, here, here])
  expect((await katrin.call(`/api/papers/${mine}/links`)).json.code).toBe('not_ready')
  expect((await katrin.call(`/api/papers/${mine}/hand-over`, { only: true })).json.code).toBe('not_ready')
  expect((await katrin.call(`/api/papers/${second}/hand-over`, {})).json).toEqual({ files: 2 })
  expect(await states()).toEqual([gone, gone, gone])
  expect(
    await papers.sql("SELECT FROM audit WHERE action = 'papers_handed_over' AND visit_id = $1", [visit.id]),
  ).toHaveLength(2)
})

it('a key that is another one opens nothing', async () => {
  const katrin = await clerk()
  const [link] = (await katrin.call(`/api/papers/${paper}/links`)).json.pages
  await papers.sql(
    "UPDATE paper_file SET wrapped_key = decode(repeat('00', 60), 'hex') WHERE wrapped_key IS NOT NULL",
  )
  expect((await katrin.get(link)).status).toBe(500)
})
