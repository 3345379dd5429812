import { expect, it } from 'vitest'
import { seeded } from '#apps/demo/random.ts'
import { chaos } from './chaos.ts'

/** Some twenty a second: most of the time is spent with a printer that says nothing. */
const NUMBERS = 10_000

it('ten thousand numbers come out once or stand on the screen', async () => {
  const report = await chaos(NUMBERS, seeded(`chaos ${process.env.DRAN_SEED ?? 'long'}`))
  console.log(report)
  expect(report).toMatchObject({ numbers: NUMBERS, twice: 0, missing: 0, silent: 0, garbled: 0 })
  expect(report.printed + report.failed).toBe(NUMBERS)
}, 3_600_000)
