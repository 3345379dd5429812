import { afterEach, describe, expect, it } from 'vitest'
import { callerOf, seat, signIn } from '#features/staff/actions.ts'
import { firstWaiting } from '#features/visit/actions.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { NINE, openHallCity, ticket } from '#test/hallCity.ts'
import {
  type CounterDay,
  callAgain,
  callNext,
  candidatesOf,
  checkIn,
  closeCounter,
  closeForsakenCounters,
  createHallWatch,
  endDays,
  type HallView,
  hallOf,
  leave,
  missed,
  openCounter,
  returnMissed,
  sendBackForsakenCalls,
  startServing,
  withdrawCall,
} from './actions.ts'
import { inCallOrder } from './model.ts'
import { deleteCounterOpenedBefore } from './store.ts'

const { city, site, counters, counterAt, run, draw, book, state, emptyHall } = openHallCity()

it('finds somebody behind many whom this counter may not call, in the order of all', async () => {
  const many = 17
  const here = counterAt(0)
  await run(async (tx) => {
    for (let drawn = 0; drawn < many; drawn++) await ticket(tx)
    await tx.run(db.updateTable('visit').set({ for_counter_id: counterAt(1).counterId }))
  })
  // By another prefix, and drawn before the others: the order is not that of the rows.
  const first = await draw(plus(NINE, -MINUTE), 'pick-up')
  await run((tx) =>
    tx.run(
      db
        .updateTable('visit')
        .set({ for_counter_id: counterAt(1).counterId })
        .where('id', '=', first.id),
    ),
  )
  const last = await draw(plus(NINE, MINUTE))
  const order = await run(async (tx) => ({
    read: (await firstWaiting(tx, site().id, here.day, many + 2)).map(({ visit }) => visit.id),
    decided: inCallOrder(await candidatesOf(tx, here)).map(({ id }) => id),
  }))
  expect(order.read).toEqual(order.decided)
  expect(order.read).toHaveLength(many + 2)
  expect(await run((tx) => callNext(tx, here), plus(NINE, MINUTE))).toMatchObject({ value: { id: last.id } })
  await run((tx) => tx.run(db.updateTable('visit').set({ for_counter_id: null })))
  await emptyHall()
})

describe('a person who is called', () => {
  it('keeps the place when the call is taken back', async () => {
    const [first, second] = [await draw(), await draw(plus(NINE, MINUTE))]
    const called = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 5 * MINUTE))
    expect(called).toMatchObject({ ok: true, value: { id: first.id } })
    await run((tx) => withdrawCall(tx, counterAt(0)), plus(NINE, 6 * MINUTE))
    const view = await run((tx) => hallOf(tx, site()))
    expect(view.waiting.map(({ visit, ahead }) => [visit.id, ahead])).toEqual([
      [first.id, 0],
      [second.id, 1],
    ])
    expect(view.waiting[0]?.visit.dueAt).toBe(first.dueAt)
    await emptyHall()
  })

  it('may come back once after a missed call, with the same place; a second miss ends the visit', async () => {
    const person = await draw()
    const later = await draw(plus(NINE, MINUTE))
    await run((tx) => callNext(tx, counterAt(0)))
    const once = await run((tx) => missed(tx, counterAt(0)))
    expect(once).toEqual({ ok: false, code: 'call_again_first' })
    await run((tx) => callAgain(tx, counterAt(0)))
    await run((tx) => missed(tx, counterAt(0)))
    expect(await state(person.id)).toBe('missed')
    const back = await run((tx) => checkIn(tx, site(), person.id), plus(NINE, 5 * MINUTE))
    expect(back).toMatchObject({ ok: true, value: { visit: { state: 'waiting', dueAt: person.dueAt } } })
    const again = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 6 * MINUTE))
    expect(again).toMatchObject({ ok: true, value: { id: person.id } })
    await run((tx) => callAgain(tx, counterAt(0)))
    await run((tx) => missed(tx, counterAt(0)))
    expect(await state(person.id)).toBe('left')
    expect(await run((tx) => checkIn(tx, site(), person.id))).toEqual({ ok: false, code: 'over' })
    expect(await state(later.id)).toBe('waiting')
    await emptyHall()
  })

  it('waits again by itself ten minutes after a missed call, at the place they had, and not before', async () => {
    const person = await draw()
    await run((tx) => callNext(tx, counterAt(0)))
    await run((tx) => callAgain(tx, counterAt(0)))
    await run((tx) => missed(tx, counterAt(0)))
    expect(await run(returnMissed, plus(NINE, 10 * MINUTE - 1))).toBe(0)
    expect(await run(returnMissed, plus(NINE, 10 * MINUTE))).toBe(1)
    const again = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 10 * MINUTE))
    expect(again).toMatchObject({ ok: true, value: { id: person.id, dueAt: person.dueAt, missedCount: 1 } })
    await emptyHall()
  })

  it('can no longer leave by a press on the phone, and whoever waits can, also twice', async () => {
    const [called, waiting] = [await draw(), await draw(plus(NINE, MINUTE))]
    await run((tx) => callNext(tx, counterAt(0)))
    expect(await run((tx) => leave(tx, called.id))).toEqual({ ok: false, code: 'not_waiting' })
    expect(await run((tx) => leave(tx, waiting.id))).toMatchObject({ ok: true, value: { state: 'left' } })
    expect(await run((tx) => leave(tx, waiting.id))).toMatchObject({ ok: true })
    await emptyHall()
  })

  it('holds the counter: no second call, and it cannot close', async () => {
    await draw()
    await draw(plus(NINE, MINUTE))
    expect(await run((tx) => callNext(tx, counterAt(0)))).toMatchObject({ ok: true })
    expect(await run((tx) => callNext(tx, counterAt(0)))).toEqual({ ok: false, code: 'counter_busy' })
    expect(await run((tx) => closeCounter(tx, counterAt(0)))).toEqual({ ok: false, code: 'counter_busy' })
    await emptyHall()
  })

  it('is one whom the counter can serve', async () => {
    await draw(NINE, 'registration')
    // Counter 2 serves identity cards and passports only.
    expect(await run((tx) => callNext(tx, counterAt(1)))).toEqual({ ok: false, code: 'nobody_waiting' })
    expect(await run((tx) => callNext(tx, counterAt(2)))).toMatchObject({ ok: true })
    await emptyHall()
  })
})

describe('a counter whose clerk is gone', () => {
  const isOpen = async ({ counterId }: CounterDay) => {
    const view = await run((tx) => hallOf(tx, site()))
    return view.counters.find(({ counter }) => counter.id === counterId)?.open
  }

  it('sends who was called there back to the same place, and keeps who is served', async () => {
    const [called, served] = [await draw(), await draw(plus(NINE, MINUTE))]
    for (const [position] of [called, served].entries())
      await run((tx) => callNext(tx, counterAt(position)), plus(NINE, 2 * MINUTE))
    await run((tx) => startServing(tx, counterAt(1)), plus(NINE, 2 * MINUTE))
    await run((tx) => closeForsakenCounters(tx), plus(NINE, 10 * MINUTE))
    expect([await isOpen(counterAt(0)), await isOpen(counterAt(1))]).toEqual([false, true])
    expect([await state(called.id), await state(served.id)]).toEqual(['waiting', 'serving'])
    await run((tx) => openCounter(tx, counterAt(0)))
    const again = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 11 * MINUTE))
    expect(again).toMatchObject({ ok: true, value: { id: called.id, dueAt: called.dueAt } })
    await emptyHall()
  })

  it('sends who was called there back while the console is silent, keeps the counter, and who is served', async () => {
    const at = (minutes: number) => plus(NINE, minutes * MINUTE)
    const login = { password: TEST_PASSWORD, network: '192.0.2.0/24' }
    const seats = await Promise.all(
      ['schalter', 'schalter2'].map((name) => run((tx) => signIn(tx, { ...login, login: name }))),
    )
    const [called, served] = [await draw(), await draw(at(1))]
    for (const [position, staff] of seats.entries()) {
      if (!staff.ok) throw new Error(staff.code)
      await run((tx) => seat(tx, staff.value.caller, counterAt(position).counterId))
      await run((tx) => callNext(tx, counterAt(position)), at(2))
    }
    await run((tx) => startServing(tx, counterAt(1)), at(2))
    const token = seats[0]?.ok ? seats[0].value.token : ''
    // Heard of two minutes before: nobody is gone.
    await run((tx) => callerOf(tx, token), at(9))
    expect(await run((tx) => sendBackForsakenCalls(tx), at(11))).toBe(0)
    expect(await state(called.id)).toBe('called')
    expect(await run((tx) => sendBackForsakenCalls(tx), at(13))).toBe(1)
    expect([await state(called.id), await state(served.id)]).toEqual(['waiting', 'serving'])
    expect([await isOpen(counterAt(0)), await isOpen(counterAt(1))]).toEqual([true, true])
    expect(await run((tx) => callNext(tx, counterAt(0)), at(21))).toMatchObject({
      ok: true,
      value: { id: called.id, dueAt: called.dueAt },
    })
    await run((tx) => tx.run(db.deleteFrom('staff_session')))
    await emptyHall()
  })

  it('is closed after a while, but not when somebody has sat down there again', async () => {
    const [gone, back] = [counterAt(0), counterAt(1)]
    await run((tx) => openCounter(tx, back), plus(NINE, 9 * MINUTE))
    const sweep = plus(NINE, 10 * MINUTE)
    await run((tx) => closeForsakenCounters(tx), sweep)
    expect([await isOpen(gone), await isOpen(back)]).toEqual([false, true])
    const opened = plus(NINE, 5 * MINUTE)
    expect(await run((tx) => deleteCounterOpenedBefore(tx, back.counterId, opened))).toBe(false)
    await run(async (tx) => {
      for (const counter of counters()) await openCounter(tx, counter)
    })
  })
})

describe('who watches the hall', () => {
  let time: Instant = NINE
  let look = async () => {}
  const wakeUps: WakeUps = {
    watch(_topic, watcher) {
      look = async () => watcher()
      return { stop() {} }
    },
    lookNow() {},
    async stop() {},
  }
  const watchHall = (onError: (error: unknown) => void = () => {}) =>
    createHallWatch(
      {
        ...city().database,
        withAuthority: (authority, work) => city().database.withAuthority(authority, work, { at: time }),
      },
      wakeUps,
      () => city().authority,
      onError,
    )
  afterEach(() => {
    time = NINE
  })

  it('hears of a change even when another listener fails', async () => {
    const errors: unknown[] = []
    const heard: HallView[] = []
    const watch = watchHall((error) => void errors.push(error))
    const broken = new Error('a broken listener')
    watch.follow(city().authority, site(), () => {
      throw broken
    })
    watch.follow(city().authority, site(), (view) => void heard.push(view))
    await look()
    expect(heard).toHaveLength(1)
    expect(errors).toEqual([broken])
    await look()
    expect(heard).toHaveLength(1)
    await draw()
    await look()
    expect(heard.map(({ waiting }) => waiting.length)).toEqual([0, 1])
    const fail = () => {
      throw broken
    }
    expect(() => watch.follow(city().authority, site(), fail)).toThrow(broken)
    expect(watch.watchers()).toBe(2)
    await emptyHall()
  })

  it('gives what is kept while it is still true, and reads what is not', async () => {
    const watch = watchHall()
    const read = () => run((tx) => watch.read(tx, site()))
    expect(await read()).toEqual(await run((tx) => hallOf(tx, site())))
    watch.follow(city().authority, site(), () => undefined)
    await look()
    const kept = watch.present(city().authority, site())
    expect(await read()).toBe(kept)
    // The watch has not heard of it yet.
    await draw()
    expect((await read()).waiting).toHaveLength(1)
    expect(watch.present(city().authority, site())).toBe(kept)
    await emptyHall()
    await look()
    const still = watch.present(city().authority, site())
    expect(await read()).toBe(still)
    // No entry of the journal tells that a counter can do something else from now on.
    await run((tx) => tx.changeReference())
    expect(await read()).not.toBe(still)
  })

  it('is told that a new day has begun, though nothing happened', async () => {
    const heard: HallView[] = []
    await draw()
    await run((tx) => callNext(tx, counterAt(0)))
    watchHall().follow(city().authority, site(), (view) => void heard.push(view))
    await look()
    time = plus(NINE, DAY)
    await look()
    expect(heard.map(({ day, calls }) => [day, calls.length > 0])).toEqual([
      ['2027-03-01', true],
      ['2027-03-02', false],
    ])
    await emptyHall()
  })
})

describe('the hall', () => {
  it('calls a booked person before walk-ins within the credit, and walk-ins who came earlier before', async () => {
    const early = await draw(plus(NINE, -45 * MINUTE))
    const booking = await book(plus(NINE, 10 * MINUTE))
    const late = await draw(plus(NINE, -5 * MINUTE))
    await run((tx) => checkIn(tx, site(), booking.id))
    const view = await run((tx) => hallOf(tx, site()))
    expect(view.waiting.map(({ visit }) => visit.id)).toEqual([early.id, booking.id, late.id])
    await emptyHall()
  })

  it('leaves nothing open after the day', async () => {
    const [waiting, booked] = [await draw(), await book(plus(NINE, 4 * HOUR))]
    await draw(plus(NINE, MINUTE))
    await run((tx) => callNext(tx, counterAt(0)))
    const tomorrow = plus(NINE, DAY)
    while ((await run((tx) => endDays(tx), tomorrow)) > 0);
    expect(await state(waiting.id)).toBe('left')
    expect(await state(booked.id)).toBe('no_show')
    const view = await run((tx) => hallOf(tx, site()), tomorrow)
    expect(view.waiting).toEqual([])
    expect(view.counters.map(({ open, visit }) => [open, visit])).toEqual(counters().map(() => [false, null]))
  })
})
