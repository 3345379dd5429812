import { describe, expect, it } from 'vitest'
import type { Counter } from '#features/capacity/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { presentCounters, robotCounters, someCounters } from './roster.ts'

const service = (number: number): Id<'service'> => asId(`00000000-0000-7000-8000-0000000000${10 + number}`)
const texts = { de: '', 'de-simple': '', en: '' }

function counter(number: number, skills: readonly number[]): Counter {
  return {
    id: asId(`00000000-0000-7000-8000-0000000001${10 + number}`),
    siteId: asId('00000000-0000-7000-8000-000000000001'),
    key: String(number),
    texts: { label: texts, level: null },
    skills: new Set(skills.map(service)),
  }
}

const house = [
  counter(1, [1, 2, 3, 4]),
  counter(2, [1, 2, 3, 4]),
  counter(3, [1, 2]),
  counter(4, [3]),
  counter(5, [5]),
  counter(6, [1]),
  counter(7, [2]),
]
const keys = (counters: readonly Counter[]) => counters.map((each) => each.key)

/** Every visit that some counter could serve completely can still be served by one of these. */
const serveAll = (some: readonly Counter[], all: readonly Counter[]) =>
  all.every((each) => some.some((other) => [...each.skills].every((skill) => other.skills.has(skill))))

describe('simulated clerks', () => {
  it('leave versatile counters free for people, as long as others serve everything', () => {
    const robots = robotCounters(house)
    expect(keys(robots)).toEqual(['2', '4', '5', '6', '7'])
    expect(serveAll(robots, house)).toBe(true)
  })

  it('sit everywhere at a small stop', () => {
    expect(keys(robotCounters(house.slice(0, 2)))).toEqual(['1', '2'])
  })

  it('are absent only where a colleague can do their work', () => {
    const present = presentCounters(house, () => true)
    expect(serveAll(present, house)).toBe(true)
    expect(present.length).toBeLessThan(house.length)
    expect(keys(presentCounters(house, (each) => each.key === '5'))).toContain('5')
  })

  it('are as few as can serve everything where the past is thin', () => {
    expect(keys(someCounters(house, 0))).toEqual(['1', '5'])
    expect(serveAll(someCounters(house, 3), house)).toBe(true)
    expect(someCounters(house, 4)).toHaveLength(4)
  })
})
