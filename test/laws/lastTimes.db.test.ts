import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ground, openGround } from './ground.ts'
import { deadlocks, lastTimes, lockEachOther, rush } from './lastTimes.ts'

// The short form of 10^5 attempts by 64 connections on 1,000 last times.
const TIMES = 40
const SMALL = { connections: 16, attemptsEach: 40 }

let ground: Ground

beforeAll(async () => {
  // All press until the database decides, also those who come a moment after a refusal.
  ground = await openGround({ server: { takenLasts: 0 } })
})
afterAll(() => ground.close())
afterEach(() => ground.city.unchanged())

test('of forty attempts at each of forty last times exactly one wins, without a deadlock', async () => {
  const { winners, refusals } = await rush(ground, await lastTimes(ground, TIMES), SMALL)
  expect(winners).toEqual(Array.from({ length: TIMES }, () => 1))
  expect(refusals).toEqual(['time_taken'])
  const held = await ground.sql("SELECT site_id, appointment_at FROM visit WHERE state = 'held'")
  expect(held).toHaveLength(TIMES)
  expect(await deadlocks(ground)).toBe(0)
})

test('a deadlock would be counted (control)', async () => {
  await lockEachOther(ground)
  expect(await deadlocks(ground)).toBe(1)
})

// The control: a key of the same name that lets two claims into one cell.
test('without the key over place, day and cell some times are had more than once', async () => {
  const targets = await lastTimes(ground, TIMES)
  await ground.sql('ALTER TABLE claim_cell DROP CONSTRAINT claim_cell_taken')
  await ground.sql(
    'ALTER TABLE claim_cell ADD CONSTRAINT claim_cell_taken PRIMARY KEY (place_id, day, cell, claim_id)',
  )
  const { winners } = await rush(ground, targets, SMALL)
  expect(Math.max(...winners)).toBeGreaterThan(1)
})
