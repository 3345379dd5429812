import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import {
  bookForCaller,
  cancelBooking,
  giveContact,
  holdTime,
  saveHoldContact,
} from '#features/booking/actions.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import { callerOf, seat, signIn } from '#features/staff/actions.ts'
import { firstWaiting, loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_PASSWORD, TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  type CounterDay,
  callAgain,
  callNext,
  candidatesOf,
  checkIn,
  checkInByNumber,
  closeCounter,
  closeForsakenCounters,
  createHallWatch,
  drawTicket,
  endDays,
  finish,
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

// The control takes the guards of the code away: the lock of the hall, and the comparison of versions.
const guards = vi.hoisted(() => ({ taken: false, meet: async () => {}, meanwhile: async () => {} }))
vi.mock('./store.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store.ts')>()
  const lockHall: typeof store.lockHall = (tx, siteId) => {
    if (!guards.taken) store.lockHall(tx, siteId)
  }
  return { ...store, lockHall }
})
vi.mock('../visit/store/visit.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('../visit/store/visit.ts')>()
  const updateVisit: typeof store.updateVisit = async (tx, visit, state, changes) => {
    await guards.meanwhile()
    if (!guards.taken) return store.updateVisit(tx, visit, state, changes)
    await guards.meet()
    const { version } = (await store.lockVisit(tx, visit.id)) ?? visit
    return store.updateVisit(tx, { ...visit, version }, state, changes)
  }
  return { ...store, updateVisit }
})

const NINE = plus(TEST_START, 90 * MINUTE)
const links = makeLinks(TEST_SECRET)
let city: City
let site: Site
let counters: readonly CounterDay[]

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
  city.database.withAuthority(city.authority, work, { at })

async function furnish(opened: City): Promise<{ site: Site; counters: readonly CounterDay[] }> {
  return opened.database.withAuthority(
    opened.authority,
    async (tx) => {
      const mitte = (await findSite(tx, 'mitte')) ?? impossible('no site')
      const day = dayOf(tx.now, mitte.timeZone)
      await releasePlaces(tx, { untilDay: addDays(day, 3) })
      const all = (await listCounters(tx, mitte.id)).map(({ id }) => ({
        siteId: mitte.id,
        counterId: id,
        day,
      }))
      for (const counter of all) await openCounter(tx, counter)
      return { site: mitte, counters: all }
    },
    { at: NINE },
  )
}

beforeAll(async () => {
  city = await openCity({ connections: 8 })
  ;({ site, counters } = await furnish(city))
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const counterAt = (position: number) => counters[position] ?? impossible('no such counter')

function ticket(tx: Tx, service = 'identity-card') {
  const matters = [{ serviceKey: service, people: 1 }]
  return drawTicket(
    tx,
    links,
    { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' },
    async () => true,
  )
}

async function draw(at: Instant = NINE, service = 'identity-card'): Promise<Visit> {
  const drawn = await run((tx) => ticket(tx, service), at)
  if (!drawn.ok) throw new Error(drawn.code)
  return drawn.value.visit
}

async function book(startsAt: Instant): Promise<Visit> {
  const request = (tx: Tx) =>
    bookForCaller(tx, links, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Hilde Probst', email: null, phone: '0999 1' },
    })
  // In the morning, before anybody may be too late to book.
  const booked = await run(request, TEST_START)
  if (!booked.ok) throw new Error(booked.code)
  return booked.value
}

const state = async (id: Id<'visit'>) => (await run((tx) => loadVisit(tx, id)))?.state

/** Sends everybody home, so that each test has the hall for itself. */
async function emptyHall(): Promise<void> {
  await run(async (tx) => {
    for (const counter of counters) {
      await startServing(tx, counter)
      await finish(tx, counter, 'done')
    }
    const view = await hallOf(tx, site)
    for (const { visit } of [...view.waiting, ...view.missed]) await leave(tx, visit.id)
  })
}

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
    read: (await firstWaiting(tx, site.id, here.day, many + 2)).map(({ visit }) => visit.id),
    decided: inCallOrder(await candidatesOf(tx, here)).map(({ id }) => id),
  }))
  expect(order.read).toEqual(order.decided)
  expect(order.read).toHaveLength(many + 2)
  expect(await run((tx) => callNext(tx, here), plus(NINE, MINUTE))).toMatchObject({ value: { id: last.id } })
  await run((tx) => tx.run(db.updateTable('visit').set({ for_counter_id: null })))
  await emptyHall()
})

describe('two clerks who press "next" at once', () => {
  it('never get the same person, 200 times', async () => {
    for (let round = 0; round < 200; round++) {
      const person = await draw()
      const calls = await Promise.all(
        [0, 1].map((position) => run((tx) => callNext(tx, counterAt(position)))),
      )
      const got = calls.filter((call) => call.ok)
      expect(got).toHaveLength(1)
      expect(got[0]).toMatchObject({ value: { id: person.id } })
      expect(calls.filter((call) => !call.ok)).toEqual([{ ok: false, code: 'nobody_waiting' }])
      await run(async (tx) => {
        for (const position of [0, 1]) {
          await startServing(tx, counterAt(position))
          await finish(tx, counterAt(position), 'done')
        }
      })
    }
  }, 120_000)

  it('get two different people when two wait', async () => {
    const people = [await draw(), await draw()]
    const calls = await Promise.all([0, 1].map((position) => run((tx) => callNext(tx, counterAt(position)))))
    const ids = calls.map((call) => (call.ok ? call.value.id : call.code)).sort()
    expect(ids).toEqual(people.map((person) => person.id).sort())
    await emptyHall()
  })

  it('never get the same person even without lock and versions: the constraints refuse the second', async () => {
    guards.taken = true
    try {
      const calls = await callTwice(city, counters)
      expect(calls.filter((call) => call.status === 'fulfilled' && call.value.ok)).toHaveLength(1)
    } finally {
      guards.taken = false
    }
    await emptyHall()
  })

  it('do get the same person once lock, versions and constraints are taken away', async () => {
    const open = await openCity({ connections: 4 })
    try {
      const furnished = await furnish(open)
      const schema = quoteIdentifier(open.authority.schema)
      await asOwner(open.ownerUrl, (client) =>
        client.query(
          `ALTER TABLE ${schema}.journal DROP CONSTRAINT journal_visit_version_once, DROP CONSTRAINT journal_visit_version CASCADE`,
        ),
      )
      guards.taken = true
      const calls = await callTwice(open, furnished.counters)
      const called = calls.flatMap((call) =>
        call.status === 'fulfilled' && call.value.ok ? [call.value.value.id] : [],
      )
      expect(called).toHaveLength(2)
      expect(new Set(called).size).toBe(1)
    } finally {
      guards.taken = false
      await open.drop()
    }
  })
})

/** Two calls that have both read the hall before either writes. */
async function callTwice(open: City, at: readonly CounterDay[]) {
  const inCity = <T>(work: (tx: Tx) => Promise<T>) =>
    open.database.withAuthority(open.authority, work, { at: NINE })
  await inCity((tx) => ticket(tx))
  let arrived = 0
  let letGo = () => {}
  const together = new Promise<void>((resolve) => {
    letGo = resolve
  })
  guards.meet = () => {
    arrived += 1
    if (arrived === 2) letGo()
    return together
  }
  return Promise.allSettled(at.slice(0, 2).map((counter) => inCity((tx) => callNext(tx, counter))))
}

describe('tickets', () => {
  it('have different numbers without gaps when 50 are drawn at once', async () => {
    const drawn = await Promise.all(Array.from({ length: 50 }, () => draw(NINE, 'pick-up')))
    const numbers = drawn.map((visit) => Number(visit.ticketNumber?.slice(1))).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => (numbers[0] ?? 0) + index))
    await emptyHall()
  })

  it('are one ticket when the same press arrives twice at once', async () => {
    const command = { key: crypto.randomUUID(), kind: 'test', caller: 'kiosk', input: null }
    const press = () =>
      runCommand(city.database, city.authority, command, async (tx) => {
        const drawn = await ticket(tx)
        return drawn.ok ? { ok: true as const, value: drawn.value.visit.id } : drawn
      })
    const [first, second] = await Promise.all([press(), press()])
    expect(first.ok).toBe(true)
    expect(second).toEqual(first)
    await emptyHall()
  })

  it('are refused for services that need an appointment, and when the site is closed', async () => {
    expect(await run((tx) => ticket(tx, 'passport'))).toEqual({ ok: false, code: 'not_offered' })
    const matters = ['pick-up', 'pick-up'].map((serviceKey) => ({ serviceKey, people: 1 }))
    const twice = { siteKey: 'mitte', matters, language: 'de', channel: 'desk' } as const
    expect(await run((tx) => drawTicket(tx, links, twice, async () => true))).toEqual({
      ok: false,
      code: 'same_service_twice',
    })
    const closed = await run((tx) =>
      drawTicket(
        tx,
        links,
        {
          siteKey: 'mitte',
          matters: [{ serviceKey: 'pick-up', people: 1 }],
          language: 'de',
          channel: 'kiosk',
        },
        async () => false,
      ),
    )
    expect(closed).toEqual({ ok: false, code: 'closed' })
  })
})

describe('a booked person who arrives', () => {
  const TEN = plus(NINE, HOUR)

  it('gets a number, keeps the place of the appointment, and is told the number again', async () => {
    const booking = await book(TEN)
    const first = await run((tx) => checkIn(tx, site, booking.id))
    expect(first).toMatchObject({ ok: true, value: { again: false, visit: { state: 'waiting' } } })
    if (!first.ok) return
    expect(first.value.visit.dueAt).toBe(plus(TEN, -30 * MINUTE))
    expect(first.value.visit.callableFrom).toBe(plus(TEN, -20 * MINUTE))
    const again = await run((tx) => checkIn(tx, site, booking.id))
    expect(again).toMatchObject({
      ok: true,
      value: { again: true, visit: { ticketNumber: first.value.visit.ticketNumber } },
    })
    await emptyHall()
  })

  it('is told apart from others by the booking number, which opens nothing elsewhere', async () => {
    const booking = await book(plus(TEN, 30 * MINUTE))
    const number = booking.bookingNumber ?? impossible('a booking without number')
    const nord = (await run((tx) => findSite(tx, 'nord'))) ?? impossible('no site')
    expect(await run((tx) => checkInByNumber(tx, nord, number))).toEqual({
      ok: false,
      code: 'unknown_booking',
    })
    expect(await run((tx) => checkInByNumber(tx, site, number), plus(NINE, DAY))).toEqual({
      ok: false,
      code: 'unknown_booking',
    })
    expect(await run((tx) => checkInByNumber(tx, site, number))).toMatchObject({ ok: true })
    await emptyHall()
  })

  it('loses the credit when more than 15 minutes late', async () => {
    const booking = await book(plus(NINE, 30 * MINUTE))
    const late = plus(NINE, 46 * MINUTE)
    const arrived = await run((tx) => checkIn(tx, site, booking.id), late)
    expect(arrived).toMatchObject({ ok: true, value: { visit: { dueAt: late, callableFrom: late } } })
    await emptyHall()
  })

  it('is refused at another site, on another day, unconfirmed, and cancelled', async () => {
    const nord = (await run((tx) => findSite(tx, 'nord'))) ?? impossible('no site')
    const booking = await book(plus(TEN, HOUR))
    expect(await run((tx) => checkIn(tx, nord, booking.id))).toEqual({ ok: false, code: 'other_site' })
    expect(await run((tx) => checkIn(tx, site, booking.id), plus(NINE, DAY))).toEqual({
      ok: false,
      code: 'other_day',
    })
    await run((tx) => cancelBooking(tx, booking.id))
    expect(await run((tx) => checkIn(tx, site, booking.id))).toEqual({ ok: false, code: 'cancelled' })
    const browser = 'a browser'
    await run(async (tx) => {
      const held = await holdTime(tx, links, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt: plus(TEN, 2 * HOUR),
        language: 'de',
        channel: 'online',
        browser,
      })
      if (!held.ok) throw new Error(held.code)
      await saveHoldContact(tx, browser, { name: 'Hilde Probst', email: 'hilde@example.org', phone: null })
      const given = await giveContact(tx, links, browser)
      if (!given.ok) throw new Error(given.code)
      expect(await checkIn(tx, site, held.value.id)).toEqual({ ok: false, code: 'not_confirmed' })
    })
  })
})

describe('a person who is called', () => {
  it('keeps the place when the call is taken back', async () => {
    const [first, second] = [await draw(), await draw(plus(NINE, MINUTE))]
    const called = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 5 * MINUTE))
    expect(called).toMatchObject({ ok: true, value: { id: first.id } })
    await run((tx) => withdrawCall(tx, counterAt(0)), plus(NINE, 6 * MINUTE))
    const view = await run((tx) => hallOf(tx, site))
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
    const back = await run((tx) => checkIn(tx, site, person.id), plus(NINE, 5 * MINUTE))
    expect(back).toMatchObject({ ok: true, value: { visit: { state: 'waiting', dueAt: person.dueAt } } })
    const again = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 6 * MINUTE))
    expect(again).toMatchObject({ ok: true, value: { id: person.id } })
    await run((tx) => callAgain(tx, counterAt(0)))
    await run((tx) => missed(tx, counterAt(0)))
    expect(await state(person.id)).toBe('left')
    expect(await run((tx) => checkIn(tx, site, person.id))).toEqual({ ok: false, code: 'over' })
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

  it('is the next one when the first leaves in the moment of the call', async () => {
    const [first, second] = [await draw(), await draw(plus(NINE, MINUTE))]
    guards.meanwhile = async () => {
      guards.meanwhile = async () => {}
      await run((tx) => leave(tx, first.id))
    }
    const called = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 2 * MINUTE))
    expect(called).toMatchObject({ ok: true, value: { id: second.id } })
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
    const view = await run((tx) => hallOf(tx, site))
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
    // Heard of three minutes before: nobody is gone.
    await run((tx) => callerOf(tx, token), at(9))
    expect(await run((tx) => sendBackForsakenCalls(tx), at(12))).toBe(0)
    expect(await state(called.id)).toBe('called')
    expect(await run((tx) => sendBackForsakenCalls(tx), at(20))).toBe(1)
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
      for (const counter of counters) await openCounter(tx, counter)
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
        ...city.database,
        withAuthority: (authority, work) => city.database.withAuthority(authority, work, { at: time }),
      },
      wakeUps,
      () => city.authority,
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
    watch.follow(city.authority, site, () => {
      throw broken
    })
    watch.follow(city.authority, site, (view) => void heard.push(view))
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
    expect(() => watch.follow(city.authority, site, fail)).toThrow(broken)
    expect(watch.watchers()).toBe(2)
    await emptyHall()
  })

  it('is told that a new day has begun, though nothing happened', async () => {
    const heard: HallView[] = []
    await draw()
    await run((tx) => callNext(tx, counterAt(0)))
    watchHall().follow(city.authority, site, (view) => void heard.push(view))
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
    await run((tx) => checkIn(tx, site, booking.id))
    const view = await run((tx) => hallOf(tx, site))
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
    const view = await run((tx) => hallOf(tx, site), tomorrow)
    expect(view.waiting).toEqual([])
    expect(view.counters.map(({ open, visit }) => [open, visit])).toEqual(counters.map(() => [false, null]))
  })
})
