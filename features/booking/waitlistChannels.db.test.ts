import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type SmsGatewaySimulator, startSmsGateway } from '#apps/demo/smsGateway.ts'
import { listUndeliveredWishes } from '#features/message/actions.ts'
import { sendDueMessages, smsCarrier, tidyOutbox } from '#features/message/jobs.ts'
import type { Contact } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf, instantOf } from '#kernel/wallTime.ts'
import { openLog } from '#platform/log/log.ts'
import { openSmsGateway } from '#platform/sms/gateway.ts'
import { asOwner } from '#test/city.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import { CLEAN } from '#test/waitlistCity.ts'
import { addWishForCaller, bookForCaller, cancelBooking, lookAtList, wishEarlier } from './actions.ts'
import { openOfferOf } from './store/offer.ts'

// An offer reaches people by the way that they have, in time to be answered.

const KEY = 'k'.repeat(40)
const ZONE = 'Europe/Berlin'
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const TODAY = dayOf(CALLING, ZONE)
const at = (days: number, time: string) => instantOf(addDays(TODAY, days), localTime(time), ZONE)
const MOBILE = { name: 'Wera Wunsch', email: null, phone: '0170 1234567' }

let ground: Ground
let gateway: SmsGatewaySimulator

beforeAll(async () => {
  gateway = await startSmsGateway(KEY)
  ground = await openGround({
    at: CALLING,
    // Its own sender reaches nobody: the tests send.
    server: { smsGateway: () => ({ url: 'http://127.0.0.1:9', key: KEY }) },
  })
  await ground.sql("UPDATE setting SET sms_sender = 'Neuwalden'")
  await ground.run((tx) => tx.changeReference())
})
beforeEach(() =>
  asOwner(ground.city.ownerUrl, async (owner) => {
    await owner.query(`SET search_path TO ${ground.authority.schema}`)
    await owner.query(CLEAN)
  }),
)
afterAll(async () => {
  await gateway.stop()
  await ground.close()
})

const run = <T>(work: Parameters<typeof ground.run<T>>[0], when: Instant = CALLING) => ground.run(work, when)

async function book(startsAt: Instant, contact: Contact = { name: 'Ada Lind', email: null, phone: '030 1' }) {
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone' } as const
  const booked = await run((tx) => bookForCaller(tx, ground.links, { ...wish, contact, beyondLimits: true }))
  return booked.ok ? booked.value : impossible(booked.code)
}

/** Somebody whom staff sets on the list. */
async function listed(contact: Contact): Promise<Id<'wish'>> {
  const asked = { matters: MATTERS, siteKeys: [], weekdays: [], parts: [], statedDates: {} }
  const untilDay = addDays(TODAY, 30)
  const added = await run((tx) =>
    addWishForCaller(tx, ground.links, { ...asked, untilDay, language: 'de', channel: 'telephone', contact }),
  )
  return added.ok ? added.value.id : impossible(added.code)
}

/** A time is given back, which is the only one, and the list looks. */
async function freed(startsAt: Instant, when: Instant = CALLING): Promise<void> {
  const visit = await book(startsAt)
  await run((tx) => cancelBooking(tx, visit.id), when)
  await run((tx) => lookAtList(tx), when)
}

const offerOf = (id: Id<'wish'>) => run((tx) => openOfferOf(tx, id))
const messages = () =>
  ground.sql<{ channel: string; state: string; due: number }>(
    "SELECT channel, state, (extract(epoch FROM due_at) * 1000)::float8 AS due FROM message WHERE kind = 'wish_offer'",
  )

/** What the gateway takes when senders look at an instant. */
async function sendAt(when: Instant): Promise<string[]> {
  const deps = {
    database: ground.city.database,
    links: ground.links,
    log: openLog({ level: 'error' }, { write: () => undefined }),
    transport: () => undefined,
    carriers: () => ({
      sms: smsCarrier(openSmsGateway({ url: gateway.url, key: KEY }), `${ground.server.url}/api/sms/reports`),
    }),
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 10, late: 10 }),
  }
  const demoOffset = ground.authority.demoOffset + (when - (await ground.now()))
  const before = gateway.taken.length
  await tidyOutbox(deps, { ...ground.authority, demoOffset })
  await sendDueMessages(deps, { ...ground.authority, demoOffset }, () => false, 'sms')
  return gateway.taken.slice(before).map(({ text }) => text)
}

describe('an offer by SMS', () => {
  it('reaches who left a mobile number alone, in two parts at most, and its link opens the answers', async () => {
    const id = await listed(MOBILE)
    await freed(at(2, '10:00'))
    expect(await offerOf(id)).toMatchObject({ until: plus(CALLING, 2 * HOUR) })
    const [text = '', ...more] = await sendAt(CALLING)
    expect(more).toEqual([])
    expect(text).toMatch(
      /^Stadt Neuwalden: Für Sie ist ein Termin frei: .*10:00 Uhr\. Ort: .*\. Ja oder nein bis .*: https:/,
    )
    const link = /https:\/\/termine\.example(\/wish\/\S+)$/.exec(text)?.[1] ?? impossible('no link')
    expect((await ground.visitor().get(link)).text).toMatch(/10:00\sUhr/)
    expect(await messages()).toMatchObject([{ channel: 'sms', state: 'sent' }])
  })

  it('reaches who chose it for a booking that shall become earlier, though there is an address', async () => {
    const contact = {
      name: 'Ida Lind',
      email: 'ida@mail.example',
      phone: '0170 7654321',
      toldBy: 'sms',
    } as const
    const visit = await book(at(8, '10:00'), contact)
    const any = { siteKeys: [], weekdays: [], parts: [] }
    expect((await run((tx) => wishEarlier(tx, ground.links, visit.id, any))).ok).toBe(true)
    await ground.sql("DELETE FROM message WHERE kind <> 'wish_offer'")
    await freed(at(2, '10:00'))
    expect((await sendAt(CALLING)).filter((text) => text.includes('ist ein Termin frei'))).toHaveLength(1)
  })

  it('of the night waits for the morning, and so does the time; by mail it runs out (control)', async () => {
    const [evening, seven] = [at(1, '22:00'), at(2, '07:00')]
    const id = await listed(MOBILE)
    await freed(at(2, '14:00'), evening)
    expect(await offerOf(id)).toMatchObject({ until: plus(seven, 20 * MINUTE) })
    expect(await messages()).toMatchObject([{ channel: 'sms', state: 'due', due: seven }])
    expect(await sendAt(plus(evening, MINUTE))).toEqual([])
    expect(await run((tx) => lookAtList(tx), plus(evening, HOUR))).toMatchObject({ lapsed: 0 })
    expect(await sendAt(seven)).toHaveLength(1)
    expect(await run((tx) => lookAtList(tx), plus(seven, 20 * MINUTE))).toMatchObject({ lapsed: 1 })
    const byMail = await listed({ ...MOBILE, name: 'Mia Mail', email: 'mia@mail.example' })
    await ground.sql(
      "UPDATE wish SET state = 'ended', ended_at = now(), why_ended = 'left', person = NULL WHERE id = $1",
      [id],
    )
    await freed(at(2, '15:00'), evening)
    expect(await offerOf(byMail)).toMatchObject({ until: plus(evening, 20 * MINUTE) })
  })
})

describe('an offer to who can only be called', () => {
  const LANDLINE = { name: 'Wera Wunsch', email: null, phone: '030 1234' }
  const wishesOf = async (login: string) =>
    (await (await signIn(ground.visitor(), login)).get('/api/undelivered')).json.wishes

  it('stands on the telephone list with the words and until when, and is answered there', async () => {
    const id = await listed(LANDLINE)
    await freed(at(2, '10:00'))
    const [call, ...more] = await wishesOf('telefon')
    expect(more).toEqual([])
    expect(call).toMatchObject({
      wish: id,
      kind: 'wish_offer',
      channel: 'telephone',
      why: 'call',
      phone: '030 1234',
    })
    expect(call.offer).toMatchObject({ site: 'mitte', until: expect.any(String) })
    expect(call.say.de).toMatch(
      /ein Termin für Sie frei geworden: .*10:00\sUhr\. Ort: .*Er wartet auf Sie bis .*\sUhr\.$/,
    )
    expect(call.say.en).toContain('It waits for you until')
    const agent = await signIn(ground.visitor(), 'telefon')
    const outcome = await agent.call(`/api/undelivered/${call.message}`, { outcome: 'not_reached' })
    expect(outcome.status).toBe(204)
    expect(await wishesOf('telefon')).toMatchObject([{ tries: 1, isLater: true }])
    const taken = await agent.call(`/api/waitlist/${id}/accept`, { startsAt: call.offer.startsAt })
    expect(taken.status).toBe(200)
    expect(await wishesOf('telefon')).toEqual([])
  })

  it('leaves the list when it is over', async () => {
    await listed(LANDLINE)
    await freed(at(2, '10:00'))
    expect(await wishesOf('telefon')).toHaveLength(1)
    const over = plus(CALLING, 3 * HOUR)
    expect(await run((tx) => listUndeliveredWishes(tx), over)).toEqual([])
    await sendAt(over)
    expect(await messages()).toMatchObject([{ channel: 'telephone', state: 'failed' }])
  })
})
