import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { loadVisit, mattersOf, notesOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  type CounterDay,
  callChosen,
  callNext,
  changeMatters,
  comeBack,
  drawTicket,
  endDays,
  fetchBack,
  finish,
  giveCredit,
  goAway,
  hallOf,
  noteNeeds,
  openCounter,
  park,
  pauseCounter,
  resumeCounter,
  sendOn,
  sendToSite,
  splitOff,
  startServing,
  takeOver,
  undo,
  unpark,
  whyBeforeToday,
  withdrawCall,
} from './actions.ts'
import { saveHallRules } from './store/rules.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const later = (minutes: number) => plus(NINE, minutes * MINUTE)
const links = makeLinks(TEST_SECRET)
let city: City
let site: Site
let counters: readonly CounterDay[]
let services: ReadonlyMap<string, Id<'service'>>

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
  city.database.withAuthority(city.authority, work, { at })

beforeAll(async () => {
  city = await openCity({ connections: 8 })
  await run(async (tx) => {
    site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const day = dayOf(tx.now, site.timeZone)
    counters = (await listCounters(tx, site.id)).map(({ id }) => ({ siteId: site.id, counterId: id, day }))
    services = new Map((await listServices(tx)).map(({ key, id }) => [key, id]))
  })
})
afterEach(async () => {
  await city.unchanged()
  // The next day begins: nobody is left from this test.
  await run(endDays, plus(NINE, 24 * 60 * MINUTE))
  await run(async (tx) => {
    for (const counter of counters) await openCounter(tx, counter)
  })
})
afterAll(() => city.drop())

/** Counter 0 can do everything, 1 identity cards and passports, 2 registrations and pick-ups. */
const counterAt = (position: number) => counters[position] ?? impossible('no such counter')
const serviceId = (key: string) => services.get(key) ?? impossible('no such service')

async function draw(
  at: Instant = NINE,
  people = 1,
  keys: readonly string[] = ['identity-card'],
): Promise<Visit> {
  const matters = keys.map((serviceKey) => ({ serviceKey, people }))
  const request = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const drawn = await run((tx) => drawTicket(tx, links, request, async () => true), at)
  return drawn.ok ? drawn.value.visit : impossible(drawn.code)
}

/** Somebody who is served at a counter. */
async function served(position = 0, ...drawn: Parameters<typeof draw>): Promise<Visit> {
  const visit = await draw(...drawn)
  await run(async (tx) => {
    await openCounter(tx, counterAt(position))
    await callNext(tx, counterAt(position))
    await startServing(tx, counterAt(position))
  })
  return visit
}

const read = async (id: Id<'visit'>) => (await run((tx) => loadVisit(tx, id))) ?? impossible('gone')

describe('choosing from the list', () => {
  it('calls out of order, and the answer to "why she?" names the choice', async () => {
    const [first, second] = [await draw(), await draw(later(1))]
    await run((tx) => openCounter(tx, counterAt(0)))
    const chosen = await run((tx) => callChosen(tx, counterAt(0), second.id, 'quick'), later(2))
    expect(chosen).toMatchObject({ ok: true, value: { id: second.id, state: 'called' } })
    const why = await run(
      (tx) => whyBeforeToday(tx, site, [first.ticketNumber ?? '', second.ticketNumber ?? '']),
      later(3),
    )
    expect(why).toMatchObject({
      ok: true,
      value: { first: second.ticketNumber, called: true, why: { kind: 'chosen', reason: 'quick' } },
    })
  })

  it('does not call whom the counter cannot serve, nor at a break', async () => {
    const person = await draw(NINE, 1, ['registration'])
    const chosen = await run((tx) => callChosen(tx, counterAt(1), person.id, 'need'))
    expect(chosen).toEqual({ ok: false, code: 'not_served_here' })
    expect(await run((tx) => pauseCounter(tx, counterAt(2)))).toEqual({ ok: true, value: null })
    expect(await run((tx) => callNext(tx, counterAt(2)))).toEqual({ ok: false, code: 'counter_paused' })
    await run((tx) => resumeCounter(tx, counterAt(2)))
    expect(await run((tx) => callNext(tx, counterAt(2)))).toMatchObject({ ok: true })
    expect(await run((tx) => pauseCounter(tx, counterAt(2)))).toEqual({ ok: false, code: 'counter_busy' })
  })
})

describe('somebody who is set aside', () => {
  it('leaves the counter free, is called by nobody, and is fetched back by one counter only', async () => {
    const person = await served()
    expect(await run((tx) => park(tx, counterAt(0), 'photo'))).toMatchObject({
      ok: true,
      value: { state: 'parked', parkedFor: 'photo', counterId: null },
    })
    expect(await run((tx) => callNext(tx, counterAt(0)))).toEqual({ ok: false, code: 'nobody_waiting' })
    const fetched = await Promise.all(
      [0, 1].map((at) => run((tx) => fetchBack(tx, counterAt(at), person.id))),
    )
    expect(fetched.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await read(person.id)).toMatchObject({ state: 'serving', parkedFor: null })
  })

  it('waits again at the place they had', async () => {
    const person = await served()
    await draw(later(1))
    await run((tx) => park(tx, counterAt(0), 'papers'))
    expect(await run((tx) => unpark(tx, site.id, person.id), later(5))).toMatchObject({ ok: true })
    const next = await run((tx) => callNext(tx, counterAt(0)), later(6))
    expect(next).toMatchObject({ ok: true, value: { id: person.id, dueAt: person.dueAt } })
  })
})

describe('a hand-over', () => {
  it('to another counter goes to that one only, with the same number and key, and a note', async () => {
    const person = await served()
    const sent = await run((tx) =>
      sendOn(tx, counterAt(0), { counterId: counterAt(1).counterId }, 'Foto fehlt'),
    )
    expect(sent).toMatchObject({ ok: true, value: { state: 'waiting', ticketNumber: person.ticketNumber } })
    expect(await run((tx) => callNext(tx, counterAt(0)))).toEqual({ ok: false, code: 'nobody_waiting' })
    const next = await run((tx) => callNext(tx, counterAt(1)))
    expect(next).toMatchObject({ ok: true, value: { id: person.id, dueAt: person.dueAt } })
    expect(await run((tx) => notesOf(tx, person.id))).toMatchObject([{ text: 'Foto fehlt' }])
  })

  it('of one of two matters asks the next counter for that one only, and the other is done', async () => {
    const person = await served(0, NINE, 1, ['identity-card', 'registration'])
    const left = [serviceId('registration')]
    expect(await run((tx) => sendOn(tx, counterAt(0), { services: left }, null))).toMatchObject({ ok: true })
    await run((tx) => callNext(tx, counterAt(2)))
    await run((tx) => startServing(tx, counterAt(2)))
    await run((tx) => finish(tx, counterAt(2), 'not_possible'))
    const matters = (await run((tx) => mattersOf(tx, [person.id]))).get(person.id) ?? []
    expect(Object.fromEntries(matters.map((each) => [each.serviceId, each.outcome]))).toEqual({
      [serviceId('identity-card')]: 'done',
      [serviceId('registration')]: 'not_possible',
    })
  })

  it('is refused where nobody could ever call them', async () => {
    await served()
    const to = { counterId: counterAt(2).counterId }
    expect(await run((tx) => sendOn(tx, counterAt(0), to, null))).toEqual({ ok: false, code: 'nobody_can' })
    const other = { services: [serviceId('pick-up')] }
    expect(await run((tx) => sendOn(tx, counterAt(0), other, null))).toEqual({
      ok: false,
      code: 'unknown_matter',
    })
  })

  it('to another site keeps the key, and its intake decides first', async () => {
    const person = await served()
    const send = (open: boolean) =>
      run((tx) => sendToSite(tx, links, counterAt(0), { siteKey: 'nord', note: null }, async () => open))
    expect(await send(false)).toEqual({ ok: false, code: 'closed' })
    expect((await read(person.id)).state).toBe('serving')
    const sent = await send(true)
    expect(sent).toMatchObject({ ok: true, value: { visit: { state: 'waiting', dueAt: person.dueAt } } })
    const follower = sent.ok ? sent.value.visit : impossible('refused')
    expect(follower.awayUntil).toBeGreaterThan(NINE)
    expect(await read(person.id)).toMatchObject({ state: 'done' })
    const [mine, theirs] = await Promise.all(
      [person.id, follower.id].map(async (id) => (await run((tx) => mattersOf(tx, [id]))).get(id)?.[0]),
    )
    expect(theirs?.reference).toBe(mine?.reference)
    expect(mine?.outcome).toBe('moved')
  })

  it("takes over from a colleague's counter, once", async () => {
    const person = await served()
    const taken = await Promise.all(
      [1, 1].map(() => run((tx) => takeOver(tx, counterAt(1), counterAt(0).counterId))),
    )
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await read(person.id)).toMatchObject({ state: 'serving', counterId: counterAt(1).counterId })
  })

  it('splits a party: the others wait with a number of their own at the same place', async () => {
    const person = await served(0, NINE, 2)
    const split = await run((tx) =>
      splitOff(tx, links, site, person.id, { people: 1, serviceKeys: ['registration'] }),
    )
    expect(split).toMatchObject({
      ok: true,
      value: { visit: { state: 'waiting', people: 1, dueAt: person.dueAt } },
    })
    expect(await read(person.id)).toMatchObject({ state: 'serving', people: 1 })
    const again = await run((tx) =>
      splitOff(tx, links, site, person.id, { people: 1, serviceKeys: ['registration'] }),
    )
    expect(again).toEqual({ ok: false, code: 'too_few_people' })
  })

  it('adds a matter on the spot', async () => {
    const person = await served()
    const asked = ['identity-card', 'registration'].map((serviceKey) => ({ serviceKey, people: 1 }))
    expect(await run((tx) => changeMatters(tx, person.id, asked))).toMatchObject({
      ok: true,
      value: { minutes: 35, state: 'serving' },
    })
    expect((await run((tx) => mattersOf(tx, [person.id]))).get(person.id)).toHaveLength(2)
  })

  it('says that it is for another number of people, and keeps the matter', async () => {
    const person = await served()
    const matter = async () => (await run((tx) => mattersOf(tx, [person.id]))).get(person.id)?.[0]
    const before = await matter()
    const asked = [{ serviceKey: 'identity-card', people: 3 }]
    expect(await run((tx) => changeMatters(tx, person.id, asked))).toMatchObject({ ok: true })
    expect(await matter()).toEqual({ ...before, people: 3 })
  })
})

describe('a press that is taken back', () => {
  it.each([
    ['a call', async (): Promise<unknown> => undefined, 'waiting'],
    ['a start', (tx: Tx): Promise<unknown> => startServing(tx, counterAt(0)), 'called'],
  ])('is %s within ten seconds, and not after', async (_, press, before) => {
    const person = await draw()
    await run((tx) => callNext(tx, counterAt(0)))
    await run(press)
    expect(await run((tx) => undo(tx, counterAt(0)), plus(NINE, 10_000))).toEqual({
      ok: false,
      code: 'too_late',
    })
    expect(await run((tx) => undo(tx, counterAt(0)), plus(NINE, 9_999))).toMatchObject({ ok: true })
    expect((await read(person.id)).state).toBe(before)
  })

  it('opens a finished visit again, without its outcome, unless the next person is here', async () => {
    const person = await served()
    await run((tx) => finish(tx, counterAt(0), 'done'))
    await draw(later(-1))
    await run((tx) => callNext(tx, counterAt(0)))
    expect(await run((tx) => undo(tx, counterAt(0)))).toMatchObject({ ok: true, value: { state: 'waiting' } })
    // The newest entry of the counter is now the call that was taken back.
    expect(await run((tx) => undo(tx, counterAt(0)))).toEqual({ ok: false, code: 'too_late' })
    expect((await read(person.id)).state).toBe('done')
    await served(1)
    await run((tx) => finish(tx, counterAt(1), 'done'))
    expect(await run((tx) => undo(tx, counterAt(1)))).toMatchObject({ ok: true, value: { state: 'serving' } })
  })

  it('opens what was done with sending on, and leaves what an earlier counter did', async () => {
    const outcomes = async (id: Id<'visit'>) =>
      ((await run((tx) => mattersOf(tx, [id]))).get(id) ?? []).map(({ serviceId, outcome }) => [
        serviceId,
        outcome,
      ])
    const [card, move, papers] = ['identity-card', 'registration', 'pick-up'].map(serviceId)
    const person = await served(0, NINE, 1, ['identity-card', 'registration', 'pick-up'])
    if (!card || !move || !papers) throw new Error('no such services')
    const open = [card, move, papers].map((id) => [id, null]).toSorted()
    await run((tx) => sendOn(tx, counterAt(0), { services: [move, papers] }, null))
    const undone = await run((tx) => undo(tx, counterAt(0)))
    expect(undone).toMatchObject({ ok: true, value: { state: 'serving', forServices: null } })
    expect((await outcomes(person.id)).toSorted()).toEqual(open)

    await run((tx) => sendOn(tx, counterAt(0), { services: [move, papers] }, null))
    await run((tx) => callNext(tx, counterAt(2)))
    await run((tx) => startServing(tx, counterAt(2)))
    await run((tx) => sendOn(tx, counterAt(2), { services: [papers] }, null))
    expect(Object.fromEntries(await outcomes(person.id))).toEqual({
      [card]: 'done',
      [move]: 'done',
      [papers]: null,
    })
    const again = await run((tx) => undo(tx, counterAt(2)))
    expect(again).toMatchObject({ ok: true, value: { forServices: [move, papers] } })
    expect(Object.fromEntries(await outcomes(person.id))).toEqual({
      [card]: 'done',
      [move]: null,
      [papers]: null,
    })
    // Sent to a counter it is still for what is left; what was done keeps its outcome.
    await run((tx) => sendOn(tx, counterAt(2), { counterId: counterAt(0).counterId }, null))
    expect((await read(person.id)).forServices).toEqual([move, papers])
  })

  it('is done once by two at the same time', async () => {
    await served()
    const undone = await Promise.all([1, 2].map(() => run((tx) => undo(tx, counterAt(0)))))
    expect(undone.filter(({ ok }) => ok)).toHaveLength(1)
  })
})

describe('somebody who says that they come back later', () => {
  it('keeps the key, lets the next go first, and is called when the time is over or they are back', async () => {
    const [first, second] = [await draw(), await draw(later(1))]
    const away = await run((tx) => goAway(tx, first.id), later(2))
    expect(away).toMatchObject({ ok: true, value: { awayUntil: later(12), dueAt: first.dueAt } })
    const next = await run((tx) => callNext(tx, counterAt(0)), later(3))
    expect(next).toMatchObject({ ok: true, value: { id: second.id } })
    expect(await run((tx) => callNext(tx, counterAt(1)), later(3))).toEqual({
      ok: false,
      code: 'nobody_waiting',
    })
    await run((tx) => comeBack(tx, first.id), later(4))
    expect(await run((tx) => callNext(tx, counterAt(1)), later(4))).toMatchObject({
      ok: true,
      value: { id: first.id, dueAt: first.dueAt },
    })
    await run((tx) => withdrawCall(tx, counterAt(1)), later(5))
    await run((tx) => goAway(tx, first.id, 20), later(5))
    expect(await run((tx) => callNext(tx, counterAt(1)), later(24))).toMatchObject({ ok: false })
    expect(await run((tx) => callNext(tx, counterAt(1)), later(25))).toMatchObject({
      value: { id: first.id },
    })
  })

  it('may say so while they are called, and is not called away from the hall of others', async () => {
    const person = await draw()
    await run((tx) => callNext(tx, counterAt(0)))
    expect(await run((tx) => goAway(tx, person.id, 10))).toMatchObject({
      value: { state: 'waiting', counterId: null },
    })
    expect(await run((tx) => callNext(tx, counterAt(0)))).toEqual({ ok: false, code: 'nobody_waiting' })
    expect((await run((tx) => hallOf(tx, site))).waiting).toHaveLength(1)
  })
})

describe('credits', () => {
  it('count once for each kind, up to the ceiling, and the database knows no more than that', async () => {
    const person = await draw()
    const give = (reason: 'terminal' | 'need' | 'hardship') => run((tx) => giveCredit(tx, person.id, reason))
    expect(await give('terminal')).toMatchObject({ value: { dueAt: later(-30) } })
    expect(await give('terminal')).toEqual({ ok: false, code: 'credit_given_already' })
    expect(await give('need')).toMatchObject({ value: { dueAt: later(-50) } })
    // 30 + 20 + 15 are more than an hour.
    expect(await give('hardship')).toMatchObject({ value: { dueAt: later(-60) } })
  })

  it('come with a need that is noted while somebody waits, once', async () => {
    const person = await draw()
    const noted = await run((tx) => noteNeeds(tx, person.id, ['hearing', 'quiet']))
    expect(noted).toMatchObject({ value: { needs: ['hearing', 'quiet'], dueAt: later(-20) } })
    expect(await run((tx) => noteNeeds(tx, person.id, ['hearing']))).toMatchObject({
      value: { needs: ['hearing'], dueAt: later(-20) },
    })
  })

  it('come with a need that people tell a device themselves, as the site decides; a colleague makes it more', async () => {
    const ofRules = (ownNeedCreditMinutes: number) =>
      run((tx) => saveHallRules(tx, site.id, { ownNeedCreditMinutes }))
    await ofRules(5)
    const person = await draw()
    const say = (by: 'staff' | 'themselves') => run((tx) => noteNeeds(tx, person.id, ['infants'], by))
    expect(await say('themselves')).toMatchObject({ value: { dueAt: later(-5) } })
    expect(await say('themselves')).toMatchObject({ value: { dueAt: later(-5) } })
    expect(await run((tx) => giveCredit(tx, person.id, 'need'))).toMatchObject({
      value: { dueAt: later(-20) },
    })
    expect(await run((tx) => giveCredit(tx, person.id, 'need'))).toMatchObject({
      code: 'credit_given_already',
    })
    await ofRules(0)
    const other = await draw()
    expect(await run((tx) => noteNeeds(tx, other.id, ['infants'], 'themselves'))).toMatchObject({
      value: { needs: ['infants'], credits: [], dueAt: later(0) },
    })
    await run((tx) => saveHallRules(tx, site.id, {}))
  })

  it('come with a pick-up alone, and to whoever turns out to pick something up only', async () => {
    const pickUp = { kind: 'pick_up', minutes: 15 }
    expect(await draw(NINE, 1, ['pick-up'])).toMatchObject({ credits: [pickUp], dueAt: later(-15) })
    const person = await draw()
    expect(person).toMatchObject({ credits: [], dueAt: later(0) })
    const asked = (...keys: string[]) =>
      run((tx) =>
        changeMatters(
          tx,
          person.id,
          keys.map((serviceKey) => ({ serviceKey, people: 1 })),
        ),
      )
    expect(await asked('identity-card', 'pick-up')).toMatchObject({ value: { credits: [] } })
    expect(await asked('pick-up')).toMatchObject({ value: { credits: [pickUp], dueAt: later(-15) } })
    // Nothing pushes anybody back.
    expect(await asked('pick-up', 'passport')).toMatchObject({ value: { dueAt: later(-15) } })
  })

  it('count at the arrival as the site decided', async () => {
    await run((tx) => saveHallRules(tx, site.id, { pickUpCreditMinutes: 40, creditCeilingMinutes: 25 }))
    expect(await draw(NINE, 1, ['pick-up'])).toMatchObject({ dueAt: later(-25) })
    await run((tx) => saveHallRules(tx, site.id, {}))
  })
})
