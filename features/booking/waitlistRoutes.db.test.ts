import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, isoInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { bookForCaller, cancelBooking, lookAtList, searchTimes } from './actions.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let ground: Ground
let agent: Visitor
let manager: Visitor

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  agent = await signIn(ground.visitor(), 'telefon')
  manager = await signIn(ground.visitor(), 'leitung')
})
afterAll(() => ground.close())

const wish = (name: string, phone: string, more: object = {}) => ({
  channel: 'telephone',
  matters: [{ service: 'identity-card', people: 1 }],
  sites: [],
  weekdays: [],
  parts: [],
  untilDay: '2027-03-29',
  language: 'de',
  name,
  phone,
  ...more,
})

/** A time that somebody gives back tomorrow, seen by the list. */
async function freed(hours: number): Promise<void> {
  const found = await ground.run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }))
  const times = found.ok ? found.value.times : impossible(found.code)
  const wanted = plus(CALLING, DAY + hours * HOUR)
  const { startsAt } = times.find((time) => time.startsAt >= wanted) ?? impossible('no free time')
  const contact = { name: 'Otto', email: null, phone: null }
  const made = await ground.run((tx) =>
    bookForCaller(tx, ground.links, {
      matters: MATTERS,
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'desk',
      contact,
    }),
  )
  const { id } = made.ok ? made.value : impossible(made.code)
  await ground.run((tx) => cancelBooking(tx, id))
  await ground.run((tx) => lookAtList(tx))
}

const list = async (who: Visitor) => (await who.get('/api/waitlist')).json

describe('the waitlist in the console', () => {
  it('takes callers without an address, offers by telephone, and answers for them', async () => {
    const added = await agent.call('/api/waitlist', wish('Quirin Anders', '0170 1234567'))
    expect(added.status).toBe(200)
    expect((await list(agent)).wishes).toMatchObject([
      { position: 1, byPhone: true, offer: null, name: 'Quirin Anders' },
    ])
    await freed(2)
    const [open] = (await list(agent)).wishes
    expect(open).toMatchObject({ phone: '0170 1234567', offer: { site: 'mitte' } })
    const path = `/api/waitlist/${added.json.wish}`
    const other = { startsAt: isoInstant(plus(CALLING, 9 * DAY)) }
    expect((await agent.call(`${path}/accept`, other)).json.code).toBe('offer_over')
    // However a program writes the time, it is the same one.
    const startsAt = open.offer.startsAt.replace('.000Z', '+00:00')
    const taken = await agent.call(`${path}/accept`, { startsAt })
    expect(taken.json).toMatchObject({ startsAt: open.offer.startsAt })
    expect((await list(agent)).wishes).toEqual([])
  })

  it('counts a refusal, and takes people off', async () => {
    const added = await agent.call('/api/waitlist', wish('Rita Anders', '0170 7654321'))
    await freed(4)
    const [open] = (await list(agent)).wishes
    const path = `/api/waitlist/${added.json.wish}`
    expect((await agent.call(`${path}/decline`, { startsAt: open.offer.startsAt })).status).toBe(204)
    expect((await agent.call(`${path}/decline`, { startsAt: open.offer.startsAt })).json.code).toBe(
      'offer_over',
    )
    expect((await agent.call(`${path}/remove`)).status).toBe(204)
    expect((await list(agent)).wishes).toEqual([])
    const audited = await ground.sql<{ action: string }>(
      'SELECT action FROM audit WHERE wish_id IS NOT NULL ORDER BY id',
    )
    expect(audited.map(({ action }) => action)).toEqual([
      'wish_added',
      'offer_accepted',
      'wish_added',
      'offer_declined',
      'wish_removed',
    ])
  })

  it('shows managers the order and the numbers, and no names', async () => {
    const added = await agent.call('/api/waitlist', wish('Sven Anders', '0170 1111111', { sites: ['nord'] }))
    const seen = await list(manager)
    expect(seen.services).toEqual([{ service: 'identity-card', waiting: 1, urgent: 0, offered: 0 }])
    expect(seen.wishes).toMatchObject([{ name: null, phone: null, sites: ['nord'] }])
    expect(seen.freedLately).toBe(2)
    expect([seen.wishes[0].untilDay, seen.lastDay > seen.today]).toEqual(['2027-03-29', true])
    expect(JSON.stringify(seen)).not.toContain('Anders')
    await agent.call(`/api/waitlist/${added.json.wish}/remove`)
  })

  it.each([
    ['without any way to tell them', { phone: undefined }, 'no_contact'],
    ['until no day at all', { untilDay: 'bald' }, 'invalid_input'],
    ['until a day that is over', { untilDay: '2027-02-28' }, 'bad_days'],
    ['until after anything is ever released', { untilDay: '2028-03-01' }, 'bad_days'],
    ['at a site that does not have it', { sites: ['nowhere'] }, 'not_offered'],
    [
      'for what has to be done without appointment',
      { matters: [{ service: 'pick-up', people: 1 }] },
      'not_offered',
    ],
    ['for too many people', { matters: [{ service: 'identity-card', people: 9 }] }, 'too_many_people'],
    ['with a number that is none', { phone: 'abc' }, 'invalid_phone'],
  ])('takes nobody %s', async (_, more, code) => {
    const answer = await agent.call('/api/waitlist', wish('Tom Anders', '0170 2222222', more))
    expect(answer.json.code).toBe(code)
  })

  it('can be replayed by whoever watches over it, who finds no name', async () => {
    const council = await signIn(ground.visitor(), 'personalrat')
    const replayed = (await council.get('/api/waitlist/audit')).json
    expect(replayed).toMatchObject({ offers: 2, differences: [] })
    const log = await council.get('/api/waitlist/log?limit=1000')
    expect(log.json.entries.map(({ event }: { event: string }) => event)).toContain('accepted')
    expect(log.text).not.toContain('Anders')
    await ground.sql(`UPDATE waitlist_log SET wish_id = gen_random_uuid() WHERE event = 'offered'`)
    expect((await council.get('/api/waitlist/audit')).json.differences).toHaveLength(2)
  })
})
