import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '#kernel/id.ts'
import { readMinutes, typedMinutes } from '../screens/minutesTyped.ts'
import { canPlan, changedMinutes, leastPlanned, MOST_PLANNED } from './plannedMinutes.ts'

const shared = (minutes: number) => ({ sharedStep: { key: 'photo', minutes } })
const id = (number: number) => asId<'service'>(`00000000-0000-7000-8000-00000000000${number}`)

test('a service is planned in whole cells, for no less than the step that it shares, and no longer than the table lets it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 300 }), fc.integer({ min: 1, max: 60 }), (minutes, step) => {
      const wanted = minutes >= Math.max(5, step) && minutes <= 240 && minutes % 5 === 0
      expect(canPlan(shared(step), minutes)).toBe(wanted)
      expect(canPlan(shared(step), leastPlanned(shared(step)))).toBe(true)
    }),
  )
  expect([leastPlanned({ sharedStep: null }), leastPlanned(shared(6)), MOST_PLANNED]).toEqual([5, 10, 240])
})

test('only what is otherwise is a change; a service that does not stand makes none of it one', () => {
  const standing = new Map([
    [id(1), 15],
    [id(2), 20],
  ])
  const wish = [
    { serviceId: id(2), minutes: 25 },
    { serviceId: id(1), minutes: 15 },
  ]
  expect(changedMinutes(standing, wish)).toEqual([{ serviceId: id(2), minutes: 25 }])
  expect(changedMinutes(standing, [{ serviceId: id(3), minutes: 25 }])).toBeUndefined()
})

test('the form says what is changed and what cannot be, and leaves what stands alone', () => {
  const service = (key: string, minutes: number) => ({
    ...{ service: key, minutes, least: 10, cases: 0, measured: null, isKept: true },
  })
  const change = { change: 'c', at: '', source: 'console' as const, by: null, undoes: null }
  const read = {
    ...{ percent: 85, services: [service('a', 15), service('b', 7), service('c', 20)], newest: null },
    changes: [{ ...change, services: [{ service: 'c', before: 30, after: 20 }] }],
  }
  const typed = typedMinutes(read, 'now')
  expect(readMinutes(read, typed)).toEqual({ changed: [], wrong: [] })
  expect(readMinutes(read, typedMinutes(read, 'earlier')).changed).toEqual([{ service: 'c', minutes: 30 }])
  expect(readMinutes(read, { ...typed, a: ' 25 ', c: '245' })).toEqual({
    ...{ changed: [{ service: 'a', minutes: 25 }], wrong: ['c'] },
  })
  for (const wrong of ['', 'zehn', '5', '12', '1e2'])
    expect(readMinutes(read, { ...typed, a: wrong }).wrong).toEqual(['a'])
})
