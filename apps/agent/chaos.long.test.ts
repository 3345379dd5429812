import { expect, it } from 'vitest'
import { seeded } from '#apps/demo/random.ts'
import { chaos } from './chaos.ts'

it('a hundred thousand numbers come out once or stand on the screen', async () => {
  const report = await chaos(100_000, seeded(`chaos ${process.env.DRAN_SEED ?? 'long'}`))
  expect(report).toMatchObject({ numbers: 100_000, twice: 0, missing: 0, silent: 0, garbled: 0 })
  expect(report.printed + report.failed).toBe(100_000)
}, 7_200_000)
