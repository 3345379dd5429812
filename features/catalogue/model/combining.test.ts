import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { combine, firstApart, plannedMinutes, type SharedStep } from './combining.ts'

const sharedStep = fc.option(
  fc.record({ key: fc.constantFrom('photo', 'signature'), minutes: fc.integer({ min: 1, max: 30 }) }),
)
const matter = fc
  .record({
    minutes: fc.integer({ min: 5, max: 240 }),
    minutesPerFurtherPerson: fc.integer({ min: 0, max: 120 }),
    sharedStep,
    people: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ people, ...service }) => ({ service, people }))
const matters = fc.array(matter, { minLength: 1, maxLength: 5 })

describe('planned minutes', () => {
  const photo = { key: 'photo', minutes: 5 }
  const timed = (minutes: number, further: number, sharedStep: SharedStep | null) => ({
    minutes,
    minutesPerFurtherPerson: further,
    sharedStep,
  })
  const card = timed(15, 15, photo)
  const passport = timed(20, 20, { key: 'photo', minutes: 10 })

  test('have a shared step once for each person, the longest', () => {
    expect(
      plannedMinutes([
        { service: card, people: 1 },
        { service: passport, people: 1 },
      ]),
    ).toBe(30)
    // The second person comes for the card alone.
    expect(
      plannedMinutes([
        { service: card, people: 2 },
        { service: passport, people: 1 },
      ]),
    ).toBe(45)
  })

  test('save no more of a further person than that person takes', () => {
    const family = timed(15, 2, photo)
    expect(
      plannedMinutes([
        { service: family, people: 2 },
        { service: card, people: 2 },
      ]),
    ).toBe(40)
  })

  test('are the same in any order, and the plain sum where no step is shared', () => {
    fc.assert(
      fc.property(matters, (some) => {
        expect(plannedMinutes(some.toReversed())).toBe(plannedMinutes(some))
        const apart = some.map(({ service, people }) => ({
          service: { ...service, sharedStep: null },
          people,
        }))
        const sum = apart.reduce(
          (sum, { service, people }) =>
            sum + service.minutes + (people - 1) * service.minutesPerFurtherPerson,
          0,
        )
        expect(plannedMinutes(apart)).toBe(Math.ceil(sum / 5) * 5)
        expect(plannedMinutes(some)).toBeLessThanOrEqual(plannedMinutes(apart))
      }),
    )
  })

  test('never shrink when somebody or something is added, and are never less than of one matter alone', () => {
    fc.assert(
      fc.property(matters, matter, (some, another) => {
        const minutes = plannedMinutes(some)
        expect(minutes % 5).toBe(0)
        expect(plannedMinutes([...some, another])).toBeGreaterThanOrEqual(minutes)
        const more = some.map((one) => ({ ...one, people: one.people + 1 }))
        expect(plannedMinutes(more)).toBeGreaterThanOrEqual(minutes)
        for (const one of some) expect(minutes).toBeGreaterThanOrEqual(plannedMinutes([one]))
      }),
    )
  })
})

describe('what combines', () => {
  const keys = ['a', 'b', 'c', 'd'] as const
  const service = (key: string) =>
    fc.record({
      key: fc.constant(key),
      standsAlone: fc.boolean(),
      notWith: fc.subarray(keys.filter((other) => other !== key)),
    })
  const services = fc.tuple(...keys.map(service))

  test('does so in either order', () => {
    fc.assert(
      fc.property(services, ([one, other]) => {
        if (!one || !other) return
        expect(combine(one, other)).toBe(combine(other, one))
      }),
    )
  })

  test('is refused exactly where two of them keep apart, whatever the order', () => {
    fc.assert(
      fc.property(services, (all) => {
        const pair = firstApart(all)
        if (pair) expect(combine(...pair)).toBe(false)
        const anyApart = all.some((one, index) => all.slice(index + 1).some((other) => !combine(one, other)))
        expect(pair !== undefined).toBe(anyApart)
        expect(firstApart(all.toReversed()) !== undefined).toBe(anyApart)
      }),
    )
  })

  test('is everything that says nothing, and nothing that stands alone', () => {
    const plain = { key: 'a', standsAlone: false, notWith: [] }
    expect(combine(plain, { ...plain, key: 'b' })).toBe(true)
    expect(combine(plain, { key: 'b', standsAlone: true, notWith: [] })).toBe(false)
    expect(firstApart([{ key: 'b', standsAlone: true, notWith: [] }])).toBeUndefined()
  })
})
