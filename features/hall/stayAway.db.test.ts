import { afterEach, describe, expect, it, vi } from 'vitest'
import type * as Away from '#features/hall/model/away.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { asOwner } from '#test/city.ts'
import { NINE, openHallCity } from '#test/hallCity.ts'
import { callNext, comeBack, goAway } from './actions.ts'

const guard = vi.hoisted(() => ({ on: true }))

// The guard is code: what somebody said before.
vi.mock('#features/hall/model/away.ts', async (original) => {
  const away = await original<typeof Away>()
  const minutesUntilBack: typeof away.minutesUntilBack = (asked, visit, now) =>
    away.minutesUntilBack(asked, guard.on ? visit : { awayUntil: null }, now)
  return { ...away, minutesUntilBack }
})

const { city, counterAt, run, draw, emptyHall } = openHallCity()
const later = (minutes: number) => plus(NINE, minutes * MINUTE)

afterEach(async () => {
  guard.on = true
  await emptyHall()
})

const away = ({ id }: Visit, asked: number | { readonly backBy: Instant }, at: Instant = NINE) =>
  run((tx) => goAway(tx, id, asked), at)
const read = async ({ id }: Visit) => (await run((tx) => loadVisit(tx, id))) ?? expect.fail('gone')
const call = (position: number, at: Instant) => run((tx) => callNext(tx, counterAt(position)), at)

describe('what somebody was told as they went', () => {
  it('holds though all counters stand idle, keeps their key, and ends when it is over or they are back', async () => {
    const first = await draw()
    const second = await draw()
    expect(await away(first, { backBy: later(90) })).toMatchObject({ ok: true })
    expect(await away(second, { backBy: later(30) })).toMatchObject({ ok: true })
    expect(await call(0, later(29))).toEqual({ ok: false, code: 'nobody_waiting' })
    expect(await call(0, later(30))).toMatchObject({ ok: true, value: { id: second.id } })
    expect(await call(1, later(89))).toEqual({ ok: false, code: 'nobody_waiting' })
    expect(await read(first)).toMatchObject({ dueAt: first.dueAt, awayUntil: later(90) })
    await run((tx) => comeBack(tx, first.id), later(89))
    expect(await call(1, later(89))).toMatchObject({ ok: true, value: { id: first.id } })
  })

  it('is raised by another word of theirs, and never lowered', async () => {
    const person = await draw()
    await away(person, { backBy: later(40) })
    await away(person, 10, later(5))
    expect(await read(person)).toMatchObject({ awayUntil: later(40) })
    await away(person, { backBy: later(55) }, later(5))
    expect(await read(person)).toMatchObject({ awayUntil: later(55) })
    expect(await away(person, { backBy: later(5) }, later(5))).toEqual({ ok: false, code: 'time_is_over' })
  })
})

/** Somebody presses two times at once, from the phone and at the desk, while three counters call. */
async function race(): Promise<Visit> {
  const person = await draw()
  await Promise.all([
    away(person, { backBy: later(40) }),
    away(person, 10),
    away(person, { backBy: later(25) }),
    call(0, NINE),
    call(1, NINE),
    call(2, NINE),
  ])
  return read(person)
}

/** Calls of people who had said before that they were away until later. */
const callsTooEarly = () =>
  asOwner(city().ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${city().authority.schema}`)
    const { rows } =
      await client.query(`SELECT c.visit_id FROM journal c JOIN journal a ON a.visit_id = c.visit_id
      AND a.visit_version < c.visit_version AND a.event = 'went_away' AND c.event = 'called' AND c.reason IS NULL
      AND a.happened_at + substring(a.reason FROM '[0-9]+')::int * interval '1 minute' > c.happened_at
      AND NOT EXISTS (SELECT FROM journal b WHERE b.visit_id = a.visit_id AND b.event = 'came_back'
        AND b.visit_version BETWEEN a.visit_version AND c.visit_version)`)
    return rows.length
  })

describe('two presses and three counters at the same moment', () => {
  it('leave somebody away until the latest time that was told', async () => {
    for (let round = 0; round < 20; round++) {
      const person = await race()
      expect(person).toMatchObject({ state: 'waiting', awayUntil: later(40) })
      expect(await call(0, later(39))).toEqual({ ok: false, code: 'nobody_waiting' })
      await emptyHall()
    }
    expect(await callsTooEarly()).toBe(0)
  }, 60_000)

  it('would leave them with whichever press came last (control)', async () => {
    guard.on = false
    const ends = new Set<number | null>()
    for (let round = 0; round < 20; round++) {
      ends.add((await race()).awayUntil)
      await call(0, later(39))
      await emptyHall()
    }
    expect([...ends].some((until) => until !== later(40))).toBe(true)
    expect(await callsTooEarly()).toBeGreaterThan(0)
  }, 60_000)
})
