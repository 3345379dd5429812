import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, openGround } from './ground.ts'
import { letLoose, setLimits } from './swarm.ts'

// Attack A-24 in full: 200 contacts that belong to 10 people, as many requests as the machine sends in a minute, against
// 50 people on 100 times.
const FULL = { contacts: 200, belongTo: 10, people: 50, times: 100, seconds: 60, patience: 240, atOnce: 64 }

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
  await setLimits(ground, { open: 1, names: 6 })
})
afterAll(() => ground?.close())

test('of 100 freed times a swarm of 10 people gets at most 10, and the p95 of the others is below a second', async () => {
  const outcome = await letLoose(ground, FULL)
  console.log(
    `${Math.round(outcome.swarmRequests / outcome.seconds)} requests of the swarm per second; p95 of the others ${Math.round(outcome.peopleP95)} ms`,
    outcome.codes,
  )
  expect(outcome.swarm).toBeLessThanOrEqual(FULL.belongTo)
  expect(outcome.people).toBe(FULL.people)
  expect(outcome.peopleP95).toBeLessThan(1_000)
}, 300_000)
