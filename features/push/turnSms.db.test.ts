import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SmsGatewaySimulator, startSmsGateway } from '#apps/demo/smsGateway.ts'
import { findSite } from '#features/authority/actions.ts'
import {
  drawTicket,
  endDays,
  exchangeTicket,
  exchangeTimes,
  goAway,
  hallOf,
  leave,
  tellBySms,
} from '#features/hall/actions.ts'
import { allMobiles } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { DAY, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { openLog } from '#platform/log/log.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { noteTurnSms } from './actions.ts'

const KEY = 'k'.repeat(40)
/** A server under load takes its time. */
const SOON = { timeout: 30_000, interval: 100 }

let ground: Ground
let gateway: SmsGatewaySimulator
let numbers = 0
const logged: string[] = []

beforeAll(async () => {
  gateway = await startSmsGateway(KEY)
  ground = await openGround({
    at: CALLING,
    server: {
      smsGateway: ({ key }) => (key === 'neuwalden' ? { url: gateway.url, key: KEY } : undefined),
      log: openLog({ level: 'debug' }, { write: (line) => void logged.push(line) }),
    },
  })
  await sender('Neuwalden')
})
afterEach(async () => {
  for (const { visit } of (await run(async (tx) => hallOf(tx, await mitte(tx)))).waiting)
    await run((tx) => leave(tx, visit.id))
  await ground.sql('DELETE FROM message')
  await ground.sql('DELETE FROM visit_mobile')
  await ground.sql('DELETE FROM mobile_given')
})
afterAll(async () => {
  await ground?.close()
  await gateway.stop()
})

type Work<T> = Parameters<typeof ground.run<T>>[0]
const run = <T>(work: Work<T>, at = CALLING) => ground.run(work, at)
const mitte = async (tx: Parameters<Work<unknown>>[0]) =>
  (await findSite(tx, 'mitte')) ?? impossible('no site')
const newNumber = () => `+49170${1_000_000 + numbers++}`
const heard = (number: string) => gateway.taken.filter(({ to }) => to === number).map(({ text }) => text)

async function sender(name: string | null): Promise<void> {
  await ground.sql('UPDATE setting SET sms_sender = $1', [name])
  await run((tx) => tx.changeReference())
}

async function draw(): Promise<Visit> {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const drawn = await run((tx) => drawTicket(tx, ground.links, wish, async () => true))
  return drawn.ok ? drawn.value.visit : impossible(drawn.code)
}

const tell = ({ id }: Visit, typed: string, by: 'kiosk' | 'desk' = 'kiosk') =>
  run((tx) => tellBySms(tx, ground.links, id, { typed, by, hasGateway: true }))

/** So many people, of whom the last one is told by SMS. */
async function lastOf(count: number) {
  const people = []
  for (let nth = 0; nth < count; nth++) people.push(await draw())
  const person = people.at(-1) ?? impossible('nobody')
  const number = newNumber()
  expect(await tell(person, number)).toMatchObject({ ok: true })
  return { people, person, number }
}

/** What a node does at a look. */
const look = () => run(async (tx) => noteTurnSms(tx, await hallOf(tx, await mitte(tx)), await allMobiles(tx)))
const kinds = async ({ id }: Visit) =>
  (await ground.sql<{ kind: string }>('SELECT kind FROM message WHERE visit_id = $1 ORDER BY id', [id])).map(
    ({ kind }) => kind,
  )

describe('who waits and left a mobile number', () => {
  it('has their number and its page at once, and one more SMS when their turn is near', async () => {
    const { people, person, number } = await lastOf(4)
    await expect.poll(() => heard(number), SOON).toHaveLength(1)
    expect(heard(number)[0]).toMatch(
      new RegExp(`Ihre Nummer ist ${person.ticketNumber}\\..*/w/[\\w-]{22}\\?lang=de$`),
    )
    await run((tx) => leave(tx, people[0]?.id ?? impossible('nobody')))
    await expect.poll(() => heard(number), SOON).toHaveLength(2)
    expect(heard(number)[1]).toContain(`Ihre Nummer ${person.ticketNumber} ist bald dran`)
    await run((tx) => leave(tx, people[1]?.id ?? impossible('nobody')))
    await Promise.all([look(), look(), look()])
    expect(await kinds(person)).toEqual(['ticket', 'soon'])
  })

  it('is told twice where nothing notes that they know it (control)', async () => {
    const { person } = await lastOf(1)
    await ground.sql('UPDATE visit_mobile SET told_turn = NULL')
    await look()
    expect(await kinds(person)).toEqual(['soon', 'soon'])
  })

  it('whose turn is near at once has both in one message, and gives the same number again in vain', async () => {
    const { person, number } = await lastOf(1)
    expect(await tell(person, number.replace('+49', '0'))).toMatchObject({ ok: true })
    await look()
    expect(await kinds(person)).toEqual(['soon'])
  })

  it('is called back when they go away, and the other number is told if they correct it', async () => {
    const { person } = await lastOf(5)
    const right = newNumber()
    await tell(person, right)
    await run((tx) => goAway(tx, person.id, 20))
    await look()
    const messages = await ground.sql<{ kind: string; recipient: string; minutes: number }>(
      `SELECT kind, recipient, (extract(epoch FROM due_at) - $2::float8 / 1000)::float8 / 60 AS minutes FROM message
       WHERE visit_id = $1 AND kind = 'come_back'`,
      [person.id, CALLING],
    )
    expect(messages).toEqual([{ kind: 'come_back', recipient: right, minutes: 17 }])
  })

  it('is told nothing any more, and known nowhere, once the visit is over, exchanged or its day has ended', async () => {
    const over = await lastOf(4)
    const exchanged = await lastOf(1)
    const forgotten = await lastOf(1)
    // What did not arrive keeps its number for a while.
    await expect.poll(() => heard(over.number), SOON).toHaveLength(1)
    await ground.sql("UPDATE message SET state = 'failed', recipient = $2 WHERE visit_id = $1", [
      over.person.id,
      over.number,
    ])
    await run((tx) => leave(tx, over.person.id))
    await look()
    const booked = await run(async (tx) => {
      const [free] = await exchangeTimes(tx, await mitte(tx), exchanged.person)
      return exchangeTicket(tx, exchanged.person.id, free ?? impossible('no time'))
    })
    expect(booked).toMatchObject({ ok: true })
    expect((await run(allMobiles)).map(({ visitId }) => visitId)).toEqual([forgotten.person.id])
    await run(endDays, plus(CALLING, DAY))
    expect(await run(allMobiles)).toEqual([])
    const all = JSON.stringify(await ground.sql('SELECT * FROM message'))
    for (const { number } of [over, forgotten]) expect(all).not.toContain(number)
    expect(await ground.sql('SELECT 1 FROM mobile_given')).toEqual([])
  })
})

describe('a number', () => {
  it('that takes no SMS, of a city without sender or gateway, or of who does not wait, is refused', async () => {
    const person = await draw()
    for (const typed of ['', '030 115115', '0170', 'x', '+49170123456\u0661', '0'.repeat(500)])
      expect(await tell(person, typed)).toEqual({ ok: false, code: 'bad_mobile' })
    const given = { typed: newNumber(), by: 'kiosk', hasGateway: false } as const
    expect(await run((tx) => tellBySms(tx, ground.links, person.id, given))).toEqual({
      ok: false,
      code: 'no_sms',
    })
    await sender(null)
    expect(await tell(person, newNumber())).toEqual({ ok: false, code: 'no_sms' })
    await sender('Neuwalden')
    await run((tx) => leave(tx, person.id))
    expect(await tell(person, newNumber())).toEqual({ ok: false, code: 'not_waiting' })
    expect(await ground.sql('SELECT 1 FROM mobile_given')).toEqual([])
  })

  it('is taken three times a day at most, also by five at the same moment, and by the desk no more often', async () => {
    const number = newNumber()
    const people = [await draw(), await draw(), await draw(), await draw(), await draw()]
    const told = await Promise.all(people.map((person) => tell(person, number)))
    expect(told.filter(({ ok }) => ok)).toHaveLength(3)
    const refused = people[told.findIndex(({ ok }) => !ok)] ?? impossible('nobody refused')
    expect(await tell(refused, number, 'desk')).toEqual({ ok: false, code: 'too_many_sms' })
    expect(await tell(refused, newNumber(), 'desk')).toMatchObject({ ok: true })
  })

  it('is one of twenty that the kiosks of a site take in ten minutes; the desk takes more', async () => {
    const person = await draw()
    const others = [await draw(), await draw(), await draw(), await draw()]
    for (let count = 0; count < 19; count++)
      expect(await tell(person, newNumber())).toMatchObject({ ok: true })
    // Four kiosks at the same moment: there is room for one more.
    const told = await Promise.all(others.map((other) => tell(other, newNumber())))
    expect(told.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await tell(person, newNumber())).toEqual({ ok: false, code: 'too_many_sms' })
    expect(await tell(person, newNumber(), 'desk')).toMatchObject({ ok: true })
    const later = plus(CALLING, 11 * MINUTE)
    const given = { typed: newNumber(), by: 'kiosk', hasGateway: true } as const
    expect(await run((tx) => tellBySms(tx, ground.links, person.id, given), later)).toMatchObject({
      ok: true,
    })
  })

  it('of which the gateway says later that there is none counts as stopped, until it is given again', async () => {
    const { person, number } = await lastOf(1)
    await expect.poll(() => heard(number), SOON).toHaveLength(1)
    const sent = gateway.taken.find(({ to }) => to === number)
    expect(await gateway.report(sent?.key ?? '', 'undelivered', 'unknown_number')).toBe(204)
    expect(await ground.sql('SELECT bounces FROM refused_address')).toEqual([{ bounces: 1 }])
    expect(await kinds(person)).toEqual(['soon'])
  })
})

describe('at the kiosk', () => {
  async function drawHere(who: Visitor): Promise<string> {
    const drawn = await who.submit('/kiosk/mitte/ticket/identity-card?lang=de', {
      people: '1',
      idempotencyKey: crypto.randomUUID(),
    })
    expect(drawn.status).toBe(303)
    return (await who.get('/kiosk/mitte/result?lang=de')).text
  }

  it('it is offered below the number, and the mobile number is shown nowhere afterwards', async () => {
    const who = ground.visitor()
    expect(await drawHere(who)).toContain('/kiosk/mitte/sms?lang=de')
    expect((await who.get('/kiosk/mitte/sms?lang=de')).text).toContain('Sie kommen auch ohne SMS dran')
    const wrong = await who.submit('/kiosk/mitte/sms?lang=de', { code: '030 115' })
    expect([wrong.status, wrong.text.includes('030 115')]).toEqual([422, true])
    const number = newNumber()
    const told = await who.submit('/kiosk/mitte/sms?lang=de', { code: number })
    expect([told.status, told.headers.location]).toEqual([303, '/kiosk/mitte/result?lang=de'])
    const shown = (await who.get('/kiosk/mitte/result?lang=de')).text
    expect(shown).toContain('Wir schreiben Ihnen eine SMS')
    expect(shown).not.toContain('/kiosk/mitte/sms')
    expect(shown.replaceAll(/\D/g, '')).not.toContain(number.slice(3))
    await expect.poll(() => heard(number), SOON).toHaveLength(1)
    const link = /https?:\/\/[^/]+(\/w\/[\w-]{22})/.exec(heard(number)[0] ?? '')?.[1] ?? impossible('no link')
    const page = (await ground.visitor().get(`${link}?lang=de`)).text
    expect(page).toContain('Keine SMS mehr')
    expect(page.replaceAll(/\D/g, '')).not.toContain(number.slice(3))
    const stop = { idempotencyKey: crypto.randomUUID() }
    expect((await ground.visitor().submit(`${link}/no-sms?lang=de`, stop)).status).toBe(303)
    expect(await run(allMobiles)).toEqual([])
  })

  it('it is offered neither without a sender nor without somebody’s number', async () => {
    const nobody = ground.visitor()
    for (const answer of [
      await nobody.get('/kiosk/mitte/sms?lang=de'),
      await nobody.submit('/kiosk/mitte/sms?lang=de', { code: newNumber() }),
    ])
      expect([answer.status, answer.headers.location]).toEqual([303, '/kiosk/mitte/result?lang=de'])
    await sender(null)
    const who = ground.visitor()
    expect(await drawHere(who)).not.toContain('/kiosk/mitte/sms')
    await sender('Neuwalden')
    expect(await ground.sql('SELECT 1 FROM mobile_given')).toEqual([])
  })
})

it('the information desk gives a number for somebody, sees that they are told, and takes it out', async () => {
  const person = await draw()
  const desk = await signIn(ground.visitor(), 'info')
  const sms = async () => (await desk.get(`/api/hall/${person.id}`)).json.sms
  expect(await sms()).toBe('offered')
  const give = (mobile: string) => desk.call(`/api/hall/${person.id}/sms`, { mobile })
  expect((await give('030 115')).json.code).toBe('bad_mobile')
  expect((await give('0170 7654321')).status).toBe(200)
  expect(await sms()).toBe('told')
  expect((await desk.get(`/api/hall/${person.id}`)).text).not.toContain('7654321')
  expect((await give('')).status).toBe(200)
  expect(await sms()).toBe('offered')
})

it('no number and no text is in the log', () => {
  const all = logged.join('\n')
  expect(all).toContain('"channel":"sms"')
  expect(all).not.toMatch(/49170|0170|Ihre Nummer/)
})
