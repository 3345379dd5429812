import { expect, it } from 'vitest'
import { seeded } from '#apps/demo/random.ts'
import { chaos } from './chaos.ts'

it('paper, connections and the agent fail: no number without ticket or screen, none twice, no half ticket', async () => {
  const report = await chaos(60, seeded('chaos'))
  expect(report).toMatchObject({ numbers: 60, twice: 0, missing: 0, silent: 0, garbled: 0, surprising: 0 })
  expect(report.printed + report.failed).toBe(60)
  // Much went wrong, and as much went well.
  expect(report.failed).toBeGreaterThan(10)
  expect(report.printed).toBeGreaterThan(20)
})

it('control: an agent that remembers nothing prints a number twice', async () => {
  expect((await chaos(30, seeded('chaos'), 'memory')).twice).toBeGreaterThan(0)
})

it('control: a ticket that is not cut off hangs together with the next', async () => {
  expect((await chaos(150, seeded('chaos'), 'cut')).garbled).toBeGreaterThan(0)
})

it('control: a printer that is not cleared gives half tickets', async () => {
  expect((await chaos(30, seeded('chaos'), 'clear')).garbled).toBeGreaterThan(0)
})
