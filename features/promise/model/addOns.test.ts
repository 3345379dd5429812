import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { growthOf, learnAddOn, newAddOns } from './addOns.ts'
import { meanOf } from './durations.ts'
import { experienceOf, NOTHING_HAPPENED, type StayHappened } from './happened.ts'
import { durationsAsTold, durationsIn } from './seen.ts'

const CARD = 'card' as Id<'service'>
const PASSPORT = 'passport' as Id<'service'>
const stay = (grown: number): StayHappened => ({
  ...{ service: CARD, servicePlanned: 10, visitPlanned: 10, minutes: 9, gap: 1 },
  ...{ cameFor: CARD, grown },
})

describe('what people still bring up at the counter', () => {
  it('is the counted share where all matters of a site do so equally often, by the mean of what was counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 20 }), (visits, every) => {
        const addOns = newAddOns()
        for (const service of [CARD, PASSPORT])
          for (let nth = 0; nth < visits; nth++) learnAddOn(addOns, service, nth % every === 0 ? 1.5 : 1)
        const counted = Math.ceil(visits / every) / visits
        for (const service of [CARD, PASSPORT]) {
          const { chance, times } = growthOf(addOns, service)
          expect(chance).toBeCloseTo(counted, 9)
          expect(times).toBeCloseTo(1.5, 9)
        }
      }),
    )
  })

  it('is nothing where nobody did, and for a new service what the others show', () => {
    expect(growthOf(newAddOns(), CARD)).toEqual({ chance: 0, times: 1 })
    const addOns = newAddOns()
    for (let nth = 0; nth < 100; nth++) learnAddOn(addOns, CARD, nth < 25 ? 2 : 1)
    expect(growthOf(addOns, PASSPORT)).toEqual({ chance: 0.25, times: 2 })
    for (let nth = 0; nth < 1_000; nth++) learnAddOn(addOns, PASSPORT, 1)
    expect(growthOf(addOns, PASSPORT).chance).toBeLessThan(0.01)
    expect(growthOf(addOns, CARD).chance).toBeGreaterThan(0.2)
  })

  it('makes whoever still waits take longer, and not those whose visits are known to the end', () => {
    const site = { services: [{ id: CARD, minutes: 10 }] }
    const one = { services: [CARD], minutes: 10 }
    const without = experienceOf({ ...NOTHING_HAPPENED, stays: Array<StayHappened>(2_000).fill(stay(1)) })
    expect(durationsAsTold(site, without.learned)(one)).toEqual(durationsIn(site, without.learned)(one))
    const stays = Array.from({ length: 2_000 }, (_, nth) => stay(nth % 5 === 0 ? 2 : 1))
    const { learned } = experienceOf({ ...NOTHING_HAPPENED, stays })
    const ended = meanOf(durationsIn(site, learned)(one))
    expect(meanOf(durationsAsTold(site, learned)(one)) / ended).toBeCloseTo(1.2, 2)
  })
})
