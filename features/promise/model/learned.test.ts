import { describe, expect, it } from 'vitest'
import {
  chanceToCome,
  durationsOf,
  latenessOf,
  learnLateness,
  learnNoShow,
  learnPause,
  learnVisit,
  newDay,
  nothingLearned,
  paceOf,
  pausesOf,
} from './learned.ts'

describe('whether somebody with an appointment still comes', () => {
  it('is how often people come, before their time; less with each minute after it; nothing beyond all that was seen', () => {
    const learned = nothingLearned()
    for (let nth = 0; nth < 80; nth++) learnLateness(learned, (nth % 40) - 30)
    for (let nth = 0; nth < 20; nth++) learnNoShow(learned)
    const chances = [-60, -20, -5, 0, 5, 8, 9, 40].map((late) => chanceToCome(learned, late))
    expect(chances[0]).toBeCloseTo((80 + 17) / 120, 5)
    expect(chances).toEqual(chances.toSorted((a, b) => b - a))
    expect(chances.at(-1)).toBe(0)
  })

  it('is something also where nobody was seen yet', () => {
    expect(chanceToCome(nothingLearned(), -60)).toBeCloseTo(0.85, 5)
    expect(chanceToCome(nothingLearned(), 10)).toBeGreaterThan(0)
    expect(latenessOf(nothingLearned()).length).toBeGreaterThan(0)
  })
})

it('today is so fast as its visits were, and a new day begins as usual', () => {
  const learned = nothingLearned()
  const service = durationsOf(learned, 'passport', 15)
  expect(paceOf(learned)).toBe(1)
  for (let nth = 0; nth < 30; nth++) learnVisit(learned, service, 10)
  newDay(learned)
  expect(paceOf(learned)).toBe(1)
  for (let nth = 0; nth < 100; nth++) learnVisit(learned, service, 13)
  expect(paceOf(learned)).toBeGreaterThan(1.02)
  expect(paceOf(learned)).toBeLessThan(1.3)
})

it('pauses are as frequent as they were, and rare as long as few visits are known', () => {
  const learned = nothingLearned()
  learnPause(learned, 6)
  expect(pausesOf(learned)).toEqual({ chance: 0.01, lengths: Float64Array.of(6) })
})
