import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ground, openGround } from './ground.ts'
import { deadlocks, lastTimes, rush } from './lastTimes.ts'

const TIMES = 1_000
const FULL = { connections: 64, attemptsEach: 100 }

let ground: Ground

beforeAll(async () => {
  // All press until the database decides, also those who come a moment after a refusal.
  ground = await openGround({ server: { takenLasts: 0 } })
})
afterAll(() => ground.close())
afterEach(() => ground.city.unchanged())

test('of 100,000 attempts by 64 connections on 1,000 last times exactly one each wins, without a deadlock', async () => {
  const { winners, refusals } = await rush(ground, await lastTimes(ground, TIMES), FULL)
  expect(winners).toEqual(Array.from({ length: TIMES }, () => 1))
  expect(refusals).toEqual(['time_taken'])
  expect(await deadlocks(ground)).toBe(0)
})
