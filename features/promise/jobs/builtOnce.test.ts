import { expect, it } from 'vitest'
import type { Authority } from '#platform/db/authority.ts'
import { builtOnce } from './builtOnce.ts'

const authority = (key: string, demoOffset = 0) => ({ key, demoOffset }) as Authority
const CITY = authority('city')

/** Builds 1, 2, 3…, each as soon as it is let go. */
function counting({ patience = 60_000 } = {}) {
  const building: ((freshFor?: number) => void)[] = []
  const clock = { at: 0 }
  let built = 0
  const ask = builtOnce<string>({
    build() {
      const name = String(++built)
      return {
        early: Promise.resolve(`early ${name}`),
        whole: new Promise((resolve) => {
          building.push((freshFor = 100) => resolve({ value: name, freshFor }))
        }),
      }
    },
    usableFor: 200,
    patience,
    now: () => clock.at,
  })
  return { ask, building, clock }
}

it('builds once for all who ask, and anew when the answer is not fresh any more', async () => {
  const { ask, building, clock } = counting()
  const asked = [ask(CITY), ask(CITY), ask(CITY)]
  expect(building).toHaveLength(1)
  building[0]?.()
  expect(await Promise.all(asked)).toEqual(['1', '1', '1'])
  clock.at = 99
  expect(await ask(CITY)).toBe('1')
  expect(building).toHaveLength(1)
  clock.at = 100
  // Nobody waits for the new one while the last one is usable.
  expect([await ask(CITY), await ask(CITY)]).toEqual(['1', '1'])
  expect(building).toHaveLength(2)
  building[1]?.()
  await expect.poll(() => ask(CITY)).toBe('2')
})

it('gives no answer that is too old, of another city or of another time', async () => {
  const { ask, building, clock } = counting()
  const first = ask(CITY)
  building[0]?.()
  expect(await first).toBe('1')
  const others = [ask(authority('other')), ask(authority('city', 5))]
  for (const done of building) done()
  expect(await Promise.all(others)).toEqual(['2', '3'])
  clock.at = 200
  const late = ask(authority('city', 5))
  building[3]?.()
  expect(await late).toBe('4')
})

it('gives whoever has waited long enough what is there early', async () => {
  const { ask } = counting({ patience: 1 })
  expect(await ask(CITY)).toBe('early 1')
})

it('says that building failed, and builds anew for the next who asks', async () => {
  let tries = 0
  const ask = builtOnce<string>({
    build() {
      const value =
        tries++ === 0 ? Promise.reject(new Error('the database is away')) : Promise.resolve('here')
      return { early: value, whole: value.then((built) => ({ value: built, freshFor: 1 })) }
    },
    usableFor: 1,
    patience: 60_000,
  })
  await expect(ask(CITY)).rejects.toThrow('away')
  expect(await ask(CITY)).toBe('here')
})
