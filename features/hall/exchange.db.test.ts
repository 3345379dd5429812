import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { cancelBooking, lookAtList, replaceNext } from '#features/booking/actions.ts'
import { allMobiles, loadVisit, mattersOf, saveMobile } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db, raw } from '#platform/db/query.ts'
import { closeMitte } from '#test/closing.ts'
import { links, NINE, openHallCity } from '#test/hallCity.ts'
import {
  callNext,
  changeMatters,
  checkIn,
  couldExchange,
  endDays,
  exchangeAtDesk,
  exchangeTicket,
  exchangeTimes,
  goAwayFromDesk,
  splitOff,
  undoAtDesk,
  whyBeforeToday,
} from './actions.ts'

const hall = openHallCity()
const { run, draw, emptyHall } = hall
const later = (seconds: number) => plus(NINE, seconds * 1_000)

const read = async (id: Id<'visit'>) => (await run((tx) => loadVisit(tx, id))) ?? impossible('gone')
const timesFor = (visit: Visit) => run((tx) => exchangeTimes(tx, hall.site(), visit))
const exchange = (visit: Visit, at: Instant) => run((tx) => exchangeTicket(tx, visit.id, at))
async function firstTime(visit: Visit): Promise<Instant> {
  return (await timesFor(visit))[0] ?? impossible('no time')
}
const claimsOf = (id: Id<'visit'>) =>
  run((tx) => tx.rows(db.selectFrom('claim').select(['kind', 'day']).where('visit_id', '=', id)))
const eventsOf = (id: Id<'visit'>) =>
  run((tx) =>
    tx.rows(db.selectFrom('journal').select('event').where('visit_id', '=', id).orderBy('visit_version')),
  )

describe('somebody who waits takes a time instead', () => {
  it('for as many people as their matters are for, whoever has changed or left since', async () => {
    const visit = await draw()
    const asked = [{ serviceKey: 'identity-card', people: 3 }]
    expect(await run((tx) => changeMatters(tx, visit.id, asked))).toMatchObject({ ok: true })
    const parted = { people: 1, serviceKeys: ['registration'] }
    expect(await run((tx) => splitOff(tx, links, hall.site(), visit.id, parted))).toMatchObject({ ok: true })
    expect(await exchange(visit, await firstTime(visit))).toMatchObject({ ok: true, value: { people: 2 } })
    const [matter] = (await run((tx) => mattersOf(tx, [visit.id]))).get(visit.id) ?? []
    expect(matter?.people).toBe(2)
  })

  it('and is booked with the same matters, for a time that nobody else gets', async () => {
    const visit = await draw()
    const matters = (await run((tx) => mattersOf(tx, [visit.id]))).get(visit.id)
    const times = await timesFor(visit)
    const startsAt = times.at(-1) ?? impossible('no time')
    // Today's and another day's.
    expect((times[0] ?? startsAt) - NINE).toBeLessThan(12 * HOUR)
    expect(startsAt - NINE).toBeGreaterThan(12 * HOUR)
    expect(await exchange(visit, startsAt)).toMatchObject({ ok: true })
    const after = await read(visit.id)
    expect(after).toMatchObject({
      ...{ state: 'booked', origin: 'ticket', appointmentAt: startsAt, ticketNumber: null },
      ...{ arrivedAt: null, referenceAt: null, dueAt: null, callableFrom: null },
    })
    expect(after.bookingNumber).toMatch(/^[A-Z0-9]{8}$/)
    expect((await run((tx) => mattersOf(tx, [visit.id]))).get(visit.id)).toEqual(matters)
    expect(await claimsOf(visit.id)).toEqual([{ kind: 'booked', day: after.day }])
    expect((await eventsOf(visit.id)).map(({ event }) => event)).toEqual(['ticket_drawn', 'exchanged'])
    // Given back like any booking.
    expect(await run((tx) => cancelBooking(tx, visit.id))).toMatchObject({ ok: true })
    await emptyHall()
  })

  it('and comes again that day with a number of its own, called by its appointment', async () => {
    const visit = await draw()
    const number = visit.ticketNumber
    const startsAt = (await timesFor(visit)).find((time) => time > plus(NINE, HOUR)) ?? impossible('no time')
    await exchange(visit, startsAt)
    const other = await draw()
    const back = await run((tx) => checkIn(tx, hall.site(), visit.id), startsAt)
    expect(back).toMatchObject({ ok: true, value: { visit: { state: 'waiting', arrivedAt: startsAt } } })
    const ticket = back.ok ? back.value.visit.ticketNumber : null
    expect(ticket).not.toBe(number)
    // The first wait counts for nothing any more: they came when they came for the appointment.
    const why = await run(
      (tx) => whyBeforeToday(tx, hall.site(), [ticket ?? '', other.ticketNumber ?? '']),
      plus(startsAt, 1_000),
    )
    expect(why).toMatchObject({ ok: true })
    await emptyHall()
  })

  it('but not who is called, who has an appointment, or for a service whose times are bound to a person', async () => {
    const visit = await draw()
    const startsAt = await firstTime(visit)
    await run((tx) => callNext(tx, hall.counterAt(0)))
    expect(await exchange(visit, startsAt)).toEqual({ ok: false, code: 'not_waiting' })
    expect(await timesFor(await read(visit.id))).toEqual([])
    await emptyHall()
    const scarce = await draw()
    const mark = (on: boolean) =>
      run(async (tx) => {
        await tx.run(raw(sql`UPDATE service SET scarce = ${on} WHERE key = 'identity-card'`))
        await tx.run(raw(sql`UPDATE reference_version SET version = version + 1`))
      })
    await mark(true)
    expect(await timesFor(scarce)).toEqual([])
    expect(await exchange(scarce, startsAt)).toEqual({ ok: false, code: 'not_offered' })
    await mark(false)
    await emptyHall()
  })

  it('is offered where all they came for is given by appointment at their site, and to nobody else', async () => {
    const visit = await read((await draw()).id)
    const offered = () => run((tx) => couldExchange(tx, visit))
    const change = (mode: string) =>
      run(async (tx) => {
        await tx.run(
          raw(sql`
            UPDATE site_service SET mode = ${mode}
            WHERE service_id = (SELECT id FROM service WHERE key = 'identity-card')
              AND site_id = ${visit.siteId}`),
        )
        await tx.run(raw(sql`UPDATE reference_version SET version = version + 1`))
      })
    expect(await offered()).toBe(true)
    await change('walk_in')
    expect(await offered()).toBe(false)
    expect(await timesFor(visit)).toEqual([])
    await change('both')
    expect(await offered()).toBe(true)
    await run((tx) => callNext(tx, hall.counterAt(0)))
    expect(await run(async (tx) => couldExchange(tx, (await loadVisit(tx, visit.id)) ?? visit))).toBe(false)
    await emptyHall()
  })

  it('and their telephone number for today is forgotten', async () => {
    const visit = await draw()
    const startsAt = (await timesFor(visit)).at(-1) ?? impossible('no time')
    await run((tx) => goAwayFromDesk(tx, visit.id, { minutes: 10, phone: '0999 22' }))
    expect(await exchange(visit, startsAt)).toMatchObject({ ok: true })
    const kept = await run((tx) =>
      tx.rows(db.selectFrom('visit_return').select('phone').where('visit_id', '=', visit.id)),
    )
    expect(kept).toEqual([])
    await run((tx) => cancelBooking(tx, visit.id))
  })
})

describe('of two who press at the same moment', () => {
  it('one gets the last time, and the other waits on as before', async () => {
    for (let round = 0; round < 4; round++) {
      const drawn = [await draw(), await draw(), await draw(), await draw()]
      const racers = await Promise.all(drawn.map(({ id }) => read(id)))
      const startsAt = await firstTime(racers[0] ?? impossible('nobody'))
      const results = await Promise.all(racers.map((visit) => exchange(visit, startsAt)))
      const booked = racers.filter((_, nth) => results[nth]?.ok)
      const cells = await run((tx) =>
        tx.rows(
          raw<{ count: number }>(
            sql`SELECT count(*)::int AS count FROM claim_cell GROUP BY place_id, day, cell HAVING count(*) > 1`,
          ),
        ),
      )
      expect(cells).toEqual([])
      for (const [nth, visit] of racers.entries()) {
        const now = await read(visit.id)
        if (results[nth]?.ok) expect(now.state).toBe('booked')
        // Nothing of theirs has changed.
        else expect(now).toEqual(visit)
        expect(await claimsOf(visit.id)).toHaveLength(results[nth]?.ok ? 1 : 0)
      }
      expect(booked.length).toBeGreaterThan(0)
      for (const { id } of booked) await run((tx) => cancelBooking(tx, id))
      await emptyHall()
    }
  })

  it('a clerk who calls and the person who takes a time: one of them does, and no time is lost', async () => {
    for (let round = 0; round < 12; round++) {
      const visit = await draw()
      const startsAt = await firstTime(visit)
      const press = () => exchange(visit, startsAt)
      const call = () => run((tx) => callNext(tx, hall.counterAt(0)))
      const [one, other] = round % 2 ? [press, call] : [call, press]
      await Promise.all([one(), other()])
      const { state } = await read(visit.id)
      expect(['booked', 'called']).toContain(state)
      expect(await claimsOf(visit.id)).toHaveLength(state === 'booked' ? 1 : 0)
      if (state === 'booked') await run((tx) => cancelBooking(tx, visit.id))
      await emptyHall()
    }
  })
})

describe('the information desk takes it back within ten seconds', () => {
  it('and all is as it was, the time free again', async () => {
    const visit = await read((await draw()).id)
    const startsAt = (await timesFor(visit)).at(-1) ?? impossible('no time')
    expect(await run((tx) => exchangeAtDesk(tx, visit.id, startsAt))).toMatchObject({ ok: true })
    const booked = await read(visit.id)
    expect(await run((tx) => undoAtDesk(tx, booked), later(9))).toMatchObject({ ok: true })
    expect(await read(visit.id)).toEqual({ ...visit, version: 3 })
    expect(await claimsOf(visit.id)).toEqual([])
    await emptyHall()
  })

  it('with the numbers at which they are reached, which are forgotten when it is too late', async () => {
    const { id } = await draw()
    await run((tx) => goAwayFromDesk(tx, id, { minutes: 10, phone: '0999 22' }))
    await run((tx) => saveMobile(tx, id, '+491701234567'))
    const numbersOf = async () => [
      ...(await run((tx) =>
        tx.rows(db.selectFrom('visit_return').select('phone').where('visit_id', '=', id)),
      )),
      ...(await run(allMobiles)).map(({ mobile }) => mobile),
    ]
    const take = async (at: Instant) => {
      const visit = await read(id)
      const startsAt = (await timesFor(visit)).at(-1) ?? impossible('no time')
      expect(await run((tx) => exchangeAtDesk(tx, id, startsAt), at)).toMatchObject({ ok: true })
    }
    await take(NINE)
    await run(endDays, later(9))
    const booked = await read(id)
    expect(await run((tx) => undoAtDesk(tx, booked), later(9))).toMatchObject({ ok: true })
    expect(await numbersOf()).toEqual([{ phone: '0999 22' }, '+491701234567'])
    await take(later(20))
    await run(endDays, later(31))
    expect(await numbersOf()).toEqual([])
    await run((tx) => cancelBooking(tx, id))
  })

  it('not later', async () => {
    const visit = await draw()
    await run(async (tx) =>
      exchangeAtDesk(tx, visit.id, (await exchangeTimes(tx, hall.site(), visit))[0] ?? impossible('no time')),
    )
    expect(
      await run(
        async (tx) => undoAtDesk(tx, (await loadVisit(tx, visit.id)) ?? impossible('gone')),
        later(11),
      ),
    ).toEqual({
      ok: false,
      code: 'too_late',
    })
    await run((tx) => cancelBooking(tx, visit.id))
  })
})

it('the database knows no ticket that is booked for no time (control of the constraint)', async () => {
  const visit = await draw()
  const broken = run((tx) => tx.run(raw(sql`UPDATE visit SET appointment_at = now() WHERE id = ${visit.id}`)))
  await expect(broken).rejects.toThrow(/visit_appointment_number/)
  const without = run((tx) => tx.run(raw(sql`UPDATE visit SET state = 'booked' WHERE id = ${visit.id}`)))
  await expect(without).rejects.toThrow(/visit_appointment/)
  await emptyHall()
})

it('a time that a closing took is taken back with the one that was held instead of it', async () => {
  const visit = await draw()
  const startsAt = (await timesFor(visit)).at(-1) ?? impossible('no time')
  expect(await run((tx) => exchangeAtDesk(tx, visit.id, startsAt))).toMatchObject({ ok: true })
  const booked = await read(visit.id)
  expect(await run((tx) => closeMitte(tx, { firstDay: booked.day, lastDay: booked.day }))).toMatchObject({
    ok: true,
  })
  expect(await run(replaceNext)).toBe(true)
  expect((await claimsOf(visit.id)).map(({ kind }) => kind).sort()).toEqual(['booked', 'offered'])
  expect(await run((tx) => undoAtDesk(tx, booked), later(9))).toMatchObject({ ok: true })
  const held = await run((tx) =>
    tx.rows(db.selectFrom('replacement').select(['state', 'claim_id as claimId'])),
  )
  expect(held).toEqual([{ state: 'withdrawn', claimId: null }])
  // What was given back becomes public in the end.
  await run((tx) => lookAtList(tx), plus(NINE, 3 * HOUR))
  expect(await claimsOf(visit.id)).toEqual([])
  await emptyHall()
})
