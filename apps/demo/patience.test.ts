import pg from 'pg'
import { expect, it } from 'vitest'
import { patiently } from './patience.ts'

const timeLimit = () => Object.assign(new pg.DatabaseError('canceled', 8, 'error'), { code: '57014' })

/** Fails so often, then answers; counts how often it was asked and what was said. */
function failing(times: number, failure: () => Error) {
  const seen = { asked: 0, said: 0 }
  const work = async () => {
    seen.asked++
    if (seen.asked <= times) throw failure()
    return 'done'
  }
  const run = () => patiently(work, () => void seen.said++, 0)
  return { seen, run }
}

it('goes on after statements that met their time limit, and says so once', async () => {
  const { seen, run } = failing(3, timeLimit)
  expect(await run()).toBe('done')
  expect(seen).toEqual({ asked: 4, said: 1 })
})

it('says nothing where all goes well', async () => {
  const { seen, run } = failing(0, timeLimit)
  await run()
  expect(seen.said).toBe(0)
})

it('gives up at last, and at once on any other failure', async () => {
  const endless = failing(100, timeLimit)
  await expect(endless.run()).rejects.toThrow('canceled')
  expect(endless.seen.asked).toBe(10)
  const broken = failing(1, () => new Error('no such table'))
  await expect(broken.run()).rejects.toThrow('no such table')
  expect(broken.seen).toEqual({ asked: 1, said: 0 })
})
