import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import {
  type CounterDay,
  callNext,
  checkIn,
  drawTicket,
  endDays,
  openCounter,
  park,
  sendOn,
  sendToSite,
  startServing,
  withdrawCall,
} from '../actions.ts'

let ground: Ground
let here: CounterDay
let phone: Visitor

const siteOf = async (tx: Tx, key = 'mitte') => (await findSite(tx, key)) ?? impossible('no site')

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  phone = ground.visitor()
  here = await ground.run(async (tx) => {
    const site = await siteOf(tx)
    const [counter] = await listCounters(tx, site.id)
    const counterId = counter?.id ?? impossible('no counter')
    return { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
  })
  await ground.run((tx) => openCounter(tx, here))
})
afterEach(async () => {
  // The next day begins: nobody is left from this test.
  await ground.run(endDays, plus(CALLING, 24 * HOUR))
  await ground.run((tx) => openCounter(tx, here))
  await ground.city.unchanged()
})
afterAll(() => ground.close())

async function ticket() {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const drawn = await ground.run((tx) => drawTicket(tx, ground.links, wish, async () => true))
  return drawn.ok ? drawn.value : impossible(drawn.code)
}
const now = async (token: string) => (await phone.get(`/w/${token}?lang=de`)).text
const say = (token: string, step: string, fields: Record<string, string> = {}) =>
  phone.submit(`/w/${token}/${step}?lang=de`, { idempotencyKey: randomUUID(), ...fields })
const read = async (id: Parameters<typeof loadVisit>[1]) =>
  (await ground.run((tx) => loadVisit(tx, id))) ?? impossible('a visit vanished')
const call = () => ground.run((tx) => callNext(tx, here))
async function served() {
  const { visit, token } = await ticket()
  await call()
  await ground.run((tx) => startServing(tx, here))
  return { visit, token }
}

describe('"I need ten more minutes"', () => {
  it('keeps place and key, lets the next go first, and ends with "I am back"', async () => {
    const { visit, token } = await ticket()
    const next = await ticket()
    expect((await say(token, 'away', { minutes: '20' })).headers.location).toBe(`/w/${token}?lang=de`)
    const away = await read(visit.id)
    expect(away.dueAt).toBe(visit.dueAt)
    expect(Math.round(((away.awayUntil ?? 0) - (await ground.now())) / MINUTE)).toBe(20)
    expect(await now(token)).toContain('rufen wir Sie nicht auf')
    expect(await now(token)).toContain('Sie können schon jetzt kommen')
    expect(await call()).toMatchObject({ ok: true, value: { id: next.visit.id } })
    await ground.run((tx) => withdrawCall(tx, here))
    await say(token, 'back')
    expect(await now(token)).toContain('Sie warten')
    expect(await call()).toMatchObject({ ok: true, value: { id: visit.id } })
  })

  it('can be said while being called, once for each form', async () => {
    const { visit, token } = await ticket()
    await call()
    expect(await now(token)).toContain('Dann kommt jetzt jemand anderes dran')
    const idempotencyKey = randomUUID()
    await say(token, 'away', { minutes: '10', idempotencyKey })
    const { version } = await read(visit.id)
    await say(token, 'away', { minutes: '10', idempotencyKey })
    expect(await read(visit.id)).toMatchObject({ state: 'waiting', counterId: null, version })
    expect(await call()).toEqual({ ok: false, code: 'nobody_waiting' })
  })

  it('takes no other time than those offered, and changes nothing at a counter', async () => {
    const { visit, token } = await ticket()
    expect((await say(token, 'away', { minutes: '600' })).status).toBe(400)
    expect((await say('x'.repeat(22), 'away', { minutes: '10' })).status).toBe(404)
    await call()
    await ground.run((tx) => startServing(tx, here))
    expect((await say(token, 'away', { minutes: '10' })).status).toBe(303)
    expect(await read(visit.id)).toMatchObject({ state: 'serving', awayUntil: null })
    expect(await now(token)).toContain('Sie werden bedient')
  })

  it('ends when the code of the number is shown at the kiosk', async () => {
    const { visit, token } = await ticket()
    await say(token, 'away', { minutes: '30' })
    const again = await ground.run(async (tx) => checkIn(tx, await siteOf(tx), visit.id))
    expect(again).toMatchObject({ ok: true, value: { again: true, visit: { awayUntil: null } } })
  })
})

describe('what somebody needs', () => {
  it('is told by themselves, brings them forward once, and is taken back', async () => {
    const { visit, token } = await ticket()
    await say(token, 'needs', { need: 'hearing', other: 'diabetes' })
    const forward = plus(visit.dueAt ?? impossible('no key'), -20 * MINUTE)
    expect(await read(visit.id)).toMatchObject({ needs: ['hearing'], dueAt: forward })
    expect((await phone.get(`/w/${token}/needs?lang=de`)).text).toMatch(
      /checked=""[^>]*value="hearing"|value="hearing"[^>]*checked=""/,
    )
    await say(token, 'needs')
    expect(await read(visit.id)).toMatchObject({ needs: [], dueAt: forward })
  })

  it('is said at the kiosk with the ticket', async () => {
    await phone.submit('/kiosk/mitte/ticket/identity-card?lang=de', { people: '1', need: 'step_free' })
    const [row] = await ground.sql('SELECT needs FROM visit ORDER BY created_at DESC LIMIT 1')
    expect(row).toEqual({ needs: ['step_free'] })
  })
})

describe('what to have in hand', () => {
  it('is on the page while somebody waits and is called, in their language, and not at the counter', async () => {
    const { token } = await ticket()
    expect(await now(token)).toMatch(/Halten Sie bereit<[\s\S]*<li>Ihren alten Ausweis</)
    const english = (await phone.get(`/w/${token}?lang=en`)).text
    expect(english).toMatch(/Have this ready<[\s\S]*<li>Your old card</)
    await call()
    expect(await now(token)).toContain('Halten Sie bereit')
    await ground.run((tx) => startServing(tx, here))
    expect(await now(token)).not.toContain('Halten Sie bereit')
  })
})

describe('the page of somebody who goes on', () => {
  it('says what is waited for when they are set aside', async () => {
    const { token } = await served()
    await ground.run((tx) => park(tx, here, 'photo'))
    const page = await now(token)
    expect(page).toContain('Wir warten auf Ihr Foto.')
    expect(page).not.toContain('Sie warten nicht mehr')
  })

  it('names the counter that they were sent on to', async () => {
    const { token } = await served()
    const others = await ground.run((tx) => listCounters(tx, here.siteId))
    const counter = others.find(({ id }) => id !== here.counterId) ?? impossible('one counter')
    expect(await ground.run((tx) => sendOn(tx, here, { counterId: counter.id }, null))).toMatchObject({
      ok: true,
    })
    expect(await now(token)).toContain(`Es geht weiter bei: ${counter.texts.label.de}`)
  })

  it('leads to the number at the other site', async () => {
    const { token } = await served()
    const sent = await ground.run((tx) =>
      sendToSite(tx, ground.links, here, { siteKey: 'nord', note: null, minutes: 25 }, async () => true),
    )
    const next = sent.ok ? sent.value : impossible(sent.code)
    const page = await now(token)
    expect(page).toContain(`href="/w/${next.token}?lang=de"`)
    expect(page).toContain(next.visit.ticketNumber ?? '?')
    const there = await now(next.token)
    expect(there).toContain('Sie sind auf dem Weg')
    expect(there).toContain('rufen wir Sie nicht auf')
    expect(there).toContain('Ich bin da')
  })
})
