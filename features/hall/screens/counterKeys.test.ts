import { expect, it } from 'vitest'
import { ALL_COUNTER_KEYS, counterActionOf, counterKeys, counterState, outcomeOf } from './counterKeys.ts'

const STATES = ['idle', 'called', 'serving'] as const

it('each key acts in one state only, so a double press finds nothing the second time', () => {
  const keys = ALL_COUNTER_KEYS.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { key } of ALL_COUNTER_KEYS) {
    expect(STATES.filter((state) => counterActionOf(state, key))).toHaveLength(1)
  }
})

it('every state has exactly one usual next step, and it stands first', () => {
  for (const state of STATES)
    expect(counterKeys(state).map(({ main }) => main === true)).toEqual([
      true,
      ...counterKeys(state)
        .slice(1)
        .map(() => false),
    ])
})

it('capitals count as well', () => {
  expect(counterActionOf('idle', 'n')).toBe('next')
  expect(counterActionOf('idle', 'N')).toBe('next')
  expect(counterActionOf('called', 'n')).toBeUndefined()
})

it('1, 2, 3 choose the outcome, nothing else does', () => {
  expect(['1', '2', '3', '4', '0', 'f', ''].map(outcomeOf)).toEqual([
    'done',
    'partly',
    'not_possible',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

it('the state follows the visit', () => {
  expect(counterState(null)).toBe('idle')
  expect(counterState({ state: 'called' })).toBe('called')
  expect(counterState({ state: 'serving' })).toBe('serving')
})
