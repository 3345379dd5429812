import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { HOUR, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken } from '#platform/crypto/token.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { asOwner } from '#test/city.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, setClocks, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'

const SECRET = 'a-secret-of-a-kiosk-that-nobody-guesses'

let ground: Ground
let manager: Visitor
let desk: Visitor
let kiosk: string
beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  manager = await signIn(ground.visitor(), 'verwaltung')
  desk = await signIn(ground.visitor(), 'info')
  const [row] = await ground.sql<{ id: string }>(
    `INSERT INTO device (id, kind, token_hash, site_id, name, paired_at, seen_at)
     SELECT gen_random_uuid(), 'kiosk', $1, id, 'Eingang', now(), now() FROM site WHERE key = 'mitte' RETURNING id`,
    [hashToken(SECRET)],
  )
  kiosk = row?.id ?? impossible('no device')
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const MATTERS = [{ service: 'identity-card', people: 1 }]
const blocks = async () => (await manager.get('/api/sites/mitte/number-blocks')).json.blocks
async function give(count = 5, device: string | null = null) {
  const body = { prefix: 'A', count, holder: 'Bürgerbus', device }
  const answer = await manager.call('/api/sites/mitte/number-blocks', body)
  if (answer.status !== 200) throw new Error(answer.text)
  const { block } = answer.json
  return (await blocks()).find((each: { block: string }) => each.block === block)
}
const draw = (block: string, number: number, more: object = {}, who = desk) =>
  ground.now().then((now) =>
    who.call(`/api/number-blocks/${block}/tickets`, {
      number,
      drawnAt: isoInstant(now),
      matters: MATTERS,
      language: 'de',
      ...more,
    }),
  )
const codeOf = async (asked: ReturnType<typeof draw>) => (await asked).json.code
const ticket = () => ground.visitor().call('/api/sites/mitte/tickets', { matters: MATTERS, language: 'de' })

describe('a block of ticket numbers', () => {
  it('meets neither the numbers of the server nor other blocks, however many are given at once', async () => {
    const [tickets, given] = await Promise.all([
      Promise.all(Array.from({ length: 12 }, ticket)),
      Promise.all(Array.from({ length: 4 }, () => give(7))),
    ])
    const own = tickets.map(({ json }) => Number(json.ticketNumber.slice(1)))
    const inBlocks = given.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, nth) => first + nth),
    )
    expect(inBlocks).toHaveLength(28)
    expect(new Set([...own, ...inBlocks]).size).toBe(40)
  })

  it('is kept apart from others by its key, and would not be without it', async () => {
    const { block, first } = await give()
    const again = () =>
      ground.sql(
        `INSERT INTO block_number (site_id, day, prefix, number, number_block_id, first_number, last_number)
         SELECT site_id, day, prefix, $2, id, first_number, last_number FROM number_block WHERE id = $1`,
        [block, first],
      )
    await expect(again()).rejects.toThrow('block_number_once')
    await expect(
      ground.sql('UPDATE block_number SET number = 9999 WHERE number_block_id = $1 AND number = $2', [
        block,
        first,
      ]),
    ).rejects.toThrow('block_number_inside')
    const schema = quoteIdentifier(ground.authority.schema)
    const owner = (text: string) => asOwner(ground.city.ownerUrl, (client) => client.query(text))
    await owner(`ALTER TABLE ${schema}.block_number DROP CONSTRAINT block_number_once`)
    await again()
    await owner(
      `DELETE FROM ${schema}.block_number WHERE ctid IN (SELECT max(ctid) FROM ${schema}.block_number GROUP BY site_id, day, prefix, number HAVING count(*) > 1)`,
    )
    await owner(
      `ALTER TABLE ${schema}.block_number ADD CONSTRAINT block_number_once PRIMARY KEY (site_id, day, prefix, number)`,
    )
  })

  it('gives each of its numbers once, also to two at the same moment, with the wait since then', async () => {
    const { block, first } = await give()
    const now = await ground.now()
    const both = await Promise.all([draw(block, first), draw(block, first)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await codeOf(draw(block, first))).toBe('number_used')
    const [visit] = await ground.sql<{ waits: boolean; number: string }>(
      `SELECT reference_at >= to_timestamp($2 / 1000.0) AS waits, ticket_number AS number FROM visit
       WHERE id = (SELECT visit_id FROM block_number WHERE number_block_id = $1 AND number = $3)`,
      [block, now, first],
    )
    expect(visit).toEqual({ waits: true, number: `A${String(first).padStart(3, '0')}` })
    expect(await blocks()).toContainEqual(expect.objectContaining({ block, used: 1 }))
  })

  it('knows no number beside its own, no other matters, no later and no earlier time', async () => {
    const { block, first, last } = await give()
    const now = await ground.now()
    expect(await codeOf(draw(block, last + 1))).toBe('not_in_block')
    expect(await codeOf(draw(block, first, { matters: [{ service: 'registration', people: 1 }] }))).toBe(
      'other_prefix',
    )
    expect(await codeOf(draw(block, first, { drawnAt: isoInstant(plus(now, MINUTE)) }))).toBe('wrong_time')
    expect(await codeOf(draw(block, first, { drawnAt: isoInstant(plus(now, -HOUR)) }))).toBe('wrong_time')
  })

  it('belongs to one device: another one, or nobody, gets nothing', async () => {
    const { block, first } = await give(5, kiosk)
    const as = (secret: string) => async () => {
      const drawnAt = isoInstant(await ground.now())
      return ground.visitor().send({
        method: 'POST',
        path: `/api/number-blocks/${block}/tickets`,
        headers: {
          authorization: `Bearer ${secret}`,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        },
        body: JSON.stringify({ number: first, drawnAt, matters: MATTERS, language: 'de' }),
      })
    }
    expect((await as('another-secret-of-another-kiosk')()).status).toBe(403)
    expect((await draw(block, first, {}, ground.visitor())).status).toBe(403)
    expect((await as(SECRET)()).json.ticketNumber).toBe(`A${String(first).padStart(3, '0')}`)
  })

  it('is given out by its kiosk: each press another of its numbers, and then those of the server', async () => {
    for (const { block, device, returnedAt } of await blocks())
      if (device === kiosk && returnedAt === null) await manager.call(`/api/number-blocks/${block}/return`)
    const { block, first, last } = await give(2, kiosk)
    const page = ground.visitor()
    page.cookies.set('dran_device', SECRET)
    const press = async (who: Visitor) => {
      const form = { people: '1', idempotencyKey: crypto.randomUUID() }
      const answer = await who.submit('/kiosk/mitte/ticket/identity-card', form)
      const cookie = who.cookies.get('dran_kiosk')
      expect([answer.status, cookie === undefined]).toEqual([303, false])
      const shown = /kiosk-ticket__number"[^>]*>([A-Z]\d+)</.exec((await who.get('/kiosk/mitte/result')).text)
      return Number(shown?.[1]?.slice(1))
    }
    // The control: a browser that is not this kiosk gets none of them.
    expect(await press(ground.visitor())).toBeGreaterThan(last)
    const other = ground.visitor()
    other.cookies.set('dran_device', SECRET)
    const both = await Promise.all([press(page), press(other)])
    expect(both.toSorted((a, b) => a - b)).toEqual([first, last])
    expect(await press(page)).toBeGreaterThan(last)
    expect(await blocks()).toContainEqual(expect.objectContaining({ block, used: 2 }))
  })

  it('given back, or on another day, gives nothing any more', async () => {
    const { block, first } = await give()
    expect((await manager.call(`/api/number-blocks/${block}/return`)).status).toBe(204)
    expect((await manager.call(`/api/number-blocks/${block}/return`)).json.code).toBe('block_over')
    expect(await codeOf(draw(block, first))).toBe('block_over')
    const next = await give()
    await setClocks(ground.city.ownerUrl, plus(CALLING, 24 * HOUR))
    await ground.server.parts.directory.refresh()
    const tomorrow = await signIn(ground.visitor(), 'info')
    expect(await codeOf(draw(next.block, next.first, {}, tomorrow))).toBe('block_over')
  })
})
