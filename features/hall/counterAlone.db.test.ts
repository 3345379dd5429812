import { expect, it } from 'vitest'
import { mattersOf } from '#features/visit/actions.ts'
import { newId } from '#kernel/id.ts'
import { later, NINE, openHandOverCity } from '#test/handOverCity.ts'
import { callNext, closeCounter, counterAlone, hallOf, pauseCounter, sendOn } from './actions.ts'
import { canServe } from './model.ts'

const { site, run, counterAt, serviceId, draw, served } = openHandOverCity()

it('a counter by itself shows what it shows in its hall, and counts whom it could serve', async () => {
  await served()
  await run((tx) => sendOn(tx, counterAt(0), { counterId: counterAt(1).counterId }, null), later(1))
  await served(0, later(2), 1, ['identity-card', 'registration'])
  await run((tx) => sendOn(tx, counterAt(0), { services: [serviceId('registration')] }, null), later(3))
  for (const keys of [['identity-card'], ['registration'], ['pick-up'], ['identity-card', 'pick-up']])
    await draw(later(4), 1, keys)
  await run((tx) => callNext(tx, counterAt(0)), later(5))
  await run((tx) => pauseCounter(tx, counterAt(1)), later(5))
  await run((tx) => closeCounter(tx, counterAt(2)), later(5))

  await run(async (tx) => {
    const { counters, waiting } = await hallOf(tx, site())
    const counts = []
    for (const now of counters) {
      const { waitingHere, matters, ...alone } = await counterAlone(tx, site(), now.counter.id)
      const calling = { counterId: now.counter.id, skills: now.counter.skills }
      const could = waiting.filter(({ visit, services }) =>
        canServe(calling, { services, forCounterId: visit.forCounterId }),
      )
      // Since when it is open only looks ahead ask.
      const { openedAt: _, ...shown } = now
      expect(alone).toEqual(shown)
      expect(waitingHere).toBe(could.length)
      const visitId = now.visit?.id
      expect(matters).toEqual(visitId ? (await mattersOf(tx, [visitId])).get(visitId) : [])
      counts.push(waitingHere)
    }
    expect(new Set(counts).size).toBeGreaterThan(1)
    expect(counters[0]?.visit).not.toBeNull()
  }, later(6))
})

it('a counter that nobody knows is none', async () => {
  await expect(run((tx) => counterAlone(tx, site(), newId<'counter'>(NINE)))).rejects.toThrow()
})
