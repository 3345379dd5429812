import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ground, openGround } from './ground.ts'
import type { Visitor } from './http.ts'
import { leaveOneTime, letHoldsExpire, race } from './lastTime.ts'
import { cheapenProofs } from './proven.ts'

const CLIENTS = 200
const RACES = 500
const BROWSER_ROUNDS = 50

let ground: Ground

beforeAll(async () => {
  // All press until the database decides, also those who come a moment after a refusal.
  ground = await openGround({ server: { takenLasts: 0 } })
  await cheapenProofs(ground)
})
afterAll(() => ground.close())
afterEach(() => ground.city.unchanged())

test('of 200 clients exactly one gets the last time, five hundred times', async () => {
  let visitors: Visitor[] = []
  const startsAt = await leaveOneTime(ground)
  for (let round = 0; round < RACES; round++) {
    // A browser may take only so many times in ten minutes.
    if (round % BROWSER_ROUNDS === 0) visitors = Array.from({ length: CLIENTS }, () => ground.visitor())
    const { winners, answers } = await race(visitors, startsAt)
    expect(winners, `race ${round}`).toBe(1)
    expect(new Set(answers)).toEqual(new Set(['won', '409 time_taken']))
    await letHoldsExpire(ground)
  }
})
