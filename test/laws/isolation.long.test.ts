import { afterEach, expect, test } from 'vitest'
import { CALLING } from './clerks.ts'
import { type Ground, openGround } from './ground.ts'
import { askTwo } from './neighbours.ts'

let ground: Ground

afterEach(() => ground.close())

test('100,000 requests to two authorities on the same connections show nothing of the other', async () => {
  ground = await openGround({ at: CALLING, server: { connections: 6 } })
  let answers = 0
  for (let part = 1; part <= 10; part++) {
    const found = await askTwo(ground, { operations: 10_000, seed: part })
    expect(found.foreign).toEqual([])
    expect(found.failed).toEqual([])
    answers += found.answers
  }
  expect(answers).toBeGreaterThan(95_000)
})
