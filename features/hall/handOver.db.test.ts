import { describe, expect, it } from 'vitest'
import { mattersOf, notesOf } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { later, links, NINE, openHandOverCity } from '#test/handOverCity.ts'
import {
  callChosen,
  callNext,
  changeMatters,
  closeCounter,
  closeForsakenCounters,
  fetchBack,
  finish,
  hallOf,
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
  unserved,
  untieForsaken,
  whyBeforeToday,
} from './actions.ts'

const { site, run, counterAt, serviceId, draw, served, read } = openHandOverCity()

describe('choosing from the list', () => {
  it('calls out of order, and the answer to "why she?" names the choice', async () => {
    const [first, second] = [await draw(), await draw(later(1))]
    await run((tx) => openCounter(tx, counterAt(0)))
    const chosen = await run((tx) => callChosen(tx, counterAt(0), second.id, 'quick'), later(2))
    expect(chosen).toMatchObject({ ok: true, value: { id: second.id, state: 'called' } })
    const why = await run(
      (tx) => whyBeforeToday(tx, site(), [first.ticketNumber ?? '', second.ticketNumber ?? '']),
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
    expect(await run((tx) => unpark(tx, site().id, person.id), later(5))).toMatchObject({ ok: true })
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

  it('to a counter that closes ties nobody to it, and whoever closes it is told', async () => {
    const person = await served()
    await run((tx) => sendOn(tx, counterAt(0), { counterId: counterAt(1).counterId }, null))
    expect(await run((tx) => callNext(tx, counterAt(0)))).toEqual({ ok: false, code: 'nobody_waiting' })
    const closed = await run((tx) => closeCounter(tx, counterAt(1)))
    expect(closed).toMatchObject({ ok: true, value: [{ id: person.id, ticketNumber: person.ticketNumber }] })
    const next = await run((tx) => callNext(tx, counterAt(0)), later(1))
    expect(next).toMatchObject({ ok: true, value: { id: person.id, dueAt: person.dueAt } })
  })

  it('to a counter whose clerk has gone ties nobody to it either, set aside meanwhile or not', async () => {
    const person = await served()
    await run((tx) => sendOn(tx, counterAt(0), { counterId: counterAt(1).counterId }, null))
    await run(async (tx) => {
      await callChosen(tx, counterAt(0), person.id, 'other')
      await startServing(tx, counterAt(0))
      await park(tx, counterAt(0), 'photo')
    })
    expect(await read(person.id)).toMatchObject({ forCounterId: counterAt(1).counterId })
    // Nobody sits at any counter of this test.
    await run(closeForsakenCounters, later(30))
    expect(await read(person.id)).toMatchObject({ state: 'parked', forCounterId: null })
  })

  it('to a counter that is to open later waits for it until its last shift is over, with an alarm', async () => {
    const there = counterAt(1)
    await run((tx) => closeCounter(tx, there))
    const person = await served()
    await run((tx) => sendOn(tx, counterAt(0), { counterId: there.counterId }, null))
    expect(unserved(await run((tx) => hallOf(tx, site())))).toEqual([person.id])
    const untied = async (at: number) => {
      await run(untieForsaken, later(at))
      return (await read(person.id)).forCounterId === null
    }
    expect(await untied(60)).toBe(false)
    await run((tx) => openCounter(tx, there), later(61))
    // Longer than planned, but open.
    expect(await untied(9 * 60)).toBe(false)
    await run((tx) => tx.run(db.deleteFrom('open_counter').where('counter_id', '=', there.counterId)))
    expect(await untied(9 * 60)).toBe(true)
    expect(unserved(await run((tx) => hallOf(tx, site())))).toEqual([])
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
    const to = { siteKey: 'nord', note: null, minutes: 25 }
    const send = (open: boolean) => run((tx) => sendToSite(tx, links, counterAt(0), to, async () => open))
    expect(await send(false)).toEqual({ ok: false, code: 'closed' })
    expect((await read(person.id)).state).toBe('serving')
    const sent = await send(true)
    expect(sent).toMatchObject({ ok: true, value: { visit: { state: 'waiting', dueAt: person.dueAt } } })
    const follower = sent.ok ? sent.value.visit : impossible('refused')
    expect(follower).toMatchObject({ awayUntil: later(25), onTheWay: true })
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
      splitOff(tx, links, site(), person.id, { people: 1, serviceKeys: ['registration'] }),
    )
    expect(split).toMatchObject({
      ok: true,
      value: { visit: { state: 'waiting', people: 1, dueAt: person.dueAt } },
    })
    expect(await read(person.id)).toMatchObject({ state: 'serving', people: 1, minutes: 15 })
    expect((await run((tx) => mattersOf(tx, [person.id]))).get(person.id)).toMatchObject([{ people: 1 }])
    const again = await run((tx) =>
      splitOff(tx, links, site(), person.id, { people: 1, serviceKeys: ['registration'] }),
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
    expect(await run((tx) => changeMatters(tx, person.id, asked))).toMatchObject({
      ok: true,
      value: { people: 3 },
    })
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
