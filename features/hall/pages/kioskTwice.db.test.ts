import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { visitByLink } from '#features/visit/actions.ts'
import { CALLING, type Clerk, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'

let ground: Ground
let clerk: Clerk

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  const [seated] = await seatClerks(ground, 1)
  clerk = seated ?? expect.fail('no clerk')
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

/** Draws at the kiosk by a press with this key; the number and the token of its link. */
async function press(kiosk: Visitor, key: string, needs: Record<string, string> = {}) {
  const drawn = await kiosk.submit('/kiosk/mitte/ticket/pick-up?lang=de', {
    people: '1',
    idempotencyKey: key,
    ...needs,
  })
  expect(drawn.status).toBe(303)
  const page = (await kiosk.get(drawn.headers.location ?? '')).text
  const number = /class="kiosk-ticket__number"[^>]*>([A-Z]\d{3})</.exec(page)?.[1]
  return { number, token: /\/w\/([\w-]{22})/.exec(page)?.[1] ?? kiosk.cookies.get('dran_kiosk') ?? '' }
}
const stateOf = (token: string) =>
  ground.run(async (tx) => (await visitByLink(tx, ground.links.digestOf(token)))?.state)
const clerks = (name: string, body?: object) =>
  clerk.visitor.call(`/api/counters/${clerk.counter}/${name}`, body)
/** Calls until it is the turn of this one; whoever comes before is served. */
async function called(token: string): Promise<void> {
  for (let others = 0; others < 10; others++) {
    await clerks('next')
    if ((await stateOf(token)) === 'called') return
    await clerks('start')
    await clerks('finish', { outcome: 'done' })
  }
  expect.fail('nobody else is left, and it is not their turn')
}
const say = (kiosk: Visitor, form: Record<string, string>) => kiosk.submit('/kiosk/mitte/away?lang=de', form)

describe('a press whose answer got lost', () => {
  it('gets the same number when it is made again, also after a call that nobody could hear', async () => {
    const kiosk = ground.visitor()
    const key = crypto.randomUUID()
    const first = await press(kiosk, key)
    expect(await press(kiosk, key)).toEqual(first)
    // The control: another press is another number.
    const other = await press(kiosk, crypto.randomUUID())
    expect(other.number).not.toBe(first.number)

    await clerks('next')
    await clerks('again')
    await clerks('missed')
    expect(await stateOf(first.token)).toBe('missed')
    expect((await press(kiosk, key)).number).toBe(first.number)
    expect(await stateOf(first.token)).toBe('waiting')
  })

  it('gets a new number when the old one is over', async () => {
    const kiosk = ground.visitor()
    const key = crypto.randomUUID()
    const first = await press(kiosk, key)
    await ground.visitor().submit(`/w/${first.token}/leave`, { idempotencyKey: crypto.randomUUID() })
    expect(await stateOf(first.token)).toBe('left')
    const again = await press(kiosk, key)
    expect(again.number).not.toBe(first.number)
    expect(await stateOf(again.token)).toBe('waiting')
  })
})

describe('"I am leaving" at the kiosk', () => {
  it('is asked once more and needs the code of the ticket, also of somebody who was set aside', async () => {
    const { number = '', token } = await press(ground.visitor(), crypto.randomUUID())
    await called(token)
    await clerks('start')
    await clerks('park', { for: 'photo' })
    expect(await stateOf(token)).toBe('parked')
    const kiosk = ground.visitor()
    // Everybody reads the number on the display.
    const read = await say(kiosk, { code: number, say: 'leave_sure' })
    expect([read.status, read.text.includes('QR-Code auf Ihrem Zettel')]).toEqual([422, true])
    const code = `http://127.0.0.1/w/${token}`
    const asked = await say(kiosk, { code, say: 'leave' })
    expect([asked.status, asked.text.includes('Was noch fehlt')]).toEqual([200, true])
    expect(await stateOf(token)).toBe('parked')
    for (const _ of ['once', 'sent twice']) {
      const left = await say(kiosk, { code, say: 'leave_sure' })
      expect([left.status, left.text.includes(`${number} gilt nicht mehr`)]).toEqual([200, true])
    }
    expect(await stateOf(token)).toBe('left')
  })

  it('is not said by whoever is called', async () => {
    const { token } = await press(ground.visitor(), crypto.randomUUID())
    await called(token)
    const said = await say(ground.visitor(), { code: `http://127.0.0.1/w/${token}`, say: 'leave_sure' })
    expect([said.status, await stateOf(token)]).toEqual([422, 'called'])
    await clerks('withdraw')
    await ground.visitor().submit(`/w/${token}/leave`, { idempotencyKey: crypto.randomUUID() })
    expect(await stateOf(token)).toBe('left')
  })
})

describe('"I am leaving" on the phone', () => {
  it('ends the visit of somebody who was set aside, after asking with what stays undone', async () => {
    const { token } = await press(ground.visitor(), crypto.randomUUID())
    await called(token)
    await clerks('start')
    await clerks('park', { for: 'papers' })
    const phone = ground.visitor()
    expect((await phone.get(`/w/${token}?lang=de`)).text).toContain(`/w/${token}/leave`)
    expect((await phone.get(`/w/${token}/leave?lang=de`)).text).toContain('Was noch fehlt')
    await phone.submit(`/w/${token}/leave`, { idempotencyKey: crypto.randomUUID() })
    expect(await stateOf(token)).toBe('left')
  })
})

describe('"I need ten more minutes" at the kiosk', () => {
  it('is said with the number on the ticket, with its code, or below the number just drawn; and so is "I am back"', async () => {
    const kiosk = ground.visitor()
    const { number = '', token } = await press(kiosk, crypto.randomUUID())
    const awayUntil = () =>
      ground.run(async (tx) => {
        const visit = await visitByLink(tx, ground.links.digestOf(token))
        return visit?.awayUntil ? Math.round((visit.awayUntil - tx.now) / 60_000) : null
      })
    const other = ground.visitor()
    const said = await say(other, { code: number.toLowerCase(), say: '10' })
    expect([said.status, await awayUntil()]).toEqual([200, 10])
    expect(said.text).toMatch(/Bis \d\d:\d\d\sUhr rufen wir Sie nicht auf/)
    // A number can be read off a display by anybody: it opens nothing.
    expect(said.text).not.toContain(token)
    expect(other.cookies.get('dran_kiosk')).toBeUndefined()
    expect((await say(other, { code: number, say: 'back' })).text).toContain('Sie sind wieder da')
    expect(await awayUntil()).toBeNull()
    await say(other, { code: `http://127.0.0.1/w/${token}`, say: '20' })
    expect(await awayUntil()).toBe(20)
    await say(other, { code: number, say: 'back' })
    await say(kiosk, { say: '30' })
    expect(await awayUntil()).toBe(30)
    // Without a number, and with no number of one's own, nothing is said of anybody.
    expect((await say(other, { say: '10' })).status).toBe(422)
    expect((await say(other, { code: number, say: '999' })).status).toBe(422)
  })

  it('knows no number of another site, and slows down like a check-in', async () => {
    const kiosk = ground.visitor()
    const { number = '' } = await press(kiosk, crypto.randomUUID())
    const elsewhere = await ground.visitor().submit('/kiosk/nord/away?lang=de', { code: number, say: '10' })
    expect([elsewhere.status, elsewhere.text.includes('wartet heute nicht hier')]).toEqual([422, true])
    const guesser = ground.visitor()
    for (let wrong = 0; wrong < 5; wrong++)
      expect((await say(guesser, { code: 'A999', say: '10' })).status).toBe(422)
    expect((await say(guesser, { code: 'A999', say: '10' })).status).toBe(429)
    expect((await say(guesser, { code: number, say: '10' })).status).toBe(429)
    // What was guessed there also counts for checking in, and the other way round.
    expect((await guesser.submit('/kiosk/mitte/check-in?lang=de', { code: '3333 3333' })).status).toBe(429)
  })
})
