import { expect, it } from 'vitest'
import {
  ALL_COUNTER_KEYS,
  CLOSE_KEY,
  choiceOf,
  counterActionOf,
  counterKeys,
  counterState,
  counterToOpen,
  isPanel,
  OPEN_KEY,
  OUTCOMES,
  PAPERS_KEY,
  UNDO_KEY,
} from './counterKeys.ts'

const STATES = ['idle', 'paused', 'called', 'serving'] as const

it('each key acts in one state only, so a double press finds nothing the second time', () => {
  const keys = ALL_COUNTER_KEYS.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { key, action } of ALL_COUNTER_KEYS) {
    const states = STATES.filter((state) => counterActionOf(state, key))
    // Whoever has gone is at the counter no more: the key leads out of both states in which it stands.
    expect(states).toEqual(action === 'left' ? ['called', 'serving'] : [expect.any(String)])
  }
})

it('the keys that take back, open and close do nothing else in any state', () => {
  for (const key of [UNDO_KEY, OPEN_KEY, CLOSE_KEY, PAPERS_KEY])
    expect(STATES.map((state) => counterActionOf(state, key))).toEqual(STATES.map(() => undefined))
})

it('O opens the counter that is proposed, a digit the one of the list at this position', () => {
  const counters = ['a', 'b']
  expect(['o', 'O', '1', '2', '3', '0', 'x'].map((key) => counterToOpen(counters, 'b', key))).toEqual([
    'b',
    'b',
    'a',
    'b',
    undefined,
    undefined,
    undefined,
  ])
  expect(counterToOpen(counters, undefined, 'O')).toBeUndefined()
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
