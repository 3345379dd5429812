import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makePushKeys } from '#apps/server/application.tsx'
import { bookForCaller, cancelBooking, moveBooking, searchTimes } from '#features/booking/actions.ts'
import { type SenderDeps, sendDueMessages } from '#features/message/jobs.ts'
import type { Visit } from '#features/visit/model.ts'
import { HOUR, type Instant, instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf, timeOf } from '#kernel/wallTime.ts'
import { openLog } from '#platform/log/log.ts'
import { openPushSender } from '#platform/push/sender.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { type Phone, type PushService, startPushService } from '#test/pushService.ts'
import { allFollowers, subscribe, unsubscribe } from './actions.ts'
import { type PushDeps, pushCarrier } from './jobs.ts'

const BERLIN = 'Europe/Berlin'
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
let ground: Ground
let service: PushService
let deps: PushDeps
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  service = await startPushService()
  deps = {
    database: ground.city.database,
    log: openLog({ level: 'silent' }),
    sender: openPushSender([service.origin]),
    keys: makePushKeys(ground.city.secret),
  }
})
afterEach(async () => {
  await ground.sql('DELETE FROM message')
  await ground.sql('DELETE FROM push_subscription')
})
afterAll(async () => {
  await service.stop()
  await ground.close()
})

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = CALLING) => ground.run(work, at)

/** Free times that are so late in their day that nothing four hours before sounds at night. */
async function lateTimes(): Promise<readonly Instant[]> {
  const fromDay = addDays(dayOf(CALLING, BERLIN), 4)
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte', fromDay }))
  const times = found.ok ? found.value.times.map(({ startsAt }) => startsAt) : impossible(found.code)
  return times.filter((at) => timeOf(at, BERLIN) >= '11:30')
}

async function book(startsAt: Instant): Promise<Visit> {
  const contact = { name: `Ada Lind ${people}`, email: `phone${people++}@mail.example`, phone: null }
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone' } as const
  const booked = await run((tx) => bookForCaller(tx, ground.links, { ...wish, contact }))
  return booked.ok ? booked.value : impossible(booked.code)
}

const tokenOf = ({ id, linkGeneration }: Visit) =>
  ground.links.tokenOf(ground.authority.key, id, linkGeneration)

async function withPhone(startsAt: Instant): Promise<{ visit: Visit; phone: Phone }> {
  const visit = await book(startsAt)
  const keyMonth = visit.day.slice(0, 7)
  const phone = service.phone(deps.keys(ground.authority, keyMonth).publicKey)
  const asked = { ...phone.address, keyMonth, language: 'de' as const }
  const kept = await run((tx) => subscribe(tx, ground.links, tokenOf(visit), asked, deps.sender.takes))
  expect(kept).toMatchObject({ ok: true })
  return { visit, phone }
}

const due = async ({ id }: Visit) =>
  (
    await ground.sql<{ channel: string; state: string; due_at: number }>(
      `SELECT channel, state, (extract(epoch FROM due_at) * 1000)::float8 AS due_at FROM message
       WHERE visit_id = $1 AND kind = 'reminder' AND channel = 'push' ORDER BY due_at`,
      [id],
    )
  ).map(({ state, due_at }) => ({ state, at: instant(due_at) }))

async function sendAt(at: Instant): Promise<void> {
  const offset = ground.authority.demoOffset + (at - (await ground.now()))
  const authority = { ...ground.authority, demoOffset: offset }
  const sender: SenderDeps = {
    ...deps,
    links: ground.links,
    transport: () => undefined,
    carriers: () => ({ push: pushCarrier(deps, authority) }),
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 10, late: 10 }),
  }
  await sendDueMessages(sender, authority, () => false, 'push')
}

it('a phone that asks before the visit is reminded at its times, once each, with no link', async () => {
  const [startsAt = impossible('no time')] = await lateTimes()
  const { visit, phone } = await withPhone(startsAt)
  expect((await due(visit)).map(({ at }) => (startsAt - at) / HOUR)).toEqual([24, 4])
  for (const hours of [24, 23, 4, 3]) await sendAt(plus(startsAt, -hours * HOUR))
  expect(phone.noticed().map(({ title }) => title.startsWith('Erinnerung: Ihr Termin ist am'))).toEqual([
    true,
    true,
  ])
  const told = JSON.parse(phone.accepted[0] ?? '{}')
  expect(told).toMatchObject({ page: 'coming', language: 'de' })
  expect(phone.accepted.join()).not.toContain(tokenOf(visit))
  expect(phone.accepted.join()).not.toContain('Ada')
})

it('its reminders move and vanish with the booking, and go when the phone wants no more', async () => {
  const times = await lateTimes()
  const [startsAt = impossible('no time')] = times
  const other = times.at(-1) ?? impossible('no time')
  const { visit, phone } = await withPhone(startsAt)
  expect(await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt: other }))).toMatchObject({
    ok: true,
  })
  expect((await due(visit)).map(({ at }) => (other - at) / HOUR)).toEqual([24, 4])
  await run((tx) => unsubscribe(tx, ground.links, tokenOf(visit), phone.address.endpoint))
  expect(await due(visit)).toEqual([])
  const { visit: second } = await withPhone((await lateTimes())[0] ?? impossible('no time'))
  await run((tx) => cancelBooking(tx, second.id))
  expect(await due(second)).toEqual([])
})

it('one that was late does not sound at night but in the morning, and no more when that is too late', async () => {
  const [startsAt = impossible('no time')] = await lateTimes()
  const { visit, phone } = await withPhone(startsAt)
  const [first] = await due(visit)
  const night = plus(first?.at ?? impossible('no reminder'), 11 * HOUR)
  expect(timeOf(night, BERLIN) >= '21:00' || timeOf(night, BERLIN) < '07:00').toBe(true)
  await sendAt(night)
  expect(phone.accepted).toEqual([])
  const [later] = await due(visit)
  expect([later?.state, later && timeOf(later.at, BERLIN)]).toEqual(['due', '07:00'])
  await sendAt(later?.at ?? impossible('no reminder'))
  expect(phone.accepted).toHaveLength(1)
})

it('a phone that is gone is forgotten, and nobody waits for it', async () => {
  const [startsAt = impossible('no time')] = await lateTimes()
  const { visit, phone } = await withPhone(startsAt)
  phone.forget()
  await sendAt(plus(startsAt, -24 * HOUR))
  expect((await due(visit)).map(({ state }) => state)).toEqual(['failed', 'due'])
  expect(await ground.sql('SELECT FROM push_subscription')).toEqual([])
})

it('is no follower of a hall before its person has arrived', async () => {
  const [startsAt = impossible('no time')] = await lateTimes()
  await withPhone(startsAt)
  expect(await run((tx) => allFollowers(tx))).toEqual([])
})
