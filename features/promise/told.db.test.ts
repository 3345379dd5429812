import { afterEach, expect, it } from 'vitest'
import {
  callAgain,
  callNext,
  finish,
  goAway,
  missed,
  returnMissed,
  startServing,
  undo,
  withdrawCall,
} from '#features/hall/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { DAY, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { asOwner } from '#test/city.ts'
import { NINE, openHallCity } from '#test/hallCity.ts'
import { forgetOldTold, noteTold, settleTold } from './actions.ts'

const { city, site, counterAt, run, draw, emptyHall } = openHallCity()
const later = (minutes: number) => plus(NINE, minutes * MINUTE)

const sql = (text: string) =>
  asOwner(city().ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${city().authority.schema}`)
    return (await client.query(text)).rows
  })

afterEach(async () => {
  await emptyHall()
  await sql('DELETE FROM promise_told')
})

/** Somebody is told that they are called in five to ten minutes, in whole ones. */
async function tell({ id }: Visit, at: Instant = NINE): Promise<void> {
  const minutes = Math.floor((at - NINE) / MINUTE)
  const told = {
    from: later(minutes + 5),
    until: later(minutes + 10),
    soon: false,
    aboutMinutes: null,
    backBy: null,
  }
  const raw = { back: 4, low: 5, middle: 7, high: 10 }
  await run((tx) => noteTold(tx, site().id, [{ visitId: id, group: 'walk_in', at, raw, told }]))
}

const call = (at: Instant) => run((tx) => callNext(tx, counterAt(0)), at)

/** Who was called is served and gone at a moment. */
async function serve(at: Instant): Promise<void> {
  await run((tx) => startServing(tx, counterAt(0)), at)
  await run((tx) => finish(tx, counterAt(0), 'done'), at)
}
const settle = (at: Instant) => run(settleTold, at)

/** Minutes after nine at which each call came; null: settled without. */
async function calls(): Promise<(number | null)[]> {
  const rows = await sql(
    'SELECT (extract(epoch FROM called_at) * 1000)::float8 AS at FROM promise_told WHERE settled ORDER BY told_at',
  )
  return rows.map(({ at }) => (at === null ? null : (at - NINE) / MINUTE))
}

it('a call that was taken back is none, whether undone at once or withdrawn later', async () => {
  await tell(await draw())
  await call(later(1))
  // A sweep just after the mis-press.
  expect(await settle(later(1))).toBe(0)
  await run((tx) => undo(tx, counterAt(0)), plus(later(1), 5_000))
  await call(later(2))
  await run((tx) => withdrawCall(tx, counterAt(0)), later(4))
  expect(await settle(later(5))).toBe(0)
  await call(later(7))
  await serve(later(9))
  // What was pressed last may still be taken back.
  expect(await settle(plus(later(9), 9_000))).toBe(0)
  expect(await settle(plus(later(9), 10_000))).toBe(1)
  expect(await calls()).toEqual([7])
})

it('a call that was withdrawn by mistake and stands again counts', async () => {
  await tell(await draw())
  await call(later(3))
  await run((tx) => withdrawCall(tx, counterAt(0)), later(4))
  await run((tx) => undo(tx, counterAt(0)), plus(later(4), 5_000))
  await serve(later(9))
  await settle(later(10))
  expect(await calls()).toEqual([3])
})

it('says nothing of whoever went away, or was away when it was told, until their minutes are over', async () => {
  const person = await draw()
  await tell(person)
  await run((tx) => goAway(tx, person.id, 10), later(1))
  await tell(person, later(2))
  await tell(person, later(12))
  await call(later(20))
  await serve(later(25))
  await settle(later(30))
  expect(await calls()).toEqual([null, null, 20])
})

it('says nothing of what was told to somebody who had missed their call', async () => {
  const person = await draw()
  await call(later(1))
  await run((tx) => callAgain(tx, counterAt(0)), later(2))
  const away = await run((tx) => missed(tx, counterAt(0)), later(4))
  expect(away).toMatchObject({ ok: true })
  await tell(person, later(5))
  await run(returnMissed, later(20))
  await call(later(30))
  await serve(later(31))
  await settle(later(40))
  expect(await calls()).toEqual([null])
})

it('leaves alone what another sweep is about to settle', { timeout: 20_000 }, async () => {
  for (let nth = 0; nth < 2; nth++) {
    await tell(await draw(), later(nth))
    await call(later(5))
    await serve(later(6))
  }
  await run(async (tx) => {
    expect(await settleTold(tx)).toBe(2)
    expect(await settle(later(10))).toBe(0)
  }, later(10))
})

it('forgets whom, a portion after the other, and keeps times from which the journal does not find them', async () => {
  for (let nth = 0; nth < 3; nth++) {
    await tell(await draw(), plus(later(nth), 1_234))
    // The second one is called a moment before what was said, the third a moment after it.
    await call(plus(later([5, 5.9, 12.1][nth] ?? 0), 2_345))
    await serve(later(13))
  }
  await settle(later(14))
  const within =
    'SELECT called_at BETWEEN says_from AND says_until AS within FROM promise_told ORDER BY told_at'
  const before = await sql(within)
  const forget = () => run((tx) => forgetOldTold(tx, 2), plus(NINE, 20 * DAY))
  expect(await forget()).toBe(true)
  expect(await forget()).toBe(false)
  expect(await sql('SELECT FROM promise_told WHERE visit_id IS NOT NULL')).toEqual([])
  expect(await calls()).toEqual([5.5, 5.5, 12.5])
  expect(await sql(within)).toEqual(before)
})
