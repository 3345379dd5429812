import { expect, it } from 'vitest'
import { chaosEverywhere } from './chaos.ts'

const NUMBERS = 100_000
/** Most of the time is spent with a printer that says nothing, so many terminals fail beside each other. */
const TERMINALS = 50

it('a hundred thousand numbers come out once or stand on the screen', async () => {
  const report = await chaosEverywhere(NUMBERS, TERMINALS, `chaos ${process.env.DRAN_SEED ?? 'long'}`)
  console.log(report)
  const laws = { twice: 0, missing: 0, silent: 0, garbled: 0, surprising: 0 }
  expect(report).toMatchObject({ numbers: NUMBERS, ...laws })
  expect(report.printed + report.failed).toBe(NUMBERS)
  // Much went wrong, and as much went well; what nobody can say is seldom.
  expect(report.failed).toBeGreaterThan(NUMBERS / 6)
  expect(report.printed).toBeGreaterThan(NUMBERS / 3)
  expect(report.doubtful).toBeLessThan(NUMBERS / 10)
}, 3_600_000)
