import { describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { cancelBooking, giveContact, holdTime, saveHoldContact } from '#features/booking/actions.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import { links, NINE, openHallCity, ticket } from '#test/hallCity.ts'
import { checkIn, checkInByNumber, drawTicket } from './actions.ts'

const { city, site, run, draw, book, emptyHall } = openHallCity()

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
      runCommand(city().database, city().authority, command, async (tx) => {
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
    const first = await run((tx) => checkIn(tx, site(), booking.id))
    expect(first).toMatchObject({ ok: true, value: { again: false, visit: { state: 'waiting' } } })
    if (!first.ok) return
    expect(first.value.visit.dueAt).toBe(plus(TEN, -30 * MINUTE))
    expect(first.value.visit.callableFrom).toBe(plus(TEN, -20 * MINUTE))
    const again = await run((tx) => checkIn(tx, site(), booking.id))
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
    expect(await run((tx) => checkInByNumber(tx, site(), number), plus(NINE, DAY))).toEqual({
      ok: false,
      code: 'unknown_booking',
    })
    expect(await run((tx) => checkInByNumber(tx, site(), number))).toMatchObject({ ok: true })
    await emptyHall()
  })

  it('loses the credit when more than 15 minutes late', async () => {
    const booking = await book(plus(NINE, 30 * MINUTE))
    const late = plus(NINE, 46 * MINUTE)
    const arrived = await run((tx) => checkIn(tx, site(), booking.id), late)
    expect(arrived).toMatchObject({ ok: true, value: { visit: { dueAt: late, callableFrom: late } } })
    await emptyHall()
  })

  it('is refused at another site, on another day, unconfirmed, and cancelled', async () => {
    const nord = (await run((tx) => findSite(tx, 'nord'))) ?? impossible('no site')
    const booking = await book(plus(TEN, HOUR))
    expect(await run((tx) => checkIn(tx, nord, booking.id))).toEqual({ ok: false, code: 'other_site' })
    expect(await run((tx) => checkIn(tx, site(), booking.id), plus(NINE, DAY))).toEqual({
      ok: false,
      code: 'other_day',
    })
    await run((tx) => cancelBooking(tx, booking.id))
    expect(await run((tx) => checkIn(tx, site(), booking.id))).toEqual({ ok: false, code: 'cancelled' })
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
      expect(await checkIn(tx, site(), held.value.id)).toEqual({ ok: false, code: 'not_confirmed' })
    })
  })
})
