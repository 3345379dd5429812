import { expect, it } from 'vitest'
import {
  ALL_COUNTER_KEYS,
  choiceOf,
  counterActionOf,
  counterKeys,
  counterState,
  isPanel,
  OUTCOMES,
  UNDO_KEY,
} from './counterKeys.ts'

const STATES = ['idle', 'paused', 'called', 'serving'] as const

it('each key acts in one state only, so a double press finds nothing the second time', () => {
  const keys = ALL_COUNTER_KEYS.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { key } of ALL_COUNTER_KEYS) {
    expect(STATES.filter((state) => counterActionOf(state, key))).toHaveLength(1)
  }
})

it('the key that takes back does nothing else in any state', () => {
  expect(STATES.map((state) => counterActionOf(state, UNDO_KEY))).toEqual(STATES.map(() => undefined))
})

it('every state has exactly one usual next step, it stands first, and it asks nothing', () => {
  for (const state of STATES) {
    const [first, ...others] = counterKeys(state)
    expect(first?.main).toBe(true)
    expect(first && isPanel(first.action)).toBe(false)
    expect(others.filter(({ main }) => main)).toEqual([])
  }
})

it('capitals count as well', () => {
  expect(counterActionOf('idle', 'n')).toBe('next')
  expect(counterActionOf('idle', 'N')).toBe('next')
  expect(counterActionOf('called', 'n')).toBeUndefined()
})

it('1, 2, 3 choose the outcome, nothing else does', () => {
  expect(['1', '2', '3', '4', '0', 'f', ''].map((key) => choiceOf(OUTCOMES, key))).toEqual([
    'done',
    'partly',
    'not_possible',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

it('the state follows the visit, and the break where there is none', () => {
  expect(counterState({ visit: null, pausedAt: null })).toBe('idle')
  expect(counterState({ visit: null, pausedAt: '2027-03-01T09:12:00Z' })).toBe('paused')
  expect(counterState({ visit: { state: 'called' }, pausedAt: null })).toBe('called')
  expect(counterState({ visit: { state: 'serving' }, pausedAt: null })).toBe('serving')
})
