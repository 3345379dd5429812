import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Ground, openGround } from './ground.ts'
import { leaveOneTime, letHoldsExpire, race } from './lastTime.ts'
import { cheapenProofs, proven } from './proven.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 900_000 })

const CLIENTS = 100
/** The long form races five hundred times. */
const RACES = 25

let ground: Ground
let startsAt: string

beforeAll(async () => {
  // All press until the database decides, also those who come a moment after a refusal.
  ground = await openGround({ server: { takenLasts: 0 } })
  await cheapenProofs(ground)
  startsAt = await leaveOneTime(ground)
})
afterAll(() => ground.close())

const newVisitors = () => Array.from({ length: CLIENTS }, () => ground.visitor())
afterEach(() => ground.city.unchanged())

test('of 100 clients who want the last time of a day exactly one gets it, time after time (A-06)', async () => {
  const losing = Array.from({ length: CLIENTS - 1 }, () => '409 time_taken')
  const visitors = newVisitors()
  for (let round = 0; round < RACES; round++) {
    const { winners, answers } = await race(visitors, startsAt)
    expect(winners, `race ${round}`).toBe(1)
    expect(answers.filter((answer) => answer !== 'won')).toEqual(losing)
    await letHoldsExpire(ground)
  }
})

test('a browser that asks for two times at the same moment holds one of them, without a failure', async () => {
  const visitor = ground.visitor()
  const times = (await visitor.get('/api/times?matters=identity-card:1&limit=40')).json.times
  const hold = async (index: number) => {
    const { site, startsAt } = times[index]
    const matters = [{ service: 'identity-card', people: 1 }]
    const body = await proven(visitor, { matters, site, startsAt, language: 'de' })
    return visitor.call('/api/holds', body)
  }
  // The first answer brings the cookie by which the browser is known.
  await hold(30)
  for (let round = 0; round < 10; round++) {
    await letHoldsExpire(ground)
    const answers = await Promise.all([0, 1, 2].map((index) => hold(round * 3 + index)))
    expect(answers.map((answer) => answer.status < 500)).toEqual([true, true, true])
    const held = await ground.sql("SELECT id FROM visit WHERE state = 'held' AND hold_browser IS NOT NULL")
    expect(held).toHaveLength(1)
  }
})

// The control: a constraint of the same name that no longer keeps two claims out of one cell. There is no other guard:
// whoever looks first and then takes has seen a free cell.
test('without the key over place, day and cell several of them get it', async () => {
  await ground.sql('ALTER TABLE claim_cell DROP CONSTRAINT claim_cell_taken')
  await ground.sql(
    'ALTER TABLE claim_cell ADD CONSTRAINT claim_cell_taken PRIMARY KEY (place_id, day, cell, claim_id)',
  )
  let most = 0
  // On a busy machine it may happen that the first has it before any other looks.
  for (let round = 0; round < 10 && most < 2; round++) {
    const { winners } = await race(newVisitors(), startsAt)
    most = Math.max(most, winners)
    await letHoldsExpire(ground)
  }
  expect(most).toBeGreaterThan(1)
})
