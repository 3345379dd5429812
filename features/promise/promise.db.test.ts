import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSpans } from '#features/authority/model.ts'
import { searchTimes } from '#features/booking/actions.ts'
import {
  callNext,
  changeMatters,
  changeMattersHere,
  closeCounter,
  createHallWatch,
  endDays,
  finish,
  goAway,
  hallOf,
  openCounter,
  pauseCounter,
  resumeCounter,
  startServing,
  undo,
} from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import { startWakeUps } from '#platform/events/wakeUps.ts'
import { asOwner } from '#test/city.ts'
import { NINE, openHallCity } from '#test/hallCity.ts'
import {
  forgetOldTold,
  happenedBefore,
  happenedToday,
  noteTold,
  seeSite,
  settleTold,
  usualDraws,
} from './actions.ts'
import { type RunningPromises, startPromises } from './jobs/promises.ts'

const { city, site, counters, counterAt, run, draw, book, emptyHall } = openHallCity()
const later = (minutes: number) => plus(NINE, minutes * MINUTE)

/** A thread begins in a second on a machine that has nothing else to do. */
const PATIENT = { timeout: 60_000 }

/** The journal and what was told of one test say nothing to the next. */
const sql = (text: string) =>
  asOwner(city().ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${city().authority.schema}`)
    return (await client.query(text)).rows
  })
const see = (at: Instant = NINE) =>
  run(async (tx) => seeSite(tx, site(), await hallOf(tx, site()), await usualDraws(tx, site())), at)

/** Somebody is called at a counter, served for so many minutes and gone. */
async function serve(from: number, minutes: number): Promise<void> {
  await run((tx) => callNext(tx, counterAt(0)), later(from))
  await run((tx) => startServing(tx, counterAt(0)), later(from + 1))
  await run((tx) => finish(tx, counterAt(0), 'done'), later(from + minutes))
}

describe('what happened', () => {
  it('is how long each person kept a counter, with the way to the next one who waited', async () => {
    for (let nth = 0; nth < 3; nth++) await draw()
    await serve(0, 12)
    await serve(14, 8)
    await serve(40, 5)
    const { stays } = await run((tx) => happenedToday(tx, site()), later(60))
    expect(stays.map(({ minutes, gap }) => [minutes, gap])).toEqual([
      [12, 2],
      [8, 18],
      [5, null],
    ])
    expect(stays[0]).toMatchObject({ servicePlanned: 15, visitPlanned: 15 })
    // Tomorrow it is what happened before.
    expect((await run((tx) => happenedBefore(tx, site()), plus(NINE, DAY))).stays).toEqual(stays)
    expect((await run((tx) => happenedToday(tx, site()), plus(NINE, DAY))).stays).toEqual([])
  })

  it('is what people still brought up at the counter, and not what they had named before', async () => {
    const both = ['identity-card', 'registration'].map((serviceKey) => ({ serviceKey, people: 1 }))
    const [named, more] = [await draw(), await draw()]
    // One says at the desk, while they wait, that they come for both; the other once they are served.
    await run((tx) => changeMatters(tx, named.id, both), later(60))
    await run((tx) => callNext(tx, counterAt(0)), later(61))
    await run((tx) => startServing(tx, counterAt(0)), later(62))
    await run((tx) => finish(tx, counterAt(0), 'done'), later(70))
    await run((tx) => callNext(tx, counterAt(0)), later(71))
    await run((tx) => startServing(tx, counterAt(0)), later(72))
    await run((tx) => changeMattersHere(tx, counterAt(0), both), later(75))
    await run((tx) => finish(tx, counterAt(0), 'done'), later(90))
    const { stays } = await run((tx) => happenedToday(tx, site()), later(100))
    const [first, second] = stays.slice(-2)
    const ids = await sql("SELECT id, key FROM service WHERE key IN ('identity-card', 'registration')")
    const idOf = (key: string) => ids.find((one) => one.key === key)?.id
    // Of a registration of twenty minutes and a card of fifteen.
    expect(first).toMatchObject({ cameFor: idOf('registration'), grown: 1, visitPlanned: 35 })
    expect(second).toMatchObject({ service: idOf('registration'), cameFor: idOf('identity-card') })
    expect(second?.grown).toBeCloseTo(35 / 15, 6)
    expect((await run((tx) => loadVisit(tx, more.id)))?.minutes).toBe(35)
  })

  it('does not hold who served, nor where', async () => {
    await draw()
    await serve(50, 5)
    const happened = await run((tx) => happenedToday(tx, site()), later(60))
    expect(happened.stays).not.toEqual([])
    const known = JSON.stringify(happened)
    for (const { counterId } of counters()) expect(known).not.toContain(counterId)
  })
})

describe('what is seen of a site', () => {
  it('are its counters with their breaks, who waits and who is expected', async () => {
    const booked = await book(later(60))
    const waiting = await draw()
    const seen = (await see()) ?? impossible('closed')
    expect(seen.counters).toHaveLength(3)
    expect(seen.counters[0]).toMatchObject({
      serving: null,
      freeFrom: NINE,
      stopsAt: later(9.5 * 60),
      pace: 1,
    })
    expect(seen.counters[0]?.breaks).toEqual([{ from: later(180), minutes: 30 }])
    expect(seen.waiting).toMatchObject([{ visitId: waiting.id, booked: false, minutes: 15 }])
    expect(seen.expected).toMatchObject([{ visitId: booked.id, appointmentAt: later(60) }])
    expect(seen.walkIns).toHaveLength(3)
    await emptyHall()
  })

  it('knows the later shift of a counter while the first one runs, and the time between as a break', async () => {
    const { counterId } = counters()[0] ?? impossible('no counter')
    const mine = `FROM shift_rule WHERE counter_id = '${counterId}'`
    await sql(`CREATE TABLE kept AS SELECT * ${mine}; DELETE ${mine}`)
    const half = (starts: string, ends: string) =>
      sql(`INSERT INTO shift_rule (counter_id, weekday, starts, ends, mode)
        SELECT counter_id, weekday, ${starts}, ${ends}, mode FROM kept`)
    await half('starts', "'11:00'")
    await half("'13:00'", 'ends')
    const seen = (await see())?.counters.find((each) => each.counterId === counterId)
    await sql(`DELETE ${mine}; INSERT INTO shift_rule SELECT * FROM kept; DROP TABLE kept`)
    expect(seen?.breaks).toEqual([{ from: later(120), minutes: 120 }])
    expect(seen?.worksUntil).toBeGreaterThan(later(240))
  })

  it('has no counter that is closed, but one whose shift begins later', async () => {
    await run((tx) => closeCounter(tx, counterAt(1)))
    const closed = { counterId: counterAt(1).counterId, skills: expect.any(Set) }
    expect((await see())?.counters).toHaveLength(2)
    // It was opened late or closed for a moment: as long as its shift is not over, it may open.
    expect((await see())?.mayOpen).toEqual([closed])
    expect((await see(later(10 * 60)))?.mayOpen).toEqual([])
    // An hour before opening its shift is still to come.
    const early = await see(plus(NINE, -2 * HOUR))
    expect(early?.counters.map(({ freeFrom }) => freeFrom)).toContain(plus(NINE, -HOUR))
    await run((tx) => openCounter(tx, counterAt(1)))
  })

  it('has no break that was taken already, unless the press that ended it is taken back', async () => {
    const counter = counterAt(0)
    const breaks = async (minutes: number) => {
      const seen = await see(later(minutes))
      return seen?.counters.find(({ counterId }) => counterId === counter.counterId)?.breaks.length
    }
    expect(await breaks(130)).toBe(1)
    await run((tx) => pauseCounter(tx, counter), later(140))
    await run((tx) => resumeCounter(tx, counter), later(170))
    expect(await breaks(171)).toBe(0)
    await run((tx) => undo(tx, counter), plus(later(170), 5_000))
    const kept = () => run((tx) => tx.rows(db.selectFrom('counter_rest').selectAll()), later(171))
    expect(await kept()).toEqual([])
    await run((tx) => resumeCounter(tx, counter), later(172))
    expect(await kept()).toHaveLength(1)
    // A moment is no break, and the day's go with the day.
    await run((tx) => pauseCounter(tx, counter), later(180))
    await run((tx) => resumeCounter(tx, counter), later(185))
    expect(await kept()).toHaveLength(1)
    await run(endDays, plus(NINE, DAY))
    expect(await kept()).toEqual([])
    // With the day the counters were closed.
    for (const each of counters()) await run((tx) => openCounter(tx, each))
  })

  it('has a break that was worked through as long as it is owed, and only of whoever sat there then', async () => {
    const counter = counterAt(0)
    const at = async (minutes: number) => {
      const seen = await see(later(minutes))
      return seen?.counters.find(({ counterId }) => counterId === counter.counterId)
    }
    // Planned from 12:00 to 12:30, and six hours of work are over at 14:00.
    expect((await at(200))?.breaks).toEqual([{ from: later(200), minutes: 30 }])
    expect((await at(220))?.breaks).toEqual([{ from: later(220), minutes: 30 }])
    // Whoever goes then is back when all of it is over.
    await run((tx) => pauseCounter(tx, counter), later(225))
    expect(await at(230)).toMatchObject({ freeFrom: later(255), breaks: [] })
    await run((tx) => resumeCounter(tx, counter), later(226))
    const latest = 5 * 60
    expect((await at(latest - 1))?.breaks).toHaveLength(1)
    expect((await at(latest))?.breaks).toEqual([])
    // Control: of a counter that was closed while it was time for its break nobody owes one.
    await run((tx) => closeCounter(tx, counter), later(226))
    await run((tx) => openCounter(tx, counter), later(240))
    expect((await at(250))?.breaks).toEqual([])
    await run((tx) => closeCounter(tx, counter))
    await run((tx) => openCounter(tx, counter))
  })

  it('has those who come as others did a week before, at the same wall time', async () => {
    await draw(later(20))
    await emptyHall()
    expect((await see(later(30)))?.coming).toBeNull()
    const week = (await see(plus(NINE, 7 * DAY)))?.coming
    expect(week).toContainEqual(
      expect.objectContaining({ at: plus(later(20), 7 * DAY), services: [expect.any(String)], minutes: 15 }),
    )
  })

  it('is nothing across midnight: the people of the day before are no longer there', async () => {
    await draw()
    const view = await run((tx) => hallOf(tx, site()), later(14 * 60 + 55))
    const draws = { drawn: [], days: 0, today: 0 }
    const beforeMidnight = await run((tx) => seeSite(tx, site(), view, draws), later(14 * 60 + 55))
    expect(beforeMidnight?.waiting).toHaveLength(1)
    expect(await run((tx) => seeSite(tx, site(), view, draws), later(15 * 60 + 5))).toBeUndefined()
    expect((await see(later(15 * 60 + 5)))?.waiting).toEqual([])
    await emptyHall()
  })

  it('has nobody who could draw a number while the house is closed', async () => {
    expect((await see(plus(NINE, 9 * HOUR)))?.walkIns).toEqual([])
  })
})

describe('promises', { timeout: 120_000 }, () => {
  let promises: RunningPromises
  let stop: () => Promise<void>
  const authority = (at: Instant = NINE) => ({ ...city().authority, demoOffset: now.offset + at })
  const now = { offset: 0, at: NINE }

  beforeEach(async () => {
    now.offset = await offsetOfClock()
    for (const { id, key } of await sql('SELECT id, key FROM service')) {
      if (key === 'identity-card') serviceIds.card = id
      if (key === 'passport') serviceIds.passport = id
    }
    const { database } = city()
    const failures: unknown[] = []
    const onError = (error: unknown) => void failures.push(error)
    const wakeUps = startWakeUps(database, onError)
    const hallWatch = createHallWatch(database, wakeUps, () => authority(now.at), onError)
    promises = startPromises({ database, hallWatch, authorityNow: () => authority(now.at), onError })
    stop = async () => {
      await promises.stop()
      await wakeUps.stop()
      expect(failures).toEqual([])
    }
  })
  afterEach(async () => {
    now.at = NINE
    await stop()
    await emptyHall()
  })

  /** By how much an authority's clock is ahead of the database's when it shows a moment. */
  async function offsetOfClock(): Promise<number> {
    const [row] = await sql('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now')
    return -Math.round(row?.now ?? 0)
  }
  const look = async (at: Instant = NINE) => {
    now.at = at
    await expect
      .poll(async () => {
        await promises.look(authority(at), site())
        return known(at)
      }, PATIENT)
      .toBe(true)
  }
  const known = (at: Instant) => promises.outlook(authority(at), site(), [serviceIds.card]) !== undefined
  const serviceIds = { card: '' as Id<'service'>, passport: '' as Id<'service'> }
  it('tell each who waits, and whoever would draw a number, and nothing where nothing is known', async () => {
    const people = []
    for (let nth = 0; nth < 9; nth++) people.push(await draw())
    expect(promises.told(authority(), site(), people[8]?.id ?? impossible('nobody'))).toBeUndefined()
    await look()
    const told = people.map(({ id }) => promises.told(authority(), site(), id) ?? impossible('nothing told'))
    expect(told[0]?.from).toBeLessThanOrEqual(NINE + MINUTE)
    expect(told[8]?.until).toBeGreaterThan(told[0]?.until ?? 0)
    for (const { from, until } of told) expect(from).toBeLessThanOrEqual(until)
    // For a passport nobody can draw a number.
    expect(promises.outlook(authority(), site(), [serviceIds.passport])).toBeUndefined()
    // Another clock: nothing of it is true any more.
    expect(promises.outlook(authority(later(60)), site(), [serviceIds.card])).toBeUndefined()
  })

  const CHANGED = 'UPDATE reference_version SET version = version + 1'
  it('judge each time of today by its own hour, and booking hears of it', async () => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    // What is noted holds from its moment on, and looks are taken some seconds after nine.
    const todays = async () => {
      const found = await run(
        (tx) => searchTimes(tx, { matters, siteKey: 'mitte', asker: 'staff' }),
        later(1),
      )
      if (!found.ok) return impossible(found.code)
      return found.value.times.filter(({ day }) => day === dayOf(NINE, site().timeZone))
    }
    await sql('DELETE FROM today_stop')
    const free = await todays()
    // A house that closes in a moment: whoever came for the first free time would not be done.
    const ofToday = `site_id = '${site().id}' AND weekday = 1`
    const [hours] = await sql(
      `SELECT closes::text AS closes FROM site_hours WHERE ${ofToday} ORDER BY 1 DESC`,
    )
    await sql(
      `UPDATE site_hours SET closes = '09:10' WHERE ${ofToday} AND closes = '${hours?.closes}'; ${CHANGED}`,
    )
    await expect
      .poll(async () => {
        await look()
        return promises.timesToday(authority(), site(), serviceIds.card)
      }, PATIENT)
      .toBeNull()
    await expect.poll(todays, PATIENT).toEqual([])
    await sql(
      `UPDATE site_hours SET closes = '${hours?.closes}' WHERE ${ofToday} AND closes = '09:10'; ${CHANGED}`,
    )
    await sql('DELETE FROM today_stop')
    expect(await todays()).toEqual(free)
  })

  it('tell nothing once no counter is open', async () => {
    const person = await draw()
    await look()
    expect(promises.told(authority(), site(), person.id)).toBeDefined()
    for (const counter of counters()) await run((tx) => closeCounter(tx, counter))
    const heard = promises.follow(authority(), site(), () => undefined)
    await expect.poll(() => promises.told(authority(), site(), person.id), PATIENT).toBeUndefined()
    heard.stop()
    for (const counter of counters()) await run((tx) => openCounter(tx, counter))
  })

  it('see hours that changed while nobody but open pages asked', async () => {
    const heard = promises.follow(authority(), site(), () => undefined)
    await expect.poll(() => known(NINE), PATIENT).toBe(true)
    const hours = `FROM site_hours WHERE site_id = '${site().id}'`
    const rows = await sql(`SELECT weekday, opens::text AS opens, closes::text AS closes ${hours}`)
    await sql(`DELETE ${hours}; ${CHANGED}`)
    // Of a house that is closed nobody draws a number.
    await expect.poll(() => known(NINE), PATIENT).toBe(false)
    heard.stop()
    for (const { weekday, opens, closes } of rows)
      await sql(
        `INSERT INTO site_hours (site_id, weekday, opens, closes) VALUES ('${site().id}', ${weekday}, '${opens}', '${closes}')`,
      )
    await sql(CHANGED)
  })

  it('ask a house that is closed today no more often than another', async () => {
    const today = `'${dayOf(NINE, site().timeZone)}'`
    await sql(
      `INSERT INTO closing (id, site_id, counter_ids, first_day, last_day, texts, created_at)
       VALUES (gen_random_uuid(), '${site().id}', '{}', ${today}, ${today}, '{"reason":{"de":"Wasser","de-simple":"Wasser","en":"Water"}}', now()); ${CHANGED}`,
    )
    // On a node that has run for an hour.
    const steady = performance.now.bind(performance)
    const longRunning = vi.spyOn(performance, 'now').mockImplementation(() => steady() + HOUR)
    let looks = 0
    const heard = promises.follow(authority(), site(), () => void looks++)
    await expect.poll(() => looks, PATIENT).toBeGreaterThan(0)
    looks = 0
    await delay(3_500)
    expect(looks).toBeLessThanOrEqual(1)
    heard.stop()
    longRunning.mockRestore()
    await sql(`DELETE FROM closing; ${CHANGED}`)
  })

  it('report no failure of a look that ends with the server', async () => {
    const asked = vi.spyOn(Worker.prototype, 'postMessage')
    void promises.look(authority(), site(), 0)
    // The thread still begins when everything stops, which expects no failure.
    await expect.poll(() => asked.mock.calls.length, { ...PATIENT, interval: 2 }).toBe(1)
    asked.mockRestore()
  })

  it('write down what was shown, learn from the call, and forget whom', async () => {
    await sql('DELETE FROM promise_told')
    const people = []
    for (let nth = 0; nth < 7; nth++) people.push(await draw())
    const [first, last] = [people[5] ?? impossible('nobody'), people[6] ?? impossible('nobody')]
    await look()
    promises.told(authority(), site(), first.id)
    promises.told(authority(), site(), last.id)
    await promises.stop()
    expect(await told()).toHaveLength(2)
    await run((tx) => goAway(tx, last.id, 10), later(2))
    // Who was away is called as well, after their ten minutes.
    for (let nth = 0; nth < 7; nth++) await serve(5 + nth * 5, 5)
    await run((tx) => settleTold(tx), later(45))
    expect(await told()).toMatchObject([
      { visit: first.id, settled: true, called: true },
      { visit: last.id, settled: true, called: false },
    ])
    const { calls } = await run((tx) => happenedToday(tx, site()), later(45))
    expect(calls).toMatchObject([{ group: 'walk_in' }])
    expect(calls[0]?.waited).toBeCloseTo(30, 0)
    await run((tx) => forgetOldTold(tx), plus(NINE, 20 * DAY))
    expect(await told()).toMatchObject([{ visit: null }, { visit: null }])
    await run((tx) => forgetOldTold(tx), plus(NINE, 401 * DAY))
    expect(await told()).toEqual([])
  })

  const told = () =>
    sql(
      'SELECT visit_id AS visit, settled, called_at IS NOT NULL AS called FROM promise_told ORDER BY called_at',
    )
})

it('learns nothing from what a demonstration’s past was told, once its days are lived', async () => {
  await sql('DELETE FROM promise_told')
  const told = { from: later(5), until: later(15), soon: false, aboutMinutes: null, backBy: null }
  const raw = { back: 4, low: 5, middle: 10, high: 15 }
  for (const at of [NINE, plus(NINE, DAY)]) {
    const { id } = await draw(at)
    await run((tx) => noteTold(tx, site().id, [{ visitId: id, group: 'walk_in', at, raw, told }]), at)
  }
  await sql("UPDATE promise_told SET settled = true, called_at = told_at + interval '8 minutes'")
  const learned = async () => (await run((tx) => happenedBefore(tx, site()), plus(NINE, 2 * DAY))).calls
  expect(await learned()).toHaveLength(2)
  const before = dayOf(plus(NINE, DAY), site().timeZone)
  await sql(`INSERT INTO thin_past (before_day, one_of) VALUES ('${before}', 20)`)
  expect(await learned()).toHaveLength(1)
  await sql('DELETE FROM thin_past; DELETE FROM promise_told')
})

it('foresees of a demonstration’s thin days everybody who would have come, in the hours of the house', async () => {
  await draw(later(30))
  const usual = (weeks: number) => run((tx) => usualDraws(tx, site()), plus(NINE, weeks * 7 * DAY))
  const stored = await usual(1)
  expect(stored).toMatchObject({ days: 1, today: 0 })
  expect(stored.drawn.some(({ at }) => at === plus(later(30), 7 * DAY))).toBe(true)
  await sql(`INSERT INTO thin_past (before_day, one_of) VALUES ('${dayOf(NINE, site().timeZone)}', 20)`)
  expect(await usual(1)).toEqual({ ...stored, days: 4 })
  await sql(`UPDATE thin_past SET before_day = '${dayOf(plus(NINE, DAY), site().timeZone)}'`)
  const full = await usual(1)
  // On the three Mondays before it the house was open as well.
  expect(full).toMatchObject({ days: 4, today: 0 })
  expect(full.drawn).toHaveLength(20 * stored.drawn.length)
  expect(new Set(full.drawn.map(({ at }) => at)).size).toBeGreaterThan(10 * stored.drawn.length)
  const spans = openSpans(site(), [], dayOf(plus(NINE, 7 * DAY), site().timeZone))
  for (const { at } of full.drawn)
    expect(spans.some(({ opens, closes }) => opens <= at && at < closes)).toBe(true)
  // Today's numbers are real people.
  expect((await usual(0)).today).toBe(stored.drawn.length)
  await sql('DELETE FROM thin_past')
})

it('notes nothing when nothing was told', async () => {
  const count = () => sql('SELECT count(*)::int AS count FROM promise_told')
  const before = await count()
  await run((tx) => noteTold(tx, site().id, []))
  expect(await count()).toEqual(before)
})
