import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuickKind } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { FREQUENT, mostFrequent } from './frequent.ts'

type Countable = Parameters<typeof mostFrequent>[0][number]

const service = (rank: number, quick: QuickKind | null = null): Countable => ({
  id: `service-${rank}` as Id<'service'>,
  rank,
  quick,
})
const catalogue = (size: number) => Array.from({ length: size }, (_, index) => service(index + 1))
const ranks = (services: readonly Countable[]) => services.map(({ rank }) => rank)

describe('the choices at the kiosk', () => {
  it('are the catalogue’s first ten where nobody has come yet', () => {
    expect(ranks(mostFrequent(catalogue(15), new Map()))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('are what people come for, once enough have come; one visit alone turns nothing round', () => {
    const fifteenth = 'service-15' as Id<'service'>
    expect(ranks(mostFrequent(catalogue(15), new Map([[fifteenth, 1]])))[0]).toBe(1)
    expect(ranks(mostFrequent(catalogue(15), new Map([[fifteenth, 30]])))[0]).toBe(15)
  })

  it('always have picking up and asking among them, at the end and in one order, however seldom', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 40 }),
        fc.array(fc.nat(500), { minLength: 60, maxLength: 60 }),
        (all, counted) => {
          const [pickUp = 0, question = 0, ...others] = all
          const services = [
            service(question, 'question'),
            service(pickUp, 'pick_up'),
            ...others.map((rank) => service(rank)),
          ]
          const counts = new Map(services.map(({ id, rank }) => [id, counted[rank - 1] ?? 0]))
          const chosen = mostFrequent(services, counts)
          expect(chosen.slice(-2).map(({ quick }) => quick)).toEqual(['pick_up', 'question'])
          expect(chosen).toHaveLength(Math.min(FREQUENT, services.length))
          expect(new Set(chosen).size).toBe(chosen.length)
        },
      ),
    )
  })

  it('leave nobody out who came more often than one that stands there, but for what always does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 30, maxLength: 30 }), (counted) => {
        const services = catalogue(30)
        const counts = new Map(services.map(({ id }, index) => [id, counted[index] ?? 0]))
        const count = ({ id }: Countable) => counts.get(id) ?? 0
        const chosen = mostFrequent(services, counts)
        const least = Math.min(...chosen.map(count))
        // The catalogue's order is worth at most some visits.
        for (const left of services.filter((one) => !chosen.includes(one)))
          expect(count(left)).toBeLessThan(least + 12)
      }),
    )
  })
})
