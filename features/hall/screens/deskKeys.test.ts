import { expect, it } from 'vitest'
import { ALL_DESK_KEYS, deskActionOf, deskKeys, deskState, outcomeOf } from './deskKeys.ts'

const STATES = ['idle', 'called', 'serving'] as const

it('each key acts in one state only, so a double press finds nothing the second time', () => {
  const keys = ALL_DESK_KEYS.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { key } of ALL_DESK_KEYS) {
    expect(STATES.filter((state) => deskActionOf(state, key))).toHaveLength(1)
  }
})

it('every state has exactly one usual next step, and it stands first', () => {
  for (const state of STATES)
    expect(deskKeys(state).map(({ main }) => main === true)).toEqual([
      true,
      ...deskKeys(state)
        .slice(1)
        .map(() => false),
    ])
})

it('capitals count as well', () => {
  expect(deskActionOf('idle', 'n')).toBe('next')
  expect(deskActionOf('idle', 'N')).toBe('next')
  expect(deskActionOf('called', 'n')).toBeUndefined()
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
  expect(deskState(null)).toBe('idle')
  expect(deskState({ state: 'called' })).toBe('called')
  expect(deskState({ state: 'serving' })).toBe('serving')
})
