import { expect, test } from 'vitest'
import { CALLING } from './clerks.ts'
import { openGround } from './ground.ts'
import { askTwo } from './neighbours.ts'

const PARTS = 10
/** Half of what it was, and cuts are a quarter as many: 100,000 did not come to their end beside another long test. */
const REQUESTS = 50_000

test('50,000 requests to two authorities on the same connections show nothing of the other', async () => {
  let answers = 0
  for (let part = 1; part <= PARTS; part++) {
    // A new city each time: in halls where thousands wait, most of the time goes into writing down their lists.
    const ground = await openGround({ at: CALLING, server: { connections: 6 } })
    try {
      const found = await askTwo(ground, {
        operations: REQUESTS / PARTS,
        seed: part,
        cutEvery: 250,
      })
      expect(found.foreign).toEqual([])
      expect(found.failed).toEqual([])
      answers += found.answers
    } finally {
      await ground.close()
    }
  }
  expect(answers).toBeGreaterThan(0.95 * REQUESTS)
})
