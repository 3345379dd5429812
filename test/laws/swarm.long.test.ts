import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, openGround } from './ground.ts'
import { letLoose, setLimits } from './swarm.ts'

// Attack A-24 in full: 200 contacts that belong to 10 people, 2,000 requests a second for a minute or as many as are answered, against
// 50 people on 100 times, who come one after another within half a minute.
const FULL = {
  contacts: 200,
  belongTo: 10,
  people: 50,
  times: 100,
  seconds: 60,
  patience: 240,
  tenMinutes: 4,
  atOnce: 64,
  offered: 2_000,
}

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
  await setLimits(ground, { open: 1, names: 6 })
})
afterAll(() => ground?.close())

test('of 100 freed times a swarm of 10 people gets at most 10, and the p95 of the others is below a second', async () => {
  const outcome = await letLoose(ground, FULL)
  const { rate, busy, peopleP95, codes } = outcome
  console.log(
    `${FULL.offered} requests of the swarm offered and ${Math.round(rate)} answered per second, the server at work ${Math.round(100 * busy)} % of the time; p95 of the others ${Math.round(peopleP95)} ms`,
    codes,
  )
  expect(outcome.swarm).toBeLessThanOrEqual(FULL.belongTo)
  expect(outcome.people).toBe(FULL.people)
  expect(peopleP95).toBeLessThan(1_000)
  // Where fewer come through, it is because one process of the server can answer no more.
  expect(rate >= 2_000 || busy >= 0.9).toBe(true)
  expect(rate).toBeGreaterThan(100)
}, 300_000)
