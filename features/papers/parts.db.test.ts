import { describe, expect, it } from 'vitest'
import { expireHolds } from '#features/booking/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { hashToken } from '#platform/crypto/token.ts'
import { pdfFile } from '#test/hostileFiles.ts'
import type { Ground } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { ITEM, openPapersGround, type PapersCity } from '#test/papersCity.ts'
import { PART_BYTES } from './contract/upload.ts'

// Files as the script of the page sends them, over HTTP: the same guards as of the form.

let ground: Ground
let papers: PapersCity

openPapersGround((opened) => {
  ;({ ground, papers } = opened)
})

const addressOf = (visit: Pick<Visit, 'id'>) =>
  `/api/visits/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}/papers`

async function begin(
  visit: Pick<Visit, 'id'>,
  rest: Record<string, unknown> = {},
  { address = addressOf(visit), by = ground.visitor(), key = crypto.randomUUID() as string } = {},
) {
  const matter = await papers.matterOf(visit.id)
  return by.send({
    method: 'POST',
    path: address,
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ matter, item: ITEM, name: 'Vertrag.pdf', bytes: 1_000, ...rest }),
  })
}

const part = (
  address: string,
  file: string,
  { offset = 0, body = pdfFile(), by = ground.visitor(), type = 'application/octet-stream' } = {},
) =>
  by.send({
    method: 'PUT',
    path: `${address}/${file}?offset=${offset}`,
    headers: { 'content-type': type, 'idempotency-key': crypto.randomUUID() },
    body,
  })

const filesOf = (visit: Pick<Visit, 'id'>) =>
  papers.sql('SELECT state, received_bytes FROM paper_file WHERE visit_id = $1 ORDER BY id', [visit.id])

describe('a file in parts', () => {
  it('arrives, and goes on after a break where the server says', async () => {
    const visit = await papers.booked()
    const address = addressOf(visit)
    const whole = Buffer.concat([pdfFile(), Buffer.alloc(2 * PART_BYTES, ' ')])
    const begun = await begin(visit, { bytes: whole.length })
    const { file } = begun.json
    const first = await part(address, file, { body: whole.subarray(0, PART_BYTES) })
    expect(first.json).toEqual({ receivedBytes: PART_BYTES, bytes: whole.length, isWhole: false })
    // The answer was lost: the same part again is not due any more, and the state says where to go on.
    const again = await part(address, file, { body: whole.subarray(0, PART_BYTES) })
    expect([again.status, again.json.code]).toEqual([409, 'wrong_place'])
    const now = await ground.visitor().get(`${address}/${file}`)
    expect(now.json.receivedBytes).toBe(PART_BYTES)
    await part(address, file, { offset: PART_BYTES, body: whole.subarray(PART_BYTES, 2 * PART_BYTES) })
    const last = await part(address, file, { offset: 2 * PART_BYTES, body: whole.subarray(2 * PART_BYTES) })
    expect(last.json.isWhole).toBe(true)
    expect(await filesOf(visit)).toEqual([{ state: 'quarantined', received_bytes: whole.length }])
  })

  it('that is begun twice by one key is one', async () => {
    const visit = await papers.booked()
    const key = crypto.randomUUID()
    const [one, other] = [await begin(visit, {}, { key }), await begin(visit, {}, { key })]
    expect(one.json.file).toBe(other.json.file)
    expect(await filesOf(visit)).toHaveLength(1)
    // By two keys it is two (control).
    await begin(visit)
    expect(await filesOf(visit)).toHaveLength(2)
  })

  it.each([
    ['nothing in it', { bytes: 0 }, 'empty'],
    ['more than 15 MB', { bytes: 15 * 1024 * 1024 + 1 }, 'file_too_large'],
    ['a name of no kind that is taken', { name: 'x.svg' }, 'wrong_kind'],
    ['a paper on no list', { item: 'Nichts davon' }, 'unknown_paper'],
    ['the matter of somebody else', { matter: '00000000-0000-7000-8000-000000000000' }, 'unknown_paper'],
  ])('with %s is refused before its first byte, and nothing is kept', async (_, rest, code) => {
    const visit = await papers.booked()
    const refused = await begin(visit, rest)
    expect([refused.status, refused.json.code]).toEqual([422, code])
    expect(await filesOf(visit)).toEqual([])
  })

  it('is refused with a part that is another kind, too long for it, too large for a request, or no bytes', async () => {
    const visit = await papers.booked()
    const address = addressOf(visit)
    const { file } = (await begin(visit, { name: 'foto.jpg' })).json
    expect((await part(address, file)).json.code).toBe('other_kind')
    const { file: short } = (await begin(visit, { bytes: 10 })).json
    expect((await part(address, short)).json.code).toBe('file_too_large')
    const { file: long } = (await begin(visit, { bytes: 3 * PART_BYTES })).json
    const large = await part(address, long, { body: Buffer.alloc(PART_BYTES + 1, '%PDF-1.4\n') })
    expect([large.status, large.json.code]).toEqual([413, 'too_large'])
    expect((await part(address, long, { type: 'application/json' })).status).toBe(415)
    expect((await filesOf(visit)).map(({ received_bytes: bytes }) => bytes)).toEqual([0, 0, 0])
  })

  it('is nobody else’s: neither by another visit’s link nor by one that leads nowhere', async () => {
    const visit = await papers.booked()
    const stranger = await papers.booked()
    const { file } = (await begin(visit)).json
    const other = addressOf(stranger)
    expect((await part(other, file)).json.code).toBe('unknown_file')
    expect((await ground.visitor().get(`${other}/${file}`)).json.code).toBe('unknown_file')
    const nowhere = '/api/visits/AAAAAAAAAAAAAAAAAAAAAA/papers'
    expect((await begin(visit, {}, { address: nowhere })).status).toBe(404)
    expect((await part(nowhere, file)).status).toBe(404)
    expect(await filesOf(visit)).toEqual([{ state: 'received', received_bytes: 0 }])
    // By its own link it goes on (control).
    expect((await part(addressOf(visit), file, { body: pdfFile().subarray(0, 100) })).status).toBe(200)
  })

  it('belongs to the browser that holds the time: five files, and none once it is over', async () => {
    const by = ground.visitor()
    const secret = 'partsBrowser0000000000'
    by.cookies.set('dran_browser', secret)
    const visit = await papers.held(await ground.now(), hashToken(secret).toString('base64url'))
    const address = '/api/hold/papers'
    const begun = []
    for (let nth = 0; nth < 6; nth++) begun.push(await begin(visit, {}, { address, by }))
    expect(begun.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 409])
    const file = String(begun[0]?.json.file)
    const piece = pdfFile().subarray(0, 50)
    expect((await part(address, file, { body: piece })).status).toBe(404)
    expect((await part(address, file, { body: piece, by })).status).toBe(200)
    await papers.run((tx) => expireHolds(tx), papers.later(2))
    expect((await part(address, file, { body: piece, offset: 50, by })).status).toBe(404)
    const late: Visitor = by
    expect((await begin(visit, {}, { address, by: late })).status).toBe(404)
  })
})
