import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  comeBack,
  drawTicket,
  endDays,
  type goAway,
  goAwayFromDesk,
  leave,
  noteTold,
  returnList,
} from './actions.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const later = (minutes: number) => plus(NINE, minutes * MINUTE)
const links = makeLinks(TEST_SECRET)
const PHONE = '0221 998877'
let city: City
let site: Site

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
  city.database.withAuthority(city.authority, work, { at })

beforeAll(async () => {
  city = await openCity({ connections: 2 })
  site = await run(async (tx) => (await findSite(tx, 'mitte')) ?? impossible('no site'))
})
afterEach(async () => {
  await city.unchanged()
  await run(endDays, later(24 * 60))
})
afterAll(() => city.drop())

async function draw(at: Instant = NINE) {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const request = { siteKey: 'mitte', matters, language: 'de', channel: 'desk' } as const
  const drawn = await run((tx) => drawTicket(tx, links, request, async () => true), at)
  return drawn.ok ? drawn.value.visit : impossible(drawn.code)
}

const away = (id: Parameters<typeof goAway>[1], minutes: number, phone?: string, at?: Instant) =>
  run((tx) => goAwayFromDesk(tx, id, { minutes, phone }), at)
const listed = (at: Instant) => run((tx) => returnList(tx, site), at)
const kept = () => run((tx) => tx.rows(db.selectFrom('visit_return').selectAll()))

describe('the return list of a site', () => {
  it('says who comes back when, the earliest first, how to reach them, and whose turn is near', async () => {
    const [first, second] = [await draw(), await draw(later(1))]
    for (const minutes of [2, 3, 4]) await draw(later(minutes))
    const last = await draw(later(5))
    await away(first.id, 40, PHONE, later(6))
    await away(second.id, 30, undefined, later(6))
    await away(last.id, 20, undefined, later(6))
    expect(await listed(later(10))).toMatchObject([
      { visit: { id: last.id }, backAt: later(26), before: 3, mark: 'later', phone: null },
      { visit: { id: second.id }, backAt: later(36), before: 0, mark: 'near', toldAt: null },
      { visit: { id: first.id }, backAt: later(46), mark: 'near', phone: PHONE },
    ])
    expect(await listed(later(30))).toMatchObject([{ mark: 'due' }, { mark: 'near' }, { mark: 'near' }])
    await run((tx) => comeBack(tx, last.id), later(31))
    await run((tx) => leave(tx, second.id), later(31))
    expect(await listed(later(31))).toMatchObject([{ visit: { id: first.id } }])
  })

  it('keeps that somebody was told until they go away anew, and then still their number', async () => {
    const person = await draw()
    await away(person.id, 10, PHONE)
    expect(await run((tx) => noteTold(tx, person.id), later(3))).toMatchObject({ ok: true })
    expect(await listed(later(4))).toMatchObject([{ toldAt: later(3), phone: PHONE }])
    await away(person.id, 10, undefined, later(5))
    expect(await listed(later(5))).toMatchObject([{ backAt: later(15), toldAt: null, phone: PHONE }])
    await away(person.id, 10, '', later(6))
    expect(await kept()).toEqual([])
    await run((tx) => comeBack(tx, person.id), later(7))
    expect(await run((tx) => noteTold(tx, person.id), later(8))).toEqual({ ok: false, code: 'not_away' })
  })

  it('takes nothing for a telephone number that is none, and then nobody is away', async () => {
    const person = await draw()
    expect(await away(person.id, 10, 'Frau Meier')).toEqual({ ok: false, code: 'invalid_phone' })
    expect(await listed(NINE)).toEqual([])
  })

  it('has forgotten the numbers on the next day', async () => {
    const person = await draw()
    await away(person.id, 10, PHONE)
    await run(endDays, later(60))
    expect(await kept()).toMatchObject([{ phone: PHONE }])
    await run(endDays, later(24 * 60))
    expect(await kept()).toEqual([])
  })
})
