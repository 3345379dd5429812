import { afterEach, expect, test } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { type Ground, openGround } from './ground.ts'
import type { Visitor } from './http.ts'
import { proven } from './proven.ts'

// Attack A-25: who takes times is counted by browser and by contact, wherever they come from; the limiter failing closes
// booking and leaves reading open.

const MATTERS = [{ service: 'identity-card', people: 1 }]
const BOOKING = { max: 3, seconds: 600 }

let ground: Ground | undefined
afterEach(async () => {
  await ground?.city.unchanged()
  await ground?.close()
})

type Http = NonNullable<NonNullable<Parameters<typeof openGround>[0]>['server']>['http']
async function open(http: NonNullable<Http>): Promise<Ground> {
  ground = await openGround({ server: { http } })
  return ground
}

async function hold(ground: Ground, who: Visitor, nth: number) {
  const { times } = (await ground.visitor().get('/api/times?matters=identity-card:1&limit=60')).json
  const { site, startsAt } = times[nth] ?? impossible('no time')
  return who.call('/api/holds', await proven(who, { matters: MATTERS, site, startsAt, language: 'de' }))
}

/** Holds of one browser from ever new addresses. */
async function holdOn(ground: Ground): Promise<number[]> {
  const who = ground.visitor()
  const statuses: number[] = []
  for (let nth = 0; nth < 5; nth++) {
    const elsewhere = ground.visitor({ cookies: who.cookies })
    statuses.push((await hold(ground, elsewhere, nth)).status)
  }
  return statuses
}

test('a browser holds so many times and no more, also from other addresses', async () => {
  expect(await holdOn(await open({ limits: { booking: BOOKING } }))).toEqual([200, 200, 200, 429, 429])
})

test('without the guard it goes on (control)', async () => {
  const open5 = await open({ limits: { booking: BOOKING }, withoutGuards: ['limits'] })
  expect(await holdOn(open5)).toEqual([200, 200, 200, 200, 200])
})

test('a contact is counted however it is written and from whichever browser', async () => {
  const ground = await open({ limits: { booking: BOOKING } })
  const statuses: number[] = []
  for (const [nth, email] of [
    'ada@x.example',
    'a.da@x.example',
    'ADA+1@x.example',
    'ad.a+2@x.example',
  ].entries()) {
    const who = ground.visitor()
    expect((await hold(ground, who, nth)).status).toBe(200)
    statuses.push((await who.call('/api/holds/mine/contact', { name: `Name ${nth}`, email })).status)
  }
  expect(statuses).toEqual([200, 200, 200, 429])
})

test('a limiter that fails refuses to book, says when to come again, and lets everybody read', async () => {
  const ground = await open({ limiter: { take: () => Promise.reject(new Error('the store is gone')) } })
  const who = ground.visitor()
  const refused = await hold(ground, who, 0)
  expect([refused.status, refused.json.code, refused.headers['retry-after']]).toEqual([
    503,
    'unavailable',
    '5',
  ])
  const page = await who.submit('/booking/hold?m=identity-card:1', { time: 'x' })
  expect([page.status, page.headers['retry-after']]).toEqual([503, '5'])
  for (const path of ['/', '/booking/times?m=identity-card:1', '/api/times?matters=identity-card:1'])
    expect([path, (await who.get(path)).status]).toEqual([path, 200])
  expect(await ground.sql("SELECT id FROM visit WHERE state = 'held'")).toEqual([])
})

test('a limiter that fails only for booking is no way in either', async () => {
  const ground = await open({
    limiter: {
      take: (limitClass) => {
        if (limitClass === 'booking') throw new Error('the store is gone')
        return { allowed: true }
      },
    },
  })
  expect((await hold(ground, ground.visitor(), 0)).status).toBe(503)
})
